#include <random>
#include <set>

#include "otp/support.hpp"

namespace mfaclient::otp {
namespace {

using test::expect_refused;
using test::raw;

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

static_assert(!std::is_convertible_v<SecretBytes, RawSecret> &&
              !std::is_convertible_v<SecretString, RawSecret>);
static_assert(!std::is_constructible_v<Base32Secret, RawSecret> &&
              !std::is_constructible_v<RawSecret, Base32Secret>);

struct Case {
  std::string_view text;
  std::string_view strict;  // the bytes; "!" where it is refused
  std::string_view lenient;
};

std::string decoded(const Result<Base32Secret>& secret) {
  if (!secret) return "!";
  const auto bytes = secret->raw();
  return {reinterpret_cast<const char*>(bytes.bytes().reveal().data()), bytes.bytes().size()};
}

TEST(Base32, AcceptsAndRefuses) {
  const Case cases[] = {
      // RFC 4648, section 10
      {"", "!", "!"},
      {"MY======", "f", "f"},
      {"MZXQ====", "fo", "fo"},
      {"MZXW6===", "foo", "foo"},
      {"MZXW6YQ=", "foob", "foob"},
      {"MZXW6YTB", "fooba", "fooba"},
      {"MZXW6YTBOI======", "foobar", "foobar"},
      // padding: absent, exactly right, or wrong
      {"MY", "f", "f"},
      {"MZXW6YTBOI", "foobar", "foobar"},
      {"MY=", "!", "f"},
      {"MY=====", "!", "f"},
      {"MY=======", "!", "f"},
      {"MZXW6YTB=", "!", "fooba"},
      {"MZXW6YTB========", "!", "fooba"},
      {"MY======MY======", "!", "!"},
      {"=MY", "!", "!"},
      {"M=Y", "!", "!"},
      {"========", "!", "!"},
      {"=", "!", "!"},
      // how people copy it
      {"mzxw6ytb", "!", "fooba"},
      {"mZxW6yTb", "!", "fooba"},
      {"MZXW 6YTB", "!", "fooba"},
      {"MZXW-6YTB", "!", "fooba"},
      {" MZXW6YTB ", "!", "fooba"},
      {"MZXW6YTB\n", "!", "fooba"},
      {"MZXW\t6YTB\r\n", "!", "fooba"},
      {"mzxw 6ytb oi== ====\n", "!", "foobar"},
      {"M Z-X W-6 Y T B", "!", "fooba"},
      {" ", "!", "!"},
      {"- -", "!", "!"},
      // no digit of base32
      {"MZXW6YT0", "!", "!"},
      {"MZXW6YT1", "!", "!"},
      {"MZXW6YT8", "!", "!"},
      {"MZXW6YT9", "!", "!"},
      {"MZXW6YT@", "!", "!"},
      {"MZXW6YT[", "!", "!"},
      {"MZXW6YT`", "!", "!"},
      {"MZXW6YT{", "!", "!"},
      {"MZXW6YT_", "!", "!"},
      {"MZXW+YTB", "!", "!"},
      {"MZXW%206YTB", "!", "!"},
      {"MZXW\xc2\xa0\x36YTB", "!", "!"},
      {{"MZXW6YT\0", 8}, "!", "!"},
      // lengths that no whole number of bytes has
      {"M", "!", "!"},
      {"A", "!", "!"},
      {"AAA", "!", "!"},
      {"AAAAAA", "!", "!"},
      {"AAAAAAAAA", "!", "!"},
      {"AAAAAAAAAAA", "!", "!"},
      {"AAAAAAAAAAAAAA", "!", "!"},
      // bits set after the last byte
      {"MZ", "!", "!"},
      {"MZXR", "!", "!"},
      {"MZXW7", "!", "!"},
      {"MZXW6YR", "!", "!"},
      {"MZ======", "!", "!"},
  };
  for (const auto& [text, strict, lenient] : cases) {
    EXPECT_EQ(decoded(Base32Secret::parse(text, Base32Mode::strict)), strict) << '"' << text << '"';
    EXPECT_EQ(decoded(Base32Secret::parse(text, Base32Mode::lenient)), lenient) << '"' << text << '"';
  }
}

TEST(Base32, KeepsTheCanonicalText) {
  EXPECT_EQ(Base32Secret::parse("mzxw-6ytb oi======").value().text().reveal(), "MZXW6YTBOI");
  EXPECT_EQ(Base32Secret::parse("MZXW6YQ=", Base32Mode::strict).value().text().reveal(), "MZXW6YQ");
}

TEST(Base32, EveryPairOfBytesIsJudgedByTheAlphabet) {
  std::set<std::string> seen;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      const auto high = kAlphabet.find(text[0]);
      const auto low = kAlphabet.find(text[1]);
      const bool valid = high != std::string_view::npos && low != std::string_view::npos && low % 4 == 0;
      const auto secret = Base32Secret::parse(text, Base32Mode::strict);
      ASSERT_EQ(secret.has_value(), valid) << first << ' ' << second;
      if (!valid) continue;
      EXPECT_EQ(decoded(secret), std::string(1, static_cast<char>(high << 3U | low >> 2U)));
      seen.insert(decoded(secret));
    }
  }
  EXPECT_EQ(seen.size(), 256U);
}

