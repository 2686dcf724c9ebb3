// The common language for the cluster's support user.
#include <gtest/gtest.h>

#include "cohesity/lab.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient::cohesity {
namespace {

using testing::Fault;

class CohesitySupportProvider : public ::testing::Test {
 protected:
  void SetUp() override { use(ApiKey{SecretString(kKey)}); }
  void use(Credentials credentials, std::shared_ptr<CodeSource> codes = {}) {
    auto settings = lab.settings(std::move(credentials));
    settings.principal = Principal::support;
    settings.options.code_source = std::move(codes);
    provider = make_provider(MFAApi::connect(settings).value());
  }
  Challenge begin() {
    auto begun = provider->enroll({});
    if (!begun) {
      ADD_FAILURE() << begun.error().message;
      return {};
    }
    EXPECT_TRUE(otp::OtpauthUri::parse(begun->otpauth_uri.value().reveal()));
    return std::get<Challenge>(begun->next);
  }
  Verdict confirm(const Challenge& challenge) {
    return provider->verify(challenge, {.text = SecretString(code())});
  }
  std::string code() const { return lab.code(lab.fake->support().secret); }
  void turn_totp_on() {
    ASSERT_TRUE(confirm(begin()));
    lab.clock->advance(std::chrono::seconds{30});
  }

  Lab lab;
  std::shared_ptr<IMfaProvider> provider;
};

TEST_F(CohesitySupportProvider, GetsTotpAndLosesItAgain) {
  const auto before = provider->status(Account::self());
  ASSERT_TRUE(before);
  EXPECT_EQ(before->enabled, false);
  const auto challenge = begin();
  const auto half = provider->status(Account::self());
  ASSERT_TRUE(half);
  EXPECT_EQ(half->enabled, false);
  EXPECT_FALSE(half->factors.front().active) << "it waits for its code";
  const auto verdict = confirm(challenge);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(lab.fake->support().state, "kSuccess");
  lab.clock->advance(std::chrono::seconds{30});
  const Code proof{.text = SecretString(code())};
  const auto after = provider->disable(Account::self(), *verdict->factor, proof);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->enabled, false);
  EXPECT_FALSE(lab.fake->support().enabled);
}

TEST_F(CohesitySupportProvider, AWrongCodeIsNoYes) {
  const auto wrong = provider->verify(begin(), {.text = SecretString("000000")});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::code_rejected);
  EXPECT_EQ(provider->status(Account::self())->enabled, false);
}

TEST_F(CohesitySupportProvider, ASecretIsReplacedOnlyUntilItIsConfirmed) {
  begin();
  const auto first = lab.fake->support().secret;
  const auto challenge = begin();
  EXPECT_NE(lab.fake->support().secret, first) << "nobody had confirmed it";
  ASSERT_TRUE(confirm(challenge));
  for (const bool additional : {false, true})
    EXPECT_EQ(provider->enroll({.additional = additional}).error().code, Errc::conflict);
  EXPECT_EQ(provider->enroll({.kind = FactorKind::email, .destination = "a@b"}).error().code, Errc::conflict);
  EXPECT_EQ(lab.arrived("PATCH", "/v2/support-user/mfa"), 2U);
}

TEST_F(CohesitySupportProvider, GetsMailsAndProvesWithOne) {
  const auto begun = provider->enroll({.kind = FactorKind::email, .destination = "support@example.com"});
  ASSERT_TRUE(begun) << begun.error().message;
  const auto& factor = std::get<Factor>(begun->next);
  EXPECT_EQ(factor.label, "support@example.com");
  EXPECT_TRUE(factor.active);
  EXPECT_EQ(provider->disable_all(Account::self(), {}).error().code, Errc::code_required);
  const auto mailed = provider->challenge(Account::self(), factor);
  ASSERT_TRUE(mailed) << mailed.error().message;
  const Code proof{.kind = FactorKind::email, .text = SecretString(lab.mailed())};
  EXPECT_EQ(provider->verify(*mailed, proof).error().code, Errc::unsupported);
  const Code wrong{.kind = FactorKind::email, .text = SecretString("000000")};
  const auto refused = provider->disable_all(Account::self(), wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::code_rejected);
  const auto after = provider->disable_all(Account::self(), proof);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_FALSE(lab.fake->support().enabled);
}

// The client's code source is the administrator's own: its code must not be spent on somebody else.
TEST_F(CohesitySupportProvider, NeverProvesWithTheClientsOwnCodes) {
  turn_totp_on();
  const auto codes = std::make_shared<OneCode>("123456");
  use(ApiKey{SecretString(kKey)}, codes);
  lab.fake->clear_journal();
  EXPECT_EQ(provider->disable_all(Account::self(), {}).error().code, Errc::code_required);
  EXPECT_TRUE(codes->asked.empty());
  EXPECT_EQ(lab.arrived("PATCH", "/v2/support-user/mfa"), 0U);
  EXPECT_TRUE(lab.fake->support().enabled);
}

