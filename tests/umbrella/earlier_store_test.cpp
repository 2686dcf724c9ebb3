// A store that an earlier version of the tool has filled: its factors belong to the same accounts today.
// Made with `mfactl secrets add`, and at "hub" with `mfactl enroll`, from the profiles below.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/providers.hpp"
#include "support/memory_folder.hpp"

namespace mfaclient {
namespace {

namespace fs = std::filesystem;

struct Kept {
  std::string label{};
  std::string provider{};
  std::string url{};
  std::vector<std::pair<std::string, std::string>> credentials{};
};

const std::vector<Kept> kProfiles{
    {"box",
     "mailinabox",
     "https://box.example.com/admin",
     {{"username", "admin@box.example.com"}, {"password", "x"}}},
    {"cluster",
     "cohesity",
     "https://cluster.example.com",
     {{"username", "fred"}, {"domain", "corp"}, {"password", "x"}}},
    {"tenant",
     "cohesity",
     "https://cluster.example.com",
     {{"username", "tina"}, {"tenant", "acme"}, {"password", "x"}}},
    {"support", "cohesity", "https://cluster.example.com", {{"api_key", "x"}, {"principal", "support"}}},
    {"robot", "quatrix", "https://acme.quatrix.it/api/1.0", {{"api_key", "x"}}},
    {"api", "onelogin", "https://tenant.onelogin.com", {{"client_id", "client-7"}, {"client_secret", "x"}}},
    {"hub", "shellhub", "http://127.0.0.1:18080", {{"username", "bob"}, {"password", "x"}}},
};

class EarlierStore : public ::testing::TestWithParam<Kept> {
 protected:
  EarlierStore() {
    fs::copy(MFACLIENT_SOURCE_DIR "/tests/fixtures/store/2026-11", root_, fs::copy_options::recursive);
    for (const auto* folder : {"store", "key"}) {
      fs::permissions(root_ / folder, fs::perms::owner_all);
      for (const auto& file : fs::directory_iterator(root_ / folder))
        fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    }
  }
  ~EarlierStore() override { fs::remove_all(root_); }

  fs::path root_ = testing::make_memory_folder("mfaclient-earlier");
};

TEST_P(EarlierStore, HasTheFactorOfTheSameAccount) {
  const auto store = open_store({.folder = root_ / "store", .key_folder = root_ / "key"});
  ASSERT_TRUE(store) << store.error().text();
  const auto& kept = GetParam();
  ProviderConfig config{.provider = kept.provider, .url = kept.url};
  for (const auto& [name, value] : kept.credentials)
    config.credentials.emplace_back(name, SecretString(value));
  config.options.account_name = "profile " + kept.label;  // as the tool has it
  const auto manager = manage_factors(config, *store);
  ASSERT_TRUE(manager) << manager.error().text();
  const auto found = (*store)->find(manager->owner()).value();
  ASSERT_EQ(found.size(), 1U) << manager->owner().account << " at " << manager->owner().origin;
  EXPECT_EQ(found.front().label, kept.label);
  EXPECT_EQ(found.front().state, FactorState::active);
  EXPECT_EQ(found.front().recovery_codes, kept.label == "hub" ? 6U : 0U);
  const auto secrets = (*store)->secrets(found.front().id, SecretPurpose::compare).value();
  EXPECT_TRUE(secrets.otpauth_uri.reveal().starts_with("otpauth://totp/"));
  std::size_t all = 0;
  ASSERT_TRUE(for_each_factor(**store, [&](const FactorInfo&) { return ++all > 0; }));
  EXPECT_EQ(all, kProfiles.size());
}

INSTANTIATE_TEST_SUITE_P(All, EarlierStore, ::testing::ValuesIn(kProfiles),
                         [](const auto& of) { return of.param.label; });

}  // namespace
}  // namespace mfaclient
