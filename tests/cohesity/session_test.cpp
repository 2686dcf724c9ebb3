// One sign-in by whichever way the cluster has, then its session; at most one more when that dies; no
// insisting after refusals.
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "cohesity/lab.hpp"

namespace mfaclient::cohesity {
namespace {

using testing::Fault;

const std::string kSessions = "/v2/users/sessions";
const std::string kTokens = std::string(kV1) + "/accessTokens";
const std::string kVerify = std::string(kV1) + "/verify-otp";
const std::string kSessionUser = std::string(kV1) + "/sessionUser";

TEST(CohesitySession, IsBegunOnceForManyCalls) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->get_mfa_config());
  EXPECT_EQ(lab.arrived("POST", kSessions), 1U);
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(CohesitySession, IsAskedWithoutACodeFirst) {
  Lab lab;
  ASSERT_TRUE(lab.client(kTina, lab.source())->session_user());
  const auto journal = lab.fake->journal();
  ASSERT_EQ(journal.size(), 3U);
  EXPECT_EQ(journal[0].request.body.reveal().find("otpCode"), std::string_view::npos);
  EXPECT_NE(journal[1].request.body.reveal().find(R"("otpType":"totp")"), std::string_view::npos);
  EXPECT_TRUE(journal[2].request.headers.get("session-id"));
}

TEST(CohesitySession, WithoutACodeSourceSaysThatACodeIsNeeded) {
  Lab lab;
  const auto user = lab.client(kTina)->session_user();
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, Errc::code_required);
  EXPECT_EQ(lab.fake->journal().size(), 1U);
  EXPECT_FALSE(lab.fake->locked(kTina));
}

TEST(CohesitySession, EachCredentialHasItsHeader) {
  Lab lab;
  ASSERT_TRUE(lab.keyed()->session_user());
  const auto session = lab.client(kAdmin)->create_session(
      {.username = std::string(kAdmin), .password = SecretString(kPassword)});
  ASSERT_TRUE(session);
  ASSERT_TRUE(MFAApi::connect(lab.settings(SessionId{session->session_id})).value()->session_user());
  const auto token = lab.client(kAdmin)->create_access_token(
      {.username = std::string(kAdmin), .password = SecretString(kPassword), .api = "v2"});
  ASSERT_TRUE(token) << token.error().message;
  ASSERT_TRUE(MFAApi::connect(lab.settings(BearerToken{token->access_token})).value()->session_user());
  EXPECT_EQ(lab.sign_ins(), 1U) << "the caller's own credentials are used as they are";
}

TEST(CohesitySession, WithoutADomainIsOfTheLocalOne) {
  Lab lab;
  auto settings = lab.settings(kAdmin);
  EXPECT_EQ(std::get<Password>(settings.credentials).domain, "");
  ASSERT_TRUE(MFAApi::connect(settings).value()->session_user());
  const auto request = lab.fake->journal().front().request;
  EXPECT_NE(request.body.reveal().find(R"("domain":"LOCAL")"), std::string_view::npos);
}

TEST(CohesitySession, ActsInATenantOnAClusterBelowAnotherPrefix) {
  Lab lab;
  auto settings = lab.settings(ApiKey{.key = SecretString(kKey), .tenant = "acme/"});
  settings.cluster_id = "8437429874";
  settings.region_id = "us-east-2a";
  settings.v2_prefix = "/v2/mcm";
  const auto client = MFAApi::connect(settings).value();
  EXPECT_EQ(client->get_mfa_config().error().code, Errc::not_found);
  const auto request = lab.fake->journal().at(0).request;
  EXPECT_EQ(request.target, "/v2/mcm/mfa-config");
  EXPECT_EQ(request.headers.get("x-impersonate-tenant-id"), "acme/");
  EXPECT_EQ(request.headers.get("accessClusterId"), "8437429874");
  EXPECT_EQ(request.headers.get("regionId"), "us-east-2a");
  ASSERT_FALSE(client->create_email_otp({.username = "u", .password = SecretString("p")}));
  const auto mail = lab.fake->journal().at(1).request;
  EXPECT_EQ(mail.target, "/v2/mcm/email-otp") << "what carries its own credentials goes there, too";
  EXPECT_FALSE(mail.headers.get("apiKey"));
  ASSERT_FALSE(client->create_totp_key());
  EXPECT_EQ(lab.fake->journal().at(2).request.target, "/v2/mcm/totp-key");
}

