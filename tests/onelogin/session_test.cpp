// One token for all threads and calls, as long as the server's clock lets it live; five meanings of 401; the
// account's count of calls.
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "onelogin/lab.hpp"

namespace mfaclient::onelogin {
namespace {

using namespace std::chrono_literals;
using testing::Fault;

const GetEnrolledFactors kListing{.user_id = {std::string(kFull)}};

VerifyMfaFactor totp_check(std::string_view code) {
  return {
      .user_id = {std::string(kFull)}, .device_id = {std::string(kTotp)}, .otp_token = SecretString(code)};
}

TEST(OneLoginSession, AsksForOneTokenForManyCalls) {
  const Lab lab;
  const auto client = lab.client();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->get_enrolled_factors(kListing));
  EXPECT_EQ(lab.arrived("/token"), 1U);
  EXPECT_EQ(lab.arrived("/otp_devices"), 5U);
}

TEST(OneLoginSession, AsksByBasicAndExactlyJson) {
  const Lab lab;
  ASSERT_TRUE(lab.client()->get_enrolled_factors(kListing));
  const auto journal = lab.fake->journal();
  EXPECT_TRUE(journal[0].request.headers.get("Authorization").value().starts_with("Basic "));
  EXPECT_EQ(journal[0].request.headers.get("Content-Type"), "application/json");
  EXPECT_TRUE(journal[1].request.headers.get("Authorization").value().starts_with("Bearer "));
}

TEST(OneLoginSession, ReadsTheTokenInBothShapes) {
  const Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("token_body", "wrapped"));
  EXPECT_TRUE(lab.client()->get_enrolled_factors(kListing));
}

TEST(OneLoginSession, ExpiresWhenTheSharedTokenDoes) {
  const Lab lab;
  const auto token = lab.raw_token();  // another process asked first
  lab.clock->advance(9h);
  const auto session = lab.client()->sign_in();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->headers.at(0).second.reveal(), "Bearer " + token) << "the same one";
  EXPECT_EQ(session->expires, lab.clock->now() + 1h);
  EXPECT_EQ(session->origin, "https://tenant.onelogin.com");
}

TEST(OneLoginSession, ExpiresOnTheLocalClockWhateverThatShows) {
  const Lab lab;
  const auto slow = std::make_shared<testing::ManualClock>(lab.clock->now() - 3h);
  auto settings = lab.settings();
  settings.options.clock = slow;
  const auto session = Api::connect(settings).value()->sign_in();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->expires, slow->now() + 10h);
}

TEST(OneLoginSession, AnExpiredTokenIsNotTriedFirst) {
  const Lab lab;
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  lab.clock->advance(10h);
  lab.fake->clear_journal();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  const auto journal = lab.fake->journal();
  ASSERT_EQ(journal.size(), 2U);
  EXPECT_TRUE(journal[0].request.target.ends_with("/token"));
}

TEST(OneLoginSession, ADeadTokenIsRenewedExactlyOnce) {
  const Lab lab;
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  lab.fake->revoke_tokens();
  lab.fake->clear_journal();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  const auto journal = lab.fake->journal();
  ASSERT_EQ(journal.size(), 3U);
  EXPECT_TRUE(journal[1].request.target.ends_with("/token"));
  EXPECT_NE(journal[0].request.headers.get("Authorization"), journal[2].request.headers.get("Authorization"));
}

TEST(OneLoginSession, ACodeSurvivesARenewalBecauseItWasNotTaken) {
  const Lab lab;
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  lab.fake->revoke_tokens();
  EXPECT_TRUE(client->verify_mfa_factor(totp_check(lab.totp())));
  EXPECT_EQ(lab.arrived("/verify"), 2U);
}

TEST(OneLoginSession, ThatDiesAgainAtOnceIsReportedNotChased) {
  const Lab lab;
  const auto client = lab.client();
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target.ends_with("/otp_devices")) lab.fake->revoke_tokens();
  });
  const auto listed = client->get_enrolled_factors(kListing);
  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error().code, Errc::session_expired);
  EXPECT_EQ(lab.arrived("/otp_devices"), 2U);
  EXPECT_EQ(lab.arrived("/token"), 2U);
}

TEST(OneLoginSession, AnOwnTokenIsUsedAsItIs) {
  const Lab lab;
  const auto client = lab.client_with(lab.raw_token());
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  const auto session = client->sign_in();
  ASSERT_TRUE(session);
  EXPECT_EQ(session->expires, std::nullopt);
  lab.fake->revoke_tokens();
  EXPECT_EQ(client->get_enrolled_factors(kListing).error().code, Errc::session_expired);
  EXPECT_EQ(lab.arrived("/token"), 1U) << "the test's own";
}

