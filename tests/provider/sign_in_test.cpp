#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/code_source.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient {
namespace {

using std::chrono::milliseconds;

Error failure(Errc code) { return Error{.code = code, .message = "no"}; }

class Vendor final : public IMfaProvider {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "vendor"; }
  [[nodiscard]] std::span<const Capability> capabilities() const noexcept override { return {}; }
  [[nodiscard]] Result<SignIn> sign_in(const CallOptions& options) override {
    sign_in_options = options;
    if (on_sign_in) on_sign_in();
    return begun;
  }
  [[nodiscard]] Verdict verify(const Challenge& challenge, const Code& code,
                               const CallOptions& options) override {
    ++verified;
    answered = challenge;
    given = code;
    verify_options = options;
    return verdict;
  }

  Result<SignIn> begun = SignIn(Challenge{});
  Verdict verdict = Accepted{.session = Session{.origin = "https://after.example"}};
  std::function<void()> on_sign_in{};
  CallOptions sign_in_options{}, verify_options{};
  int verified = 0;
  std::optional<Challenge> answered{};
  std::optional<Code> given{};
};

class Codes final : public CodeSource {
 public:
  [[nodiscard]] Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override {
    asked.push_back(request);
    asked_options = options;
    return answer;
  }
  Result<SecretString> answer{SecretString("123456")};
  std::vector<CodeRequest> asked{};
  CallOptions asked_options{};
};

class SignInWith : public ::testing::Test {
 protected:
  void challenge(std::vector<FactorKind> accepts) {
    vendor_.begun = SignIn(Challenge{
        .accepts = std::move(accepts), .sent_to = "m***@box.example", .state = SecretString("state")});
  }
  [[nodiscard]] std::string outcome(const CallOptions& options = {}) {
    const auto session = sign_in_with(vendor_, codes_, options);
    if (!session) error_ = session.error();
    return session ? session->origin : "error " + std::string(to_string(session.error().code));
  }
  Vendor vendor_{};
  Codes codes_{};
  Error error_{};
};

TEST_F(SignInWith, ASessionAtOnceTakesNoCode) {
  vendor_.begun = SignIn(Session{.origin = "https://at-once.example"});
  EXPECT_EQ(outcome(), "https://at-once.example");
  EXPECT_TRUE(codes_.asked.empty());
  EXPECT_EQ(vendor_.verified, 0);
}

TEST_F(SignInWith, ARefusalIsPassedOn) {
  vendor_.begun = failure(Errc::invalid_credentials);
  EXPECT_EQ(outcome(), "error invalid_credentials");
  EXPECT_TRUE(codes_.asked.empty());
}

TEST_F(SignInWith, AChallengeIsAnsweredWithACode) {
  challenge({FactorKind::sms, FactorKind::totp});
  EXPECT_EQ(outcome(), "https://after.example");
  ASSERT_EQ(codes_.asked.size(), 1U);
  EXPECT_EQ(codes_.asked[0].kind, FactorKind::sms);
  EXPECT_EQ(codes_.asked[0].purpose, CodePurpose::sign_in);
  EXPECT_EQ(codes_.asked[0].sent_to, "m***@box.example");
  EXPECT_EQ(vendor_.verified, 1);
  EXPECT_EQ(vendor_.answered->state.reveal(), "state");
  EXPECT_EQ(vendor_.given->kind, FactorKind::sms);
  EXPECT_EQ(vendor_.given->text.reveal(), "123456");
}

TEST_F(SignInWith, APushAmongOtherWaysIsPassedOver) {
  challenge({FactorKind::push, FactorKind::totp});
  EXPECT_EQ(outcome(), "https://after.example");
  EXPECT_EQ(codes_.asked.at(0).kind, FactorKind::totp);
  EXPECT_EQ(vendor_.given->kind, FactorKind::totp);
}

TEST_F(SignInWith, WhatNoCodeAnswersIsCodeRequired) {
  for (const auto& accepts : {std::vector<FactorKind>{}, std::vector{FactorKind::push}}) {
    challenge(accepts);
    EXPECT_EQ(outcome(), "error code_required");
    EXPECT_EQ(error_.operation, "vendor.sign_in");
  }
  EXPECT_TRUE(codes_.asked.empty());
  EXPECT_EQ(vendor_.verified, 0);
}

TEST_F(SignInWith, WithoutACodeNothingIsVerified) {
  challenge({FactorKind::totp});
  codes_.answer = failure(Errc::storage);
  EXPECT_EQ(outcome(), "error storage");
  EXPECT_EQ(vendor_.verified, 0);
}

TEST_F(SignInWith, AWrongCodeIsTriedOnlyOnce) {
  challenge({FactorKind::totp});
  vendor_.verdict = failure(Errc::code_rejected);
  EXPECT_EQ(outcome(), "error code_rejected");
  EXPECT_EQ(vendor_.verified, 1);
  EXPECT_EQ(codes_.asked.size(), 1U);
}

TEST_F(SignInWith, AYesWithoutASessionIsNoSession) {
  challenge({FactorKind::totp});
  vendor_.verdict = Accepted{};
  EXPECT_EQ(outcome(), "error code_required");
}

TEST_F(SignInWith, OneDeadlineHoldsForAllSteps) {
  challenge({FactorKind::totp});
  vendor_.on_sign_in = [] { std::this_thread::sleep_for(milliseconds{20}); };
  std::stop_source stop;
  EXPECT_EQ(outcome({.timeout = milliseconds{60'000}, .stop = stop.get_token()}), "https://after.example");
  EXPECT_EQ(vendor_.sign_in_options.timeout, milliseconds{60'000});
  EXPECT_LE(codes_.asked_options.timeout.value(), milliseconds{59'980});
  EXPECT_LE(vendor_.verify_options.timeout.value(), *codes_.asked_options.timeout);
  stop.request_stop();
  EXPECT_TRUE(codes_.asked_options.stop.stop_requested());
  EXPECT_TRUE(vendor_.verify_options.stop.stop_requested());
}

TEST_F(SignInWith, WithoutATimeoutEachStepHasTheClients) {
  challenge({FactorKind::totp});
  EXPECT_EQ(outcome(), "https://after.example");
  EXPECT_EQ(codes_.asked_options.timeout, std::nullopt);
  EXPECT_EQ(vendor_.verify_options.timeout, std::nullopt);
}

}  // namespace
}  // namespace mfaclient
