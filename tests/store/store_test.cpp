// What every store keeps to, the embedded one and the one in memory.
#include <functional>
#include <set>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/support.hpp"

namespace mfaclient::store {
namespace {

struct Kind {
  std::string name;
  bool durable = false;
};

class StoreTest : public ::testing::TestWithParam<Kind> {
 protected:
  std::shared_ptr<Store> open() {
    if (GetParam().durable) return place_.open().value();
    if (!memory_) memory_ = make_memory_store(place_.clock);
    return memory_;
  }
  Place place_{};
  std::shared_ptr<Store> memory_{};
};

INSTANTIATE_TEST_SUITE_P(All, StoreTest, ::testing::Values(Kind{"Embedded", true}, Kind{"Memory", false}),
                         [](const auto& test) { return test.param.name; });

TEST_P(StoreTest, KeepsEveryField) {
  auto factor = sample();
  factor.factor_id = "17";
  factor.kind = FactorKind::pin;
  factor.state = FactorState::sent;
  auto secrets = sample_secrets();
  secrets.pin = SecretString("01234");
  const auto added = open()->add(factor, secrets);
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_FALSE(added->id.empty());
  const auto kept = open()->get(added->id);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->id, added->id);
  EXPECT_EQ(kept->owner, factor.owner);
  EXPECT_EQ(kept->label, factor.label);
  EXPECT_EQ(kept->factor_id, factor.factor_id);
  EXPECT_EQ(kept->state, FactorState::sent);
  EXPECT_EQ(kept->kind, FactorKind::pin);
  EXPECT_TRUE(kept->has_uri);
  EXPECT_TRUE(kept->has_pin);
  EXPECT_EQ(kept->recovery_codes, 2U);
  EXPECT_EQ(kept->recovery_codes_left, 1U);
  EXPECT_EQ(kept->created, place_.clock->now());
  const auto kept_secrets = open()->secrets(added->id, SecretPurpose::compare).value();
  EXPECT_EQ(kept_secrets.otpauth_uri, secrets.otpauth_uri);
  EXPECT_EQ(kept_secrets.pin, secrets.pin);
  ASSERT_EQ(kept_secrets.recovery_codes.size(), 2U);
  EXPECT_EQ(kept_secrets.recovery_codes[0].code, secrets.recovery_codes[0].code);
  EXPECT_FALSE(kept_secrets.recovery_codes[0].spent);
  EXPECT_TRUE(kept_secrets.recovery_codes[1].spent);
}

TEST_P(StoreTest, BeginsEmptyAndListsWhatItHas) {
  EXPECT_TRUE(testing::factors_in(*open()).empty());
  const auto first = open()->add(sample("first"), sample_secrets()).value();
  const auto second = open()->add(sample("second"), sample_secrets()).value();
  EXPECT_NE(first.id, second.id);
  EXPECT_EQ(testing::factors_in(*open()).size(), 2U);
  ASSERT_TRUE(open()->remove(first.id));
  const auto left = testing::factors_in(*open());
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left.front().label, "second");
}

TEST_P(StoreTest, ChangesOneAndKeepsItsIdentity) {
  const auto added = open()->add(sample(), sample_secrets()).value();
  place_.clock->advance(std::chrono::seconds{5});
  const auto changed = open()->change(added.id, [](FactorInfo& factor) -> Result<void> {
    factor.state = FactorState::active;
    factor.id = "another";
    factor.created = {};
    return {};
  });
  ASSERT_TRUE(changed) << changed.error().message;
  const auto kept = open()->get(added.id).value();
  EXPECT_EQ(kept.state, FactorState::active);
  EXPECT_EQ(kept.created, added.created);
  EXPECT_EQ(kept.changed, added.created + std::chrono::seconds{5});
  EXPECT_EQ(testing::factors_in(*open()).size(), 1U);
}

TEST_P(StoreTest, FindsTheFactorsOfOneOwner) {
  auto kims = sample("kims");
  kims.owner.account = "kim@box.example.com";
  (void)open()->add(sample("first"), {});
  (void)open()->add(kims, {});
  (void)open()->add(sample("second"), {});
  const auto found = open()->find(sample().owner).value();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_LT(found[0].id, found[1].id);
  for (const auto& factor : found) EXPECT_EQ(factor.owner, sample().owner);
  EXPECT_EQ(open()->find(kims.owner)->front().label, "kims");
  auto nobody = kims.owner;
  nobody.origin = "https://other.example.com";
  EXPECT_TRUE(open()->find(nobody)->empty());
}