TEST(OneLoginSession, IsNeverRevoked) {
  const Lab lab;
  {
    const auto client = lab.client();
    ASSERT_TRUE(client->get_enrolled_factors(kListing));
    ASSERT_TRUE(client->sign_out());
    ASSERT_TRUE(client->get_enrolled_factors(kListing));
  }
  EXPECT_EQ(lab.arrived("/revoke"), 0U);
  EXPECT_EQ(lab.arrived("/token"), 2U) << "signing out forgot it";
}

TEST(OneLoginSession, RefusedCredentialsAreSentAgainOnlyBySigningIn) {
  const Lab lab;
  const auto client = lab.client(kManager, "wrong");
  for (int i = 0; i < 30; ++i)
    EXPECT_EQ(client->get_enrolled_factors(kListing).error().code, Errc::invalid_credentials);
  EXPECT_EQ(lab.arrived("/token"), 1U);
  EXPECT_EQ(client->sign_in().error().code, Errc::invalid_credentials);
  EXPECT_EQ(lab.arrived("/token"), 2U);
}

TEST(OneLoginSession, FiveMeaningsOf401) {
  const Lab lab;
  const auto client = lab.client();
  // A dead token: another one, and the call again.
  const auto dead = lab.client_with("0000");
  EXPECT_EQ(dead->get_enrolled_factors(kListing).error().code, Errc::session_expired);
  // A scope that is too small.
  const auto reader = lab.client(kReader);
  const auto refused =
      reader->remove_mfa_factors({.user_id = {std::string(kFull)}, .device_id = {std::string(kSms)}});
  EXPECT_EQ(refused.error().code, Errc::not_permitted);
  EXPECT_NE(refused.error().text().find("Manage Users"), std::string::npos);
  // A push that waits, and is denied then.
  const auto push =
      client->activate_mfa_factors({.user_id = {std::string(kFull)}, .device_id = {std::string(kPush)}});
  ASSERT_TRUE(push) << push.error().message;
  const VerifyMfaFactor poll{
      .user_id = {std::string(kFull)}, .device_id = {std::string(kPush)}, .state_token = push->state_token};
  EXPECT_EQ(client->verify_mfa_factor(poll).error().code, Errc::still_pending);
  ASSERT_TRUE(lab.fake->answer_push(lab.message().id, false));
  EXPECT_EQ(client->verify_mfa_factor(poll).error().code, Errc::denied);
  // A wrong code.
  EXPECT_EQ(client->verify_mfa_factor(totp_check("000000")).error().code, Errc::code_rejected);
  // Wrong credentials.
  EXPECT_EQ(
      client->token({.client_id = std::string(kManager), .client_secret = SecretString("no")}).error().code,
      Errc::invalid_credentials);
}

TEST(OneLoginSession, ARejectedCodeIsSentOnceAndRenewsNothing) {
  const Lab lab;
  const auto client = lab.client();
  EXPECT_EQ(client->verify_mfa_factor(totp_check("000000")).error().code, Errc::code_rejected);
  EXPECT_EQ(lab.arrived("/verify"), 1U);
  EXPECT_EQ(lab.arrived("/token"), 1U);
}

TEST(OneLoginSession, ACodeWhoseAnswerWasLostIsNotSentAgain) {
  const Lab lab;
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  lab.transport->script({Fault::lost_answer});
  const auto verified = client->verify_mfa_factor(totp_check(lab.totp()));
  ASSERT_FALSE(verified);
  EXPECT_EQ(verified.error().delivery, Delivery::unknown);
  EXPECT_EQ(lab.arrived("/verify"), 1U);
}

TEST(OneLoginSession, SixteenThreadsShareOneRenewal) {
  const Lab lab;
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  lab.fake->revoke_tokens();
  lab.fake->clear_journal();
  // All sixteen have sent the dead token before the first of them is answered, and the new one is held back
  // until the tenant has refused them all.
  std::atomic<int> sent{0};
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target.ends_with("/otp_devices")) {
      sent.fetch_add(1);
      while (sent.load() < 16) std::this_thread::yield();
    } else {
      while (lab.arrived("/otp_devices") < 16) std::this_thread::yield();
    }
  });
  std::atomic<int> good{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i)
      threads.emplace_back([&] { good += client->get_enrolled_factors(kListing).has_value() ? 1 : 0; });
  }
  EXPECT_EQ(good.load(), 16);
  EXPECT_EQ(lab.arrived("/token"), 1U);
  EXPECT_EQ(lab.arrived("/otp_devices"), 32U);
}

