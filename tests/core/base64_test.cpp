#include "core/base64.hpp"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace mfaclient {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

SecretBytes bytes_of(std::string_view text) {
  return SecretBytes({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

TEST(Base64, Rfc4648Section10) {
  const std::vector<std::pair<std::string_view, std::string_view>> vectors{{"", ""},
                                                                           {"f", "Zg=="},
                                                                           {"fo", "Zm8="},
                                                                           {"foo", "Zm9v"},
                                                                           {"foob", "Zm9vYg=="},
                                                                           {"fooba", "Zm9vYmE="},
                                                                           {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : vectors) {
    EXPECT_EQ(base64_encode(bytes_of(plain).reveal()).reveal(), text);
    const auto back = base64_decode("f", text);
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(*back, bytes_of(plain));
  }
}

TEST(Base64, RoundTripsEveryLength) {
  std::mt19937 random(1);
  for (std::size_t length = 0; length < 300; ++length) {
    std::vector<std::uint8_t> bytes(length);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    const auto text = base64_encode(bytes);
    EXPECT_EQ(text.size(), (length + 2) / 3 * 4);
    const auto back = base64_decode("f", text.reveal());
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, SecretBytes(bytes));
  }
}

TEST(Base64, RefusesEveryForeignByteAnywhere) {
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    if (kDigits.find(c) != std::string_view::npos) continue;
    for (std::size_t at = 0; at < 8; ++at) {
      std::string text = "Zm9vYmFy";
      text[at] = c;
      // At the very end one "=" is padding; then the digit before it must fit.
      if (c == '=' && at == 7) continue;
      const auto result = base64_decode("qr", text);
      ASSERT_FALSE(result) << i << " at " << at;
      EXPECT_EQ(result.error().code, Errc::invalid_argument);
      EXPECT_EQ(result.error().field, "qr");
      EXPECT_EQ(result.error().message, "qr: is not base64");
    }
  }
}

TEST(Base64, RefusesWrongPaddingAndBreaks) {
  for (const std::string_view text : {"Z", "Zg", "Zg=", "Zg===", "Zm8", "=",
                                      "==", "===", "====", "=Zg=", "Z===", "Zg==Zg==", "Zm9v====", "Zm9v\n",
                                      "Zm9v\r\nYmFy", " Zm9v", "Zm9vYmE", "Zm 9v", "-_-_"})
    EXPECT_FALSE(base64_decode("f", text)) << text;
}

// RFC 4648, 3.5: one value, one text. Bits beyond the last byte must be zero.
TEST(Base64, RefusesTextsThatNoEncoderWrites) {
  int one = 0;
  int two = 0;
  for (const char digit : kDigits) {
    const std::string two_bytes{'Z', 'm', digit, '='};
    const std::string one_byte{'Z', digit, '=', '='};
    if (const auto bytes = base64_decode("f", two_bytes)) {
      ++two;
      EXPECT_EQ(base64_encode(bytes->reveal()).reveal(), two_bytes);
    }
    if (const auto bytes = base64_decode("f", one_byte)) {
      ++one;
      EXPECT_EQ(base64_encode(bytes->reveal()).reveal(), one_byte);
    }
  }
  EXPECT_EQ(two, 16);
  EXPECT_EQ(one, 4);
}

TEST(Base64, IsBounded) {
  EXPECT_FALSE(base64_decode("f", std::string((16U << 20U) + 4, 'A')));
  EXPECT_TRUE(base64_decode("f", std::string(1U << 20U, 'A')));
}

}  // namespace
}  // namespace mfaclient