TEST_P(StoreTest, ListsPageByPage) {
  std::set<std::string> all;
  for (int i = 0; i < 5; ++i) all.insert(open()->add(sample(), {})->id);
  std::set<std::string> listed;
  std::string from;
  std::vector<std::size_t> sizes;
  do {
    const auto page = open()->list(from, 2).value();
    sizes.push_back(page.factors.size());
    for (const auto& factor : page.factors) EXPECT_TRUE(listed.insert(factor.id).second) << factor.id;
    from = page.next;
  } while (!from.empty());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{2, 2, 1}));
  EXPECT_EQ(listed, all);
}

TEST_P(StoreTest, GoesThroughAllUntilItIsToldToStop) {
  for (int i = 0; i < 3; ++i) (void)open()->add(sample(), {});
  int seen = 0;
  ASSERT_TRUE(for_each_factor(*open(), [&](const FactorInfo&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

TEST_P(StoreTest, ChangesASecretAndCountsAnew) {
  const auto added = open()->add(sample(), sample_secrets()).value();
  place_.clock->advance(std::chrono::seconds{5});
  const auto changed =
      open()->change_secrets(added.id, SecretPurpose::recover, [](FactorSecrets& secrets) -> Result<void> {
        for (auto& code : secrets.recovery_codes) code.spent = true;
        return {};
      });
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->recovery_codes_left, 0U);
  EXPECT_EQ(changed->changed, added.created + std::chrono::seconds{5});
  EXPECT_TRUE(open()->secrets(added.id, SecretPurpose::compare)->recovery_codes[0].spent);
  const auto refused =
      open()->change_secrets(added.id, SecretPurpose::recover, [](FactorSecrets& secrets) -> Result<void> {
        secrets.recovery_codes.clear();
        return invalid_argument("code", "is not one of them");
      });
  EXPECT_EQ(refused.error().field, "code");
  EXPECT_EQ(open()->get(added.id)->recovery_codes, 2U);
}

TEST_P(StoreTest, ARefusedChangeLeavesItAsItWas) {
  const auto added = open()->add(sample(), sample_secrets()).value();
  const auto refused = open()->change(added.id, [](FactorInfo& factor) -> Result<void> {
    factor.state = FactorState::abandoned;
    return invalid_argument("state", "may not become that");
  });
  EXPECT_EQ(refused.error().field, "state");
  EXPECT_EQ(open()->get(added.id)->state, FactorState::prepared);
}

TEST_P(StoreTest, AnUnknownIdIsNotFound) {
  (void)open()->add(sample(), sample_secrets());
  for (const auto* id : {"", "nothing", "header", "' OR 1=1 --"}) {
    EXPECT_EQ(open()->get(id).error().code, Errc::not_found) << id;
    EXPECT_EQ(open()->remove(id).error().code, Errc::not_found) << id;
    EXPECT_EQ(open()->change(id, [](FactorInfo&) { return Result<void>{}; }).error().code, Errc::not_found);
  }
  EXPECT_EQ(testing::factors_in(*open()).size(), 1U);
}

TEST_P(StoreTest, AStepIsHandedOutOnceAndLaterOnesOnly) {
  EXPECT_TRUE(open()->claim("key", 100)->granted);
  EXPECT_FALSE(open()->claim("key", 100)->granted);
  EXPECT_EQ(open()->claim("key", 99)->last, 100U);
  EXPECT_TRUE(open()->claim("other", 100)->granted) << "another secret has its own steps";
  EXPECT_TRUE(open()->claim("key", 101)->granted);
}

TEST_P(StoreTest, OnlyTheLatestStepIsReleased) {
  const auto store = open();
  ASSERT_TRUE(store->claim("key", 100)->granted && store->claim("key", 102)->granted);
  store->release("key", 100);
  EXPECT_EQ(store->claim("key", 102)->last, 102U);
  store->release("key", 102);
  EXPECT_FALSE(store->claim("key", 101)->granted) << "what came before is past";
  EXPECT_TRUE(store->claim("key", 102)->granted);
  store->release("unknown", 1);
}

TEST_P(StoreTest, StepsAreNoFactors) {
  const auto store = open();
  ASSERT_TRUE(store->claim("key", 100)->granted);
  EXPECT_TRUE(testing::factors_in(*store).empty());
  EXPECT_EQ(store->get("steps:key").error().code, Errc::not_found);
  EXPECT_EQ(store->remove("steps:key").error().code, Errc::not_found);
  EXPECT_FALSE(store->claim("key", 100)->granted);
}

TEST_P(StoreTest, ThreadsNeverLoseAChange) {
  const auto store = open();
  const auto id = store->add(sample(), sample_secrets())->id;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n)
        EXPECT_TRUE(store->change(id, [](FactorInfo& factor) -> Result<void> {
          factor.label += "+";
          return {};
        }));
    });
  threads.clear();
  EXPECT_EQ(store->get(id)->label, "phone" + std::string(80, '+'));
}

