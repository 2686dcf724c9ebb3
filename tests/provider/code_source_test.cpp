#include "mfaclient/code_source.hpp"

#include <latch>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/testing/clock.hpp"

namespace mfaclient {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ManualClock;

otp::Totp totp_of(std::string_view key, seconds period = seconds{30}) {
  const otp::RawSecret raw(SecretBytes({reinterpret_cast<const std::uint8_t*>(key.data()), key.size()}));
  return otp::Totp::create(raw, {.digits = 8, .period = period}).value();
}

class CodeSourceTest : public ::testing::Test {
 protected:
  /// Ten seconds into a step.
  static constexpr Time kStart{seconds{1'800'000'010}};

  [[nodiscard]] TotpCodeSource source(bool wait = true) {
    return TotpCodeSource(totp_, {.clock = clock_, .wait = wait, .on_wait = [this](seconds length) {
                                    waits_.push_back(length);
                                  }});
  }
  [[nodiscard]] std::string code_at(Time when) const { return std::string(totp_.at(when)->reveal()); }
  static std::string text_of(const Result<SecretString>& code) {
    return code ? std::string(code->reveal()) : "error " + std::string(to_string(code.error().code));
  }

  otp::Totp totp_ = totp_of("12345678901234567890");
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>(kStart);
  std::vector<seconds> waits_{};
};

TEST_F(CodeSourceTest, GivesTheCodeOfNow) {
  auto codes = source();
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart));
  EXPECT_TRUE(waits_.empty());
}

/// Two steps with the same code, found by search.
class Lookalike : public ::testing::TestWithParam<std::pair<std::uint64_t, std::uint64_t>> {
 protected:
  otp::Totp totp_ =
      otp::Totp::create(otp::Base32Secret::parse("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").value().raw()).value();
};

TEST_P(Lookalike, IsPassedOver) {
  const auto [before, step] = GetParam();
  ASSERT_EQ(totp_.code(before).secret(), totp_.code(step).secret());
  const auto clock = std::make_shared<ManualClock>(totp_.start(before));
  TotpCodeSource codes(totp_, {.clock = clock});
  ASSERT_TRUE(codes.code({}, {}));
  clock->advance(totp_.start(step) - clock->now() + seconds{1});
  EXPECT_EQ(*codes.code({}, {}), totp_.code(step + 1).secret());
  EXPECT_EQ(clock->now(), totp_.start(step + 1));
}

// Two next to each other, two that a vendor may take at the same time, and two far apart.
INSTANTIATE_TEST_SUITE_P(Steps, Lookalike,
                         ::testing::Values(std::pair{59'141'676U, 59'141'677U},
                                           std::pair{59'634'248U, 59'634'250U},
                                           std::pair{59'000'297U, 59'001'111U}));

TEST(CodeSource, PassesOverALookalikeOfACodeThatAnotherMayHaveUsed) {
  const auto totp =
      otp::Totp::create(otp::Base32Secret::parse("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").value().raw()).value();
  const auto clock = std::make_shared<ManualClock>(totp.start(59'634'250) + seconds{1});
  TotpCodeSource codes(totp, {.clock = clock});
  EXPECT_EQ(*codes.code({}, {}), totp.code(59'634'251).secret());
}

TEST_F(CodeSourceTest, WaitsForTheNextStepWhenThisOneIsSpent) {
  auto codes = source();
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart));
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{30}));
  EXPECT_EQ(clock_->now(), kStart + seconds{20});
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{60}));
  EXPECT_EQ(waits_, (std::vector{seconds{20}, seconds{30}}));
}

TEST_F(CodeSourceTest, ASecondSourceOnTheSameLedgerKnowsWhatWasSpent) {
  const auto ledger = make_memory_ledger();
  TotpCodeSource one(totp_, {.clock = clock_, .ledger = ledger});
  TotpCodeSource two(totp_, {.clock = clock_, .ledger = ledger, .wait = false});
  EXPECT_EQ(text_of(one.code({}, {})), code_at(kStart));
  EXPECT_EQ(text_of(two.code({}, {})), "error code_required");
}

TEST_F(CodeSourceTest, WithoutWaitingTellsWhenToComeBack) {
  auto codes = source(false);
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart));
  clock_->advance(milliseconds{500});
  const auto refused = codes.code({}, {});
  EXPECT_EQ(refused.error().code, Errc::code_required);
  EXPECT_EQ(refused.error().retry_after, seconds{20});
  EXPECT_EQ(refused.error().delivery, Delivery::not_sent);
  EXPECT_EQ(clock_->now(), kStart + milliseconds{500});
  clock_->advance(seconds{20});
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{30}));
}

