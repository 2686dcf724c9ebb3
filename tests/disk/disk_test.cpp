#include "disk/disk.hpp"

#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "mailinabox/lab.hpp"
#include "mfaclient/factor_manager.hpp"
#include "mfaclient/store.hpp"
#include "simulation/chance.hpp"
#include "support/memory_folder.hpp"
#include "support/stored_factor.hpp"

namespace mfaclient {
namespace {

using disk::Survivors;
using simulation::Chance;

class Folder {
 public:
  Folder() = default;
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { std::filesystem::remove_all(root); }
  [[nodiscard]] StoreOptions options() const {
    return {.folder = root / "store", .key_folder = root / "key"};
  }

  std::filesystem::path root = testing::make_memory_folder("mfaclient-disk");
};

/// What a store holds, as far as it was promised.
struct Content {
  std::set<std::string> factors{};  // label and state
  std::uint64_t step = 0;

  [[nodiscard]] bool operator==(const Content& other) const = default;
};

Content content_of(Store& store) {
  Content content;
  for (const auto& factor : testing::factors_in(store))
    content.factors.insert(factor.label + " " + std::string(to_string(factor.state)));
  if (const auto claim = store.claim("secret", 1); claim && !claim->granted) content.step = *claim->last;
  return content;
}

/// Every change was acknowledged when so many steps of the disk were done.
struct Promise {
  std::size_t steps = 0;
  Content content{};
};

struct Life {
  std::vector<disk::Step> steps{};
  std::vector<Promise> promises{};
};

Life live(const std::filesystem::path& root) {
  Life life;
  Content now;
  const auto promise = [&] { life.promises.push_back({disk::noted(), now}); };
  disk::record(root);
  promise();
  const auto store = open_store({.folder = root / "store", .key_folder = root / "key"}).value();
  promise();
  const auto add = [&](const std::string& label) {
    const auto id =
        store
            ->add({.label = label}, {.otpauth_uri = SecretString("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP")})
            ->id;
    now.factors.insert(label + " prepared");
    promise();
    return id;
  };
  const auto mark = [&](const std::string& id, const std::string& label, FactorState from, FactorState to) {
    EXPECT_TRUE(store->change(id, [&](FactorInfo& factor) -> Result<void> {
      factor.state = to;
      return {};
    }));
    now.factors.erase(label + " " + std::string(to_string(from)));
    now.factors.insert(label + " " + std::string(to_string(to)));
    promise();
  };
  const auto first = add("first");
  mark(first, "first", FactorState::prepared, FactorState::sent);
  mark(first, "first", FactorState::sent, FactorState::active);
  EXPECT_TRUE(store->claim("secret", 60'000'000)->granted);
  now.step = 60'000'000;
  promise();
  const auto second = add("second");
  mark(second, "second", FactorState::prepared, FactorState::abandoned);
  EXPECT_TRUE(store->remove(second));
  now.factors.erase("second abandoned");
  promise();
  life.steps = disk::stop();
  return life;
}

/// What is wrong after a power cut at `count`; nullopt: the store opens, and holds what was promised last or
/// what was under way.
std::optional<std::string> after_cut(const Life& life, std::size_t count, Survivors survivors,
                                     std::uint64_t seed, int ignored = 0) {
  const Folder left;
  Chance chance(seed);
  disk::replay(
      life.steps, count, survivors, [&] { return chance.one_in(2); }, ignored, left.root);
  const auto at =
      std::ranges::find_if(life.promises, [&](const Promise& promise) { return promise.steps > count; });
  const auto& promised = *std::prev(at);
  const auto store = open_store(left.options());
  if (!store) return store.error().message;
  const auto found = content_of(**store);
  if (found == promised.content || (at != life.promises.end() && found == at->content)) return std::nullopt;
  return "the store holds something else than was promised";
}

TEST(PowerCut, EveryPrefixOfTheWritesRecovers) {
  const Folder folder;
  const auto life = live(folder.root);
  ASSERT_GT(life.steps.size(), 100U);
  for (std::size_t count = 0; count <= life.steps.size(); ++count) {
    for (const auto survivors : {Survivors::none, Survivors::all}) {
      const auto wrong = after_cut(life, count, survivors, 0);
      EXPECT_FALSE(wrong) << "after " << count << " steps: " << *wrong;
    }
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const auto wrong = after_cut(life, count, Survivors::some, seed * 1000 + count);
      EXPECT_FALSE(wrong) << "after " << count << " steps, seed " << seed << ": " << *wrong;
    }
  }
}

/// Were the syncs of no use, nobody would miss them: this is what shows that a cut loses anything at all. Not
/// every one is missed, for what is sealed twice is also written twice.
TEST(PowerCut, ASyncThatIsLeftOutIsNoticed) {
  const Folder folder;
  const auto life = live(folder.root);
  const auto syncs = static_cast<int>(std::ranges::count_if(life.steps, [](const disk::Step& step) {
    return step.kind == disk::Step::Kind::sync || step.kind == disk::Step::Kind::sync_folder;
  }));
  int noticed = 0;
  for (int ignored = 1; ignored <= syncs; ++ignored) {
    bool seen = false;
    for (const auto& promise : life.promises)
      seen = seen || after_cut(life, promise.steps, Survivors::none, 0, ignored).has_value();
    noticed += seen ? 1 : 0;
  }
  EXPECT_GE(noticed, 20) << noticed << " of " << syncs;
}

// --- disks that refuse -----------------------------------------------------------------------------------

/// An account at a fake box, and a store on the disk.
struct Enrolling {
  explicit Enrolling(const Folder& folder) : store(open_store(folder.options()).value()) {}

