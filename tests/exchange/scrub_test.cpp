#include "exchange/scrub.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "exchange/support.hpp"
#include "wire/form.hpp"

namespace mfaclient::test {
namespace {

constexpr std::string_view kWithheld = "(withheld: it repeats a secret)";

/// `words` as they come out of an error after `request`, whichever of its fields held them.
std::string scrubbed(const std::string& words, const http::Request& request,
                     const std::vector<SecretString>& secrets = {}) {
  std::vector<const SecretString*> pointers;
  for (const auto& secret : secrets) pointers.push_back(&secret);
  Error error{.message = words, .vendor_code = words, .vendor_message = words, .request_id = words};
  scrub(error, request, pointers);
  EXPECT_EQ(error.vendor_code, error.vendor_message);
  EXPECT_EQ(error.request_id, error.vendor_message);
  return error.vendor_message;
}

http::Request with_header(std::string_view name, std::string_view value) {
  http::Request request;
  request.headers.add(name, value);
  return request;
}

TEST(Scrub, LeavesInnocentWordsAlone) {
  const auto request =
      with_header("Authorization", wire::basic_credentials("me@box.example", "hunter2!").reveal());
  EXPECT_EQ(scrubbed("wrong password for me@box.example", request, {SecretString("123456")}),
            "wrong password for me@box.example");
  EXPECT_EQ(scrubbed("", request), "");
}

TEST(Scrub, WithholdsTheOperationsSecrets) {
  const std::vector<SecretString> secrets{SecretString("123456"), SecretString("s3cret-word")};
  EXPECT_EQ(scrubbed("the code 123456 is wrong", {}, secrets), kWithheld);
  EXPECT_EQ(scrubbed("s3cret-word", {}, secrets), kWithheld);
  EXPECT_EQ(scrubbed("the code 12345 is wrong", {}, secrets), "the code 12345 is wrong");
}

TEST(Scrub, WithholdsThemAsTheyAreWrittenInUrlsFormsAndJson) {
  const std::vector<SecretString> secrets{SecretString("pass word/\"1\"")};
  for (const auto* echo : {"got pass word/\"1\"", "got pass%20word%2F%221%22", "got pass+word%2F%221%22",
                           R"(got pass word/\"1\")"})
    EXPECT_EQ(scrubbed(echo, {}, secrets), kWithheld) << echo;
  EXPECT_EQ(scrubbed("got pass", {}, secrets), "got pass");
}

TEST(Scrub, TooShortToBeTold) {
  EXPECT_EQ(scrubbed("an ok", {}, {SecretString("ok"), SecretString("")}), "an ok");
  EXPECT_EQ(scrubbed("pin 1234", {}, {SecretString("1234")}), kWithheld);
}

TEST(Scrub, WithholdsHeaders) {
  EXPECT_EQ(scrubbed("bad token abcd1234", with_header("X-Auth-Token", "abcd1234")), kWithheld);
  EXPECT_EQ(scrubbed("bad token abcd1234", with_header("Authorization", "Bearer abcd1234")), kWithheld);
  EXPECT_EQ(scrubbed("no Bearer token", with_header("Authorization", "Bearer abcd1234")), "no Bearer token");
}

TEST(Scrub, WithholdsEachValueOfACompositeHeader) {
  const auto cookies = with_header("Cookie", "lang=english; session=abcd1234");
  EXPECT_EQ(scrubbed("unknown session abcd1234", cookies), kWithheld);
  EXPECT_EQ(scrubbed("no session in the cookie", cookies), "no session in the cookie");
  const auto pair = with_header("Authorization", "client_id:abcd1234, client_secret:efgh5678");
  EXPECT_EQ(scrubbed("bad secret efgh5678", pair), kWithheld);
}

TEST(Scrub, WithholdsBasicCredentialsInEveryForm) {
  const auto value = wire::basic_credentials("me@box.example", "hunter2:!");
  const auto request = with_header("authorization", value.reveal());
  EXPECT_EQ(scrubbed(std::string(value.reveal()), request), kWithheld);
  EXPECT_EQ(scrubbed("got " + std::string(value.reveal().substr(6)), request), kWithheld);
  EXPECT_EQ(scrubbed("hunter2:! is wrong", request), kWithheld);
}

TEST(Scrub, WithholdsAKeyThatIsSentAsTheUsersName) {
  const auto request = with_header("Authorization", wire::basic_credentials("system-key-1", "").reveal());
  EXPECT_EQ(scrubbed("unknown user system-key-1", request), kWithheld);
}

TEST(Scrub, OddCredentialsDoNoHarm) {
  for (const auto* value :
       {"", "Basic", "Basic ", "Basic ====", "Basic Og==", "Basic bm9jb2xvbg==", "a b c", " "})
    EXPECT_EQ(scrubbed("some words", with_header("Authorization", value)), "some words") << value;
}

TEST(Scrub, WhatEveryRequestSaysIsNoSecret) {
  EXPECT_EQ(scrubbed("can't do application/json", with_header("Content-Type", "application/json")),
            "can't do application/json");
  EXPECT_EQ(scrubbed("can't do application/json", with_header("accept", "application/json")),
            "can't do application/json");
  EXPECT_EQ(scrubbed("hello mfaclient/1", with_header("USER-AGENT", "mfaclient/1")), "hello mfaclient/1");
}

TEST(Scrub, IsShortAndPrintable) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const auto out = scrubbed(all, {});
  EXPECT_EQ(out.size(), 200U);
  for (std::size_t i = 0; i < out.size(); ++i)
    EXPECT_EQ(out[i], i >= 0x20 && i < 0x7f ? static_cast<char>(i) : '?') << i;
  EXPECT_EQ(scrubbed("\x1b[31mred\r\n", {}), "?[31mred??");
}

// The secret is looked for before the words are cut, so that no part of it stays at the end.
TEST(Scrub, CutsAfterLooking) {
  const std::string words = std::string(195, 'x') + "s3cret-word";
  EXPECT_EQ(scrubbed(words, {}, {SecretString("s3cret-word")}), kWithheld);
  EXPECT_EQ(scrubbed(words, {}), words.substr(0, 200));
}

/// The whole way: a server that echoes what it was sent, in each place that reaches an error.
TEST(ExchangeScrub, AnEchoingServerLearnsNothingForTheError) {
  const auto basic = wire::basic_credentials("me@box.example", "CANARY-password");
  for (const std::string& echo : {std::string(basic.reveal()), std::string("CANARY-password"),
                                  std::string("CANARY-code"), std::string("CANARY-spare")})
    for (int place = 0; place < 3; ++place) {
      Bench bench;
      http::Response response{.status = 422};
      if (place == 0) response.body = SecretString("you sent " + echo);
      if (place == 1) response.headers.add("X-Request-Id", echo);
      if (place == 2) response.headers.add("X-Code", "<" + echo + ">");
      bench.transport->then(response);
      const auto exchange = bench.exchange();
      bench.signer.value = basic.reveal();
      bench.signer.numbered = false;
      const Probe probe{.code = SecretString("CANARY-code"), .spare = SecretString("CANARY-spare")};
      const auto error = exchange.perform(probe, bench.signer, exchange.begin({})).error();
      const auto all = error.message + error.vendor_message + error.vendor_code + error.request_id;
      EXPECT_EQ(all.find("CANARY"), std::string::npos) << all;
      EXPECT_EQ(all.find(std::string(basic.reveal())), std::string::npos) << all;
      EXPECT_NE(all.find(kWithheld), std::string::npos) << all;
    }
}

}  // namespace
}  // namespace mfaclient::test
