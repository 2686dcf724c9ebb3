#include "contract/walk.hpp"

#include <gtest/gtest.h>

#include "cohesity/lab.hpp"
#include "cohesity/samples.hpp"

namespace mfaclient::contract {
namespace {

namespace cohesity = mfaclient::cohesity;
using cohesity::kAdmin;
using cohesity::kFred;
using cohesity::kPassword;
using cohesity::kPaul;
using cohesity::kSecret;
using cohesity::kTina;

constexpr std::string_view kLocked = "lou";     // one wrong password away from being locked
constexpr std::string_view kNoPages = "cli";    // may not use the web pages
constexpr std::string_view kWrong = "nothing";  // neither a password nor a code

using Api = std::shared_ptr<cohesity::MFAApi>;

std::shared_ptr<testing::Fake> make_fake(const std::shared_ptr<Clock>& clock) {
  const std::string password(kPassword);
  testing::CohesitySeed seed{.mfa_enabled = true, .mfa_types = std::vector<std::string>{"totp", "email"}};
  seed.users.push_back({.username = std::string(kAdmin),
                        .password = password,
                        .exempt = true,
                        .privileges = {"MFA_MODIFY", "CLUSTER_VIEW", "CLUSTER_MODIFY"}});
  seed.users.push_back({.username = std::string(kTina),
                        .password = password,
                        .email = "tina@example.com",
                        .totp = std::string(kSecret)});
  seed.users.push_back({.username = std::string(kFred), .password = password, .email = "fred@example.com"});
  seed.users.push_back({.username = std::string(kPaul), .password = password, .exempt = true});
  seed.users.push_back({.username = std::string(kLocked), .password = password, .exempt = true});
  seed.users.push_back(
      {.username = std::string(kNoPages), .password = password, .exempt = true, .web = false});
  seed.api_keys.push_back({std::string(cohesity::kKey), std::string(kAdmin)});
  return std::make_shared<testing::CohesityFake>(std::move(seed), clock);
}

Api client(const Stage& stage, cohesity::Credentials credentials,
           cohesity::LoginWay login = cohesity::LoginWay::session) {
  cohesity::Settings settings{.url = stage.url,
                              .credentials = std::move(credentials),
                              .login = login,
                              .cluster_id = "8305184241232842",
                              .region_id = "us-east-1",
                              .options = stage.options()};
  return cohesity::MFAApi::connect(std::move(settings)).value();
}

cohesity::Password password_of(std::string_view user) {
  return {.username = std::string(user), .password = SecretString(kPassword), .tenant = "acme/"};
}

/// The next code that no one has used.
SecretString fresh_code(const Stage& stage, std::string_view secret = kSecret) {
  stage.clock->advance(std::chrono::minutes{1});
  return SecretString(cohesity::totp_of(secret).at(stage.clock->now()).value().reveal());
}

SecretString mailed(testing::Fake& fake) { return SecretString(fake.outbox().back().code); }

/// A sign-in as `user`, complete but for the code.
template <class Op>
Op sign_in_as(std::string_view user, std::string_view password = kPassword) {
  return {.username = std::string(user), .password = SecretString(password), .domain = "LOCAL"};
}

void walk_mailed_codes(const Stage& stage, testing::Fake& fake) {
  using Mail = cohesity::CreateEmailOtp;
  const auto api = client(stage, password_of(kTina));
  EXPECT_FALSE(api->create_email_otp(sign_in_as<Mail>(kTina, kWrong)));
  EXPECT_FALSE(api->create_email_otp(sign_in_as<Mail>(kPaul))) << "has no address";
  EXPECT_TRUE(api->create_email_otp(sign_in_as<Mail>(kTina)));
  auto session = sign_in_as<cohesity::CreateSession>(kTina);
  session.otp_code = mailed(fake);
  session.otp_type = "email";
  EXPECT_TRUE(api->create_session(session));
}

void walk_sign_ins(const Stage& stage, testing::Fake& fake) {
  const auto api = client(stage, password_of(kTina));
  auto session = sign_in_as<cohesity::CreateSession>(kTina);
  EXPECT_FALSE(api->create_session(session)) << "without a code";
  EXPECT_FALSE(api->create_session(sign_in_as<cohesity::CreateSession>(kTina, kWrong)));
  session.otp_code = fresh_code(stage);
  EXPECT_TRUE(api->create_session(session));
  ASSERT_TRUE(fake.set_knob("sessions", "off"));
  EXPECT_FALSE(api->create_session(session));
  ASSERT_TRUE(fake.set_knob("sessions", "on"));

  for (const auto* version : {"v1", "v2"}) {
    auto token = sign_in_as<cohesity::CreateAccessToken>(kTina);
    token.api = version;
    EXPECT_FALSE(api->create_access_token(token)) << "without a code";
    token.otp_code = fresh_code(stage);
    EXPECT_TRUE(api->create_access_token(token));
    token.password = SecretString(kWrong);
    EXPECT_FALSE(api->create_access_token(token));
  }
  ASSERT_TRUE(fake.set_knob("lockout", "1"));
  EXPECT_FALSE(api->create_access_token(sign_in_as<cohesity::CreateAccessToken>(kLocked, kWrong)));
  EXPECT_FALSE(api->create_access_token(sign_in_as<cohesity::CreateAccessToken>(kLocked)));
  ASSERT_TRUE(fake.set_knob("lockout", "5"));

  EXPECT_TRUE(api->web_login(sign_in_as<cohesity::WebLogin>(kTina)));
  EXPECT_FALSE(api->web_login(sign_in_as<cohesity::WebLogin>(kTina, kWrong)));
  EXPECT_FALSE(api->web_login(sign_in_as<cohesity::WebLogin>(kNoPages)));
}

void walk_own(const Stage& stage, testing::Fake& fake) {
  const auto fred = client(stage, password_of(kFred), cohesity::LoginWay::web);
  EXPECT_FALSE(fred->sign_in(std::nullopt)) << "waits for a code";
  const auto key = fred->create_totp_key({.totp_key_name = "phone"});
  ASSERT_TRUE(key);
  EXPECT_FALSE(fred->verify_otp({.code = SecretString(kWrong)}));
  EXPECT_TRUE(fred->verify_otp({.code = fresh_code(stage, key->totp_secret_key.reveal())}));
  EXPECT_TRUE(fred->session_user());
  EXPECT_TRUE(fred->send_email_otp());
  EXPECT_FALSE(fred->verify_otp({.code = SecretString(kWrong), .otp_type = "email", .api = "v2"}));
  EXPECT_TRUE(fred->verify_otp({.code = mailed(fake), .otp_type = "email", .api = "v2"}));
  EXPECT_FALSE(client(stage, password_of(kPaul))->send_email_otp()) << "has no address";

  const auto keyed = client(stage, cohesity::ApiKey{SecretString(cohesity::kKey)});
  EXPECT_TRUE(keyed->session_user());
  EXPECT_FALSE(keyed->create_totp_key());
  EXPECT_FALSE(keyed->send_email_otp());
  EXPECT_FALSE(keyed->verify_otp({.code = SecretString(kWrong)}));
  EXPECT_FALSE(keyed->verify_otp({.code = SecretString(kWrong), .api = "v2"}));
}

void walk_policy(const Stage& stage) {
  const auto admin = client(stage, cohesity::ApiKey{SecretString(cohesity::kKey)});
  EXPECT_TRUE(admin->get_mfa_config());
  EXPECT_TRUE(admin->update_mfa_config({.enabled = true,
                                        .authentication_types = std::vector<std::string>{"totp", "email"},
                                        .retain_user_mfa_settings = true}));
  EXPECT_TRUE(admin->get_mfa_config()) << "with all of its members";
  EXPECT_FALSE(admin->update_mfa_config({.enabled = true})) << "without a kind of code";
}

void walk_support(const Stage& stage, testing::Fake& fake) {
  const auto admin = client(stage, password_of(kAdmin), cohesity::LoginWay::token);
  EXPECT_TRUE(admin->get_support_mfa_config());
  const auto made = admin->update_support_mfa_config({.enabled = true, .mfa_type = "totp"});
  ASSERT_TRUE(made && made->totp_secret_key);
  const std::string secret(made->totp_secret_key->reveal());
  EXPECT_FALSE(admin->verify_support_user_totp({.totp_code = SecretString(kWrong)}));
  EXPECT_TRUE(admin->verify_support_user_totp({.totp_code = fresh_code(stage, secret)}));
  EXPECT_TRUE(admin->get_support_mfa_config());
  EXPECT_FALSE(admin->send_support_email_otp()) << "it is no mail that is asked for";
  EXPECT_FALSE(admin->update_support_mfa_config({.enabled = false})) << "without a code";
  EXPECT_TRUE(admin->update_support_mfa_config({.enabled = false, .mfa_code = fresh_code(stage, secret)}));
  EXPECT_TRUE(admin->update_support_mfa_config(
      {.enabled = true, .mfa_type = "email", .email = "support@example.com"}));
  EXPECT_TRUE(admin->send_support_email_otp());
  EXPECT_TRUE(admin->update_support_mfa_config({.enabled = false, .mfa_code = mailed(fake)}));
}

/// Every operation once more, each with a client of its own, which no refusal before has stopped.
template <class Make>
void call_each(const Make& make) {
  const auto call = [&]<class Op>(Op op) {
    op = cohesity::samples::make<Op>();
    EXPECT_FALSE(make()->perform(op)) << Op::info.name;
    if constexpr (requires { op.api; }) {
      op.api = "v2";
      EXPECT_FALSE(make()->perform(op)) << Op::info.name << ", v2";
    }
  };
  std::apply([&](auto... op) { (call(op), ...); }, cohesity::Operations{});
}

void walk(const Stage& stage, testing::Fake& fake) {
  walk_mailed_codes(stage, fake);
  walk_sign_ins(stage, fake);
  walk_own(stage, fake);
  walk_policy(stage);
  walk_support(stage, fake);

  const auto paul = client(stage, password_of(kPaul));
  EXPECT_FALSE(paul->update_mfa_config({.enabled = false}));
  EXPECT_FALSE(paul->get_support_mfa_config());
  EXPECT_FALSE(paul->update_support_mfa_config({.enabled = false}));
  EXPECT_FALSE(paul->verify_support_user_totp({.totp_code = SecretString(kWrong)}));
  EXPECT_FALSE(paul->send_support_email_otp());

  const auto dead = [&] { return client(stage, cohesity::SessionId{SecretString("dead")}); };
  call_each(dead);
  ASSERT_TRUE(fake.set_knob("rate", "1"));
  (void)dead()->get_mfa_config();  // the one of this second
  call_each(dead);
}

const test::Listed<Walk> kWalk{
    {.name = "cohesity",
     .make_fake = make_fake,
     .walk = walk,
     .credentials = {{"api_key", std::string(cohesity::kKey)}},
     // For bodies that can't be read, or lack what the client does not send them without.
     .out_of_reach = {"POST /login 400", "POST /v2/totp-key 400", "POST /v2/support-user/verify-totp 400"}}};

}  // namespace

}  // namespace mfaclient::contract
