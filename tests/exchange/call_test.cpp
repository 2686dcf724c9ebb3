#include "exchange/call.hpp"

#include <stop_token>

#include <gtest/gtest.h>

#include "mfaclient/testing/clock.hpp"

namespace mfaclient {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

class CallTest : public ::testing::Test {
 protected:
  [[nodiscard]] milliseconds granted(const CallOptions& options, milliseconds standard) const {
    return *Call(options, standard, clock_).rest().timeout;
  }
  testing::ManualClock clock_{Time(hours(490'000))};
};

TEST_F(CallTest, TakesItsOwnTimeoutOrTheClients) {
  EXPECT_EQ(granted({}, milliseconds{700}), milliseconds{700});
  EXPECT_EQ(granted({.timeout = milliseconds{5}}, milliseconds{700}), milliseconds{5});
  EXPECT_EQ(granted({.timeout = milliseconds{0}}, milliseconds{700}), milliseconds{0});
}

TEST_F(CallTest, AbsurdTimeoutsAreClamped) {
  EXPECT_EQ(granted({.timeout = milliseconds{-1}}, milliseconds{700}), milliseconds{0});
  EXPECT_EQ(granted({.timeout = milliseconds::min()}, milliseconds{700}), milliseconds{0});
  EXPECT_EQ(granted({.timeout = milliseconds::max()}, milliseconds{700}), hours{24});
  EXPECT_EQ(granted({}, milliseconds::max()), hours{24});
  EXPECT_EQ(granted({}, milliseconds::min()), milliseconds{0});
}

TEST_F(CallTest, IsOverAtItsDeadline) {
  const Call call({.timeout = milliseconds{10}}, milliseconds{700}, clock_);
  EXPECT_TRUE(call.check());
  clock_.advance(milliseconds{10} - nanoseconds{1});
  EXPECT_TRUE(call.check());
  clock_.advance(nanoseconds{1});
  ASSERT_FALSE(call.check());
  EXPECT_EQ(call.check().error().code, Errc::timeout);
  EXPECT_EQ(call.check().error().delivery, Delivery::not_sent);
}

TEST_F(CallTest, WithNoTimeAtAllIsOverAtOnce) {
  EXPECT_EQ(Call({.timeout = milliseconds{0}}, milliseconds{700}, clock_).check().error().code,
            Errc::timeout);
}

TEST_F(CallTest, IsOverWhenStopped) {
  std::stop_source stop;
  const Call call({.stop = stop.get_token()}, milliseconds{700}, clock_);
  EXPECT_TRUE(call.check());
  stop.request_stop();
  EXPECT_EQ(call.check().error().code, Errc::cancelled);
  EXPECT_EQ(call.check().error().delivery, Delivery::not_sent);
  EXPECT_TRUE(call.rest().stop.stop_requested());
}

TEST_F(CallTest, TheWallClockDoesNotMatter) {
  const Call call({}, milliseconds{700}, clock_);
  clock_.step_wall_clock(hours{1000});
  EXPECT_TRUE(call.check());
  EXPECT_EQ(call.rest().timeout, milliseconds{700});
}

TEST_F(CallTest, RestShrinksAndEndsAtZero) {
  const Call call({.timeout = milliseconds{900}}, milliseconds{700}, clock_);
  EXPECT_EQ(call.rest().timeout, milliseconds{900});
  EXPECT_EQ(call.most_of_rest().timeout, milliseconds{600});
  clock_.advance(milliseconds{300} + nanoseconds{1});
  EXPECT_EQ(call.rest().timeout, milliseconds{600});
  EXPECT_EQ(call.most_of_rest().timeout, milliseconds{400});
  clock_.advance(hours{1});
  EXPECT_EQ(call.rest().timeout, milliseconds{0});
  EXPECT_EQ(call.most_of_rest().timeout, milliseconds{0});
}

}  // namespace
}  // namespace mfaclient
