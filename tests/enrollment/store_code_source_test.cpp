#include "mfaclient/store_code_source.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/testing/clock.hpp"
#include "support/full_store.hpp"

namespace mfaclient {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kBegin = 1'800'000'000;
const FactorOwner kAda{.provider = "box", .account = "ada"};
constexpr std::string_view kFirst = "otpauth://totp/a:b?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
constexpr std::string_view kSecond = "otpauth://totp/a:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

class StoreCodes : public ::testing::Test {
 protected:
  FactorInfo keep(std::string_view uri, FactorState state, std::string account = "ada") {
    const auto kept = store->add({.owner = {.provider = "box", .account = std::move(account)}},
                                 {.otpauth_uri = SecretString(uri)});
    clock->advance(seconds{1});
    return store
        ->change(kept->id,
                 [&](FactorInfo& factor) -> Result<void> {
                   factor.state = state;
                   return {};
                 })
        .value();
  }
  [[nodiscard]] StoreCodeSource source(bool wait = true) {
    return StoreCodeSource(store, kAda, {.clock = clock, .wait = wait});
  }
  [[nodiscard]] std::uint64_t step() const {
    return static_cast<std::uint64_t>(clock->now().time_since_epoch() / seconds{30});
  }
  [[nodiscard]] std::string code_of(std::string_view uri) const {
    return std::string(otp::OtpauthUri::parse(uri)->totp()->at(clock->now())->reveal());
  }
  static std::string text_of(const Result<SecretString>& code) {
    return code ? std::string(code->reveal()) : "error " + std::string(to_string(code.error().code));
  }

  std::shared_ptr<testing::ManualClock> clock = std::make_shared<testing::ManualClock>(Time{seconds{kBegin}});
  std::shared_ptr<Store> store = make_memory_store(clock);
};

TEST_F(StoreCodes, AreThoseOfTheNewestActiveFactor) {
  (void)keep(kSecond, FactorState::sent);
  (void)keep(kFirst, FactorState::active);
  auto codes = source();
  EXPECT_EQ(text_of(codes.code({}, {})), code_of(kFirst));
  (void)keep(kSecond, FactorState::active);
  EXPECT_EQ(text_of(codes.code({}, {})), code_of(kSecond));
}

TEST_F(StoreCodes, WhileNoneIsActiveAreThoseOfTheOneThatMayBe) {
  (void)keep(kFirst, FactorState::prepared);
  (void)keep(kFirst, FactorState::abandoned);
  auto codes = source();
  EXPECT_EQ(text_of(codes.code({}, {})), "error code_required");
  (void)keep(kSecond, FactorState::sent);
  EXPECT_EQ(text_of(codes.code({}, {})), code_of(kSecond));
}

TEST_F(StoreCodes, OtherAccountsCodesAreNotTheirs) {
  (void)keep(kFirst, FactorState::active, "kim");
  auto codes = source();
  EXPECT_EQ(text_of(codes.code({}, {})), "error code_required");
}

TEST_F(StoreCodes, AStepIsTakenInTheStoreBeforeItsCodeIsHandedOut) {
  (void)keep(kFirst, FactorState::active);
  auto codes = source();
  ASSERT_TRUE(codes.code({}, {}));
  const auto key_id = otp::OtpauthUri::parse(kFirst)->totp()->key_id();
  EXPECT_FALSE(store->claim(key_id, step())->granted);
  EXPECT_TRUE(store->claim(key_id, step() + 1)->granted);
}

TEST_F(StoreCodes, TheSameSecretKeptTwiceHasOneRowOfSteps) {
  const auto first = keep(kFirst, FactorState::active);
  const auto second = keep(kFirst, FactorState::active, "kim");
  auto codes = source(false);
  ASSERT_TRUE(codes.code_of(first.id, {}, {}));
  EXPECT_EQ(text_of(codes.code_of(second.id, {}, {})), "error code_required");
}

TEST_F(StoreCodes, AnotherProcessWaitsForTheNextStepOrIsToldWhenItComes) {
  (void)keep(kFirst, FactorState::active);
  auto ours = source();
  ASSERT_TRUE(ours.code({}, {}));
  auto hasty = source(false);
  const auto refused = hasty.code({}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::code_required);
  EXPECT_GT(refused.error().retry_after.value_or(seconds{0}), seconds{0});
  auto patient = source();
  const auto before = clock->now();
  const auto code = text_of(patient.code({}, {}));
  EXPECT_GT(clock->now(), before);
  EXPECT_EQ(code, code_of(kFirst));
}

TEST_F(StoreCodes, AStepThatNeverLeftIsGivenBack) {
  const auto factor = keep(kFirst, FactorState::active);
  auto codes = source();
  const auto code = codes.code({}, {});
  ASSERT_TRUE(code);
  codes.give_back(*code);
  const auto again = codes.code({}, {});
  EXPECT_EQ(text_of(again), std::string(code->reveal()));
}

TEST_F(StoreCodes, APinIsHandedOutAsOftenAsItIsAskedFor) {
  const auto kept = store->add({.owner = kAda, .kind = FactorKind::pin}, {.pin = SecretString("01234")});
  ASSERT_TRUE(store->change(kept->id, [](FactorInfo& factor) -> Result<void> {
    factor.state = FactorState::active;
    return {};
  }));
  auto codes = source();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(text_of(codes.code({.kind = FactorKind::pin}, {})), "01234");
  EXPECT_EQ(text_of(codes.code({}, {})), "error code_required");
  EXPECT_EQ(text_of(codes.code({.kind = FactorKind::sms}, {})), "error code_required");
}

TEST_F(StoreCodes, AStoreThatCannotBeWrittenHandsOutNothing) {
  (void)keep(kFirst, FactorState::active);
  StoreCodeSource codes(std::make_shared<testing::FullStore>(store), kAda, {.clock = clock});
  EXPECT_EQ(text_of(codes.code({}, {})), "error storage");
}

/// Counts what is read.
class CountingStore final : public Store {
 public:
  explicit CountingStore(std::shared_ptr<Store> kept) : kept_(std::move(kept)) {}
  Result<std::vector<FactorInfo>> find(const FactorOwner& owner) override {
    return ++reads, kept_->find(owner);
  }
  Result<FactorPage> list(std::string_view from, std::size_t most) override {
    return ++reads, kept_->list(from, most);
  }
  Result<FactorInfo> get(std::string_view id) override { return ++reads, kept_->get(id); }
  Result<FactorSecrets> secrets(std::string_view id, SecretPurpose purpose) override {
    purposes.push_back(purpose);
    return kept_->secrets(id, purpose);
  }
  Result<FactorInfo> add(FactorInfo factor, FactorSecrets secrets) override {
    return kept_->add(std::move(factor), std::move(secrets));
  }
  Result<FactorInfo> change(std::string_view id, const Change& change) override {
    return kept_->change(id, change);
  }
  Result<FactorInfo> change_secrets(std::string_view id, SecretPurpose purpose,
                                    const SecretsChange& change) override {
    return kept_->change_secrets(id, purpose, change);
  }
  Result<void> remove(std::string_view id) override { return kept_->remove(id); }
  Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) override {
    return ++claims, kept_->claim(key_id, step);
  }
  void release(std::string_view key_id, std::uint64_t step) override { kept_->release(key_id, step); }