  mailinabox::Lab lab{};
  std::shared_ptr<Store> store;
  FactorManager manager = mailinabox::manage_factors(lab.settings(mailinabox::kAdmin), store).value();
};

class BadDisk : public ::testing::TestWithParam<int> {};

TEST_P(BadDisk, EveryCallMayFailAndNothingIsLost) {
  for (int number = 1;; ++number) {
    const Folder folder;
    const auto store = open_store(folder.options()).value();
    const auto id = store->add({.label = "first"}, {})->id;
    disk::record(folder.root);
    disk::fail_from(number, GetParam(), true);
    const auto changed = store->change(id, [](FactorInfo& factor) -> Result<void> {
      factor.label = "changed";
      return {};
    });
    const bool reached = disk::calls() >= number;
    (void)disk::stop();
    if (!reached) {
      EXPECT_TRUE(changed);
      EXPECT_GT(number, 5) << "hardly anything could fail";
      return;
    }
    // When the disk is well again, the store is as it was or as it was to be, and what was said holds.
    const auto again = open_store(folder.options());
    ASSERT_TRUE(again) << "call " << number << ": " << again.error().message;
    const auto label = (*again)->get(id)->label;
    EXPECT_TRUE(label == "changed" || label == "first");
    EXPECT_TRUE(!changed || label == "changed") << "call " << number;
    EXPECT_TRUE(changed || changed.error().code == Errc::storage) << "call " << number;
    ASSERT_LT(number, 1000);
  }
}

TEST_P(BadDisk, AnEnrolmentDoesNotEvenBegin) {
  const Folder folder;
  Enrolling account(folder);
  disk::record(folder.root);
  disk::fail_from(1, GetParam(), true);
  const auto factor = account.manager.enroll({});
  (void)disk::stop();
  ASSERT_FALSE(factor);
  EXPECT_EQ(factor.error().code, Errc::storage);
  EXPECT_TRUE(account.lab.fake->journal().empty()) << "nothing was sent";
}

TEST_P(BadDisk, WhereverAnEnrolmentFailsNobodyIsLockedOut) {
  for (int number = 1;; ++number) {
    const Folder folder;
    Enrolling account(folder);
    disk::record(folder.root);
    disk::fail_from(number, GetParam(), true);
    const auto factor = account.manager.enroll({});
    const bool reached = disk::calls() >= number;
    (void)disk::stop();
    const auto kept = testing::stored_factors(*open_store(folder.options()).value());
    const auto methods = account.lab.fake->methods(mailinabox::kAdmin).value();
    for (const auto& method : methods)
      EXPECT_TRUE(std::ranges::any_of(kept,
                                      [&](const testing::StoredFactor& one) {
                                        return one.otpauth_uri.reveal().find(method.secret) !=
                                               std::string_view::npos;
                                      }))
          << "call " << number << ": the box has a secret that the store lacks";
    if (!reached) {
      EXPECT_TRUE(factor) << factor.error().message;
      return;
    }
    ASSERT_LT(number, 2000);
  }
}

INSTANTIATE_TEST_SUITE_P(All, BadDisk, ::testing::Values(EIO, ENOSPC, EROFS), [](const auto& error) {
  return std::string(error.param == EIO ? "Broken" : error.param == ENOSPC ? "Full" : "ReadOnly");
});

}  // namespace
}  // namespace mfaclient
