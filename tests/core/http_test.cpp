#include "mfaclient/http.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mfaclient::http {
namespace {

TEST(Headers, NamesHaveNoCase) {
  Headers headers;
  headers.add("X-Request-Id", "one");
  EXPECT_EQ(headers.get("x-request-ID"), "one");
  EXPECT_EQ(headers.get("X-Request-I"), std::nullopt);
  EXPECT_EQ(headers.fields().front().name, "X-Request-Id");
}

TEST(Headers, RepeatsStayInOrder) {
  Headers headers;
  headers.add("Set-Cookie", "a");
  headers.add("Other", "x");
  headers.add("set-cookie", SecretString("b"));
  headers.add("SET-COOKIE", "");
  EXPECT_EQ(headers.get("Set-Cookie"), "a");
  EXPECT_EQ(headers.all("Set-Cookie"), (std::vector<std::string_view>{"a", "b", ""}));
  EXPECT_TRUE(headers.all("None").empty());
  EXPECT_EQ(headers.fields().size(), 4U);
}

TEST(Headers, EmptyIsNotAbsent) {
  Headers headers;
  EXPECT_EQ(headers.get("A"), std::nullopt);
  headers.add("A", "");
  EXPECT_EQ(headers.get("A"), "");
}

Request good() {
  Request request{.method = "POST", .target = "/mfa/status?a=b%20c"};
  request.headers.add("X-Key", "abc");
  return request;
}

/// The field that `validate` names; "" where it has nothing to say.
std::string fault_of(const Request& request, std::string_view never_quoted) {
  const auto result = validate(request);
  if (result) return {};
  EXPECT_EQ(result.error().code, Errc::invalid_argument);
  EXPECT_EQ(result.error().delivery, Delivery::not_sent);
  if (!never_quoted.empty()) {
    EXPECT_EQ(result.error().text().find(never_quoted), std::string::npos) << result.error().message;
  }
  EXPECT_FALSE(result.error().field.empty());
  return result.error().field;
}

// RFC 9110, 5.6.2.
bool is_tchar(int byte) {
  const std::string_view all =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return byte != 0 && byte < 128 && all.find(static_cast<char>(byte)) != std::string_view::npos;
}

/// `text` with `byte` before, amid and after it.
std::vector<std::string> planted(std::string_view text, int byte) {
  std::vector<std::string> out;
  for (const std::size_t at : {std::size_t{0}, text.size() / 2, text.size()}) {
    std::string changed(text);
    changed.insert(at, 1, static_cast<char>(byte));
    out.push_back(std::move(changed));
  }
  return out;
}

TEST(Validate, LetsAGoodRequestThrough) {
  EXPECT_TRUE(validate(good()));
  auto request = good();
  request.body = SecretString(std::string_view("any\r\n\0bytes", 11));
  EXPECT_TRUE(validate(request));
}

TEST(Validate, MethodIsAToken) {
  for (int byte = 0; byte < 256; ++byte)
    for (const auto& method : planted("POST", byte)) {
      auto request = good();
      request.method = method;
      EXPECT_EQ(fault_of(request, method), is_tchar(byte) ? "" : "method") << byte;
    }
  auto request = good();
  request.method.clear();
  EXPECT_EQ(fault_of(request, "POST"), "method");
}

TEST(Validate, HeaderNameIsAToken) {
  for (int byte = 0; byte < 256; ++byte)
    for (const auto& name : planted("X-Name", byte)) {
      auto request = good();
      request.headers.add(name, "value");
      EXPECT_EQ(fault_of(request, name), is_tchar(byte) ? "" : "header") << byte;
    }
  auto request = good();
  request.headers.add("", "value");
  EXPECT_EQ(fault_of(request, "value"), "header");
}

TEST(Validate, HeaderValueHasNoControls) {
  for (int byte = 0; byte < 256; ++byte)
    for (const auto& value : planted("canary", byte)) {
      auto request = good();
      request.headers.add("X-Secret", "CANARY" + value + "CANARY");
      const bool bad = (byte < 0x20 && byte != '\t') || byte == 0x7f;
      EXPECT_EQ(fault_of(request, "CANARY"), bad ? "X-Secret" : "") << byte;
    }
}

// RFC 9112, 6: a second word on where a message ends lets one request smuggle another.
TEST(Validate, TheTransportFramesTheMessage) {
  for (const auto* name : {"Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "TE", "Trailer",
                           "Transfer-Encoding", "Upgrade", "content-length", "TRANSFER-ENCODING"}) {
    auto request = good();
    request.headers.add(name, "CANARY");
    EXPECT_EQ(fault_of(request, "CANARY"), name);
  }
  auto request = good();
  request.headers.add("Content-Type", "text/plain");
  EXPECT_TRUE(validate(request));
}

TEST(Validate, TargetIsAPathInPrintableAscii) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string plant(1, static_cast<char>(byte));
    auto request = good();
    const bool bad = byte <= 0x20 || byte >= 0x7f || byte == '#' || byte == '\\';
    for (const auto& target : {"/CANARY" + plant + "b", "/CANARY" + plant}) {
      request.target = target;
      EXPECT_EQ(fault_of(request, "CANARY"), bad ? "target" : "") << byte;
    }
    request.target = plant + "CANARY";
    EXPECT_EQ(fault_of(request, "CANARY"), byte == '/' ? "" : "target") << byte;
  }
}

// "//evil.example/" is an authority to whoever resolves it against the base (RFC 3986, 4.2).
TEST(Validate, TargetNeverNamesAnotherHost) {
  for (const auto* target : {"", "//evil.example/", "evil", "http://evil.example/", "@evil.example/",
                             ".evil.example", "?a=b", "\\\\evil"}) {
    auto request = good();
    request.target = target;
    EXPECT_EQ(fault_of(request, "evil"), "target") << target;
  }
  auto request = good();
  request.target = "/";
  EXPECT_TRUE(validate(request));
}

}  // namespace
}  // namespace mfaclient::http