  int reads = 0;
  int claims = 0;
  std::vector<SecretPurpose> purposes{};

 private:
  std::shared_ptr<Store> kept_;
};

TEST_F(StoreCodes, TheStoreIsReadOncePerCodeAndTheSecretOnceAtAll) {
  (void)keep(kFirst, FactorState::active);
  const auto counting = std::make_shared<CountingStore>(store);
  StoreCodeSource codes(counting, kAda, {.clock = clock});
  for (int i = 1; i <= 5; ++i) {
    ASSERT_TRUE(codes.code({}, {}));
    EXPECT_EQ(counting->reads, i);
    EXPECT_EQ(counting->claims, i);
    clock->advance(seconds{30});
  }
  EXPECT_EQ(counting->purposes, std::vector{SecretPurpose::make_code});
  (void)keep(kSecond, FactorState::active);
  ASSERT_TRUE(codes.code({}, {})) << "of the newer one";
  EXPECT_EQ(counting->purposes.size(), 2U);
}

TEST_F(StoreCodes, NoStepIsHandedOutTwiceAcrossThreads) {
  (void)keep(kFirst, FactorState::active);
  constexpr std::uint64_t kThreads = 8;
  constexpr std::uint64_t kEach = 25;
  auto codes = source();
  {
    std::vector<std::jthread> threads;
    for (std::uint64_t thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&] {
        // The others' waits move the clock for all.
        for (std::uint64_t i = 0; i < kEach; ++i)
          ASSERT_TRUE(codes.code({}, {.timeout = std::chrono::hours{24}}));
      });
  }
  // Each code had a step of its own.
  EXPECT_GE(step(), kBegin / 30 + kThreads * kEach - 1);
}

}  // namespace
}  // namespace mfaclient
