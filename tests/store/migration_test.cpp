// Rows of an older schema are carried over, and those of a newer one are left alone.
#include <algorithm>
#include <array>
#include <span>
#include <string>

#include <gtest/gtest.h>

#include "store/support.hpp"
#include "store/vault.hpp"

namespace mfaclient::store {
namespace {

constexpr std::chrono::milliseconds kPatience{1000};

Result<void> add_a_word(Vault::Rows& rows) {
  for (auto& [id, row] : rows) row = SecretString(std::string(row.reveal()) + " two");
  return {};
}
Result<void> add_another(Vault::Rows& rows) {
  for (auto& [id, row] : rows) row = SecretString(std::string(row.reveal()) + " three");
  return {};
}
Result<void> refuse(Vault::Rows& rows) {
  rows.clear();
  return Error{.code = Errc::storage, .message = "these rows make no sense"};
}

constexpr std::array<Vault::Migration, 1> kToTwo{add_a_word};
constexpr std::array<Vault::Migration, 2> kToThree{add_a_word, add_another};
constexpr std::array<Vault::Migration, 1> kRefuses{refuse};

class Migrations : public ::testing::Test {
 protected:
  Migrations() {
    auto vault = of({});
    EXPECT_TRUE(vault.create());
    EXPECT_TRUE(vault.write([](Vault::Rows& rows) -> Result<void> {
      rows.emplace("a", SecretString("one"));
      return {};
    }));
  }
  [[nodiscard]] Vault of(std::span<const Vault::Migration> migrations) const {
    return {Folder::open(place_.root / "store").value(), key_, kPatience, migrations};
  }
  [[nodiscard]] std::string row(std::span<const Vault::Migration> migrations) const {
    auto vault = of(migrations);
    const auto rows = vault.read();
    return rows ? std::string(rows->at("a").reveal()) : rows.error().message;
  }
  [[nodiscard]] std::string files() const {
    return place_.read("store/factors.db") + place_.read("store/factors.seal");
  }

  Place place_{};
  Key key_ = Key::generate().value();
};

TEST_F(Migrations, CarryTheRowsOverOnce) {
  EXPECT_EQ(row({}), "one");
  EXPECT_EQ(row(kToTwo), "one two");
  EXPECT_EQ(row(kToTwo), "one two");
  EXPECT_EQ(row(kToThree), "one two three");
}

TEST_F(Migrations, RunOneAfterTheOther) {
  EXPECT_EQ(row(kToThree), "one two three");
  auto vault = of(kToThree);
  EXPECT_TRUE(vault.write([](Vault::Rows& rows) -> Result<void> {
    rows.insert_or_assign("a", SecretString("four"));
    return {};
  }));
  EXPECT_EQ(row(kToThree), "four");
}

TEST_F(Migrations, NeverLeadBack) {
  EXPECT_EQ(row(kToThree), "one two three");
  const auto before = files();
  EXPECT_NE(row(kToTwo).find("newer version"), std::string::npos);
  auto vault = of(kToTwo);
  EXPECT_FALSE(vault.write([](Vault::Rows&) -> Result<void> { return {}; }));
  EXPECT_EQ(files(), before) << "nothing was written";
}

TEST_F(Migrations, ThatFailLeaveTheStoreAsItWas) {
  const auto before = files();
  EXPECT_EQ(row(kRefuses), "these rows make no sense");
  EXPECT_EQ(files(), before);
  EXPECT_EQ(row({}), "one");
}

}  // namespace
}  // namespace mfaclient::store