TEST(CohesitySession, FallsBackToATokenWithAFreshCode) {
  for (const bool known_before : {true, false}) {
    Lab lab;
    const auto client = lab.client(kTina, lab.source());
    int sent = 0;
    const auto sessions = [&](std::string_view state) {
      return lab.fake->set_knob("sessions", state).has_value();
    };
    if (known_before) {
      ASSERT_TRUE(sessions("off"));
    } else {
      // They go off between the call without a code and the one with it.
      lab.transport->on_send([&](const http::Request& request) {
        if (request.target == kSessions && ++sent == 2) {
          EXPECT_TRUE(sessions("off"));
        }
      });
    }
    ASSERT_TRUE(client->session_user());
    std::vector<std::string> codes;
    for (const auto& entry : lab.fake->journal()) {
      const auto body = entry.request.body.reveal();
      if (const auto at = body.find("\"otpCode\":\""); at != std::string_view::npos)
        codes.emplace_back(body.substr(at + 11, 6));
    }
    ASSERT_EQ(codes.size(), known_before ? 1U : 2U);
    if (!known_before) {
      EXPECT_NE(codes[0], codes[1]) << "nobody knows whether the first was spent";
    }
    ASSERT_TRUE(client->session_user());
    EXPECT_EQ(lab.arrived("POST", kSessions), known_before ? 1U : 2U) << "it is remembered";
  }
}

TEST(CohesitySession, WhereBothWaysAreOffSaysSo) {
  Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("sessions", "off"));
  ASSERT_TRUE(lab.fake->set_knob("tokens", "off"));
  EXPECT_EQ(lab.client(kAdmin)->session_user().error().code, Errc::not_permitted);
  EXPECT_EQ(lab.sign_ins(), 2U);
}

TEST(CohesitySession, OfTheWebIsPendingUntilItsCode) {
  Lab lab;
  const auto client = lab.client(kTina, {}, LoginWay::web);
  const auto begun = client->sign_in(std::nullopt);
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, Errc::code_required);
  ASSERT_TRUE(client->pending_session());
  ASSERT_TRUE(client->send_email_otp()) << "a pending session may do that";
  EXPECT_EQ(lab.fake->outbox().back().to, "tina@example.com");
  const auto session = client->sign_in(Code{.kind = FactorKind::email, .text = SecretString(lab.mailed())});
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->headers.front().first, "Cookie");
  EXPECT_FALSE(client->pending_session());
  ASSERT_TRUE(client->session_user());
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(CohesitySession, OfTheWebThatDiedWaitingIsForgotten) {
  Lab lab;
  const auto client = lab.client(kTina, {}, LoginWay::web);
  const auto begin_and_kill = [&] {
    ASSERT_FALSE(client->sign_in(std::nullopt));
    lab.fake->end_sessions();
  };
  begin_and_kill();
  EXPECT_EQ(client->sign_in(Code{.text = SecretString(lab.code())}).error().code, Errc::session_expired);
  EXPECT_FALSE(client->pending_session());
  begin_and_kill();
  EXPECT_EQ(client->mail_code().error().code, Errc::session_expired);
  EXPECT_FALSE(client->pending_session());
  ASSERT_TRUE(client->sign_in(Code{.text = SecretString(lab.code())}));
}

TEST(CohesitySession, OfTheWebIsCompletedByTheOperationToo) {
  Lab lab;
  const auto client = lab.client(kTina, {}, LoginWay::web);
  ASSERT_FALSE(client->sign_in(std::nullopt));
  ASSERT_TRUE(client->verify_otp({.code = SecretString(lab.code())}));
  ASSERT_TRUE(client->session_user());
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(CohesitySession, OfTheWebTakesTheNewestVerificationWhereTheOldIsGone) {
  Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("v1_verify", "off"));
  ASSERT_TRUE(lab.client(kTina, lab.source(), LoginWay::web)->session_user());
  EXPECT_EQ(lab.arrived("POST", kVerify), 1U);
  EXPECT_EQ(lab.arrived("POST", "/v2/users/verify-otp"), 1U);
}

TEST(CohesitySession, OfTheWebNeedsNoCodeWhereNoneIsDemanded) {
  Lab lab;
  const auto session = lab.client(kAdmin, {}, LoginWay::web)->sign_in(std::nullopt);
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(lab.arrived("GET", kSessionUser), 1U) << "a probe, not the login's word, makes it whole";
  EXPECT_EQ(lab.client("cli", {}, LoginWay::web)->sign_in(std::nullopt).error().code, Errc::not_permitted);
}

