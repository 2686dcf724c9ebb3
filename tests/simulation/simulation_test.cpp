#include <gtest/gtest.h>

#include "mfaclient/providers.hpp"
#include "simulation/life.hpp"

namespace mfaclient::simulation {
namespace {

constexpr std::uint64_t kLives = 200;

class Lives : public ::testing::TestWithParam<Vendor> {};

TEST_P(Lives, KeepEveryPromise) {
  int settled = 0;
  for (std::uint64_t seed = 1; seed <= kLives; ++seed) {
    const auto story = live(GetParam(), seed);
    settled += story.settled;
    ASSERT_FALSE(story.violation) << "seed " << seed << ": " << *story.violation;
  }
  EXPECT_GT(settled, 50) << "hardly anything was interrupted";
}

INSTANTIATE_TEST_SUITE_P(Simulation, Lives, ::testing::ValuesIn(vendors()), [](const auto& of) {
  std::string name(of.param.name);
  std::erase(name, '-');
  return name;
});

TEST(Worlds, AreOfAllVendors) {
  for (const auto& provider : providers())
    EXPECT_NO_THROW((void)test::Listed<Vendor>::find(provider.name)) << provider.name;
}

/// A planted fault must be found, and found again by the seed that found it.
void finds(Plant plant, const Vendor& vendor, std::string_view violation) {
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    const auto story = live(vendor, seed, plant);
    if (!story.violation) continue;
    EXPECT_EQ(*story.violation, violation) << "seed " << seed;
    EXPECT_EQ(live(vendor, seed, plant, true).violation, story.violation) << "the seed does not replay it";
    return;
  }
  FAIL() << "nobody noticed";
}

TEST(Planted, ASecretThatIsStoredAfterTheConfirmation) {
  finds(Plant::secret_after_send, test::Listed<Vendor>::find("mailinabox"),
        "the vendor has a factor that the store lacks");
}

TEST(Planted, ARecoveryCodeThatIsMarkedAfterItWasSent) {
  finds(Plant::spent_after_send, test::Listed<Vendor>::find("generic"),
        "a recovery code is spent at the vendor and unspent in the store");
}

TEST(Planted, StepsThatNobodyReserves) {
  finds(Plant::unreserved_steps, test::Listed<Vendor>::find("mailinabox"), "a code was sent twice");
}

TEST(Planted, ASettlementThatDoesNotLook) {
  finds(Plant::blind_resume, test::Listed<Vendor>::find("generic"),
        "the vendor has a factor that the store lacks");
}

}  // namespace
}  // namespace mfaclient::simulation
