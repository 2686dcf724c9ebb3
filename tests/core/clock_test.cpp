#include "mfaclient/clock.hpp"

#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

namespace mfaclient {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(SystemClock, WaitsUntilTheTime) {
  const auto clock = system_clock();
  const auto until = clock->steady_now() + milliseconds{20};
  EXPECT_TRUE(clock->wait_until(until, {}));
  EXPECT_GE(clock->steady_now(), until);
}

TEST(SystemClock, DoesNotWaitForThePast) {
  const auto clock = system_clock();
  EXPECT_TRUE(clock->wait_until(clock->steady_now() - hours{1}, {}));
}

TEST(SystemClock, StopEndsAWait) {
  const auto clock = system_clock();
  std::stop_source stop;
  const auto begun = clock->steady_now();
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(clock->wait_until(begun + hours{1}, stop.get_token()));
  EXPECT_LT(clock->steady_now() - begun, std::chrono::seconds{30});
}

TEST(SystemClock, StopBeforehandEndsAWaitAtOnce) {
  std::stop_source stop;
  stop.request_stop();
  const auto clock = system_clock();
  EXPECT_FALSE(clock->wait_until(clock->steady_now() + hours{1}, stop.get_token()));
}

TEST(SystemClock, TellsTheMachinesTime) {
  const auto clock = system_clock();
  const auto before = std::chrono::system_clock::now();
  const auto now = clock->now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace mfaclient
