#include "exchange/exchange.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "exchange/support.hpp"
#include "mfaclient/version.hpp"

namespace mfaclient::test {
namespace {

TEST(Exchange, RefusesABadUrl) {
  ClientOptions options;
  options.transport = std::make_shared<ScriptedTransport>();
  for (const auto* url :
       {"", "vendor.example", "http://vendor.example", "https://u:p@vendor.example", "ftp://x"}) {
    const auto made = Exchange::create(url, options);
    ASSERT_FALSE(made) << url;
    EXPECT_EQ(made.error().code, Errc::invalid_argument);
    EXPECT_EQ(made.error().field, "url");
  }
}

TEST(Exchange, SendsOnceAndBringsTheOutput) {
  Bench bench;
  bench.transport->then(200);
  ASSERT_TRUE(bench.perform({.code = SecretString("123456")}));
  ASSERT_EQ(bench.transport->sent().size(), 1U);
  const auto& sent = bench.transport->sent().front();
  EXPECT_EQ(sent.base, "https://vendor.example/api");
  EXPECT_EQ(sent.request.target, "/probe");
  EXPECT_EQ(sent.request.body.reveal(), "123456");
  EXPECT_EQ(sent.request.headers.all("Authorization"), (std::vector<std::string_view>{"token-0"}));
  EXPECT_EQ(sent.request.headers.get("User-Agent"), "mfaclient/" + std::string(kVersion));
  EXPECT_EQ(bench.signer.renewed, 0);
}

TEST(Exchange, SendsWhatTheSignerAddsAndNothingElse) {
  class Nobody final : public Signer {
    [[nodiscard]] Result<void> sign(http::Request& /*request*/, const OperationInfo& /*info*/,
                                    const Call& /*call*/) override {
      return {};
    }
    [[nodiscard]] bool renew(const http::Request& /*request*/, const OperationInfo& /*info*/) override {
      return false;
    }
  };
  Bench bench;
  bench.transport->then(401);
  const auto exchange = bench.exchange();
  Nobody nobody;
  const auto result = exchange.perform(Probe{}, nobody, exchange.begin({}));
  EXPECT_EQ(result.error().code, Errc::session_expired);
  ASSERT_EQ(bench.transport->sent().size(), 1U);
  EXPECT_TRUE(bench.transport->sent().front().request.headers.all("Authorization").empty());
}

TEST(Exchange, CarriesTheCallsBounds) {
  Bench bench;
  bench.transport->then(200);
  std::stop_source stop;
  ASSERT_TRUE(bench.perform({}, {.timeout = seconds{7}, .stop = stop.get_token()}));
  EXPECT_EQ(bench.transport->sent().front().options.timeout, seconds{7});
  stop.request_stop();
  EXPECT_TRUE(bench.transport->sent().front().options.stop.stop_requested());
}

TEST(Exchange, OnlyWhatGoesOnceGetsAConnectionOfItsOwn) {
  for (const auto safety : {Safety::read, Safety::idempotent, Safety::once}) {
    Bench bench;
    bench.transport->then(200);
    ASSERT_TRUE(bench.perform({.kind = safety}));
    EXPECT_EQ(bench.transport->sent().front().options.fresh_connection, safety == Safety::once);
  }
}

void expect_unsent(const Bench& bench, const Result<Done>& result, Errc code) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code);
  EXPECT_EQ(result.error().operation, "test.probe");
  EXPECT_EQ(result.error().delivery, Delivery::not_sent);
  EXPECT_TRUE(bench.transport->sent().empty());
}

TEST(Exchange, SendsNothingAfterTheDeadline) {
  Bench bench;
  expect_unsent(bench, bench.perform({}, {.timeout = milliseconds{0}}), Errc::timeout);
}

TEST(Exchange, SendsNothingWhenSigningInTookAllTheTime) {
  Bench bench;
  bench.signer.on_sign = [&] { bench.clock->advance(seconds{5}); };
  expect_unsent(bench, bench.perform({}, {.timeout = seconds{5}}), Errc::timeout);
}

