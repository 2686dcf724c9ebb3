#include "wire/form.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mfaclient::wire {
namespace {

/// What a server reads: the WHATWG parser for one name or value.
std::string decoded(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'A' + 10; };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%') {
      out += static_cast<char>(digit(text.at(i + 1)) * 16 + digit(text.at(i + 2)));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

TEST(Form, RoundTripsEveryByte) {
  for (int i = 0; i < 256; ++i) {
    const std::string value(1, static_cast<char>(i));
    Form form;
    form.add(value, "x" + value + "y");
    const std::string body(form.body().reveal());
    const auto equals = body.find('=');
    ASSERT_NE(equals, std::string::npos);
    EXPECT_EQ(body.find_first_of("=&#\r\n", equals + 1), std::string::npos) << i;
    EXPECT_EQ(decoded(body.substr(0, equals)), value) << i;
    EXPECT_EQ(decoded(body.substr(equals + 1)), "x" + value + "y") << i;
  }
}

// WHATWG URL, 5.2: only these stand for themselves.
TEST(Form, EscapesAllButTheFewSafeCharacters) {
  const std::string_view safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._";
  for (int i = 0; i < 256; ++i) {
    const std::string value(1, static_cast<char>(i));
    Form form;
    form.add("n", value);
    const bool itself = form.body().reveal() == "n=" + value;
    EXPECT_EQ(itself, safe.find(value) != std::string_view::npos) << i;
  }
}

TEST(Form, KnownTexts) {
  Form form;
  EXPECT_TRUE(form.body().empty());
  form.add("mfa-id", "");
  form.add("a b", "\xC3\xA9&=+~");
  EXPECT_EQ(form.body().reveal(), "mfa-id=&a+b=%C3%A9%26%3D%2B%7E");
}

TEST(Form, PostsItsTypeEvenWhenEmpty) {
  const auto request = post_form("/mfa/status", {});
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/mfa/status");
  EXPECT_EQ(request.headers.get("content-type"), "application/x-www-form-urlencoded");
  EXPECT_TRUE(request.body.empty());
}

// RFC 7617, sections 2 and 2.1.
TEST(BasicCredentials, Rfc7617) {
  EXPECT_EQ(basic_credentials("Aladdin", "open sesame").reveal(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_credentials("test", "123\xC2\xA3").reveal(), "Basic dGVzdDoxMjPCow==");
}

TEST(BasicCredentials, KeepsEmptyAndColons) {
  EXPECT_EQ(basic_credentials("key", "").reveal(), "Basic a2V5Og==");
  EXPECT_EQ(basic_credentials("u", "a:b").reveal(), "Basic dTphOmI=");
}

}  // namespace
}  // namespace mfaclient::wire
