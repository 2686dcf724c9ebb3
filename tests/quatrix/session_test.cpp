// One sign-in in one step or two, then the session; at most one re-login; never more sign-ins or codes than
// the vendor bears.
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "quatrix/lab.hpp"

namespace mfaclient::quatrix {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::Fault;

LoginCode answer_of(const SessionStartReply& partial, std::string_view code) {
  return {.session_id = partial.session_id, .auth_type = {"2FA"}, .code = SecretString(code)};
}

SessionStartReply partial_of(MFAApi& client) { return std::get<SessionStartReply>(client.sign_in().value()); }

TEST(QuatrixSession, IsBegunOnceForManyCalls) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->profile());
  EXPECT_EQ(lab.sign_ins(), 1U);
  const auto journal = lab.fake->journal();
  EXPECT_EQ(journal[0].request.headers.get("X-Auth-Token"), std::nullopt);
  EXPECT_EQ(journal[1].request.headers.get("Authorization"), std::nullopt) << "the password is sent once";
}

TEST(QuatrixSession, IsBegunWithTheAddressInLowerCase) {
  Lab lab;
  EXPECT_TRUE(lab.client("Admin@ACME.example")->profile());
}

TEST(QuatrixSession, TakesACodeOrThePinWhereOneIsWanted) {
  for (const auto email : {kPhone, kPinned, kBoth}) {
    Lab lab;
    const auto client = lab.client(email, lab.wallet());
    const auto profile = client->profile();
    ASSERT_TRUE(profile) << email << ": " << profile.error().message;
    EXPECT_EQ(lab.sign_ins(), 1U);
    EXPECT_EQ(lab.arrived("POST", "/session/login"), 1U);
  }
}

TEST(QuatrixSession, TakesBothWhereBothAreWanted) {
  Lab lab;
  lab.set("both_factors", "2fa_then_pin");
  ASSERT_TRUE(lab.client(kBoth, lab.wallet())->profile());
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 2U);
}

TEST(QuatrixSession, OfAPartialSignInIsNeverTakenForAWholeOne) {
  for (const auto* step : {"sent", "missing", "garbled", "unknown"}) {
    Lab lab;
    lab.set("mfa_code", step);
    const auto profile = lab.client(kPhone)->profile();
    ASSERT_FALSE(profile) << step;
    EXPECT_EQ(profile.error().code, Errc::code_required);
    EXPECT_EQ(lab.arrived("GET", "/profile"), 0U) << "the partial session was used";
  }
}

TEST(QuatrixSession, WithAnUnknownStepAsksForNoCode) {
  Lab lab;
  lab.set("mfa_code", "unknown");
  EXPECT_EQ(lab.client(kPhone, lab.wallet())->profile().error().code, Errc::code_required);
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 0U);
}

TEST(QuatrixSession, IdIsAdoptedFromWhereverItComes) {
  for (const auto* place : {"both", "body", "header"}) {
    for (const auto* next : {"same", "new", "header", "none"}) {
      Lab lab;
      lab.set("session_id_in", place);
      lab.set("login_id", next);
      EXPECT_TRUE(lab.client(kPhone, lab.wallet())->profile()) << place << " " << next;
    }
  }
}

TEST(QuatrixSession, WithoutRightsOnTheAccountIsNone) {
  Lab lab;
  lab.set("session_id_in", "header_without_rights");
  EXPECT_EQ(lab.client(kAdmin)->profile().error().code, Errc::not_permitted);
}

TEST(QuatrixSession, ThatIdledToDeathIsRecoveredByExactlyOneReLogin) {
  Lab lab;
  const auto client = lab.client(kPhone, lab.wallet());
  ASSERT_TRUE(client->profile());
  lab.clock->advance(minutes{15} + seconds{1});
  lab.fake->clear_journal();
  ASSERT_TRUE(client->profile());
  EXPECT_EQ(lab.arrived("GET", "/profile"), 2U);
  EXPECT_EQ(lab.sign_ins(), 1U);
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 1U);
}

TEST(QuatrixSession, IsKeptByUse) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->profile());
  for (int i = 0; i < 4; ++i) {
    lab.clock->advance(minutes{10});
    ASSERT_TRUE(client->keepalive());
  }
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(QuatrixSession, ThatDiesAgainAtOnceIsReportedNotChased) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->profile());
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == "/profile") lab.fake->end_sessions();
  });
  lab.fake->clear_journal();
  const auto profile = client->profile();
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, Errc::session_expired);
  EXPECT_EQ(profile.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.arrived("GET", "/profile"), 2U);
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(QuatrixSession, ThatTookACodeIsNotBegunAnewWithoutACodeSource) {
  Lab lab;
  const auto client = lab.client(kPhone);
  ASSERT_TRUE(client->sign_in(answer_of(partial_of(*client), lab.code(kSecret))));
  ASSERT_TRUE(client->profile());
  lab.fake->end_sessions();
  lab.fake->clear_journal();
  const auto profile = client->profile();
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, Errc::session_expired);
  EXPECT_EQ(lab.sign_ins(), 0U) << "it would only have won another partial session";
}