TEST(EmbeddedStore, ProcessesNeverLoseAChange) {
  const Place place;
  const auto id = place.open().value()->add(sample(), sample_secrets())->id;
  std::vector<pid_t> children;
  for (int i = 0; i < 6; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      bool all = true;
      for (int n = 0; n < 10; ++n) {
        const auto store = place.open();
        all = all && store && (*store)->change(id, [](FactorInfo& factor) -> Result<void> {
          factor.label += "+";
          return {};
        });
      }
      _exit(all ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(place.open().value()->get(id)->label, "phone" + std::string(60, '+'));
}

TEST(EmbeddedStore, GivesUpOnALockThatIsHeldForTooLong) {
  const Place place;
  auto options = place.options();
  const auto id = place.open().value()->add(sample(), sample_secrets())->id;
  const int lock = open((place.root / "store/lock").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(flock(lock, LOCK_EX), 0);
  options.lock_timeout = std::chrono::milliseconds{50};
  const auto refused = open_store(options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::storage);
  EXPECT_NE(refused.error().text().find("held by another process"), std::string::npos);
  close(lock);
  EXPECT_TRUE(open_store(options).value()->get(id));
}

TEST(EmbeddedStore, HoldsNothingReadableOnTheDisk) {
  const Place place;
  const auto store = place.open().value();
  const auto added = store->add(sample(), sample_secrets()).value();
  (void)store->remove(added.id);
  (void)store->add(sample(), sample_secrets());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place.root)) {
    if (!entry.is_regular_file()) continue;
    const auto bytes = place.read(std::filesystem::relative(entry.path(), place.root).string());
    for (const auto* secret : {"CANARY", "JBSWY3DP", "otpauth", "admin@box", "phone"})
      EXPECT_EQ(bytes.find(secret), std::string::npos) << entry.path() << " shows " << secret;
  }
}

TEST(EmbeddedStore, ItsFilesAreTheOwnersAlone) {
  const auto before = umask(0);
  const Place place;
  (void)place.open().value()->add(sample(), sample_secrets());
  umask(before);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place.root)) {
    const auto open_to = entry.status().permissions() & std::filesystem::perms(077);
    EXPECT_EQ(open_to, std::filesystem::perms::none) << entry.path();
  }
}

TEST(EmbeddedStore, TakesAKeyFromElsewhere) {
  const Place place;
  auto options = place.options();
  options.key_folder.clear();
  options.key = new_store_key().value();
  EXPECT_EQ(open_store(options).error().code, Errc::storage)
      << "nothing is there, and nobody said to make it";
  options.create = true;
  const auto added = open_store(options).value()->add(sample(), sample_secrets()).value();
  options.create = false;
  EXPECT_TRUE(open_store(options).value()->get(added.id));
  options.key = new_store_key().value();
  EXPECT_EQ(open_store(options).error().code, Errc::storage);
  EXPECT_FALSE(std::filesystem::exists(place.root / "key"));
}

TEST(EmbeddedStore, NeedsOneKeyAndAFolder) {
  const Place place;
  auto options = place.options();
  options.key = new_store_key().value();
  EXPECT_EQ(open_store(options).error().field, "key");
  options.key_folder.clear();
  options.key = {};
  EXPECT_EQ(open_store(options).error().field, "key");
  EXPECT_EQ(open_store({.key = new_store_key().value()}).error().field, "folder");
}

}  // namespace
}  // namespace mfaclient::store
