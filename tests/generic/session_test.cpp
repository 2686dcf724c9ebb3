// One sign-in, then the token; at most one re-login; a 401 is looked at before it is acted on; no insisting
// after refusals.
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "generic/lab.hpp"

namespace mfaclient::generic {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Fault;

constexpr std::string_view kLoginPath = "/api/login";
constexpr std::string_view kAuthPath = "/api/user/mfa/auth";
constexpr std::string_view kUserPath = "/api/auth/user";
constexpr std::string_view kEnablePath = "/api/user/mfa/enable";
constexpr std::string_view kDisablePath = "/api/user/mfa/disable";

EnableMfa enable_with(const MfaGenerate& offer, std::string_view code) {
  return {.code = SecretString(code), .secret = offer.secret, .recovery_codes = offer.recovery_codes};
}

TEST(GenericSession, IsBegunOnceForManyCalls) {
  Lab lab;
  const auto client = lab.client(kBob, lab.source(kSecret));
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->user());
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
  EXPECT_EQ(lab.arrived(kAuthPath), 1U);
  EXPECT_EQ(lab.arrived(kUserPath), 5U);
}

TEST(GenericSession, SendsItsTokenAndNeverAnApiKey) {
  Lab lab;
  const auto client = lab.client(kAlice);
  ASSERT_TRUE(client->user());
  ASSERT_TRUE(client->generate_mfa());
  const auto journal = lab.fake->journal();
  ASSERT_EQ(journal.size(), 3U);
  EXPECT_EQ(journal[0].request.headers.get("Authorization"), std::nullopt);
  EXPECT_TRUE(journal[1].request.headers.get("Authorization").value_or("").starts_with("Bearer eyJ"));
  EXPECT_EQ(journal[2].request.headers.all("Authorization").size(), 1U);
  for (const auto& entry : journal) EXPECT_EQ(entry.request.headers.get("X-API-Key"), std::nullopt);
}

TEST(GenericSession, WithoutACodeSourceSaysThatACodeIsNeeded) {
  Lab lab;
  const auto user = lab.client(kBob)->user();
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, Errc::code_required);
  EXPECT_EQ(lab.fake->journal().size(), 1U);
}

TEST(GenericSession, ADeadOneIsRecoveredByExactlyOneReLogin) {
  Lab lab;
  const auto client = lab.client(kAlice);
  ASSERT_TRUE(client->user());
  lab.fake->forget_tokens();
  lab.fake->clear_journal();
  ASSERT_TRUE(client->user());
  const auto journal = lab.fake->journal();
  ASSERT_EQ(journal.size(), 3U);
  EXPECT_EQ(journal[0].request.target, kUserPath);
  EXPECT_EQ(journal[1].request.target, kLoginPath);
  EXPECT_EQ(journal[2].request.target, kUserPath);
  EXPECT_NE(journal[0].request.headers.get("Authorization"), journal[2].request.headers.get("Authorization"));
}

TEST(GenericSession, ThatDiesAgainAtOnceIsReportedNotChased) {
  Lab lab;
  const auto client = lab.client(kAlice);
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == kUserPath) lab.fake->forget_tokens();
  });
  const auto user = client->user();
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, Errc::session_expired);
  EXPECT_EQ(user.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.arrived(kUserPath), 2U);
  EXPECT_EQ(lab.arrived(kLoginPath), 2U);
}

TEST(GenericSession, EndsByItsOwnClockAfterThreeDays) {
  Lab lab;
  const auto client = lab.client(kAlice);
  ASSERT_TRUE(client->user());
  lab.clock->advance(hours{72} - seconds{1});
  ASSERT_TRUE(client->user());
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
  lab.clock->advance(seconds{1});
  ASSERT_TRUE(client->user());
  EXPECT_EQ(lab.arrived(kLoginPath), 2U);
  EXPECT_EQ(lab.arrived(kUserPath), 3U) << "the dead token was not tried first";
}