TEST(QuatrixSession, OfAnApiKeyOrAGivenIdNeverSignsIn) {
  Lab lab;
  auto settings = lab.settings(kAdmin);
  settings.credentials = ApiKey{SecretString(kApiKey)};
  ASSERT_TRUE(MFAApi::connect(settings).value()->profile());
  EXPECT_EQ(lab.fake->journal().back().request.headers.get("Authorization"),
            "Bearer " + std::string(kApiKey));
  EXPECT_EQ(lab.fake->journal().back().request.headers.get("X-Auth-Token"), std::nullopt);
  settings.credentials = ApiKey{SecretString("wrong")};
  EXPECT_EQ(MFAApi::connect(settings).value()->profile().error().code, Errc::session_expired);

  settings.credentials = SessionId{SecretString(lab.begin(kAdmin))};
  lab.fake->clear_journal();
  const auto client = MFAApi::connect(settings).value();
  ASSERT_TRUE(client->profile());
  lab.fake->end_sessions();
  EXPECT_EQ(client->profile().error().code, Errc::session_expired);
  EXPECT_EQ(client->sign_in().error().code, Errc::invalid_argument);
  EXPECT_EQ(lab.sign_ins(), 0U);
}

TEST(QuatrixSession, MayRefuseAnApiKeyTheMfaRoutes) {
  Lab lab;
  lab.set("api_key_mfa", "refused");
  auto settings = lab.settings(kAdmin);
  settings.credentials = ApiKey{SecretString(kApiKey)};
  const auto client = MFAApi::connect(settings).value();
  EXPECT_TRUE(client->profile());
  EXPECT_EQ(client->profile_remove_mfa({.auth_type = {"2FA"}}).error().code, Errc::not_permitted);
}

TEST(QuatrixSession, SendsTheRefererWithEverything) {
  Lab lab;
  auto settings = lab.settings(kPhone, lab.wallet());
  settings.referer = "https://acme.quatrix.it";
  ASSERT_TRUE(MFAApi::connect(settings).value()->profile());
  for (const auto& entry : lab.fake->journal())
    EXPECT_EQ(entry.request.headers.get("Referer"), "https://acme.quatrix.it") << entry.request.target;
}

TEST(QuatrixSession, ARejectedCodeIsSentOnceAndRenewsNothing) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->generate_2fa());
  lab.fake->clear_journal();
  const auto set = client->profile_set_mfa({.auth_type = {"2FA"}, .code = SecretString("000000")});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, Errc::code_rejected);
  EXPECT_EQ(lab.fake->journal().size(), 1U);
}

TEST(QuatrixSession, ACodeThatMetADeadSessionIsSentOnceMore) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->generate_2fa());
  const auto code = lab.code(lab.fake->pending_secret(kAdmin).value());
  lab.fake->end_sessions();
  EXPECT_TRUE(client->profile_set_mfa({.auth_type = {"2FA"}, .code = SecretString(code)}));
  EXPECT_EQ(lab.arrived("POST", "/profile/set-mfa"), 2U) << "the first was refused before it was read";
}

TEST(QuatrixSession, Without401sNumberIsTriedAnewOnce) {
  for (const auto* body : {"html", "empty", "text_code"}) {
    Lab lab;
    const auto client = lab.client(kAdmin);
    ASSERT_TRUE(client->profile());
    lab.set("error_body", body);
    lab.fake->end_sessions();
    EXPECT_TRUE(client->profile()) << body;
    EXPECT_EQ(lab.sign_ins(), 2U);
  }
}

TEST(QuatrixSession, Other401sRenewNothing) {
  Lab lab;
  const auto plain = lab.client(kPlain);
  EXPECT_EQ(plain->user_metadata({.id = lab.id(kAdmin)}).error().code, Errc::not_permitted);
  EXPECT_EQ(lab.sign_ins(), 1U);
  auto settings = lab.settings(kPhone);
  settings.credentials = SessionId{SecretString(lab.begin(kPhone))};
  EXPECT_EQ(MFAApi::connect(settings).value()->profile().error().code, Errc::code_required);
}

