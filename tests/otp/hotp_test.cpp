#include <array>
#include <cstring>
#include <latch>
#include <limits>
#include <new>
#include <thread>

#include "otp/support.hpp"

namespace mfaclient::otp {
namespace {

using test::expect_refused;
using test::rfc_key;

constexpr auto kLastCounter = std::numeric_limits<std::uint64_t>::max();

Hotp rfc_hotp(int digits = 6) { return Hotp::create(rfc_key(20), Algorithm::sha1, digits).value(); }

TEST(Hotp, MakesTheCodesOfRfc4226AppendixD) {
  const auto vectors = test::rows("rfc4226_appendix_d.csv", ',');
  ASSERT_EQ(vectors.size(), 10U);
  for (const auto& row : vectors) {
    const auto counter = std::stoull(row[0]);
    EXPECT_EQ(rfc_hotp().code(counter).reveal(), row[2]) << counter;
    // The truncated value in full is the ten-digit code.
    EXPECT_EQ(rfc_hotp(10).code(counter).reveal(), std::string(10 - row[1].size(), '0') + row[1]) << counter;
  }
}

TEST(Hotp, KeepsLeadingZeros) {
  // Counter 7 truncates to 82162583 (RFC 4226, appendix D).
  EXPECT_EQ(rfc_hotp(6).code(7).reveal(), "162583");
  EXPECT_EQ(rfc_hotp(7).code(7).reveal(), "2162583");
  EXPECT_EQ(rfc_hotp(8).code(7).reveal(), "82162583");
  EXPECT_EQ(rfc_hotp(9).code(7).reveal(), "082162583");
  EXPECT_EQ(rfc_hotp(10).code(7).reveal(), "0082162583");
}

TEST(Hotp, RefusesDigitsAndKeysThatMakeNoSafeCode) {
  for (const int digits : {-1, 0, 5, 11, 1000})
    expect_refused(Hotp::create(rfc_key(20), Algorithm::sha1, digits), "digits");
  expect_refused(Hotp::create(RawSecret(SecretBytes())), "secret");
}

TEST(Hotp, CopiesShareTheKeyAndOutliveTheOriginal) {
  auto original = std::make_unique<const Hotp>(rfc_hotp());
  const Hotp copy = *original;
  original.reset();
  EXPECT_EQ(copy.code(0).reveal(), "755224");
}

TEST(Hotp, VerifyAnswersTheCounter) {
  const auto hotp = rfc_hotp();
  EXPECT_EQ(hotp.verify("755224", 0, 1), 0U);
  EXPECT_EQ(hotp.verify("520489", 0, 10), 9U);
  EXPECT_EQ(hotp.verify("520489", 9, 1), 9U);
  EXPECT_EQ(hotp.verify("520489", 0, 9), std::nullopt);
  EXPECT_EQ(hotp.verify("755224", 1, 10), std::nullopt);
  EXPECT_EQ(hotp.verify("755224", 0, 0), std::nullopt);
}

TEST(Hotp, VerifyRefusesOtherWidthsAndOtherCharacters) {
  const auto hotp = rfc_hotp();
  for (const std::string_view code :
       {"", "7", "75522", "7552240", "0755224", " 755224", "755224 ", "75522x", "75522 "})
    EXPECT_EQ(hotp.verify(code, 0, 1), std::nullopt) << '"' << code << '"';
  EXPECT_EQ(hotp.verify({"75522\0", 6}, 0, 1), std::nullopt);
  EXPECT_EQ(hotp.verify({"755224\0", 7}, 0, 1), std::nullopt);
}

TEST(Hotp, VerifyAnswersTheLatestOfSeveralMatches) {
  constexpr std::uint64_t kTwin = 2386;  // the RFC's key gives 709847 at both
  constexpr std::uint64_t kLaterTwin = 2394;
  const auto hotp = rfc_hotp();
  ASSERT_EQ(hotp.code(kTwin).reveal(), hotp.code(kLaterTwin).reveal());
  const std::string code(hotp.code(kTwin).reveal());
  EXPECT_EQ(hotp.verify(code, kTwin, kLaterTwin - kTwin + 1), kLaterTwin);
  EXPECT_EQ(hotp.verify(code, kTwin, kLaterTwin - kTwin), kTwin);
}

TEST(Hotp, VerifyLooksAtAHundredCountersAtMost) {
  const auto hotp = rfc_hotp(10);
  const std::string hundredth(hotp.code(99).reveal());
  const std::string next(hotp.code(100).reveal());
  EXPECT_EQ(hotp.verify(hundredth, 0, kLastCounter), 99U);
  EXPECT_EQ(hotp.verify(next, 0, kLastCounter), std::nullopt);
}

TEST(Hotp, VerifyEndsAtTheLastCounter) {
  const auto hotp = rfc_hotp(10);
  EXPECT_EQ(hotp.verify(hotp.code(kLastCounter).reveal(), kLastCounter - 1, 100), kLastCounter);
  EXPECT_EQ(hotp.verify(hotp.code(0).reveal(), kLastCounter - 1, 100), std::nullopt);
}

TEST(Hotp, KeyIdNamesTheKeyAlone) {
  // SHA-256 of "mfaclient otp key id 1", a zero byte and the key.
  EXPECT_EQ(rfc_hotp().key_id(), "bc87dcd415b8dd65a3a9de91e6e8bde85c012421025c9d5b048577312412882a");
  EXPECT_EQ(Hotp::create(rfc_key(20), Algorithm::sha512, 8).value().key_id(), rfc_hotp().key_id());
  EXPECT_NE(Hotp::create(rfc_key(21)).value().key_id(), rfc_hotp().key_id());
}

TEST(Hotp, ManyThreadsShareOneKey) {
  const auto hotp = Hotp::create(rfc_key(Algorithm::sha256), Algorithm::sha256, 8).value();
  std::vector<std::string> expected;
  for (std::uint64_t i = 0; i < 100; ++i) expected.emplace_back(hotp.code(i).reveal());

  constexpr std::size_t kThreads = 4;
  constexpr std::uint64_t kCodes = 20'000;
  std::array<std::uint64_t, kThreads> right{};
  std::latch begin(kThreads);
  std::vector<std::thread> threads;
  for (auto& count : right)
    threads.emplace_back([&] {
      begin.arrive_and_wait();
      std::uint64_t mine = 0;
      for (std::uint64_t i = 0; i < kCodes; ++i)
        mine += hotp.code(i % expected.size()).reveal() == expected[i % expected.size()] ? 1U : 0U;
      count = mine;
    });
  for (auto& thread : threads) thread.join();
  for (const auto count : right) EXPECT_EQ(count, kCodes);
}

TEST(Code, IsFixedWidthText) {
  EXPECT_EQ(Code(0, 6).reveal(), "000000");
  EXPECT_EQ(Code(42, 8).reveal(), "00000042");
  EXPECT_EQ(Code(1234567, 6).reveal(), "234567");
  EXPECT_EQ(Code(0x7fffffff, 10).reveal(), "2147483647");
  EXPECT_EQ(Code(42, 8).secret().reveal(), "00000042");
  EXPECT_EQ(Code().reveal(), "");
  EXPECT_EQ(Code(42, -1).reveal(), "");
  EXPECT_EQ(Code(42, 11).reveal(), "0000000042");
}

TEST(Code, WipesItself) {
  alignas(Code) std::array<unsigned char, sizeof(Code)> storage{};
  auto* code = new (storage.data()) Code(123456, 6);
  ASSERT_NE(std::memchr(storage.data(), '6', storage.size()), nullptr);
  code->~Code();
  for (const char c : {'1', '2', '3', '4', '5', '6'})
    EXPECT_EQ(std::memchr(storage.data(), c, storage.size()), nullptr) << c;
}

}  // namespace
}  // namespace mfaclient::otp
