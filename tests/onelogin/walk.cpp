#include "contract/walk.hpp"

#include <gtest/gtest.h>

#include "onelogin/lab.hpp"
#include "onelogin/samples.hpp"

namespace mfaclient::contract {
namespace {

namespace one = mfaclient::onelogin;

std::shared_ptr<testing::Fake> make_fake(const std::shared_ptr<Clock>& clock) {
  testing::OneLoginSeed seed;
  seed.clients.push_back(
      {.client_id = std::string(one::kManager), .client_secret = std::string(one::kClientSecret)});
  seed.clients.push_back({.client_id = std::string(one::kOrphan),
                          .client_secret = std::string(one::kClientSecret),
                          .owner_deleted = true});
  seed.users.push_back(
      {.id = 102,
       .devices = {{.id = 202, .factor = "totp", .label = "app", .secret = std::string(one::kTotpSecret)},
                   {.id = 203, .factor = "protect", .label = "protect"}}});
  return std::make_shared<testing::OneLoginFake>(std::move(seed), clock);
}

std::shared_ptr<one::Api> client(const Stage& stage, one::Credentials credentials) {
  return one::Api::connect(
             {.url = stage.url, .credentials = std::move(credentials), .options = stage.options()})
      .value();
}

one::ClientCredentials pair_of(std::string_view id, std::string_view secret = one::kClientSecret) {
  return {std::string(id), SecretString(secret)};
}

void walk_through_devices(const Stage& stage, testing::OneLoginFake& fake, one::Api& api) {
  const one::UserId user{"102"};
  const auto factors = api.get_mfa_factors({.user_id = user});
  ASSERT_TRUE(factors && !factors->auth_factors.empty());
  const auto enrolled = api.enroll_mfa_factor({.user_id = user,
                                               .factor_id = factors->auth_factors.front().factor_id.value(),
                                               .display_name = "phone",
                                               .number = std::string(one::kNumber)});
  ASSERT_TRUE(enrolled) << enrolled.error().message;
  const one::DeviceId phone{enrolled->id};
  const auto sent = api.activate_mfa_factors(
      {.user_id = user, .device_id = phone, .state_token_expires_in = 300, .numeric_sms_otp = true});
  ASSERT_TRUE(sent) << sent.error().message;
  const one::VerifyMfaFactor wrong{.user_id = user,
                                   .device_id = phone,
                                   .otp_token = SecretString("000000"),
                                   .state_token = sent->state_token};
  EXPECT_EQ(api.verify_mfa_factor(wrong).error().code, Errc::code_rejected);
  auto right = wrong;
  right.otp_token = SecretString(fake.outbox().back().code);
  EXPECT_TRUE(api.verify_mfa_factor(right));
  EXPECT_TRUE(api.get_enrolled_factors({.user_id = user}));

  const auto push = api.activate_mfa_factors({.user_id = user, .device_id = {"203"}});
  ASSERT_TRUE(push);
  const one::VerifyMfaFactor poll{.user_id = user, .device_id = {"203"}, .state_token = push->state_token};
  EXPECT_EQ(api.verify_mfa_factor(poll).error().code, Errc::still_pending);
  stage.clock->advance(std::chrono::hours{1});
  EXPECT_EQ(api.verify_mfa_factor(poll).error().code, Errc::challenge_expired);

  const auto minted = api.generate_mfa_token({.user_id = user, .expires_in = 600, .reusable = false});
  ASSERT_TRUE(minted);
  EXPECT_TRUE(api.verify_mfa_factor({.user_id = user, .device_id = {"0"}, .otp_token = minted->mfa_token}));
  ASSERT_TRUE(fake.set_knob("mfa_token_status", "documented"));
  EXPECT_TRUE(api.generate_mfa_token({.user_id = user, .expires_in = 259'200, .reusable = true}));
  ASSERT_TRUE(fake.set_knob("mfa_token_status", "real"));
  EXPECT_TRUE(api.remove_mfa_factors({.user_id = user, .device_id = phone}));
  EXPECT_TRUE(api.rate_limit({}));
}

/// Every operation once more, of `user`, each with a client of its own: after the first refusal for too many
/// calls it would not send the others.
template <class Make>
void call_each(const Make& make, std::string_view user) {
  const auto call = [&]<class Op>(Op op) {
    // The sample's secret has a colon, which RFC 7617 allows and the proxy does not.
    if constexpr (!std::is_same_v<Op, one::Token>) {
      op = one::samples::make<Op>();
      if constexpr (requires { op.user_id; }) op.user_id = {std::string(user)};
      (void)make()->perform(op);
    }
  };
  std::apply([&](auto... op) { (call(op), ...); }, one::Operations{});
}

void walk(const Stage& stage, testing::Fake& any) {
  auto& fake = dynamic_cast<testing::OneLoginFake&>(any);
  const auto live = [&] { return client(stage, pair_of(one::kManager)); };
  const auto dead = [&] { return client(stage, one::AccessToken{SecretString("dead")}); };
  walk_through_devices(stage, fake, *live());
  EXPECT_FALSE(live()->remove_mfa_factors({.user_id = {"102"}, .device_id = {"999"}}));
  call_each(live, "999");  // there is no such user
  call_each(dead, "102");
  EXPECT_FALSE(client(stage, pair_of(one::kManager, "wrong"))->sign_in());
  EXPECT_FALSE(client(stage, pair_of(one::kOrphan))->sign_in());

  ASSERT_TRUE(fake.set_knob("auth_factors_path", "documented"));
  EXPECT_TRUE(live()->get_mfa_factors({.user_id = {"102"}})) << "on the singular path";
  EXPECT_FALSE(live()->get_mfa_factors({.user_id = {"999"}}));
  EXPECT_FALSE(dead()->get_mfa_factors({.user_id = {"102"}, .singular_path = true}));

  ASSERT_TRUE(fake.set_knob("limit_style", "429"));
  ASSERT_TRUE(fake.set_knob("limit", "1"));
  (void)live()->get_enrolled_factors({.user_id = {"102"}});
  call_each(live, "102");
  EXPECT_FALSE(live()->get_mfa_factors({.user_id = {"102"}, .singular_path = true}));
  ASSERT_TRUE(fake.set_knob("auth_factors_path", "real"));
  EXPECT_FALSE(live()->get_mfa_factors({.user_id = {"102"}}));
  ASSERT_TRUE(fake.set_knob("limit_style", "400"));
  call_each(live, "102");
}

const test::Listed<Walk> kWalk{{.name = "onelogin",
                                .make_fake = make_fake,
                                .walk = walk,
                                .credentials = {{"client_id", std::string(one::kManager)},
                                                {"client_secret", std::string(one::kClientSecret)}},
                                // for a request without credentials
                                .out_of_reach = {"POST /auth/oauth2/v2/token 400"}}};

}  // namespace

}  // namespace mfaclient::contract