TEST(QuatrixSession, ARefusedPasswordIsNotSentAgain) {
  Lab lab;
  const auto client = lab.client(kAdmin, {}, "wrong");
  for (int i = 0; i < 30; ++i) {
    EXPECT_EQ(client->profile().error().code, Errc::invalid_credentials);
    EXPECT_EQ(client->sign_in().error().code, Errc::invalid_credentials);
  }
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(QuatrixSession, TwoRefusedCodesEndTheTryingUntilSomebodySignsIn) {
  Lab lab;
  const auto client = lab.client(kPhone, lab.wallet("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(client->profile().error().code, Errc::code_rejected);
    lab.clock->advance(seconds{30});
  }
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 2U) << "five would have blocked the person";
  ASSERT_TRUE(client->sign_in(answer_of(partial_of(*client), lab.code(kSecret))));
  EXPECT_TRUE(client->profile());
}

TEST(QuatrixSession, TheSixteenthSignInOfAProcessIsNotSent) {
  Lab lab;
  for (int i = 0; i < 15; ++i) {
    ASSERT_TRUE(lab.client(i % 2 == 0 ? kAdmin : "ADMIN@acme.example")->profile());
    lab.clock->advance(seconds{10});
  }
  const auto refused = lab.client(kAdmin)->profile();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::rate_limited);
  EXPECT_EQ(refused.error().delivery, Delivery::not_sent);
  EXPECT_EQ(refused.error().retry_after, minutes{15} - seconds{150});
  EXPECT_EQ(lab.sign_ins(), 15U);
  const auto typed =
      lab.client(kPlain)->session_start({.email = std::string(kAdmin), .password = SecretString(kPassword)});
  EXPECT_EQ(typed.error().code, Errc::rate_limited) << "the call by itself counts too";
  EXPECT_TRUE(lab.client(kPlain)->profile()) << "another user has a budget of his own";
  lab.clock->advance(*refused.error().retry_after);
  EXPECT_TRUE(lab.client(kAdmin)->profile()) << "the server agrees";
}

TEST(QuatrixSession, ASignInThatNeverLeftIsNotCounted) {
  Lab lab;
  for (int i = 0; i < 20; ++i) {
    lab.transport->script({Fault::refused});
    EXPECT_EQ(lab.client(kAdmin)->profile().error().code, Errc::network);
  }
  EXPECT_TRUE(lab.client(kAdmin)->profile());
}

TEST(QuatrixSession, ABlockedSignInSaysThatACaptchaIsDue) {
  Lab lab;
  lab.set("captcha", "on");
  const auto profile = lab.client(kAdmin)->profile();
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, Errc::locked_out);
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(QuatrixSession, AServersOwnRateLimitIsPassedOn) {
  Lab lab;
  lab.set("sign_ins", "1");
  ASSERT_TRUE(lab.client(kAdmin)->profile());
  const auto profile = lab.client(kAdmin)->profile();
  ASSERT_FALSE(profile);
  EXPECT_EQ(profile.error().code, Errc::rate_limited);
  EXPECT_TRUE(profile.error().retry_after.has_value());
}

TEST(QuatrixSession, IsSharedBySixteenThreads) {
  Lab lab;
  const auto client = lab.client(kPhone, lab.wallet());
  ASSERT_TRUE(client->profile());
  lab.fake->end_sessions();
  lab.fake->clear_journal();
  // All sixteen carry the dead session, and all have their 401 before the first of them begins anew.
  std::atomic<int> sent{0};
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == "/profile") {
      sent.fetch_add(1);
      while (sent.load() < 16) std::this_thread::yield();
    } else {
      while (lab.arrived("GET", "/profile") < 16) std::this_thread::yield();
    }
  });
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) threads.emplace_back([&] { good += client->profile().has_value() ? 1 : 0; });
  }
  EXPECT_EQ(good.load(), 16);
  EXPECT_EQ(lab.arrived("GET", "/profile"), 32U);
  EXPECT_EQ(lab.sign_ins(), 1U);
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 1U);
}

TEST(QuatrixSession, EndsOnceAndOnlyWhenThereIsOne) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->sign_out());
  EXPECT_EQ(lab.fake->journal().size(), 0U);
  ASSERT_TRUE(client->profile());
  ASSERT_TRUE(client->sign_out());
  ASSERT_TRUE(client->sign_out());
  EXPECT_EQ(lab.arrived("GET", "/session/logout"), 1U);
  EXPECT_EQ(lab.fake->session_count(), 0U);
}