TEST(CohesitySession, OfTheWebMailsNothingByItself) {
  Lab lab;
  const auto codes = std::make_shared<OneCode>("000000");
  const auto user = lab.client(kFred, codes, LoginWay::web)->session_user();
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, Errc::code_required);
  EXPECT_TRUE(codes->asked.empty()) << "no authenticator is set up that could have made one";
  EXPECT_TRUE(lab.fake->outbox().empty());
}

TEST(CohesitySession, ADeadOneIsRecoveredByExactlyOneReLogin) {
  for (const auto way : {LoginWay::session, LoginWay::token, LoginWay::web}) {
    Lab lab;
    const auto client = lab.client(kTina, lab.source(), way);
    ASSERT_TRUE(client->session_user());
    lab.fake->end_sessions();
    const auto before = lab.sign_ins();
    lab.fake->clear_journal();
    ASSERT_TRUE(client->session_user());
    EXPECT_EQ(before, way == LoginWay::web ? 1U : 2U);
    EXPECT_EQ(lab.sign_ins(), before);
    EXPECT_EQ(lab.arrived("GET", kSessionUser), 2U);
  }
}

TEST(CohesitySession, ATokenIsReplacedAfterItsDay) {
  Lab lab;
  const auto client = lab.client(kAdmin, {}, LoginWay::token);
  ASSERT_TRUE(client->session_user());
  lab.clock->advance(std::chrono::hours{24});
  lab.fake->clear_journal();
  ASSERT_TRUE(client->session_user());
  EXPECT_EQ(lab.arrived("GET", kSessionUser), 1U) << "the old one was not tried first";
  const auto own = lab.client(kAdmin)->create_access_token(
      {.username = std::string(kAdmin), .password = SecretString(kPassword)});
  ASSERT_TRUE(own);
  const auto bearer = MFAApi::connect(lab.settings(BearerToken{own->access_token})).value();
  ASSERT_TRUE(bearer->session_user());
  lab.clock->advance(std::chrono::hours{24});
  const auto expired = bearer->session_user();
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().code, Errc::session_expired);
  EXPECT_EQ(expired.error().vendor_message, "Token expired");
}

TEST(CohesitySession, ThatTookACodeIsNotRenewedWithoutOne) {
  Lab lab;
  const auto client = lab.client(kTina);
  ASSERT_TRUE(client->sign_in(Code{.text = SecretString(lab.code())}));
  lab.fake->end_sessions();
  lab.fake->clear_journal();
  const auto dead = client->session_user();
  ASSERT_FALSE(dead);
  EXPECT_EQ(dead.error().code, Errc::session_expired);
  EXPECT_EQ(lab.sign_ins(), 0U);
}

TEST(CohesitySession, ThatDiesAgainAtOnceIsReportedNotChased) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->session_user());
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == kSessionUser) lab.fake->end_sessions();
  });
  lab.fake->clear_journal();
  EXPECT_EQ(client->session_user().error().code, Errc::session_expired);
  EXPECT_EQ(lab.arrived("GET", kSessionUser), 2U);
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(CohesitySession, IsSharedBySixteenThreads) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->session_user());
  lab.fake->end_sessions();
  lab.fake->clear_journal();
  // All sixteen carry the dead session before the first of them learns that it is dead, and the renewal waits
  // until all have learnt it.
  std::atomic<int> sent{0};
  std::atomic<int> told{0};
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == kSessionUser && sent.fetch_add(1) < 16) {
      while (sent.load() < 16) std::this_thread::yield();
      told.fetch_add(1);
    }
    while (request.target == kSessions && told.load() < 16) std::this_thread::yield();
  });
  std::vector<std::jthread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] { good += client->session_user().has_value() ? 1 : 0; });
  threads.clear();
  EXPECT_EQ(good.load(), 16);
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(CohesitySession, ARejectedCodeIsSentOnceAndRenewsNothing) {
  Lab lab;
  const auto client = lab.client(kTina);
  const auto wrong = client->sign_in(Code{.text = SecretString("000000")});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::code_rejected);
  EXPECT_EQ(wrong.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.sign_ins(), 1U);
  const auto keyed = lab.keyed();
  ASSERT_TRUE(keyed->update_support_mfa_config({.enabled = true, .mfa_type = "totp"}));
  EXPECT_EQ(keyed->verify_support_user_totp({.totp_code = SecretString("000000")}).error().code,
            Errc::code_rejected);
  EXPECT_EQ(lab.arrived("POST", "/v2/support-user/verify-totp"), 1U);
}