TEST_F(CohesitySupportProvider, TurnsOnlyOffWhatIsThere) {
  turn_totp_on();
  const Code proof{.text = SecretString(code())};
  for (const auto* id : {"", "email", "0", "*"})
    EXPECT_EQ(provider->disable(Account::self(), {.id = id}, proof).error().code, Errc::not_found);
  EXPECT_EQ(provider->disable_all(Account::user(""), proof).error().code, Errc::invalid_argument);
  EXPECT_EQ(provider->disable_all(Account::user("x"), proof).error().code, Errc::unsupported);
  EXPECT_EQ(lab.arrived("PATCH", "/v2/support-user/mfa"), 1U);
}

TEST_F(CohesitySupportProvider, ALostEnrolmentIsSettledByReading) {
  lab.transport->script({Fault::none, Fault::lost_request});
  const auto undone = provider->enroll({});
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  lab.transport->script({Fault::none, Fault::lost_answer});
  const auto lost = provider->enroll({});
  ASSERT_FALSE(lost) << "its secret can't be had any more";
  EXPECT_EQ(lost.error().delivery, Delivery::unknown);
  EXPECT_EQ(lab.arrived("PATCH", "/v2/support-user/mfa"), 1U);
  EXPECT_TRUE(confirm(begin())) << "and the next enrolment goes through";
}

TEST_F(CohesitySupportProvider, ALostVerificationIsSettledByReading) {
  const auto challenge = begin();
  lab.transport->script({Fault::lost_request});
  const auto undone = confirm(challenge);
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  lab.transport->script({Fault::lost_answer});
  EXPECT_EQ(provider->verify(challenge, {.text = SecretString("000000")}).error().code, Errc::code_rejected);
  lab.transport->script({Fault::lost_answer});
  const auto done = confirm(challenge);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(lab.arrived("POST", "/v2/support-user/verify-totp"), 2U);
}

TEST_F(CohesitySupportProvider, ALostVerificationOfAnOlderClusterIsUnknown) {
  ASSERT_TRUE(lab.fake->set_knob("spec", "old"));
  const auto challenge = begin();
  lab.transport->script({Fault::lost_answer});
  EXPECT_EQ(confirm(challenge).error().code, Errc::outcome_unknown);
  EXPECT_EQ(provider->status(Account::self())->enabled, true);
}

TEST_F(CohesitySupportProvider, ALostRemovalIsSettledByReading) {
  turn_totp_on();
  const Code proof{.text = SecretString(code())};
  lab.transport->script({Fault::none, Fault::lost_request});
  const auto undone = provider->disable_all(Account::self(), proof);
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  lab.transport->script({Fault::none, Fault::lost_answer});
  ASSERT_TRUE(provider->disable_all(Account::self(), proof));
}

TEST_F(CohesitySupportProvider, LostMailModeIsSettledByReading) {
  lab.transport->script({Fault::none, Fault::lost_answer});
  ASSERT_TRUE(provider->enroll({.kind = FactorKind::email, .destination = "s@example.com"}));
  EXPECT_EQ(lab.arrived("PATCH", "/v2/support-user/mfa"), 1U);
}

TEST_F(CohesitySupportProvider, WhatTakesAPasswordIsLeftToTheOperation) {
  lab.fake->set_support_password("a b c");
  EXPECT_EQ(provider->enroll({}).error().code, Errc::conflict);
  EXPECT_EQ(lab.arrived("PATCH", "/v2/support-user/mfa"), 0U);
  EXPECT_TRUE(lab.keyed()->update_support_mfa_config(
      {.enabled = true, .mfa_type = "totp", .current_password = SecretString("a b c")}));
}

TEST_F(CohesitySupportProvider, NeedsTheRight) {
  use(Password{.username = std::string(kPaul), .password = SecretString(kPassword)});
  EXPECT_EQ(provider->status(Account::self()).error().code, Errc::not_permitted);
}

TEST_F(CohesitySupportProvider, SignsInAsTheAdministrator) {
  use(Password{.username = std::string(kTina), .password = SecretString(kPassword)});
  const auto begun = provider->sign_in();
  ASSERT_TRUE(begun);
  ASSERT_TRUE(provider->verify(std::get<Challenge>(*begun), {.text = SecretString(lab.code())}));
  EXPECT_TRUE(provider->status(Account::self()));
}

TEST_F(CohesitySupportProvider, HasARowForEachVerb) {
  for (const auto principal : {Principal::user, Principal::support}) {
    const auto rows = capabilities(principal);
    ASSERT_EQ(rows.size(), 10U);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(rows[i].verb, static_cast<Verb>(i));
      EXPECT_TRUE(rows[i].supported || !rows[i].note.empty());
    }
  }
}

}  // namespace
}  // namespace mfaclient::cohesity