TEST(Exchange, SendsNothingOnceCancelled) {
  Bench bench;
  std::stop_source stop;
  stop.request_stop();
  expect_unsent(bench, bench.perform({}, {.stop = stop.get_token()}), Errc::cancelled);
}

TEST(Exchange, SendsNothingWhenCancelledWhileSigningIn) {
  Bench bench;
  std::stop_source stop;
  bench.signer.on_sign = [&] { stop.request_stop(); };
  expect_unsent(bench, bench.perform({}, {.stop = stop.get_token()}), Errc::cancelled);
}

TEST(Exchange, SendsNothingThatCannotBeEncoded) {
  Bench bench;
  const auto result = bench.perform({.unencodable = true});
  expect_unsent(bench, result, Errc::invalid_argument);
  EXPECT_EQ(result.error().field, "code");
  EXPECT_EQ(bench.signer.asked, 0);
}

TEST(Exchange, SendsNothingWithABadHeader) {
  for (const std::string& bad :
       {std::string("CANARY\r\nX-Evil: 1"), std::string("CANARY\0", 7), std::string("\x7f")}) {
    Bench bench;
    bench.signer.value = bad;
    const auto result = bench.perform({});
    expect_unsent(bench, result, Errc::invalid_argument);
    EXPECT_EQ(result.error().field, "Authorization");
    EXPECT_EQ(result.error().text().find("CANARY"), std::string::npos);
  }
}

TEST(Exchange, ShowsTheSignerTheErrorThatTheCallEndsWith) {
  Bench bench;
  bench.signer.rewrite = [](Error& error) { error.retry_after = seconds{9}; };
  bench.transport->then(422);
  EXPECT_EQ(bench.perform({}).error().retry_after, seconds{9});
  EXPECT_EQ(bench.perform({.unencodable = true}).error().retry_after, seconds{9});
}

TEST(Exchange, SendsNothingWhenSigningInFails) {
  Bench bench;
  bench.signer.failure = Error{.code = Errc::invalid_credentials, .operation = "test.login"};
  const auto result = bench.perform({});
  EXPECT_EQ(result.error().code, Errc::invalid_credentials);
  EXPECT_EQ(result.error().operation, "test.login");
  EXPECT_TRUE(bench.transport->sent().empty());
}

TEST(Exchange, ADeadSessionIsRenewedOnceAndTriedOnceMore) {
  Bench bench;
  bench.transport->then(401);
  bench.transport->then(200);
  ASSERT_TRUE(bench.perform({.code = SecretString("123456"), .kind = Safety::once}));
  ASSERT_EQ(bench.transport->sent().size(), 2U);
  EXPECT_EQ(bench.signer.renewed, 1);
  EXPECT_EQ(bench.signer.carried, "token-0");
  const auto& second = bench.transport->sent()[1];
  EXPECT_EQ(second.request.headers.all("Authorization"), (std::vector<std::string_view>{"token-1"}));
  EXPECT_EQ(second.request.headers.all("User-Agent").size(), 1U);
  EXPECT_EQ(second.request.body.reveal(), "123456");
  EXPECT_TRUE(second.options.fresh_connection);
  EXPECT_EQ(second.options.timeout, bench.transport->sent()[0].options.timeout);
}

TEST(Exchange, ShowsTheSignerEveryAnswerThatCame) {
  Bench bench;
  bench.transport->then(401);
  bench.transport->then(500);
  EXPECT_FALSE(bench.perform({}));
  EXPECT_FALSE(bench.perform({}));
  EXPECT_EQ(bench.signer.statuses, (std::vector{401, 500})) << "the third was never answered";
}

TEST(Exchange, ASecondDeadSessionIsReported) {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.transport->then(401);
  const auto result = bench.perform({});
  EXPECT_EQ(result.error().code, Errc::session_expired);
  EXPECT_EQ(result.error().delivery, Delivery::refused);
  EXPECT_EQ(bench.transport->sent().size(), 2U);
  EXPECT_EQ(bench.signer.renewed, 1);
}

