#include "mfaclient/testing/clock.hpp"

#include <future>
#include <thread>

#include <gtest/gtest.h>

namespace mfaclient::testing {
namespace {

using namespace std::chrono_literals;

const Time kStart{1'700'000'000s};

TEST(ManualClock, StandsStill) {
  const ManualClock clock(kStart);
  const auto steady = clock.steady_now();
  std::this_thread::yield();
  EXPECT_EQ(kStart, clock.now());
  EXPECT_EQ(steady, clock.steady_now());
  EXPECT_NE(SteadyTime{}, steady);
}

TEST(ManualClock, AdvancesBothClocks) {
  ManualClock clock(kStart);
  const auto steady = clock.steady_now();
  clock.advance(1500ms);
  EXPECT_EQ(kStart + 1500ms, clock.now());
  EXPECT_EQ(steady + 1500ms, clock.steady_now());
}

TEST(ManualClock, StepsTheWallClockAlone) {
  ManualClock clock(kStart);
  const auto steady = clock.steady_now();
  clock.step_wall_clock(-1h);
  EXPECT_EQ(kStart - 1h, clock.now());
  EXPECT_EQ(steady, clock.steady_now());
}

TEST(ManualClock, AWaitMovesItToItsEnd) {
  ManualClock clock(kStart);
  const auto until = clock.steady_now() + 90s;
  EXPECT_TRUE(clock.wait_until(until, {}));
  EXPECT_EQ(until, clock.steady_now());
  EXPECT_EQ(kStart + 90s, clock.now());
}

TEST(ManualClock, AWaitForThePastMovesNothing) {
  ManualClock clock(kStart);
  EXPECT_TRUE(clock.wait_until(clock.steady_now() - 1s, {}));
  EXPECT_EQ(kStart, clock.now());
}

TEST(ManualClock, AStoppedWaitMovesNothing) {
  ManualClock clock(kStart);
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(clock.wait_until(clock.steady_now() + 1s, source.get_token()));
  EXPECT_EQ(kStart, clock.now());
}

TEST(ManualClock, ABlockingWaitEndsOnlyWhenTheClockPassesIt) {
  ManualClock clock(kStart, ManualClock::Waiting::blocks);
  const auto until = clock.steady_now() + 10s;
  auto waiting = std::async(std::launch::async, [&] { return clock.wait_until(until, {}); });
  clock.advance(9s);
  EXPECT_EQ(std::future_status::timeout, waiting.wait_for(20ms));
  clock.advance(1s);
  EXPECT_TRUE(waiting.get());
}

TEST(ManualClock, ABlockingWaitEndsWhenStopped) {
  ManualClock clock(kStart, ManualClock::Waiting::blocks);
  std::stop_source source;
  const auto until = clock.steady_now() + 10s;
  auto waiting = std::async(std::launch::async, [&] { return clock.wait_until(until, source.get_token()); });
  source.request_stop();
  EXPECT_FALSE(waiting.get());
}

}  // namespace
}  // namespace mfaclient::testing