TEST(CohesitySession, StopsBeforeItsCodesLockTheAccount) {
  Lab lab;
  const auto codes = std::make_shared<OneCode>("000000");
  const auto client = lab.client(kTina, codes);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client->session_user().error().code, Errc::code_rejected);
  EXPECT_EQ(codes->asked.size(), 3U);
  EXPECT_FALSE(lab.fake->locked(kTina));
}

TEST(CohesitySession, ARefusedPasswordIsNotSentAgain) {
  Lab lab;
  auto settings = lab.settings(kAdmin);
  std::get<Password>(settings.credentials).password = SecretString("wrong");
  const auto client = MFAApi::connect(settings).value();
  for (int i = 0; i < 30; ++i) EXPECT_EQ(client->session_user().error().code, Errc::invalid_credentials);
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(CohesitySession, ALockedAccountIsToldAsSuch) {
  Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("lockout", "1"));
  ASSERT_FALSE(lab.client(kTina)->sign_in(Code{.text = SecretString("000000")}));
  for (const auto way : {LoginWay::session, LoginWay::token, LoginWay::web})
    EXPECT_EQ(lab.client(kTina, {}, way)->sign_in(std::nullopt).error().code, Errc::locked_out);
}

TEST(CohesitySession, APendingOneIsNoDeadOne) {
  Lab lab;
  auto settings = lab.settings(SessionId{SecretString("x")});
  const auto cookie = lab.cookie(kTina);
  const auto raw = lab.send("GET", kSessionUser, {}, cookie);
  const auto reply = decode(SessionUser{}, raw);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::code_required);
}

TEST(CohesitySession, AKeyThatIsRefusedIsNoDeadSession) {
  Lab lab;
  for (const auto* key : {"nobody's", ""}) {
    const auto client = MFAApi::connect(lab.settings(ApiKey{SecretString(key)})).value();
    EXPECT_EQ(client->get_support_mfa_config().error().code, Errc::invalid_credentials);
  }
}

TEST(CohesitySession, ThatWasCompletedIsNotFollowedByAGivenKey) {
  Lab lab;
  const auto client = lab.keyed();
  const SecretString cookie(lab.cookie(kTina).front().second);
  ASSERT_TRUE(client->complete_session(cookie, Code{.text = SecretString(lab.code())}));
  EXPECT_EQ(client->session_user().value().username, kTina);
  lab.fake->end_sessions();
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(client->session_user()) << "the key is the administrator's";
  EXPECT_FALSE(lab.fake->journal().back().request.headers.get("apiKey"));
  ASSERT_TRUE(client->sign_out());
  EXPECT_EQ(client->session_user().value().username, kAdmin);
}

TEST(CohesitySession, OfAGivenCookieIsNoRefusedKey) {
  Lab lab;
  const SecretString cookie(lab.cookie(kTina).front().second);
  lab.fake->end_sessions();
  const auto dead = lab.keyed()->complete_session(cookie, Code{.text = SecretString(lab.code())});
  ASSERT_FALSE(dead);
  EXPECT_EQ(dead.error().code, Errc::challenge_expired);
}

TEST(CohesitySession, ALostLoginIsNotSentAgain) {
  Lab lab;
  const auto client = lab.client(kTina, lab.source());
  lab.transport->script({Fault::none, Fault::lost_answer});
  const auto user = client->session_user();
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().delivery, Delivery::unknown);
  EXPECT_EQ(lab.sign_ins(), 2U) << "one without a code, one with";
}

