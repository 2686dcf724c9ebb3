#include "store/sealing.hpp"

#include <gtest/gtest.h>

namespace mfaclient::store {
namespace {

TEST(Sealing, OpensWhatItSealed) {
  const auto key = Key::generate().value();
  for (const std::string plain : {"", "a", "a longer text that is more than one block of the cipher"}) {
    const auto sealed = key.seal("row", plain).value();
    EXPECT_EQ(key.open("row", sealed)->reveal(), plain);
    // A single letter may turn up by chance.
    EXPECT_TRUE(plain.size() < 8 || sealed.find(plain.substr(0, 8)) == std::string::npos);
  }
}

TEST(Sealing, TheSameTextIsNeverSealedTheSame) {
  const auto key = Key::generate().value();
  EXPECT_NE(key.seal("row", "text").value(), key.seal("row", "text").value());
}

TEST(Sealing, EveryBitCounts) {
  const auto key = Key::generate().value();
  const auto sealed = key.seal("row", "text").value();
  for (std::size_t at = 0; at < sealed.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = sealed;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_EQ(key.open("row", flipped), std::nullopt) << at << "." << bit;
    }
  for (std::size_t length = 0; length < sealed.size(); ++length)
    EXPECT_EQ(key.open("row", sealed.substr(0, length)), std::nullopt) << length;
}

TEST(Sealing, IsBoundToItsIdentityAndItsStore) {
  const auto key = Key::generate().value();
  const auto sealed = key.seal("row", "text").value();
  EXPECT_EQ(key.open("other", sealed), std::nullopt);
  EXPECT_EQ(Key::generate()->open("row", sealed), std::nullopt);
  // The same key beside another store's id.
  auto text = std::string(key.text().reveal());
  auto& digit = text[std::string("mfaclient-store-key-1:").size()];
  digit = digit == '0' ? '1' : '0';
  EXPECT_EQ(Key::parse(SecretString(text))->open("row", sealed), std::nullopt);
}

TEST(Sealing, AKeySurvivesItsText) {
  const auto key = Key::generate().value();
  const auto sealed = key.seal("row", "text").value();
  auto text = key.text();
  text.append("\n");
  EXPECT_EQ(Key::parse(text)->open("row", sealed)->reveal(), "text");
}

TEST(Sealing, ADamagedKeyIsRefusedUnquoted) {
  const auto text = std::string(Key::generate()->text().reveal());
  for (const std::string& bad : {std::string(), std::string("key"), text.substr(1), text.substr(0, 40),
                                 text.substr(0, text.size() - 4), text + "AAAA", "x" + text}) {
    const auto parsed = Key::parse(SecretString(bad));
    ASSERT_FALSE(parsed) << bad.size();
    EXPECT_EQ(parsed.error().code, Errc::storage);
    if (bad.size() > 40) {
      EXPECT_EQ(parsed.error().text().find(bad.substr(30, 8)), std::string::npos);
    }
  }
}

TEST(Digest, DependsOnEverything) {
  const auto key = Key::generate().value();
  const std::uint8_t bytes[] = {1, 2, 3};
  const auto digest = key.digest("file", bytes);
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(key.digest("file", bytes), digest);
  EXPECT_NE(key.digest("row", bytes), digest);
  EXPECT_NE(key.digest("file", std::span(bytes).first(2)), digest);
  EXPECT_NE(Key::generate()->digest("file", bytes), digest);
}

}  // namespace
}  // namespace mfaclient::store