TEST(GenericSession, ARefusedPasswordIsNotSentAgain) {
  Lab lab;
  const auto client = lab.client(kAlice, {}, "wrong password");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(client->user().error().code, Errc::invalid_credentials);
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
}

TEST(GenericSession, ALockedOutAccountIsLeftAloneUntilTheLockIsOver) {
  Lab lab;
  for (int i = 0; i < 3; ++i) static_cast<void>(lab.post_login(kAlice, "wrong"));
  lab.fake->clear_journal();
  const auto client = lab.client(kAlice);
  for (int i = 0; i < 3; ++i) {
    const auto user = client->user();
    ASSERT_FALSE(user);
    EXPECT_EQ(user.error().code, Errc::locked_out);
    EXPECT_EQ(user.error().retry_after, seconds{60 - 10 * i});
    lab.clock->advance(seconds{10});
  }
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
  lab.clock->advance(seconds{30});
  EXPECT_TRUE(client->user());
}

TEST(GenericSession, ARejectedCodeIsSentOnceAndRenewsNothing) {
  for (const auto* era : {"C", "B"}) {
    Lab lab;
    lab.knob("era", era);
    const auto user = lab.client(kBob, lab.source("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))->user();
    ASSERT_FALSE(user);
    EXPECT_EQ(user.error().code, Errc::code_rejected);
    EXPECT_EQ(lab.arrived(kLoginPath), 1U);
    EXPECT_EQ(lab.arrived(kAuthPath), 1U);
    EXPECT_EQ(lab.arrived(kUserPath), 0U);
  }
}

TEST(GenericSession, TheOldestErasAnswerToACodeIsNotResent) {
  Lab lab;
  lab.knob("era", "A");
  const auto user = lab.client(kBob, lab.source("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))->user();
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().code, Errc::server_error);
  EXPECT_EQ(user.error().delivery, Delivery::unknown);
  EXPECT_EQ(lab.arrived(kAuthPath), 1U);
}

TEST(GenericSession, ALostAnswerToACodeIsNotResent) {
  Lab lab;
  lab.transport->script({Fault::none, Fault::lost_answer});
  const auto user = lab.client(kBob, lab.source(kSecret))->user();
  ASSERT_FALSE(user);
  EXPECT_EQ(user.error().delivery, Delivery::unknown);
  EXPECT_EQ(lab.arrived(kAuthPath), 1U);
}

TEST(GenericSession, IsSharedBySixteenThreadsThroughOneExpiry) {
  Lab lab;
  const auto client = lab.client(kBob, lab.source(kSecret));
  ASSERT_TRUE(client->user());
  lab.fake->forget_tokens();
  lab.fake->clear_journal();
  // All sixteen carry the dead token before the first of them learns that it is dead, and the renewal is held
  // up until the last of them has heard it.
  std::atomic<int> sent{0};
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == kUserPath) {
      sent.fetch_add(1);
      while (sent.load() < 16) std::this_thread::yield();
    } else if (request.target == kLoginPath) {
      while (lab.arrived(kUserPath) < 16) std::this_thread::yield();
    }
  });
  std::atomic<int> good{0};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 16; ++i) threads.emplace_back([&] { good += client->user().has_value() ? 1 : 0; });
  threads.clear();
  EXPECT_EQ(good.load(), 16);
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
  EXPECT_EQ(lab.arrived(kAuthPath), 1U);
  EXPECT_EQ(lab.arrived(kUserPath), 32U);
}

TEST(GenericUnauthorised, AtEnableWithALiveTokenIsTheCode) {
  Lab lab;
  const auto client = lab.client(kAlice);
  const auto offer = client->generate_mfa().value();
  lab.fake->clear_journal();
  const auto refused = client->enable_mfa(enable_with(offer, kWrongCode));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::code_rejected);
  EXPECT_EQ(refused.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.arrived(kEnablePath), 1U);
  EXPECT_EQ(lab.arrived(kUserPath), 1U) << "asked whether the token is alive";
  EXPECT_EQ(lab.arrived(kLoginPath), 0U) << "the session is kept";
  EXPECT_TRUE(client->enable_mfa(enable_with(offer, lab.code(0, offer.secret.reveal()))));
}