TEST(CohesitySession, IsForgottenAndNobodysIsEnded) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->session_user());
  lab.fake->clear_journal();
  ASSERT_TRUE(client->sign_out());
  EXPECT_EQ(lab.fake->journal().size(), 0U);
  EXPECT_EQ(lab.fake->session_count(), 1U);
  ASSERT_TRUE(client->session_user());
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(CohesitySession, WithoutAPasswordCanNotBeBegun) {
  Lab lab;
  EXPECT_EQ(lab.keyed()->sign_in(std::nullopt).error().code, Errc::invalid_argument);
  EXPECT_EQ(lab.keyed()->mail_code().error().code, Errc::invalid_argument);
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

TEST(CohesitySettings, AreCheckedBeforeAnythingIsSent) {
  Lab lab;
  const auto field = [&](const auto& change) {
    auto settings = lab.settings(kAdmin);
    change(settings);
    const auto client = MFAApi::connect(settings);
    return client ? std::string("fine") : client.error().field;
  };
  EXPECT_EQ(field([](Settings&) {}), "fine");
  EXPECT_EQ(field([](Settings& s) { s.url = "ftp://x"; }), "url");
  EXPECT_EQ(field([](Settings& s) { s.cluster_id = "12a"; }), "cluster_id");
  for (const auto* prefix : {"", "v2", "/v2/", "/../v1"})
    EXPECT_EQ(field([&](Settings& s) { s.v2_prefix = prefix; }), "v2_prefix") << prefix;
}

struct Profile {
  std::string name;
  std::vector<std::pair<std::string, std::string>> credentials;
  std::string wrong_field;  // empty: it is right
};

class CohesityProfile : public ::testing::TestWithParam<Profile> {};

TEST_P(CohesityProfile, IsReadOrRefusedByName) {
  ProviderConfig config{.provider = "cohesity", .url = "https://cluster.example.com"};
  for (const auto& [name, value] : GetParam().credentials)
    config.credentials.emplace_back(name, SecretString(value));
  const auto settings = settings_from(config);
  EXPECT_EQ(settings ? "" : settings.error().field, GetParam().wrong_field);
  if (!settings) {
    EXPECT_EQ(settings.error().code, Errc::invalid_argument);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Credentials, CohesityProfile,
    ::testing::Values(
        Profile{"Password", {{"username", "u"}, {"password", "p"}}, ""},
        Profile{"Whole",
                {{"username", "u"},
                 {"password", "p"},
                 {"domain", "corp"},
                 {"tenant", "t"},
                 {"login", "web"},
                 {"principal", "support"},
                 {"cluster_id", "17"}},
                ""},
        Profile{"Key", {{"api_key", "k"}, {"tenant", "t"}, {"principal", "user"}}, ""},
        Profile{"Token", {{"bearer_token", "k"}}, ""}, Profile{"Session", {{"session_id", "k"}}, ""},
        Profile{"Nothing", {}, "password"}, Profile{"NoUser", {{"password", "p"}}, "username"},
        Profile{"UserBesideKey", {{"username", "u"}, {"api_key", "k"}}, "username"},
        Profile{"LoginBesideKey", {{"login", "web"}, {"api_key", "k"}}, "login"},
        Profile{"TwoSecrets", {{"username", "u"}, {"password", "p"}, {"api_key", "k"}}, "password"},
        Profile{"WrongLogin", {{"username", "u"}, {"password", "p"}, {"login", "sms"}}, "login"},
        Profile{"WrongPrincipal", {{"api_key", "k"}, {"principal", "root"}}, "principal"},
        Profile{"Unknown", {{"api_key", "k"}, {"colour", "red"}}, "colour"},
        Profile{"Empty", {{"api_key", ""}}, "api_key"}),
    [](const auto& test) { return test.param.name; });

TEST(CohesityProfile, WithoutADomainNamesNone) {
  ProviderConfig config{.provider = "cohesity", .url = "https://cluster.example.com"};
  config.credentials.emplace_back("username", SecretString("u"));
  config.credentials.emplace_back("password", SecretString("p"));
  EXPECT_EQ(std::get<Password>(settings_from(config).value().credentials).domain, "");
}

TEST(CohesityProfile, KeepsWhatItSays) {
  ProviderConfig config{.provider = "cohesity", .url = "https://cluster.example.com"};
  for (const auto& [name, value] :
       {std::pair{"username", "u"}, std::pair{"password", "p"}, std::pair{"domain", "corp"},
        std::pair{"tenant", "t"}, std::pair{"login", "token"}, std::pair{"principal", "support"}})
    config.credentials.emplace_back(name, SecretString(value));
  const auto settings = settings_from(config).value();
  const auto& password = std::get<Password>(settings.credentials);
  EXPECT_EQ(password.domain, "corp");
  EXPECT_EQ(password.tenant, "t");
  EXPECT_EQ(settings.login, LoginWay::token);
  EXPECT_EQ(settings.principal, Principal::support);
}

}  // namespace
}  // namespace mfaclient::cohesity
