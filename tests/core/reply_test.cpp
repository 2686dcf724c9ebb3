#include "wire/reply.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace mfaclient::wire {
namespace {

using std::chrono::seconds;

std::optional<seconds> wait_for(std::string_view value, std::string_view date = {}) {
  http::Headers headers;
  headers.add("retry-after", value);
  if (!date.empty()) headers.add("date", date);
  return retry_after(headers);
}

constexpr std::string_view kDate = "Sun, 06 Nov 1994 08:49:37 GMT";  // RFC 9110, 5.6.7

TEST(RetryAfter, Seconds) {
  EXPECT_EQ(wait_for("120"), seconds{120});
  EXPECT_EQ(wait_for("0"), seconds{0});
  EXPECT_EQ(wait_for(" 7 "), seconds{7});
  EXPECT_EQ(wait_for("007"), seconds{7});
  EXPECT_EQ(wait_for("120", kDate), seconds{120});
}

TEST(RetryAfter, DatesAreMeasuredAgainstTheAnswersOwn) {
  EXPECT_EQ(wait_for("Sun, 06 Nov 1994 08:51:37 GMT", kDate), seconds{120});
  EXPECT_EQ(wait_for("Sun, 06 Nov 1994 09:49:37 GMT", kDate), seconds{3600});
  EXPECT_EQ(wait_for("Mon, 07 Nov 1994 00:00:00 GMT", kDate), seconds{54623});
  EXPECT_EQ(wait_for("Thu, 01 Dec 1994 00:00:10 GMT", "Wed, 30 Nov 1994 23:59:50 GMT"), seconds{20});
  EXPECT_EQ(wait_for("Thu, 29 Feb 2024 00:00:00 GMT", "Wed, 28 Feb 2024 23:59:59 GMT"), seconds{1});
  EXPECT_EQ(wait_for("Fri, 01 Jan 1999 00:00:00 GMT", "Thu, 31 Dec 1998 23:59:60 GMT"), seconds{0});
}

TEST(RetryAfter, APastDateIsNow) {
  EXPECT_EQ(wait_for("Sun, 06 Nov 1994 08:49:36 GMT", kDate), seconds{0});
  EXPECT_EQ(wait_for("Thu, 01 Jan 1970 00:00:00 GMT", kDate), seconds{0});
}

TEST(RetryAfter, MoreThanADayIsADay) {
  const seconds day{86'400};
  EXPECT_EQ(wait_for("86400"), day);
  EXPECT_EQ(wait_for("86401"), day);
  EXPECT_EQ(wait_for("9223372036854775807"), day);
  EXPECT_EQ(wait_for("9223372036854775808"), day);
  EXPECT_EQ(wait_for(std::string(1000, '9')), day);
  EXPECT_EQ(wait_for("Fri, 31 Dec 9999 23:59:59 GMT", kDate), day);
}

TEST(RetryAfter, WhatCannotBeReadIsAbsent) {
  EXPECT_EQ(retry_after({}), std::nullopt);
  for (const auto* value :
       {"", " ", "-1", "+1", "1.5", "1s", "soon", "0x10", "1e3", "1,2", "1 2", "\xD9\xA1"})
    EXPECT_EQ(wait_for(value, kDate), std::nullopt) << value;
}

TEST(RetryAfter, ADateThatIsNoImfFixdateIsAbsent) {
  for (const auto* value :
       {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt",  "Sun, 31 Feb 1994 08:49:37 GMT",   "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",  "Sun, 06 Nov 1994 08:49:61 GMT",   "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov abcd 08:49:37 GMT",  "Sun, 06 Nov -994 08:49:37 GMT",   "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 ovD 1994 08:49:37 GMT",  "Sun, 06xNov 1994 08:49:37 GMT",   "Sun, 06 Novx1994 08:49:37 GMT",
        "Sun, 06 Nov 1994x08:49:37 GMT",  "Sun, 06 Nov 1994 08x49:37 GMT",   "Sun, 06 Nov 1994 08:49x37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",  "Sun, 06 Nov 1994 -8:49:37 GMT",   "Sun, 06 Nov 1994 08:-9:37 GMT",
        "Sun, 06 Nov 1994 08:49:37",      "Sun, 06 Nov 1994 08:49:37 GMT x", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Xyz, 06 Nov 1994 08:49:37 GMT"}) {
    EXPECT_EQ(wait_for(value, kDate), std::nullopt) << value;
    EXPECT_EQ(wait_for(kDate, value), std::nullopt) << value;
  }
  EXPECT_EQ(wait_for(kDate), std::nullopt) << "nothing to measure against";
}

http::Response answer(int status, std::string_view body = {}) {
  return {.status = status, .body = SecretString(body)};
}

TEST(UnexpectedStatus, Table) {
  const std::vector<std::pair<int, Errc>> table{{401, Errc::session_expired},
                                                {403, Errc::not_permitted},
                                                {404, Errc::not_found},
                                                {409, Errc::conflict},
                                                {429, Errc::rate_limited}};
  for (int status = 0; status < 700; ++status) {
    auto expected = status >= 500 ? Errc::server_error : Errc::protocol;
    for (const auto& [known, code] : table)
      if (known == status) expected = code;
    const auto error = unexpected_status(answer(status));
    EXPECT_EQ(error.code, expected) << status;
    EXPECT_NE(error.text().find("status " + std::to_string(status)), std::string::npos) << error.message;
  }
  EXPECT_NE(unexpected_status(answer(302)).text().find("redirect"), std::string::npos);
}

TEST(UnexpectedStatus, TellsHowLongToWait) {
  for (const int status : {429, 503}) {
    auto response = answer(status);
    response.headers.add("Retry-After", "9");
    EXPECT_EQ(unexpected_status(response).retry_after, seconds{9});
    EXPECT_EQ(unexpected_status(answer(status)).retry_after, std::nullopt);
  }
}

TEST(UnexpectedStatus, NeverQuotesTheAnswer) {
  auto response = answer(418, "CANARY");
  response.headers.add("Location", "CANARY");
  for (int status = 100; status < 600; ++status) {
    response.status = status;
    const auto error = unexpected_status(response);
    EXPECT_EQ((error.message + error.field + error.vendor_message + error.vendor_code).find("CANARY"),
              std::string::npos);
  }
}

TEST(CheckEvidence, StatusAndText) {
  const Evidence word{.text = "OK"};
  EXPECT_TRUE(check_evidence(answer(200, "OK"), word));
  EXPECT_TRUE(check_evidence(answer(200, " OK\r\n"), word));
  for (const auto* body : {"", "ok", "OK!", "NOT OK", "O K", "OK\n<html>", "\"OK\""}) {
    const auto result = check_evidence(answer(200, body), word);
    ASSERT_FALSE(result) << body;
    EXPECT_EQ(result.error().code, Errc::protocol);
  }
  const Evidence created{.statuses = {200, 201}};
  EXPECT_TRUE(check_evidence(answer(201, "anything"), created));
  EXPECT_TRUE(check_evidence(answer(200, "anything"), created));
  EXPECT_EQ(check_evidence(answer(202, "anything"), created).error().code, Errc::protocol);
  EXPECT_EQ(check_evidence(answer(401, "OK"), word).error().code, Errc::session_expired);
}

TEST(CheckEvidence, TheStatusAloneIsNoYesFromAPage) {
  const Evidence silent{.statuses = {200, 204}, .status_alone = true};
  for (const auto* body : {"", "\r\n", "{}", "null", R"({"any":"thing"})"})
    EXPECT_TRUE(check_evidence(answer(200, body), silent)) << body;
  for (const auto* body : {"<html>", "OK", "{", "{}{}"})
    EXPECT_EQ(check_evidence(answer(200, body), silent).error().code, Errc::protocol) << body;
  EXPECT_FALSE(check_evidence(answer(0, ""), silent));
}

TEST(Refusal, CarriesTheVendorsWords) {
  const auto error = refusal(Errc::denied, "no", "because");
  EXPECT_EQ(error.code, Errc::denied);
  EXPECT_EQ(error.message, "no");
  EXPECT_EQ(error.vendor_message, "because");
}

}  // namespace
}  // namespace mfaclient::wire
