// What texts may be, where more than one vendor says so.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/ascii.hpp"
#include "mfaclient/schema.hpp"

namespace mfaclient::schema {
namespace {

void expect(Check check, const std::vector<std::string>& fine, const std::vector<std::string>& refused) {
  for (const auto& text : fine) EXPECT_EQ(check(text), "") << text;
  for (const auto& text : refused) {
    EXPECT_NE(check(text), "") << text;
    const bool quoted = text.size() > 2 && check(text).find(text) != std::string_view::npos;
    EXPECT_FALSE(quoted) << text;
  }
}

const std::string kNul("a\0b", 3);

TEST(Checks, AnIdCannotChangeThePath) {
  expect(
      plain_id, {"1", "user_temp_otp_1", "0b5ca5a4-8c3e-4c0a-9d4c-0b5ca5a48c3e", "A"},
      {"", ".", "..", "a/b", "a?b", "a#b", "a b", "%2e", "a\r\nb", kNul, "\xC3\xA4", std::string(129, 'a')});
}

TEST(Checks, AUuidHasOneShape) {
  expect(uuid, {"046b6c7f-0b8a-43b9-b35d-6489e6daee91", "046B6C7F-0B8A-43B9-B35D-6489E6DAEE91"},
         {"", "046b6c7f0b8a43b9b35d6489e6daee91", "046b6c7f-0b8a-43b9-b35d-6489e6daee9",
          "046b6c7f-0b8a-43b9-b35d-6489e6daee911", "046b6c7f-0b8a-43b9-b35d-6489e6daee9g",
          "046b6c7f-0b8a-43b9-b35d-6489e6daee9-", "{46b6c7f-0b8a-43b9-b35d-6489e6daee91}"});
}

TEST(Checks, ANumberBeginsWithNoZeroAndHasNoSign) {
  expect(positive_number, {"1", "10", "12345678901234567890123"},
         {"", "0", "01", "-1", "+1", "1.0", "1e3", " 1", "1 ", "\xD9\xA1"});
}

TEST(Checks, APhoneNumberIsInE164Form) {
  expect(phone_number, {"+14155550100", "+4930901820", "+1234567"},
         {"", "14155550100", "+014155550100", "+1415555010a", "+1 415 555 0100", "+123456",
          "+1234567890123456"});
}

TEST(Checks, SixDigitsAreSix) {
  expect(six_digits, {"000000", "123456"}, {"", "12345", "1234567", "12345a", " 12345"});
}

TEST(Checks, AUserNameEndsAtNoColon) {
  expect(user_name, {"admin@box.example.com", "a b"}, {"", "a:b", "\xC3\xA4", "a\tb", kNul});
  expect(printable_ascii, {"a:b", "a b"}, {"", "\xC3\xA4", "a\nb"});
  expect(no_control_characters, {"a:b", "\xC3\xA4"}, {"", "a\nb", "a\x7f", kNul});
}

TEST(WholeNumber, IsTheWholeTextAndFits) {
  EXPECT_EQ(ascii::whole_number("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(ascii::whole_number("007"), 7);
  for (const auto* text : {"", "-", "+1", " 1", "1 ", "1.0", "9223372036854775808", "0x10", "1e3"})
    EXPECT_EQ(ascii::whole_number(text), std::nullopt) << text;
}

}  // namespace
}  // namespace mfaclient::schema