TEST(QuatrixSession, ThatIsDeadIsSignedOutWithoutANewOne) {
  for (const auto* body : {"json", "empty"}) {
    Lab lab;
    const auto client = lab.client(kAdmin);
    ASSERT_TRUE(client->profile());
    lab.set("error_body", body);
    lab.fake->end_sessions();
    static_cast<void>(client->sign_out());
    EXPECT_EQ(lab.sign_ins(), 1U) << body;
  }
}

TEST(QuatrixLostAnswer, OfACodeIsSettledByTheProfile) {
  Lab lab;
  const auto client = lab.client(kPhone);
  const auto partial = partial_of(*client);
  lab.transport->script({Fault::lost_answer});
  const auto session = client->sign_in(answer_of(partial, lab.code(kSecret)));
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 1U) << "it was not sent again";
  EXPECT_TRUE(client->keepalive()) << "the session is the client's";
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(QuatrixLostAnswer, OfACodeThatNeverCameIsKnownNotToHaveWorked) {
  Lab lab;
  const auto client = lab.client(kPhone);
  const auto partial = partial_of(*client);
  lab.transport->script({Fault::lost_request});
  const auto lost = client->sign_in(answer_of(partial, lab.code(kSecret)));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Errc::network);
  EXPECT_EQ(lost.error().delivery, Delivery::refused);
  EXPECT_TRUE(client->sign_in(answer_of(partial, lab.code(kSecret)))) << "the code is still good";
}

TEST(QuatrixLostAnswer, OfACodeThatTellsNothingIsUnknown) {
  Lab lab;
  lab.set("login_id", "new");  // the old id dies with the answer that would have told the new one
  const auto client = lab.client(kPhone);
  const auto partial = partial_of(*client);
  lab.transport->script({Fault::lost_answer});
  const auto lost = client->sign_in(answer_of(partial, lab.code(kSecret)));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Errc::outcome_unknown);
  EXPECT_EQ(lost.error().delivery, Delivery::unknown);
}

TEST(QuatrixLostAnswer, ThatOnlyComesTooLateIsSettledToo) {
  Lab lab;
  const auto client = lab.client(kPhone);
  const auto partial = partial_of(*client);
  lab.set("late_answer", "50");
  const auto session = client->sign_in(answer_of(partial, lab.code(kSecret)));
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 1U);
}

TEST(QuatrixLostAnswer, OfAFirstStepIsNotChased) {
  Lab lab;
  lab.transport->script({Fault::lost_answer});
  EXPECT_EQ(lab.client(kAdmin)->profile().error().delivery, Delivery::unknown);
  EXPECT_EQ(lab.sign_ins(), 1U);
}

TEST(QuatrixLostAnswer, OfAFreshSecretIsNotFetchedAgain) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->profile());
  lab.set("html_502", "on");
  EXPECT_EQ(client->generate_2fa().error().code, Errc::server_error);
  EXPECT_EQ(lab.arrived("GET", "/profile/2fa/generate"), 1U);
}

struct CredentialCase {
  std::string name;
  std::vector<std::pair<std::string, std::string>> credentials;
  std::string wrong_field;  // empty: it is right
};
class QuatrixCredentials : public ::testing::TestWithParam<CredentialCase> {};

TEST_P(QuatrixCredentials, AreReadOrRefusedByName) {
  ProviderConfig config{.provider = "quatrix", .url = "https://acme.quatrix.it/api/1.0"};
  for (const auto& [name, value] : GetParam().credentials)
    config.credentials.emplace_back(name, SecretString(value));
  const auto settings = settings_from(config);
  EXPECT_EQ(settings ? "" : settings.error().field, GetParam().wrong_field);
}

INSTANTIATE_TEST_SUITE_P(
    All, QuatrixCredentials,
    ::testing::Values(CredentialCase{"Password", {{"username", "a@b"}, {"password", "p"}}, ""},
                      CredentialCase{"ApiKey", {{"api_key", "k"}}, ""},
                      CredentialCase{"SessionId", {{"session_id", "s"}}, ""},
                      CredentialCase{"Nothing", {}, "password"},
                      CredentialCase{"NoUser", {{"password", "p"}}, "username"},
                      CredentialCase{"UserBesideAKey", {{"username", "a@b"}, {"api_key", "k"}}, "username"},
                      CredentialCase{"Two", {{"session_id", "s"}, {"api_key", "k"}}, "password"},
                      CredentialCase{"Unknown", {{"api_key", "k"}, {"pin", "1"}}, "pin"},
                      CredentialCase{"Empty", {{"api_key", ""}}, "api_key"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mfaclient::quatrix
