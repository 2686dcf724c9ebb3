#include <gtest/gtest.h>

#include "crash/trial.hpp"
#include "mfaclient/providers.hpp"

namespace crash {
namespace {

class Crashes : public ::testing::TestWithParam<Vendor> {};

TEST_P(Crashes, LoseNothingAndDoubleNothing) {
  Hits hits;
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    const auto wrong = try_once(GetParam(), seed, hits);
    ASSERT_FALSE(wrong) << "seed " << seed << ": " << *wrong;
  }
  int total = 0;
  for (const auto& [what, count] : hits.all()) total += count;
  EXPECT_GT(total, 5) << "hardly anything was interrupted";
}

TEST(Sites, AreOfAllVendors) {
  for (const auto& provider : mfaclient::providers())
    EXPECT_NO_THROW((void)mfaclient::test::Listed<Vendor>::find(provider.name)) << provider.name;
}

/// Were the syncs of no use, nobody would miss them.
TEST(PlantedCrash, ASyncThatIsLeftOutIsNoticed) {
  for (const auto* file : {"factors.db", "factors.seal.new", "store"}) {
    Hits hits;
    bool noticed = false;
    for (std::uint64_t seed = 1; seed <= 60 && !noticed; ++seed)
      noticed = try_once(mfaclient::test::Listed<Vendor>::find("mailinabox"), seed, hits, file).has_value();
    EXPECT_TRUE(noticed) << file;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Crashes, ::testing::ValuesIn(vendors()),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace crash
