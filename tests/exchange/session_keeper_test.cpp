#include "exchange/session_keeper.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <latch>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/testing/clock.hpp"

namespace mfaclient {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Session session_of(std::string_view token) {
  Session session{.origin = "https://vendor.example"};
  session.headers.emplace_back("X-Token", SecretString(token));
  return session;
}

Error failure(Errc code) {
  Error error;
  error.code = code;
  error.message = "no session";
  return error;
}

std::string token_of(const Result<std::shared_ptr<const Session>>& session) {
  return session ? std::string((*session)->headers.front().second.reveal())
                 : "error " + std::string(to_string(session.error().code));
}

http::Request request_with(std::string_view token) {
  http::Request request;
  request.headers.add("X-Token", token);
  return request;
}

class SessionKeeperTest : public ::testing::Test {
 protected:
  [[nodiscard]] Call call(milliseconds timeout = seconds{60}, std::stop_token stop = {}) const {
    return {{.timeout = timeout, .stop = std::move(stop)}, seconds{60}, clock_};
  }
  testing::ManualClock clock_{Time(std::chrono::hours(490'000))};
};

TEST_F(SessionKeeperTest, WithAClockBeginsAnewWhatHasExpired) {
  int sign_ins = 0;
  const SessionKeeper::SignIn sign_in = [&](const Call&) {
    auto session = session_of("s" + std::to_string(++sign_ins));
    session.expires = clock_.now() + seconds{100};
    return Result<Session>(std::move(session));
  };
  SessionKeeper dated(sign_in, &clock_);
  SessionKeeper undated(sign_in);
  EXPECT_EQ(token_of(dated.get(call())), "s1");
  EXPECT_EQ(token_of(undated.get(call())), "s2");
  clock_.advance(seconds{99});
  EXPECT_EQ(token_of(dated.get(call())), "s1");
  clock_.advance(seconds{1});
  EXPECT_EQ(token_of(dated.get(call())), "s3");
  EXPECT_EQ(token_of(undated.get(call())), "s2");
}

TEST_F(SessionKeeperTest, SignsInOnceAndKeepsIt) {
  int sign_ins = 0;
  SessionKeeper keeper(
      [&](const Call&) { return Result<Session>(session_of("s" + std::to_string(++sign_ins))); });
  EXPECT_FALSE(keeper.current());
  EXPECT_EQ(token_of(keeper.get(call())), "s1");
  EXPECT_EQ(token_of(keeper.get(call())), "s1");
  EXPECT_EQ(sign_ins, 1);
  keeper.drop();
  EXPECT_FALSE(keeper.current());
  EXPECT_EQ(token_of(keeper.get(call())), "s2");
  keeper.adopt(session_of("mine"));
  EXPECT_EQ(token_of(keeper.get(call())), "mine");
  EXPECT_EQ(sign_ins, 2);
}

TEST_F(SessionKeeperTest, AFailureIsNotKept) {
  int sign_ins = 0;
  SessionKeeper keeper([&](const Call&) -> Result<Session> {
    if (++sign_ins == 1) return failure(Errc::network);
    return session_of("s");
  });
  EXPECT_EQ(token_of(keeper.get(call())), "error network");
  EXPECT_EQ(token_of(keeper.get(call())), "s");
}

/// A clock that stands still and counts how often it was asked.
class AskedClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return {}; }
  [[nodiscard]] SteadyTime steady_now() const override { return ++asked_, SteadyTime{}; }
  bool wait_until(SteadyTime /*until*/, std::stop_token /*stop*/) override { return true; }
  [[nodiscard]] int asked() const noexcept { return asked_; }

 private:
  mutable std::atomic<int> asked_{0};
};

/// A keeper whose first sign-in lasts until fifteen other threads wait for it.
class Crowd {
 public:
  static constexpr std::size_t kWaiting = 15;
  explicit Crowd(std::function<Result<Session>(int number)> outcome)
      : outcome_(std::move(outcome)), keeper_([this](const Call&) {
          const int number = ++sign_ins_;
          if (number == 1) {
            flying_.count_down();
            released_.wait();
          }
          return outcome_(number);
        }) {}

  /// What each thread got; the first is the one that signed in.
  std::vector<std::string> run() {
    std::vector<std::string> outcomes(kWaiting + 1);
    std::vector<AskedClock> clocks(kWaiting + 1);
    const auto ask = [&](std::size_t i) {
      outcomes[i] = token_of(keeper_.get(Call({}, seconds{60}, clocks[i])));
    };
    {
      std::vector<std::jthread> threads;
      threads.emplace_back(ask, 0);
      flying_.wait();
      for (std::size_t i = 1; i <= kWaiting; ++i) threads.emplace_back(ask, i);
      // One question makes the deadline; a second one is only asked while waiting for another's flight.
      for (std::size_t i = 1; i <= kWaiting; ++i)
        while (clocks[i].asked() < 2) std::this_thread::yield();
      released_.count_down();
    }
    return outcomes;
  }
  [[nodiscard]] int sign_ins() const noexcept { return sign_ins_; }

