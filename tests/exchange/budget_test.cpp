// A limit that all clients of a process share.
#include "exchange/budget.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/testing/clock.hpp"

namespace mfaclient {
namespace {

using std::chrono::seconds;
using testing::ManualClock;

class Budget : public ::testing::Test {
 protected:
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>(Time{seconds{1'800'000'000}});
  CallBudget budget{2, seconds{60}, clock};
};

TEST_F(Budget, RefusesOneTooManyAndSaysHowLong) {
  ASSERT_TRUE(budget.take("a"));
  clock->advance(seconds{10});
  ASSERT_TRUE(budget.take("a"));
  const auto refused = budget.take("a");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::rate_limited);
  EXPECT_EQ(refused.error().retry_after, seconds{50});
  EXPECT_EQ(refused.error().delivery, Delivery::not_sent);
  EXPECT_TRUE(budget.take("b")) << "another key";
  clock->advance(seconds{49});
  EXPECT_FALSE(budget.take("a")) << "the refusal was not counted, and the first is 59 s old";
  clock->advance(seconds{1});
  EXPECT_TRUE(budget.take("a"));
  EXPECT_FALSE(budget.take("a"));
}

TEST_F(Budget, IsSharedByAllThatCountUnderOneKey) {
  const CallBudget other(2, seconds{60}, clock);
  ASSERT_TRUE(budget.take("a"));
  ASSERT_TRUE(other.take("a"));
  EXPECT_FALSE(budget.take("a"));
  EXPECT_FALSE(other.take("a"));
}

TEST_F(Budget, GivesTheLatestBack) {
  ASSERT_TRUE(budget.take("a"));
  clock->advance(seconds{30});
  ASSERT_TRUE(budget.take("a"));
  budget.give_back("a");
  ASSERT_TRUE(budget.take("a"));
  EXPECT_EQ(budget.take("a").error().retry_after, seconds{30}) << "the first one still counts";
  budget.give_back("never taken");
}

TEST_F(Budget, ForgetsWhatCountsNoLonger) {
  const auto count = [this](std::string_view name, int keys) {
    for (int i = 0; i < keys; ++i) ASSERT_TRUE(budget.take(std::string(name) + std::to_string(i)));
  };
  count("before ", 1000);
  EXPECT_GE(CallBudget::keys(), 1000U);
  clock->advance(seconds{60});
  count("after ", 1500);
  EXPECT_LE(CallBudget::keys(), 2000U);
}

TEST_F(Budget, RemembersNoMoreKeysThanItsBound) {
  for (int i = 0; i < 10'050; ++i) ASSERT_TRUE(budget.take("account " + std::to_string(i)));
  EXPECT_LE(CallBudget::keys(), 10'000U);
  EXPECT_GE(CallBudget::keys(), 9'000U);
}

TEST_F(Budget, DoesNotMixClocks) {
  ASSERT_TRUE(budget.take("a"));
  ASSERT_TRUE(budget.take("a"));
  const CallBudget elsewhere(2, seconds{60}, std::make_shared<ManualClock>(Time{}));
  EXPECT_TRUE(elsewhere.take("a"));
  EXPECT_FALSE(budget.take("a"));
}

TEST_F(Budget, CountsExactlyUnderManyThreads) {
  const CallBudget wide(100, seconds{60}, clock);
  std::atomic<int> granted{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 50; ++n) granted += wide.take("threads").has_value() ? 1 : 0;
      });
  }
  EXPECT_EQ(granted.load(), 100);
}

}  // namespace
}  // namespace mfaclient