TEST_F(CodeSourceTest, ADeadlineBeforeTheNextStepRefusesAtOnce) {
  auto codes = source();
  ASSERT_TRUE(codes.code({}, {}));
  for (const auto timeout : {milliseconds{-1}, milliseconds{0}, milliseconds{19'999}, milliseconds{20'000}}) {
    const auto refused = codes.code({}, {.timeout = timeout});
    EXPECT_EQ(refused.error().code, Errc::code_required) << timeout.count();
    EXPECT_EQ(refused.error().retry_after, seconds{20});
  }
  EXPECT_EQ(clock_->now(), kStart);
  EXPECT_TRUE(waits_.empty());
  EXPECT_TRUE(codes.code({}, {.timeout = milliseconds{20'001}}));
}

TEST_F(CodeSourceTest, AbsurdTimeoutsAreClamped) {
  auto codes = source();
  ASSERT_TRUE(codes.code({}, {.timeout = milliseconds::max()}));
  ASSERT_TRUE(codes.code({}, {.timeout = milliseconds::max()}));
  EXPECT_EQ(text_of(codes.code({}, {.timeout = milliseconds::min()})), "error code_required");
}

TEST_F(CodeSourceTest, AStopRequestEndsTheWait) {
  auto blocking = std::make_shared<ManualClock>(kStart, ManualClock::Waiting::blocks);
  std::latch waiting{1};
  TotpCodeSource codes(totp_, {.clock = blocking, .on_wait = [&](seconds) { waiting.count_down(); }});
  ASSERT_TRUE(codes.code({}, {}));
  std::stop_source stop;
  std::jthread stopper([&] {
    waiting.wait();
    stop.request_stop();
  });
  EXPECT_EQ(text_of(codes.code({}, {.stop = stop.get_token()})), "error cancelled");
}

TEST_F(CodeSourceTest, NoStepIsEverHandedOutTwiceAcrossThreads) {
  TotpCodeSource codes(totp_, {.clock = clock_});
  constexpr std::size_t kThreads = 8;
  constexpr int kEach = 50;
  std::vector<std::vector<std::string>> taken(kThreads);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : taken)
      threads.emplace_back([&] {
        // The clock's waits move it on for all, so nobody's deadline may depend on how many there are.
        for (int i = 0; i < kEach; ++i) mine.push_back(text_of(codes.code({}, {.timeout = hours{24}})));
      });
  }
  std::set<std::string> different;
  for (const auto& mine : taken) different.insert(mine.begin(), mine.end());
  EXPECT_EQ(different.count("error code_required"), 0U);
  EXPECT_EQ(different.size(), kThreads * kEach);
}

TEST_F(CodeSourceTest, AClockSetBackNeverBringsAStepAgain) {
  auto codes = source(false);
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart));
  clock_->step_wall_clock(-seconds{60});
  const auto refused = codes.code({}, {});
  EXPECT_EQ(refused.error().code, Errc::code_required);
  EXPECT_EQ(refused.error().retry_after, seconds{80});
  clock_->advance(seconds{79});
  EXPECT_EQ(text_of(codes.code({}, {})), "error code_required");
  clock_->advance(seconds{1});
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{30}));
}

TEST_F(CodeSourceTest, AClockSetFarBackRefusesRatherThanWaitsForDays) {
  auto codes = source();
  ASSERT_TRUE(codes.code({}, {}));
  clock_->step_wall_clock(-hours{24 * 365});
  const auto refused = codes.code({}, {.timeout = milliseconds::max()});
  EXPECT_EQ(refused.error().code, Errc::code_required);
  EXPECT_TRUE(waits_.empty());
}

// What is left of a wait after the wall clock was set back under way is waited for, too.
TEST_F(CodeSourceTest, AWaitThatEndsEarlyGoesOn) {
  std::vector<seconds> lengths;
  TotpCodeSource codes(totp_, {.clock = clock_, .on_wait = [&](seconds length) {
                                 lengths.push_back(length);
                                 if (lengths.size() == 1) clock_->step_wall_clock(-seconds{5});
                               }});
  ASSERT_TRUE(codes.code({}, {}));
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{30}));
  EXPECT_EQ(lengths, (std::vector{seconds{20}, seconds{5}}));
}

TEST_F(CodeSourceTest, WithoutASecretThereIsNoCode) {
  TotpCodeSource codes({.clock = clock_});
  EXPECT_EQ(text_of(codes.code({}, {})), "error code_required");
  codes.use(totp_);
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart));
}

TEST_F(CodeSourceTest, ANewSecretHasItsOwnSteps) {
  auto codes = source(false);
  ASSERT_TRUE(codes.code({}, {}));
  const auto fresh = totp_of("another key of twenty");
  codes.use(fresh);
  EXPECT_EQ(text_of(codes.code({}, {})), fresh.at(kStart)->reveal());
  codes.use(totp_);
  EXPECT_EQ(text_of(codes.code({}, {})), "error code_required");
}

TEST_F(CodeSourceTest, OtherKindsOfCodeAreNotItsBusiness) {
  auto codes = source();
  for (int kind = 0; kind <= static_cast<int>(FactorKind::other); ++kind) {
    const auto wanted = static_cast<FactorKind>(kind);
    if (wanted == FactorKind::totp) continue;
    EXPECT_EQ(text_of(codes.code({.kind = wanted}, {})), "error code_required");
  }
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart)) << "the refusals spent no step";
}

class BrokenLedger final : public StepLedger {
 public:
  [[nodiscard]] Result<StepClaim> claim(std::string_view /*key_id*/, std::uint64_t /*step*/) override {
    return Error{.code = Errc::storage, .message = "the disk is full"};
  }
};

