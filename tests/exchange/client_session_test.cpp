// What the sessions of all vendors share: who signs what, and how a session begins, is renewed and ends.
#include "exchange/client_session.hpp"

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "exchange/support.hpp"

namespace mfaclient::test {
namespace {

/// The next of its codes.
class Codes final : public CodeSource {
 public:
  explicit Codes(std::deque<std::string> codes) : codes_(std::move(codes)) {}
  Result<SecretString> code(const CodeRequest& request, const CallOptions& /*options*/) override {
    kinds.push_back(request.kind);
    if (codes_.empty()) return make_error(Errc::code_required, "there are no more");
    const auto next = SecretString(codes_.front());
    codes_.pop_front();
    return next;
  }
  void give_back(const SecretString& code) override { returned.emplace_back(code.reveal()); }

  std::vector<FactorKind> kinds{};
  std::vector<std::string> returned{};

 private:
  std::deque<std::string> codes_;
};

/// A vendor whose sign-ins are scripted.
class Scripted final : public ClientSession {
 public:
  Scripted(const Bench& bench, std::shared_ptr<CodeSource> codes, Expiry expiry = Expiry::by_vendor,
           CodeLimit limit = {})
      : ClientSession("test", bench.exchange(), std::move(codes), expiry, limit) {}
  using ClientSession::Expiry;

  Result<Done> call(Auth auth = Auth::session) {
    return run(Probe{.auth = auth}, begin_call({.timeout = seconds{10}}));
  }
  [[nodiscard]] Session named(std::string_view name) const {
    return session_of("X-Session", SecretString(name));
  }
  void then_session(std::string_view name) { steps.push_back(began(named(name), "test.sign_in")); }
  void then_step(FactorKind kind = FactorKind::totp) {
    steps.push_back(NextStep{.kind = kind,
                             .state = SecretString("state " + std::to_string(steps.size())),
                             .unanswered = make_error(Errc::code_required, "a code is needed")});
  }

  std::deque<Result<SignInProgress>> steps{};
  std::vector<std::string> answered_with{};
  std::optional<std::string> own{};      // the session that the credentials are
  std::optional<std::string> waiting{};  // the pending session
  bool can_renew = true;
  int started = 0;

 private:
  Result<SignInProgress> next() {
    if (steps.empty()) return make_error(Errc::network, "the script is over");
    auto step = std::move(steps.front());
    steps.pop_front();
    return counted(std::move(step));
  }
  std::optional<Session> given() const override { return own ? std::optional(named(*own)) : std::nullopt; }
  Result<SignInProgress> start(const Call& /*call*/) override {
    ++started;
    return next();
  }
  Result<SignInProgress> answer(const NextStep& step, const SecretString& code,
                                const Call& /*call*/) override {
    answered_with.push_back(std::string(step.state.reveal()) + ": " + std::string(code.reveal()));
    return next();
  }
  bool renewable() const override { return can_renew; }
  void address(http::Request& request) const override { request.headers.add("X-Everywhere", "yes"); }
  void add_context(http::Request& request) const override { request.headers.add("X-Context", "yes"); }
  std::optional<Session> pending_session() const override {
    return waiting ? std::optional(named(*waiting)) : std::nullopt;
  }
  bool drop_pending() override { return std::exchange(waiting, std::nullopt).has_value(); }
};

class Sessions : public ::testing::Test {
 protected:
  [[nodiscard]] std::string header(std::size_t request, std::string_view name = "X-Session") const {
    return std::string(bench.transport->sent().at(request).request.headers.get(name).value_or("none"));
  }
  [[nodiscard]] std::size_t sent() const { return bench.transport->sent().size(); }