TEST(Base32, RandomKeysSurviveTheRoundTrip) {
  std::mt19937 source(4648);
  for (std::size_t size = 1; size <= 200; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(source());
    const auto encoded = Base32Secret::encode(raw(bytes));
    ASSERT_TRUE(encoded);
    const std::string text(encoded->text().reveal());
    EXPECT_EQ(text.size(), (8 * size + 4) / 5);
    EXPECT_EQ(text.find_first_not_of(kAlphabet), std::string::npos);
    EXPECT_EQ(decoded(encoded), bytes);
    const auto strict = Base32Secret::parse(text, Base32Mode::strict);
    EXPECT_EQ(decoded(strict), bytes);
    EXPECT_EQ(
        decoded(Base32Secret::parse(text + std::string((8 - text.size() % 8) % 8, '='), Base32Mode::strict)),
        bytes);
  }
}

TEST(Base32, EncodesTheVectorsOfRfc4648) {
  EXPECT_EQ(Base32Secret::encode(raw("f")).value().text().reveal(), "MY");
  EXPECT_EQ(Base32Secret::encode(raw("foobar")).value().text().reveal(), "MZXW6YTBOI");
  EXPECT_EQ(Base32Secret::encode(raw({"\0", 1})).value().text().reveal(), "AA");
  expect_refused(Base32Secret::encode(RawSecret(SecretBytes())), "secret");
}

TEST(Base32, ErrorsDontQuoteTheText) {
  for (const auto mode : {Base32Mode::strict, Base32Mode::lenient})
    for (const auto text : {"CANARY1", "CANARY", "CANARYCANARYZ", "CANARY=C", "canary!"})
      for (const auto canary : {"CANARY", "canary"})
        expect_refused(Base32Secret::parse(text, mode), "secret", canary);
}

TEST(Base32, GeneratesFreshSecretsOfTheAskedLength) {
  const auto first = Base32Secret::generate().value();
  const auto second = Base32Secret::generate().value();
  EXPECT_EQ(first.text().size(), 32U);
  EXPECT_EQ(first.raw().bytes().size(), 20U);
  EXPECT_FALSE(first.text() == second.text());
  EXPECT_EQ(Base32Secret::generate(16).value().raw().bytes().size(), 16U);
  EXPECT_EQ(Base32Secret::generate(1024).value().raw().bytes().size(), 1024U);
  expect_refused(Base32Secret::generate(15), "bytes");
  expect_refused(Base32Secret::generate(0), "bytes");
  expect_refused(Base32Secret::generate(1025), "bytes");
}

}  // namespace
}  // namespace mfaclient::otp