TEST(OneLoginLimit, IsRespectedBeforeItIsHit) {
  const Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("limit", "2"));
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  lab.clock->advance(10min);
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  const auto refused = client->verify_mfa_factor(totp_check("123456"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::rate_limited);
  EXPECT_EQ(refused.error().retry_after, 50min);
  EXPECT_EQ(refused.error().delivery, Delivery::not_sent);
  EXPECT_EQ(refused.error().operation, "onelogin.verify_mfa_factor");
  EXPECT_EQ(lab.arrived("/verify"), 0U);
  lab.clock->advance(50min - 1s);
  EXPECT_EQ(client->get_enrolled_factors(kListing).error().retry_after, 1s);
  lab.clock->advance(1s);
  EXPECT_TRUE(client->get_enrolled_factors(kListing));
}

TEST(OneLoginLimit, LetsThroughWhatIsNotCounted) {
  const Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("limit", "1"));
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  const auto left = client->rate_limit();
  ASSERT_TRUE(left) << left.error().message;
  EXPECT_EQ(left->limit, 1);
  EXPECT_EQ(left->remaining, 0);
  EXPECT_EQ(left->reset, 3600);
  EXPECT_TRUE(client->sign_in());
}

class OneLoginLimitStyle : public ::testing::TestWithParam<std::string> {};

TEST_P(OneLoginLimitStyle, HitByOthersIsReadAndThenRespected) {
  const Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("limit_style", GetParam()));
  ASSERT_TRUE(lab.fake->set_knob("limit", "2"));
  const auto client = lab.client();
  ASSERT_TRUE(client->get_enrolled_factors(kListing));
  lab.call("GET", "/api/1/users/102/otp_devices");  // another process takes the last one
  for (int i = 0; i < 3; ++i) {
    const auto refused = client->get_enrolled_factors(kListing);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::rate_limited);
    EXPECT_EQ(refused.error().retry_after, 1h);
  }
  EXPECT_EQ(lab.arrived("/otp_devices"), 3U) << "it insisted";
}

INSTANTIATE_TEST_SUITE_P(Styles, OneLoginLimitStyle, ::testing::Values("400", "429", "400_bare"),
                         [](const auto& test) { return "As" + test.param; });

TEST(OneLoginFactorsPath, FallsBackOnceAndRemembers) {
  const Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("auth_factors_path", "documented"));
  const auto client = lab.client();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client->get_mfa_factors({.user_id = {std::string(kNew)}}));
  EXPECT_EQ(lab.arrived("/auth_factors"), 1U);
  EXPECT_EQ(lab.arrived("/auth_factor"), 3U);
}

TEST(OneLoginFactorsPath, StaysPluralForAnUnknownUser) {
  const Lab lab;
  const auto client = lab.client();
  EXPECT_EQ(client->get_mfa_factors({.user_id = {"999"}}).error().field, "user_id");
  EXPECT_EQ(lab.arrived("/auth_factor"), 0U);
  // A choice of the caller's is not second-guessed.
  EXPECT_EQ(client->get_mfa_factors({.user_id = {std::string(kNew)}, .singular_path = true}).error().field,
            "path");
  EXPECT_EQ(lab.arrived("/auth_factor"), 1U);
  EXPECT_TRUE(client->get_mfa_factors({.user_id = {std::string(kNew)}}));
}

TEST(OneLoginClient, RefusesAnEmptyToken) {
  const Lab lab;
  auto settings = lab.settings();
  settings.credentials = AccessToken{};
  EXPECT_EQ(Api::connect(settings).error().field, "access_token");
}

struct Profile {
  std::string name;
  std::vector<std::string> given;
  std::string wrong_field;  // empty: it is right
};

class OneLoginProfile : public ::testing::TestWithParam<Profile> {};

TEST_P(OneLoginProfile, IsReadOrRefusedByName) {
  ProviderConfig config{.provider = "onelogin", .url = "https://tenant.onelogin.com"};
  for (const auto& name : GetParam().given) config.credentials.emplace_back(name, SecretString("x"));
  const auto settings = settings_from(config);
  EXPECT_EQ(settings ? "" : settings.error().field, GetParam().wrong_field);
}

INSTANTIATE_TEST_SUITE_P(
    Credentials, OneLoginProfile,
    ::testing::Values(Profile{"Client", {"client_id", "client_secret"}, ""},
                      Profile{"Token", {"access_token"}, ""}, Profile{"Nothing", {}, "client_secret"},
                      Profile{"NoId", {"client_secret"}, "client_id"},
                      Profile{"NoSecret", {"client_id"}, "client_secret"},
                      Profile{"IdBesideToken", {"client_id", "access_token"}, "client_id"},
                      Profile{"Both", {"client_id", "client_secret", "access_token"}, "client_secret"},
                      Profile{"Unknown", {"username"}, "username"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mfaclient::onelogin
