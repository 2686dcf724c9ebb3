#include "contract/walk.hpp"

#include <gtest/gtest.h>

#include "generic/lab.hpp"

namespace mfaclient::contract {
namespace {

namespace generic = mfaclient::generic;
using generic::kAlice;
using generic::kBob;
using generic::kNewcomer;
using generic::kPassword;
using generic::kRecoveryCode;
using generic::kWrongCode;

using Api = std::shared_ptr<generic::MfaApi>;

std::shared_ptr<testing::Fake> make_fake(const std::shared_ptr<Clock>& clock) {
  testing::GenericSeed seed;
  const auto add = [&](std::string_view name) -> testing::GenericUser& {
    const std::string text(name);
    return seed.users.emplace_back(testing::GenericUser{.username = text,
                                                        .email = text + "@example.com",
                                                        .password = std::string(kPassword),
                                                        .recovery_email = text + "@recovery.example.com"});
  };
  add(kAlice);
  auto& bob = add(kBob);
  bob.id = generic::kBobsId;
  bob.mfa = testing::GenericMfa{.secret = std::string(generic::kSecret),
                                .recovery_codes = {std::string(kRecoveryCode), "AAAAAAAAAAAAAAA3"}};
  add(kNewcomer).recovery_email.clear();
  add("waiting").awaiting_approval = true;
  add("unconfirmed").confirmed = false;
  return std::make_shared<testing::GenericFake>(std::move(seed), clock);
}

Api client(const Stage& stage, generic::Credentials credentials) {
  return generic::MfaApi::connect(
             {.url = stage.url, .credentials = std::move(credentials), .options = stage.options()})
      .value();
}

Api client_of(const Stage& stage, std::string_view username) {
  return client(stage, generic::Password{std::string(username), SecretString(kPassword)});
}

/// Each with a client of its own: one that was locked out would send no more.
Result<generic::LoginReply> login(const Stage& stage, std::string_view username,
                                  std::string_view password = kPassword) {
  return client_of(stage, username)
      ->login({.username = std::string(username), .password = SecretString(password)});
}

SecretString code_of(const Stage& stage, std::string_view secret = generic::kSecret) {
  return SecretString(generic::Lab::totp(secret).at(stage.clock->now()).value().reveal());
}

void walk_logins(const Stage& stage, testing::Fake& fake) {
  EXPECT_TRUE(login(stage, kAlice));
  EXPECT_FALSE(login(stage, "nobody"));
  EXPECT_FALSE(login(stage, "waiting"));
  EXPECT_FALSE(login(stage, "unconfirmed"));
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(login(stage, kNewcomer, "wrong"));
  ASSERT_TRUE(fake.set_knob("local_login", "off"));
  EXPECT_FALSE(login(stage, kAlice));
  ASSERT_TRUE(fake.set_knob("local_login", "on"));
  stage.clock->advance(std::chrono::hours{2});  // the lock is over
}

void walk_challenge(const Stage& stage) {
  const auto challenge = login(stage, kBob);
  ASSERT_TRUE(challenge && challenge->mfa_token);
  generic::AuthMfa answer{.token = *challenge->mfa_token, .code = SecretString(kWrongCode)};
  EXPECT_FALSE(client_of(stage, kBob)->auth_mfa(answer));
  answer.code = code_of(stage);
  EXPECT_TRUE(client_of(stage, kBob)->auth_mfa(answer));

  const auto another = login(stage, kBob);
  ASSERT_TRUE(another && another->mfa_token);
  const generic::AuthMfa wrong{.token = *another->mfa_token, .code = SecretString(kWrongCode)};
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(client_of(stage, kBob)->auth_mfa(wrong));
  stage.clock->advance(std::chrono::hours{2});
}

void walk_enrolment(const Stage& stage) {
  const auto alice = client_of(stage, kAlice);
  EXPECT_TRUE(alice->user());
  EXPECT_TRUE(alice->set_recovery_email({.recovery_email = "other@recovery.example.com"}));
  EXPECT_FALSE(alice->set_recovery_email({.recovery_email = "alice@example.com"})) << "her own";
  const auto offer = alice->generate_mfa();
  ASSERT_TRUE(offer);
  generic::EnableMfa enable{
      .code = SecretString(kWrongCode), .secret = offer->secret, .recovery_codes = offer->recovery_codes};
  EXPECT_FALSE(alice->enable_mfa(enable));
  enable.code = code_of(stage, offer->secret.reveal());
  EXPECT_FALSE(client_of(stage, kNewcomer)->enable_mfa(enable)) << "without a recovery address";
  EXPECT_TRUE(alice->enable_mfa(enable));
  EXPECT_FALSE(alice->enable_mfa(enable)) << "it is on already";
  EXPECT_FALSE(alice->generate_mfa());

  stage.clock->advance(std::chrono::minutes{1});
  EXPECT_FALSE(alice->disable_mfa({.code = SecretString(kWrongCode)}));
  EXPECT_TRUE(alice->disable_mfa({.code = code_of(stage, offer->secret.reveal())}));
}

void walk_window(const Stage& stage, testing::Fake& fake) {
  const auto bob = client_of(stage, kBob);
  EXPECT_FALSE(
      bob->mfa_recover({.identifier = std::string(kBob), .recovery_code = SecretString("AAAAAAAAAAAAAAAA")}));
  ASSERT_TRUE(fake.set_knob("recover_refused", "400"));
  EXPECT_FALSE(bob->mfa_recover({.identifier = "nobody", .recovery_code = SecretString(kRecoveryCode)}));
  ASSERT_TRUE(bob->sign_in_by(
      generic::MfaRecover{.identifier = std::string(kBob), .recovery_code = SecretString(kRecoveryCode)}));
  stage.clock->advance(std::chrono::minutes{11});
  EXPECT_FALSE(bob->recovery_disable()) << "the window is closed";
  EXPECT_FALSE(bob->disable_mfa({.recovery_window = true}));
  ASSERT_TRUE(fake.set_knob("disable_unproven", "400"));
  EXPECT_FALSE(bob->disable_mfa({.recovery_window = true}));
  ASSERT_TRUE(bob->sign_in_by(generic::MfaRecover{.identifier = std::string(kBob),
                                                  .recovery_code = SecretString("AAAAAAAAAAAAAAA3")}));
  EXPECT_TRUE(bob->recovery_disable());
}

void walk_reset(const Stage& stage, testing::Fake& fake) {
  const auto alice = client_of(stage, kAlice);
  EXPECT_FALSE(alice->request_reset_mfa({.identifier = "nobody"}));
  const auto asked = alice->request_reset_mfa({.identifier = std::string(kAlice)});
  ASSERT_TRUE(asked && asked->token);
  const auto mails = fake.outbox();
  ASSERT_EQ(mails.size(), 2U);
  generic::ResetMfa reset{.token = asked->token,
                          .main_email_code = SecretString("00000"),  // no letter of base32
                          .recovery_email_code = SecretString(mails.back().code)};
  EXPECT_FALSE(alice->reset_mfa(reset));
  reset.main_email_code = SecretString(mails.front().code);
  EXPECT_TRUE(alice->reset_mfa(reset));
  reset.token = SecretString("unknown");
  EXPECT_FALSE(alice->reset_mfa(reset));
  ASSERT_TRUE(fake.set_knob("edition", "enterprise"));
  EXPECT_FALSE(alice->request_reset_mfa({.identifier = std::string(kAlice)}));
  ASSERT_TRUE(fake.set_knob("edition", "cloud"));
}

void walk_dead(generic::MfaApi& dead) {
  EXPECT_FALSE(dead.user());
  EXPECT_FALSE(dead.set_recovery_email({.recovery_email = "other@recovery.example.com"}));
  EXPECT_FALSE(dead.generate_mfa());
  EXPECT_FALSE(dead.enable_mfa({.code = SecretString(kWrongCode),
                                .secret = SecretString(generic::kSecret),
                                .recovery_codes = {SecretString(kRecoveryCode)}}));
  EXPECT_FALSE(dead.disable_mfa({.code = SecretString(kWrongCode)}));
  EXPECT_FALSE(dead.recovery_disable());
}

void walk(const Stage& stage, testing::Fake& fake) {
  walk_logins(stage, fake);
  walk_challenge(stage);
  walk_enrolment(stage);
  walk_window(stage, fake);
  walk_reset(stage, fake);
  walk_dead(*client(stage, generic::Jwt{SecretString("dead.or.alive")}));
}

/// The refusals of bodies that the client does not write, on all routes that take one.
std::vector<std::string> never_provoked() {
  std::vector<std::string> answers{
      "POST /api/login 400",  // for what the client refuses to send: something is empty
      "POST /api/user/mfa/auth 400",
      "POST /api/user/mfa/reset 400",
      "PUT /api/user/mfa/reset/{user-id} 400",
  };
  for (const auto* route :
       {"POST /api/login", "PATCH /api/users", "POST /api/user/mfa/auth", "PUT /api/user/mfa/enable",
        "PUT /api/user/mfa/disable", "POST /api/user/mfa/recover", "POST /api/user/mfa/reset",
        "PUT /api/user/mfa/reset/{user-id}"}) {
    answers.push_back(std::string(route) + " 415");  // it sends JSON only, and says so
    answers.push_back(std::string(route) + " 422");  // and none that can't be read
  }
  return answers;
}

const test::Listed<Walk> kWalk{
    {.name = "generic",
     .make_fake = make_fake,
     .walk = walk,
     .credentials = {{"username", std::string(kAlice)}, {"password", std::string(kPassword)}},
     .out_of_reach = never_provoked()}};

}  // namespace

}  // namespace mfaclient::contract
