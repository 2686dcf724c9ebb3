#include "step_file.hpp"

#include <atomic>
#include <barrier>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/run_tool.hpp"

namespace cli {
namespace {

using mfaclient::Errc;

class Steps : public ::testing::Test {
 protected:
  [[nodiscard]] std::shared_ptr<mfaclient::StepLedger> ledger() const {
    return mfactl::make_step_file(folder.path("state/mfactl"));
  }
  [[nodiscard]] unsigned mode(std::string_view name) const {
    struct stat about {};
    return stat(folder.path(name).c_str(), &about) == 0 ? about.st_mode & 0777U : 0U;
  }
  void expect_refused() const {
    const auto claim = ledger()->claim("k", 9);
    ASSERT_FALSE(claim);
    EXPECT_EQ(claim.error().code, Errc::storage);
  }

  Folder folder{};
};

TEST_F(Steps, AreGrantedOnceAndOnlyForward) {
  ASSERT_TRUE(ledger()->claim("k", 7)->granted);
  const auto again = ledger()->claim("k", 7);
  ASSERT_TRUE(again);
  EXPECT_FALSE(again->granted);
  EXPECT_EQ(again->last, 7U);
  EXPECT_FALSE(ledger()->claim("k", 6)->granted);
  EXPECT_TRUE(ledger()->claim("other", 7)->granted);
  EXPECT_EQ(ledger()->claim("k", 8)->last, 8U);
  EXPECT_FALSE(ledger()->claim("other", 7)->granted) << "the other line is still there";
}

TEST_F(Steps, AreTheOwnersAlone) {
  ASSERT_TRUE(ledger()->claim("k", 7));
  EXPECT_EQ(mode("state/mfactl"), 0700U);
  EXPECT_EQ(mode("state/mfactl/steps"), 0600U);
  ASSERT_EQ(chmod(folder.path("state/mfactl/steps").c_str(), 0644), 0);
  expect_refused();
}

TEST_F(Steps, AreNotReadFromAFolderOfOthers) {
  ASSERT_TRUE(ledger()->claim("k", 7));
  ASSERT_EQ(chmod(folder.path("state/mfactl").c_str(), 0777), 0);
  expect_refused();
}

TEST_F(Steps, FollowNoLink) {
  std::filesystem::create_directories(folder.path("state"));
  std::filesystem::create_directories(folder.path("elsewhere"));
  chmod(folder.path("elsewhere").c_str(), 0700);
  std::filesystem::create_directory_symlink(folder.path("elsewhere"), folder.path("state/mfactl"));
  expect_refused();
  std::filesystem::remove(folder.path("state/mfactl"));
  ASSERT_TRUE(ledger()->claim("k", 1));
  std::filesystem::rename(folder.path("state/mfactl/steps"), folder.path("elsewhere/steps"));
  std::filesystem::create_symlink(folder.path("elsewhere/steps"), folder.path("state/mfactl/steps"));
  expect_refused();
}

TEST_F(Steps, ADamagedFileIsNoFreshStart) {
  ASSERT_TRUE(ledger()->claim("k", 7));
  for (const auto* damage : {"k", "k 7x\n", "k \n", " 7\n", "k -7\n", "k 99999999999999999999\n"}) {
    folder.write("state/mfactl/steps", damage);
    expect_refused();
  }
}

TEST_F(Steps, SurviveWhatACrashLeft) {
  ASSERT_TRUE(ledger()->claim("k", 7));
  folder.write("state/mfactl/steps.new", "half a li");
  EXPECT_TRUE(ledger()->claim("k", 8)->granted);
}

TEST_F(Steps, AreClaimedByExactlyOneOfMany) {
  constexpr int kThreads = 4;
  constexpr std::uint64_t kRounds = 25;
  std::atomic<int> granted = 0;
  std::atomic<int> failed = 0;
  std::barrier together(kThreads);
  const auto claim_all = [&] {
    for (std::uint64_t step = 1; step <= kRounds; ++step) {
      together.arrive_and_wait();
      const auto claim = ledger()->claim("k", step);  // a ledger each time, as processes have
      failed += claim ? 0 : 1;
      granted += claim && claim->granted ? 1 : 0;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(claim_all);
  }
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(granted, static_cast<int>(kRounds));
}

}  // namespace
}  // namespace cli