TEST(GenericUnauthorised, AtEnableWithADeadTokenIsRenewedAndSentOnceMore) {
  Lab lab;
  const auto client = lab.client(kAlice);
  const auto offer = client->generate_mfa().value();
  lab.fake->forget_tokens();
  lab.fake->clear_journal();
  const auto done = client->enable_mfa(enable_with(offer, lab.code(0, offer.secret.reveal())));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(lab.mfa(kAlice));
  EXPECT_EQ(lab.arrived(kEnablePath), 2U);
  EXPECT_EQ(lab.arrived(kUserPath), 1U);
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
}

TEST(GenericUnauthorised, AtDisableIsLookedAtToo) {
  Lab lab;
  const auto client = lab.client(kBob, lab.source(kSecret));
  ASSERT_TRUE(client->user());
  lab.fake->forget_tokens();
  const auto done = client->disable_mfa({.recovery_code = SecretString(kRecoveryCode)});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(lab.arrived(kDisablePath), 2U);
  EXPECT_FALSE(lab.mfa(kBob));
}

TEST(GenericUnauthorised, AfterTheRenewalIsReportedNotChased) {
  Lab lab;
  const auto client = lab.client(kAlice);
  const auto offer = client->generate_mfa().value();
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == kEnablePath) lab.fake->forget_tokens();
  });
  const auto done = client->enable_mfa(enable_with(offer, lab.code(0, offer.secret.reveal())));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::session_expired);
  EXPECT_EQ(lab.arrived(kEnablePath), 2U);
  EXPECT_FALSE(lab.mfa(kAlice));
}

TEST(GenericUnauthorised, ThatCanNotBeLookedAtStaysARefusedCode) {
  Lab lab;
  const auto client = lab.client(kAlice);
  const auto offer = client->generate_mfa().value();
  lab.transport->script({Fault::none, Fault::refused});
  const auto done = client->enable_mfa(enable_with(offer, kWrongCode));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::code_rejected);
  EXPECT_EQ(lab.arrived(kEnablePath), 1U);
}

TEST(GenericUnauthorised, OnARouteThatIsNotThereLooksLikeAWrongCode) {
  Lab lab;
  lab.knob("era", "community");
  const auto auth = lab.client(kBob)->auth_mfa({.token = SecretString("t"), .code = SecretString("123456")});
  EXPECT_EQ(auth.error().code, Errc::code_rejected);
  EXPECT_EQ(lab.client(kAlice)->generate_mfa().error().code, Errc::unsupported);
}

TEST(GenericToken, OfOnesOwnIsUsedAsItIs) {
  Lab lab;
  const auto login = lab.client(kAlice)->login({.username = "alice", .password = SecretString(kPassword)});
  const auto client = lab.client_with_token(login->user_auth->token.reveal());
  ASSERT_TRUE(client->user());
  const auto begun = client->sign_in();
  ASSERT_TRUE(begun);
  EXPECT_EQ(std::get<Session>(*begun).expires, std::nullopt);
  lab.fake->forget_tokens();
  EXPECT_EQ(client->user().error().code, Errc::session_expired);
  EXPECT_EQ(client->sign_in().error().code, Errc::session_expired);
  EXPECT_EQ(client->disable_mfa({.code = SecretString("123456")}).error().code, Errc::session_expired);
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
  EXPECT_EQ(lab.arrived(kDisablePath), 1U);
  EXPECT_EQ(lab.client_with_token("")->user().error().field, "jwt");
}