TEST(Exchange, ASessionThatCannotBeRenewedIsReported) {
  Bench bench;
  bench.signer.renewable = false;
  bench.transport->then(401);
  EXPECT_EQ(bench.perform({}).error().code, Errc::session_expired);
  EXPECT_EQ(bench.transport->sent().size(), 1U);
}

TEST(Exchange, TheSecondTryKeepsTheDeadline) {
  Bench bench;
  bench.transport->then([&](const http::Request&) {
    bench.clock->advance(seconds{5});
    return Result<http::Response>(http::Response{.status = 401});
  });
  const auto result = bench.perform({}, {.timeout = seconds{5}});
  EXPECT_EQ(result.error().code, Errc::timeout);
  EXPECT_EQ(result.error().delivery, Delivery::not_sent);
  EXPECT_EQ(bench.transport->sent().size(), 1U);
}

TEST(Exchange, NoOtherErrorIsEverSentAgain) {
  for (int code = 0; code <= static_cast<int>(Errc::cancelled); ++code) {
    const auto errc = static_cast<Errc>(code);
    if (errc == Errc::session_expired) continue;
    for (const auto safety : {Safety::read, Safety::idempotent, Safety::once}) {
      Bench bench;
      bench.transport->then(418);
      bench.transport->then(200);
      const auto result = bench.perform({.kind = safety, .refusals = {{418, errc}}});
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().code, errc);
      EXPECT_EQ(bench.transport->sent().size(), 1U) << to_string(errc);
      EXPECT_EQ(bench.signer.renewed, 0);
      const bool doubt = errc == Errc::protocol || errc == Errc::server_error;
      EXPECT_EQ(result.error().delivery, doubt ? Delivery::unknown : Delivery::refused) << to_string(errc);
    }
  }
}

// Not even one that calls itself a dead session: only the vendor's own answer proves that nothing was done.
TEST(Exchange, NoFailureOfTheTransportIsEverSentAgain) {
  for (int code = 0; code <= static_cast<int>(Errc::cancelled); ++code)
    for (const auto delivery : {Delivery::not_sent, Delivery::unknown}) {
      Bench bench;
      bench.transport->then([&](const http::Request&) {
        return Result<http::Response>(Error{
            .code = static_cast<Errc>(code), .message = "lost", .transport_code = 56, .delivery = delivery});
      });
      bench.transport->then(200);
      const auto result = bench.perform({});
      ASSERT_FALSE(result);
      EXPECT_EQ(result.error().code, static_cast<Errc>(code));
      EXPECT_EQ(result.error().operation, "test.probe");
      EXPECT_EQ(result.error().transport_code, 56);
      EXPECT_EQ(result.error().delivery, delivery);
      EXPECT_EQ(result.error().http_status, std::nullopt);
      EXPECT_EQ(bench.transport->sent().size(), 1U);
    }
}

TEST(Exchange, ErrorsKeepEverythingThatArrived) {
  Bench bench;
  http::Response response{.status = 422, .body = SecretString("wrong token")};
  response.headers.add("x-request-id", "req-7");
  response.headers.add("X-Code", "E42");
  bench.transport->then(response);
  const auto error = bench.perform({.kind = Safety::once}).error();
  EXPECT_EQ(error.code, Errc::code_rejected);
  EXPECT_EQ(error.message, "no");
  EXPECT_EQ(error.operation, "test.probe");
  EXPECT_EQ(error.http_status, 422);
  EXPECT_EQ(error.vendor_code, "E42");
  EXPECT_EQ(error.vendor_message, "wrong token");
  EXPECT_EQ(error.request_id, "req-7");
  EXPECT_EQ(error.delivery, Delivery::refused);
}

}  // namespace
}  // namespace mfaclient::test