TEST_F(CodeSourceTest, AStepThatCannotBeClaimedIsNotHandedOut) {
  TotpCodeSource codes(totp_, {.clock = clock_, .ledger = std::make_shared<BrokenLedger>()});
  EXPECT_EQ(text_of(codes.code({}, {})), "error storage");
}

TEST_F(CodeSourceTest, ACodeThatNeverLeftIsHandedOutAgain) {
  auto codes = source();
  const auto code = codes.code({}, {});
  ASSERT_TRUE(code);
  codes.give_back(*code);
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart));
  EXPECT_TRUE(waits_.empty());
}

TEST_F(CodeSourceTest, OnlyTheLatestCodeIsTakenBack) {
  auto codes = source();
  const auto first = codes.code({}, {});
  const auto second = codes.code({}, {});
  ASSERT_TRUE(first && second);
  codes.give_back(*first);
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{60})) << "both steps stay used";
}

TEST_F(CodeSourceTest, WhatAnotherHasTakenSinceIsNotReleased) {
  const auto ledger = make_memory_ledger();
  TotpCodeSource ours(totp_, {.clock = clock_, .ledger = ledger});
  TotpCodeSource others(totp_, {.clock = clock_, .ledger = ledger});
  const auto first = ours.code({}, {});
  ASSERT_TRUE(first && others.code({}, {}));
  ours.give_back(*first);
  EXPECT_EQ(text_of(ours.code({}, {})), code_at(kStart + seconds{60}));
}

TEST_F(CodeSourceTest, SpendingGivesBackOnlyWhatNeverLeft) {
  struct Case {
    Errc code;
    Delivery delivery;
    bool given_back;
  };
  for (const auto& one :
       {Case{Errc::network, Delivery::not_sent, true}, Case{Errc::tls, Delivery::not_sent, true},
        Case{Errc::timeout, Delivery::not_sent, true}, Case{Errc::cancelled, Delivery::not_sent, true},
        Case{Errc::network, Delivery::unknown, false}, Case{Errc::timeout, Delivery::unknown, false},
        Case{Errc::code_rejected, Delivery::refused, false},
        // An adapter's own word says nothing about the request before it.
        Case{Errc::code_required, Delivery::not_sent, false}}) {
    auto codes = source();
    const auto outcome = spend_code(codes, {}, {}, [&](const SecretString&) -> Result<int> {
      return Error{.code = one.code, .delivery = one.delivery};
    });
    EXPECT_EQ(outcome.error().code, one.code);
    const auto now = clock_->now();
    EXPECT_EQ(text_of(codes.code({}, {})) == code_at(now), one.given_back)
        << to_string(one.code) << ", " << to_string(one.delivery);
  }
}

TEST_F(CodeSourceTest, ACodeThatCouldDieOnItsWayIsNotHandedOut) {
  TotpCodeSource codes(totp_, {.clock = clock_, .margin = seconds{2}});
  clock_->advance(seconds{18});
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart)) << "with two seconds left it still is";
  clock_->advance(seconds{31});
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{60}));
  EXPECT_EQ(clock_->now(), kStart + seconds{50}) << "it waited for the next step";
}

TEST_F(CodeSourceTest, TheMarginIsTwiceTheLongestRoundTrip) {
  auto codes = source();
  codes.observe(milliseconds{100});
  codes.observe(milliseconds{1500});
  codes.observe(milliseconds{200});
  clock_->advance(milliseconds{17'001});
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart + seconds{30})) << "2999 ms are too few";
}

TEST_F(CodeSourceTest, ASlowServerNeverMakesTheWaitEndless) {
  auto codes = source();
  codes.observe(seconds{90});
  EXPECT_EQ(text_of(codes.code({}, {})), code_at(kStart)) << "more than half a period is left";
}

TEST_F(CodeSourceTest, WithoutWaitingADyingCodeIsToldAsSuch) {
  TotpCodeSource codes(totp_, {.clock = clock_, .wait = false, .margin = seconds{2}});
  clock_->advance(seconds{19});
  const auto code = codes.code({}, {});
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().code, Errc::code_required);
  EXPECT_EQ(code.error().retry_after, seconds{1});
}

TEST(MemoryLedger, GrantsOnlyWhatIsLater) {
  const auto ledger = make_memory_ledger();
  const auto claim = [&](std::string_view key, std::uint64_t step) {
    return ledger->claim(key, step).value();
  };
  EXPECT_TRUE(claim("a", 5).granted);
  EXPECT_FALSE(claim("a", 5).granted);
  EXPECT_FALSE(claim("a", 4).granted);
  EXPECT_EQ(claim("a", 4).last, 5U);
  EXPECT_TRUE(claim("b", 0).granted);
  EXPECT_FALSE(claim("b", 0).granted);
  EXPECT_TRUE(claim("a", 6).granted);
  EXPECT_EQ(claim("a", 6).last, 6U);
  EXPECT_TRUE(claim("a", std::numeric_limits<std::uint64_t>::max()).granted);
}

}  // namespace
}  // namespace mfaclient
