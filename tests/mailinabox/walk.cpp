#include "contract/walk.hpp"

#include <gtest/gtest.h>

#include "mailinabox/lab.hpp"

namespace mfaclient::contract {
namespace {

namespace box = mfaclient::mailinabox;

std::shared_ptr<testing::Fake> make_fake(const std::shared_ptr<Clock>& clock) {
  testing::MailinaboxSeed seed{.system_key = std::string(box::kSystemKey)};
  const std::string password(box::kPassword);
  seed.users.push_back({.email = std::string(box::kAdmin), .password = password, .admin = true});
  seed.users.push_back(
      {.email = std::string(box::kTwo),
       .password = password,
       .admin = true,
       .methods = {{.secret = std::string(box::kFirstSecret)}, {.secret = std::string(box::kSecondSecret)}}});
  seed.users.push_back({.email = std::string(box::kPlain), .password = password});
  return std::make_shared<testing::MailinaboxFake>(std::move(seed), clock);
}

std::shared_ptr<box::MFAApi> client(const Stage& stage, box::Credentials credentials) {
  box::Settings settings{.url = stage.url, .credentials = std::move(credentials), .options = stage.options()};
  return box::MFAApi::connect(std::move(settings)).value();
}

box::Password password_of(std::string_view email, std::string_view password = box::kPassword) {
  return {std::string(email), SecretString(password)};
}

void walk(const Stage& stage, testing::Fake& /*fake*/) {
  const auto admin = client(stage, password_of(box::kAdmin));
  const auto status = admin->mfa_status();
  ASSERT_TRUE(status && status->new_mfa && status->new_mfa->totp);
  const auto& secret = status->new_mfa->totp->secret;
  const auto code = [&] {
    return SecretString(box::totp_of(secret.reveal()).at(stage.clock->now()).value().reveal());
  };
  EXPECT_FALSE(admin->mfa_totp_enable({.secret = secret, .code = SecretString("000000")}));
  EXPECT_TRUE(admin->mfa_totp_enable({.secret = secret, .code = code(), .label = "phone"}));
  EXPECT_FALSE(admin->login(
      {.email = std::string(box::kAdmin), .password = SecretString(box::kPassword), .code = std::nullopt}));
  EXPECT_TRUE(admin->login(
      {.email = std::string(box::kAdmin), .password = SecretString(box::kPassword), .code = code()}));

  const auto system = client(stage, box::SystemKey{SecretString(box::kSystemKey)});
  EXPECT_TRUE(system->mfa_status({.user = std::string(box::kTwo)}));
  EXPECT_FALSE(system->mfa_status({.user = "nobody@box.example.com"}));
  EXPECT_TRUE(system->mfa_totp_disable({.mfa_id = {"1"}, .user = std::string(box::kTwo)}));
  EXPECT_FALSE(system->mfa_totp_disable({.mfa_id = {"99"}, .user = std::string(box::kTwo)}));
  EXPECT_TRUE(system->mfa_totp_disable_all({.user = std::string(box::kTwo)}));
  EXPECT_TRUE(system->logout());

  EXPECT_FALSE(client(stage, password_of(box::kAdmin, "wrong"))->mfa_status());
  const auto dead = client(stage, box::SessionKey{std::string(box::kAdmin), SecretString("dead")});
  EXPECT_FALSE(dead->mfa_status());
  EXPECT_FALSE(dead->mfa_totp_enable({.secret = secret, .code = SecretString("000000")}));
  EXPECT_FALSE(dead->mfa_totp_disable_all({}));
}

const test::Listed<Walk> kWalk{{.name = "mailinabox",
                                .make_fake = make_fake,
                                .walk = walk,
                                .credentials = {{"system_key", std::string(box::kSystemKey)}},
                                .out_of_reach = {
                                    "POST /login 500",       // for bytes that the client refuses to send
                                    "POST /mfa/status 403",  // for pages' scripts, which it isn't
                                    "POST /mfa/totp/enable 403",
                                    "POST /mfa/disable 403",
                                }}};

}  // namespace

}  // namespace mfaclient::contract
