#include "contract/walk.hpp"

#include <gtest/gtest.h>

#include "quatrix/lab.hpp"

namespace mfaclient::contract {
namespace {

namespace quatrix = mfaclient::quatrix;
using quatrix::kAdmin;
using quatrix::kPhone;
using quatrix::kPinned;
using quatrix::kPlain;

constexpr std::string_view kAdminId = "00000000-0000-4000-8000-000000000001";
constexpr std::string_view kPlainId = "00000000-0000-4000-8000-000000000002";

std::shared_ptr<testing::Fake> make_fake(const std::shared_ptr<Clock>& clock) {
  testing::QuatrixSeed seed;
  const auto add = [&](std::string_view email) -> testing::QuatrixUser& {
    testing::QuatrixUser user{.email = std::string(email), .password = std::string(quatrix::kPassword)};
    return seed.users.emplace_back(std::move(user));
  };
  auto& admin = add(kAdmin);
  admin.id = kAdminId;
  admin.admin = true;
  add(kPlain).id = kPlainId;
  add(kPinned).pin = quatrix::kPinText;
  auto& both = add(kPhone);
  both.totp = quatrix::kSecret;
  both.pin = quatrix::kPinText;
  add(quatrix::kForced).forced = {"2FA"};
  return std::make_shared<testing::QuatrixFake>(std::move(seed), clock);
}

std::shared_ptr<quatrix::MFAApi> client(const Stage& stage, quatrix::Credentials credentials) {
  quatrix::Settings settings{
      .url = stage.url, .credentials = std::move(credentials), .options = stage.options()};
  settings.referer = "https://acme.quatrix.it";
  return quatrix::MFAApi::connect(std::move(settings)).value();
}

quatrix::Password password_of(std::string_view email, std::string_view password = quatrix::kPassword) {
  return {std::string(email), SecretString(password)};
}

quatrix::LoginCode answer(quatrix::MFAApi& api, std::string_view type, std::string_view code) {
  return {.session_id = std::get<quatrix::SessionStartReply>(api.sign_in().value()).session_id,
          .auth_type = {std::string(type)},
          .code = SecretString(code)};
}

/// Every refusal of a session that isn't one.
void walk_dead(quatrix::MFAApi& dead) {
  const std::vector<std::string> ids{std::string(kPlainId)};
  EXPECT_FALSE(dead.profile());
  EXPECT_FALSE(dead.keepalive());
  EXPECT_TRUE(dead.logout());
  EXPECT_FALSE(dead.generate_2fa());
  EXPECT_FALSE(dead.profile_set_mfa({.auth_type = {"2FA"}, .code = SecretString("000000")}));
  EXPECT_FALSE(dead.profile_remove_mfa({.auth_type = {"2FA"}}));
  EXPECT_FALSE(dead.user_metadata({.id = ids.front()}));
  EXPECT_FALSE(dead.user_remove_mfa({.ids = ids, .auth_type = {"2FA"}}));
  EXPECT_FALSE(dead.user_reset_mfa({.ids = ids, .auth_type = {"2FA"}}));
  EXPECT_FALSE(dead.user_set_mfa({.ids = ids, .auth_type = {"2FA"}}));
}

void walk_others(quatrix::MFAApi& admin) {
  const std::vector<std::string> ids{std::string(kPlainId)}, nobody{std::string(quatrix::kNobody)};
  EXPECT_TRUE(admin.user_metadata({.id = ids.front()}));
  EXPECT_FALSE(admin.user_metadata({.id = nobody.front()}));
  EXPECT_TRUE(admin.user_set_mfa({.ids = ids, .auth_type = {"2FA"}}));
  EXPECT_TRUE(admin.user_set_mfa({.ids = ids, .auth_type = {"PIN"}, .code = SecretString("54321")}));
  EXPECT_FALSE(admin.user_set_mfa({.ids = nobody, .auth_type = {"2FA"}}));
  EXPECT_TRUE(admin.user_reset_mfa({.ids = ids, .auth_type = {"2FA"}}));
  EXPECT_FALSE(admin.user_reset_mfa({.ids = nobody, .auth_type = {"2FA"}}));
  EXPECT_TRUE(admin.user_remove_mfa({.ids = ids, .auth_type = {"PIN"}}));
  EXPECT_FALSE(admin.user_remove_mfa({.ids = nobody, .auth_type = {"PIN"}}));
}

void walk(const Stage& stage, testing::Fake& fake) {
  const auto admin = client(stage, password_of(kAdmin));
  EXPECT_TRUE(admin->profile());
  EXPECT_TRUE(admin->keepalive());
  EXPECT_FALSE(admin->profile_set_mfa({.auth_type = {"2FA"}, .code = SecretString("000000")}));
  const auto enrolment = quatrix::make_provider(admin)->enroll({});
  ASSERT_TRUE(enrolment && enrolment->otpauth_uri);
  const auto totp = otp::OtpauthUri::parse(enrolment->otpauth_uri->reveal())->totp().value();
  const SecretString code(totp.at(stage.clock->now()).value().reveal());
  EXPECT_TRUE(admin->profile_set_mfa({.auth_type = {"2FA"}, .code = code}));
  EXPECT_TRUE(admin->profile_remove_mfa({.auth_type = {"2FA"}}));
  walk_others(*admin);
  EXPECT_TRUE(admin->logout());

  const auto pinned = client(stage, password_of(kPinned));
  EXPECT_FALSE(pinned->sign_in(answer(*pinned, "PIN", "99999")));
  auto old = answer(*pinned, "PIN", quatrix::kPinText);
  old.value_shape = true;
  EXPECT_TRUE(pinned->sign_in(old));
  EXPECT_FALSE(pinned->sign_in(old)) << "the session is whole";
  ASSERT_TRUE(fake.set_knob("both_factors", "2fa_then_pin"));
  const auto both = client(stage, password_of(kPhone));
  const auto fresh = quatrix::totp_of(quatrix::kSecret).at(stage.clock->now()).value();
  EXPECT_FALSE(both->sign_in(answer(*both, "2FA", fresh.reveal())));

  const auto forced = client(stage, password_of(quatrix::kForced));
  const auto demanded = quatrix::make_provider(forced)->enroll({});
  ASSERT_TRUE(demanded && demanded->otpauth_uri);
  const auto theirs = otp::OtpauthUri::parse(demanded->otpauth_uri->reveal())->totp().value();
  EXPECT_TRUE(quatrix::make_provider(forced)->verify(
      std::get<Challenge>(demanded->next),
      {.text = SecretString(theirs.at(stage.clock->now()).value().reveal())}));
  EXPECT_FALSE(forced->profile_remove_mfa({.auth_type = {"2FA"}}));

  EXPECT_FALSE(client(stage, password_of(kAdmin, "wrong"))->profile());
  ASSERT_TRUE(fake.set_knob("sign_ins", "1"));
  EXPECT_FALSE(client(stage, password_of(kAdmin))->profile());
  ASSERT_TRUE(fake.set_knob("sign_ins", "15"));
  walk_dead(*client(stage, quatrix::SessionId{SecretString("dead")}));
}

const test::Listed<Walk> kWalk{
    {.name = "quatrix",
     .make_fake = make_fake,
     .walk = walk,
     .credentials = {{"username", std::string(kAdmin)}, {"password", std::string(quatrix::kPassword)}}}};

}  // namespace

}  // namespace mfaclient::contract
