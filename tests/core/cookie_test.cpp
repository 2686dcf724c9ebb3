#include "wire/cookie.hpp"

#include <initializer_list>
#include <string>

#include <gtest/gtest.h>

#include "core/ascii.hpp"

namespace mfaclient::wire {
namespace {

std::string cookies(std::initializer_list<std::string_view> lines) {
  http::Headers headers;
  for (const auto line : lines) headers.add("set-cookie", line);
  return std::string(cookies_of(headers).reveal());
}

TEST(Cookies, AreJoinedWithoutTheirAttributes) {
  EXPECT_EQ(cookies({"a=1; Path=/; Secure; HttpOnly", " b=x=y== "}), "a=1; b=x=y==");
  EXPECT_EQ(cookies({}), "");
}

TEST(Cookies, LeaveOutWhatIsNone) {
  EXPECT_EQ(
      cookies({"nothing", "=value", "empty=; Path=/", "gone=1; Max-Age=0", "gone=1; max-age=0", "", ";a=1"}),
      "");
}

TEST(Ascii, FindsTextWithoutCase) {
  using ascii::contains_without_case;
  EXPECT_TRUE(contains_without_case("Access DENIED.", "access denied"));
  EXPECT_TRUE(contains_without_case("access denied", "Access Denied"));
  EXPECT_TRUE(contains_without_case("", ""));
  EXPECT_FALSE(contains_without_case("", "a"));
  EXPECT_FALSE(contains_without_case("access denie", "access denied"));
}

}  // namespace
}  // namespace mfaclient::wire