TEST(GenericSignIn, TellsWhatToAnswerAndBeginsTheSessionWithIt) {
  Lab lab;
  const auto client = lab.client(kBob);
  const auto begun = client->sign_in();
  ASSERT_TRUE(begun);
  const auto& token = std::get<MfaToken>(*begun);
  EXPECT_EQ(token.expires, lab.clock->now() + minutes{30});
  EXPECT_FALSE(client->sign_in_by(AuthMfa{.token = token.text, .code = SecretString(kWrongCode)}));
  const auto session = client->sign_in_by(AuthMfa{.token = token.text, .code = SecretString(lab.code())});
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->origin, "https://shellhub.example.com");
  EXPECT_EQ(session->expires, lab.clock->now() + hours{72});
  EXPECT_EQ(session->recovery_until, std::nullopt);
  EXPECT_TRUE(client->user());
  EXPECT_EQ(lab.arrived(kLoginPath), 1U);
}

TEST(GenericSignIn, ByARecoveryCodeOpensTheWindow) {
  Lab lab;
  const auto client = lab.client(kBob, {}, "forgotten");
  const auto session = client->sign_in_by(
      MfaRecover{.identifier = "BOB@example.com", .recovery_code = SecretString(kRecoveryCode)});
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->recovery_until, lab.clock->now() + minutes{10});
  EXPECT_TRUE(lab.mfa(kBob)) << "MFA stays on";
  EXPECT_EQ(lab.fake->user(kBob)->mfa->recovery_codes.size(), 5U);
  EXPECT_TRUE(client->recovery_disable());
  EXPECT_FALSE(lab.mfa(kBob));
  EXPECT_EQ(lab.arrived(kLoginPath), 0U);
}

TEST(GenericSignIn, AWindowBeyondAllClocksIsNotTold) {
  Lab lab;
  lab.knob("expires_at", "documented");
  const auto session = lab.client(kBob)->sign_in_by(
      MfaRecover{.identifier = "bob", .recovery_code = SecretString(kRecoveryCode)});
  ASSERT_TRUE(session);
  EXPECT_EQ(session->recovery_until, std::nullopt);
}

TEST(GenericSignOut, ForgetsTheTokenAndSendsNothing) {
  Lab lab;
  const auto client = lab.client(kAlice);
  ASSERT_TRUE(client->user());
  ASSERT_TRUE(client->sign_out());
  EXPECT_EQ(lab.fake->journal().size(), 2U);
  ASSERT_TRUE(client->user());
  EXPECT_EQ(lab.arrived(kLoginPath), 2U);
}

struct Profile {
  std::string name;
  std::vector<std::pair<std::string, std::string>> credentials;
  std::string wrong_field;  // empty: it is right
};

class GenericProfile : public ::testing::TestWithParam<Profile> {};

TEST_P(GenericProfile, IsReadOrRefusedByName) {
  ProviderConfig config{.provider = "generic", .url = "https://shellhub.example.com"};
  for (const auto& [name, value] : GetParam().credentials)
    config.credentials.emplace_back(name, SecretString(value));
  const auto settings = settings_from(config);
  EXPECT_EQ(settings.has_value(), GetParam().wrong_field.empty());
  if (settings) return;
  EXPECT_EQ(settings.error().code, Errc::invalid_argument);
  EXPECT_EQ(settings.error().field, GetParam().wrong_field);
}

INSTANTIATE_TEST_SUITE_P(
    Credentials, GenericProfile,
    ::testing::Values(Profile{"Password", {{"username", "a"}, {"password", "p"}}, ""},
                      Profile{"Jwt", {{"jwt", "t"}}, ""}, Profile{"Nothing", {}, "password"},
                      Profile{"NoUser", {{"password", "p"}}, "username"},
                      Profile{"UserBesideJwt", {{"username", "a"}, {"jwt", "t"}}, "username"},
                      Profile{"Both", {{"username", "a"}, {"password", "p"}, {"jwt", "t"}}, "password"},
                      Profile{"Unknown", {{"jwt", "t"}, {"api_key", "k"}}, "api_key"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mfaclient::generic