  Bench bench{};
};

TEST_F(Sessions, OneSignInServesManyCalls) {
  Scripted session(bench, {});
  session.then_session("a");
  for (int i = 0; i < 3; ++i) {
    bench.transport->then(200);
    ASSERT_TRUE(session.call());
    EXPECT_EQ(header(static_cast<std::size_t>(i)), "a");
    EXPECT_EQ(header(static_cast<std::size_t>(i), "X-Context"), "yes");
  }
  EXPECT_EQ(session.started, 1);
}

TEST_F(Sessions, RequestsWithCredentialsOfTheirOwnOrNoneAreNotSigned) {
  Scripted session(bench, {});
  for (const auto auth : {Auth::own, Auth::none}) {
    bench.transport->then(401);
    EXPECT_EQ(session.call(auth).error().code, Errc::session_expired) << "and is not sent again";
  }
  ASSERT_EQ(sent(), 2U);
  EXPECT_EQ(header(0), "none");
  EXPECT_EQ(header(0, "X-Everywhere"), "yes");
  EXPECT_EQ(header(1, "X-Context"), "none");
  EXPECT_EQ(session.started, 0);
}

TEST_F(Sessions, ASignInBeginsWithoutACodeAndThenSpendsOne) {
  const auto codes = std::make_shared<Codes>(std::deque<std::string>{"111111", "222222"});
  Scripted session(bench, codes);
  session.then_step();
  session.then_session("a");
  bench.transport->then(200);
  ASSERT_TRUE(session.call());
  EXPECT_EQ(session.answered_with, std::vector<std::string>{"state 0: 111111"});
  EXPECT_EQ(header(0), "a");
}

TEST_F(Sessions, WithoutAnybodyToAskTheStepItselfIsTheError) {
  Scripted session(bench, {});
  session.then_step();
  const auto refused = session.call();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::code_required);
  EXPECT_EQ(sent(), 0U);
}

TEST_F(Sessions, AStepThatNobodyKnowsTakesNoCode) {
  const auto codes = std::make_shared<Codes>(std::deque<std::string>{"111111"});
  Scripted session(bench, codes);
  session.then_step(FactorKind::other);
  EXPECT_EQ(session.call().error().code, Errc::code_required);
  EXPECT_TRUE(codes->kinds.empty());
}

TEST_F(Sessions, TwoFactorsAreAnsweredAndNoThird) {
  const auto codes = std::make_shared<Codes>(std::deque<std::string>{"1", "2", "3"});
  Scripted session(bench, codes);
  session.then_step(FactorKind::totp);
  session.then_step(FactorKind::pin);
  session.then_step(FactorKind::totp);
  EXPECT_EQ(session.call().error().code, Errc::code_required);
  EXPECT_EQ(codes->kinds, (std::vector<FactorKind>{FactorKind::totp, FactorKind::pin}));
  EXPECT_EQ(session.answered_with, (std::vector<std::string>{"state 0: 1", "state 1: 2"}));
}

TEST_F(Sessions, ADeadSessionIsRenewedOnceAndTheRequestSentAgain) {
  Scripted session(bench, {});
  session.then_session("a");
  session.then_session("b");
  bench.transport->then(401);
  bench.transport->then(200);
  ASSERT_TRUE(session.call());
  EXPECT_EQ(header(0), "a");
  EXPECT_EQ(header(1), "b");
  bench.transport->then(401);
  session.can_renew = false;
  EXPECT_EQ(session.call().error().code, Errc::session_expired);
  EXPECT_EQ(sent(), 3U);
}

TEST_F(Sessions, GivenCredentialsAreNeverRenewedNorFollowAnAdoptedSession) {
  Scripted session(bench, {});
  session.own = "key";
  bench.transport->then(401);
  EXPECT_EQ(session.call().error().code, Errc::session_expired);
  EXPECT_EQ(header(0), "key");
  session.adopt(session.named("adopted"));
  bench.transport->then(401);
  EXPECT_EQ(session.call().error().code, Errc::session_expired);
  ASSERT_EQ(sent(), 2U);
  EXPECT_EQ(header(1), "adopted");
  EXPECT_EQ(session.started, 0);
}

TEST_F(Sessions, APendingSessionSignsWhatItMayAndIsForgottenWhenItIsDead) {
  Scripted session(bench, {});
  session.waiting = "pending";
  bench.transport->then(200);
  ASSERT_TRUE(session.call(Auth::pending_session));
  EXPECT_EQ(header(0), "pending");
  EXPECT_EQ(header(0, "X-Context"), "none");
  bench.transport->then(401);
  EXPECT_EQ(session.call(Auth::pending_session).error().code, Errc::session_expired);
  EXPECT_EQ(session.waiting, std::nullopt);
  EXPECT_EQ(sent(), 2U) << "another one would wait for another code";
  session.then_session("whole");
  bench.transport->then(200);
  ASSERT_TRUE(session.call(Auth::pending_session)) << "the whole session does";
  EXPECT_EQ(header(2), "whole");
}

TEST_F(Sessions, WhatWasRefusedIsNotTriedAgain) {
  Scripted session(bench, {});
  session.steps.push_back(make_error(Errc::invalid_credentials, "no"));
  EXPECT_EQ(session.call().error().code, Errc::invalid_credentials);
  EXPECT_EQ(session.call().error().code, Errc::invalid_credentials);
  EXPECT_EQ(session.started, 1);
}

TEST_F(Sessions, CodesAreNotTriedForEver) {
  const auto codes = std::make_shared<Codes>(std::deque<std::string>{"1", "2", "3", "4"});
  Scripted session(bench, codes, Scripted::Expiry::by_vendor, {.refused = 2});
  for (int i = 0; i < 2; ++i) {
    session.then_step();
    session.steps.push_back(make_error(Errc::code_rejected, "no"));
  }
  for (int i = 0; i < 4; ++i) EXPECT_EQ(session.call().error().code, Errc::code_rejected);
  EXPECT_EQ(session.started, 2);
  EXPECT_EQ(sent(), 0U);
}

TEST_F(Sessions, AnExpiredOneIsReplacedBeforeItIsTriedWhereTheClockTells) {
  for (const auto expiry : {Scripted::Expiry::by_clock, Scripted::Expiry::by_vendor}) {
    Scripted session(bench, {}, expiry);
    auto short_lived = session.named("a");
    short_lived.expires = bench.clock->now() + seconds{60};
    session.adopt(short_lived);
    session.then_session("b");
    bench.clock->advance(seconds{61});
    bench.transport->then(200);
    ASSERT_TRUE(session.call());
    EXPECT_EQ(header(sent() - 1), expiry == Scripted::Expiry::by_clock ? "b" : "a");
  }
}

TEST_F(Sessions, AnothersSessionIsUsedAndLeftAlone) {
  Scripted session(bench, {});
  session.adopt(session.named("own"));
  bench.transport->then(401);
  const auto call = session.begin_call({});
  EXPECT_EQ(session.run_in(session.named("other"), Probe{}, call).error().code, Errc::session_expired);
  EXPECT_EQ(header(0), "other");
  ASSERT_TRUE(session.current());
  EXPECT_EQ(sent(), 1U);
  session.forget(session.named("other"));
  EXPECT_TRUE(session.current());
  session.forget();
  EXPECT_FALSE(session.current());
}

TEST_F(Sessions, AnotherVendorsOperationIsRefusedUnsent) {
  Scripted session(bench, {});
  Done done;
  const Probe probe;
  bench.transport->then(200);
  session.own = "key";
  EXPECT_TRUE(session.perform(OperationRef(probe), &done, {}));
  class Foreign final : public ClientSession {
   public:
    explicit Foreign(const Bench& bench)
        : ClientSession("testament", bench.exchange(), {}, Expiry::by_vendor) {}

   private:
    Result<SignInProgress> start(const Call& /*call*/) override { return NextStep{}; }
  } foreign(bench);
  EXPECT_EQ(foreign.perform(OperationRef(probe), &done, {}).error().field, "operation");
  EXPECT_EQ(sent(), 1U);
}

}  // namespace
}  // namespace mfaclient::test