 private:
  std::function<Result<Session>(int)> outcome_;
  std::atomic<int> sign_ins_{0};
  std::latch flying_{1};
  std::latch released_{1};
  SessionKeeper keeper_;
};

TEST_F(SessionKeeperTest, SixteenThreadsShareOneSignIn) {
  Crowd crowd([](int number) { return Result<Session>(session_of("s" + std::to_string(number))); });
  for (const auto& outcome : crowd.run()) EXPECT_EQ(outcome, "s1");
  EXPECT_EQ(crowd.sign_ins(), 1);
}

// A wrong password sent sixteen times locks people out.
TEST_F(SessionKeeperTest, SixteenThreadsShareAFailure) {
  for (const auto code : {Errc::invalid_credentials, Errc::network, Errc::code_rejected, Errc::locked_out}) {
    Crowd crowd([code](int) { return Result<Session>(failure(code)); });
    for (const auto& outcome : crowd.run()) EXPECT_EQ(outcome, "error " + std::string(to_string(code)));
    EXPECT_EQ(crowd.sign_ins(), 1);
  }
}

TEST_F(SessionKeeperTest, TheFlyersOwnBoundsAreNotShared) {
  for (const auto code : {Errc::timeout, Errc::cancelled}) {
    Crowd crowd([code](int number) -> Result<Session> {
      if (number == 1) return failure(code);
      return session_of("second");
    });
    const auto outcomes = crowd.run();
    EXPECT_EQ(outcomes[0], "error " + std::string(to_string(code)));
    for (std::size_t i = 1; i < outcomes.size(); ++i) EXPECT_EQ(outcomes[i], "second");
    EXPECT_EQ(crowd.sign_ins(), 2);
  }
}

TEST_F(SessionKeeperTest, WhoWaitsKeepsTheirOwnDeadline) {
  std::latch flying{1};
  std::latch released{1};
  SessionKeeper keeper([&](const Call&) {
    flying.count_down();
    released.wait();
    return Result<Session>(session_of("s"));
  });
  std::jthread flyer([&] { EXPECT_EQ(token_of(keeper.get(call())), "s"); });
  flying.wait();
  EXPECT_EQ(token_of(keeper.get(call(milliseconds{0}))), "error timeout");
  const auto patient = call(seconds{5});
  std::jthread mover([&] { clock_.advance(seconds{5}); });
  EXPECT_EQ(token_of(keeper.get(patient)), "error timeout");
  released.count_down();
}

TEST_F(SessionKeeperTest, WhoWaitsKeepsTheirOwnStopRequest) {
  std::latch flying{1};
  std::latch released{1};
  SessionKeeper keeper([&](const Call&) {
    flying.count_down();
    released.wait();
    return Result<Session>(session_of("s"));
  });
  std::jthread flyer([&] { EXPECT_EQ(token_of(keeper.get(call())), "s"); });
  flying.wait();
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(token_of(keeper.get(call(seconds{60}, stop.get_token()))), "error cancelled");
  released.count_down();
}

TEST_F(SessionKeeperTest, ASignInThatThrowsLeavesNobodyWaiting) {
  int sign_ins = 0;
  SessionKeeper keeper([&](const Call&) -> Result<Session> {
    if (++sign_ins == 1) throw std::runtime_error("a caller's code source");
    return session_of("s");
  });
  EXPECT_THROW(static_cast<void>(keeper.get(call())), std::runtime_error);
  std::stop_source stop;
  EXPECT_EQ(token_of(keeper.get(call(milliseconds{1}, stop.get_token()))), "s");
}

TEST_F(SessionKeeperTest, OnlyTheSessionThatWasUsedIsDropped) {
  SessionKeeper keeper([](const Call&) { return Result<Session>(session_of("unused")); });
  keeper.adopt(session_of("old"));
  const auto used = request_with("old");
  keeper.adopt(session_of("new"));
  keeper.drop_used_by(used);
  ASSERT_TRUE(keeper.current());
  EXPECT_EQ(token_of(keeper.get(call())), "new");
  keeper.drop_used_by({});
  EXPECT_TRUE(keeper.current());
  keeper.drop_used_by(request_with("new"));
  EXPECT_FALSE(keeper.current());
  keeper.drop_used_by(request_with("new"));
  EXPECT_FALSE(keeper.current());
}

TEST_F(SessionKeeperTest, ASessionOfTwoHeadersIsKnownByBoth) {
  SessionKeeper keeper([](const Call&) { return Result<Session>(session_of("unused")); });
  auto session = session_of("a");
  session.headers.emplace_back("X-Csrf", SecretString("c"));
  keeper.adopt(session);
  keeper.drop_used_by(request_with("a"));
  EXPECT_TRUE(keeper.current());
  http::Request both;
  for (const auto& [name, value] : session.headers) both.headers.add(name, value);
  EXPECT_EQ(both.headers.get("X-Token"), "a");
  EXPECT_EQ(both.headers.get("X-Csrf"), "c");
  keeper.drop_used_by(both);
  EXPECT_FALSE(keeper.current());
}

// Whoever holds a session may go on using it after it was dropped.
TEST_F(SessionKeeperTest, ADroppedSessionOutlivesTheKeepersOwn) {
  SessionKeeper keeper([](const Call&) { return Result<Session>(session_of("s")); });
  const auto held = keeper.get(call());
  keeper.drop();
  EXPECT_EQ(token_of(held), "s");
}

}  // namespace
}  // namespace mfaclient
