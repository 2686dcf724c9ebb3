// What observers of calls see, what they may add, and what they can't do.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "exchange/support.hpp"
#include "testing/replies.hpp"

namespace mfaclient::test {
namespace {

/// Everything that an observer is given, as text.
class Recorder final : public CallObserver {
 public:
  void before(const ObservedRequest& request, AddedHeaders& headers) noexcept override {
    note("before", request);
    for (const auto& [name, value] : wanted) added.push_back(headers.add(name, value));
  }
  void answered(const ObservedRequest& request, const ObservedAnswer& answer) noexcept override {
    note("answered", request);
    seen += " " + std::to_string(answer.status) + " " + std::to_string(answer.body_bytes);
    last = answer;
  }
  void finished(const ObservedRequest& request, const ObservedOutcome& outcome) noexcept override {
    note("finished", request);
    seen += outcome.error ? " " + std::string(to_string(*outcome.error)) : " done";
    if (outcome.status) seen += " " + std::to_string(*outcome.status);
  }

  std::vector<std::pair<std::string, std::string>> wanted{};
  std::vector<bool> added{};
  std::string seen{};
  ObservedAnswer last{};

 private:
  void note(const char* what, const ObservedRequest& request) {
    seen += "\n" + std::string(what) + " " + std::string(request.operation) + " " +
            std::string(request.method) + " " + std::string(request.path) + " " +
            std::to_string(request.body_bytes) + " try " + std::to_string(request.attempt);
  }
};

class ObserverTest : public ::testing::Test {
 protected:
  [[nodiscard]] Result<Done> perform(const Probe& probe, const CallOptions& options = {}) {
    ClientOptions client;
    client.observers = {recorder};
    client.added_headers = {"X-Team", "traceparent"};
    const auto exchange = bench.exchange({}, client);
    return exchange.perform(probe, bench.signer, exchange.begin(options));
  }
  [[nodiscard]] const http::Headers& sent() const { return bench.transport->sent().front().request.headers; }

  Bench bench{};
  std::shared_ptr<Recorder> recorder = std::make_shared<Recorder>();
};

TEST_F(ObserverTest, SeesACallWithItsPathTemplateAndSizes) {
  bench.transport->then(http::Response{.status = 200, .body = SecretString("four")});
  ASSERT_TRUE(perform({.code = SecretString("123456")}));
  EXPECT_EQ(recorder->seen,
            "\nbefore test.probe POST /probe/{code} 6 try 1"
            "\nanswered test.probe POST /probe/{code} 6 try 1 200 4"
            "\nfinished test.probe POST /probe/{code} 6 try 1 done 200");
}

TEST_F(ObserverTest, SeesBothTriesAndOneEnd) {
  bench.transport->then(401);
  bench.transport->then(422);
  EXPECT_FALSE(perform({}));
  EXPECT_EQ(recorder->seen,
            "\nbefore test.probe POST /probe/{code} 0 try 1"
            "\nanswered test.probe POST /probe/{code} 0 try 1 401 0"
            "\nbefore test.probe POST /probe/{code} 0 try 2"
            "\nanswered test.probe POST /probe/{code} 0 try 2 422 0"
            "\nfinished test.probe POST /probe/{code} 0 try 2 code_rejected 422");
}

TEST_F(ObserverTest, SeesTheEndAlsoWhereTheSecondTryNeverLeft) {
  bench.transport->then([&](const http::Request&) {
    bench.signer.failure = Error{.code = Errc::invalid_credentials};
    return Result<http::Response>(http::Response{.status = 401});
  });
  EXPECT_FALSE(perform({}));
  EXPECT_TRUE(
      recorder->seen.ends_with("finished test.probe POST /probe/{code} 0 try 1 invalid_credentials 401"))
      << recorder->seen;
}

TEST_F(ObserverTest, SeesTheEndOfACallThatNobodyAnswered) {
  EXPECT_FALSE(perform({}));
  EXPECT_TRUE(recorder->seen.ends_with("try 1 network")) << recorder->seen;
}

TEST_F(ObserverTest, SeesNothingOfACallThatWasNotSent) {
  EXPECT_FALSE(perform({.unencodable = true}));
  EXPECT_FALSE(perform({}, {.timeout = milliseconds{0}}));
  EXPECT_EQ(recorder->seen, "");
}

TEST_F(ObserverTest, SeesTheServersClockAndTheTimeItTook) {
  const auto sent_at = bench.clock->now();
  bench.transport->then([&](const http::Request&) {
    bench.clock->advance(seconds{2});
    http::Response yes{.status = 200};
    yes.headers.add("Date", testing::http_date(sent_at + seconds{7}));
    return Result<http::Response>(yes);
  });
  ASSERT_TRUE(perform({}));
  EXPECT_EQ(recorder->last.sent, sent_at);
  EXPECT_EQ(recorder->last.elapsed, seconds{2});
  EXPECT_EQ(recorder->last.date, std::chrono::floor<seconds>(sent_at + seconds{7}));
}

TEST_F(ObserverTest, SeesNoSecretWhateverTheServerEchoes) {
  bench.signer.value = "CANARY-token-";
  bench.transport->then([](const http::Request& request) {
    http::Response response{.status = 422, .body = request.body};
    response.headers.add("X-Request-Id", *request.headers.get("Authorization"));
    response.headers.add("Set-Cookie", "CANARY=1");
    return Result<http::Response>(response);
  });
  EXPECT_FALSE(perform({.code = SecretString("CANARY-code")}));
  EXPECT_EQ(recorder->seen.find("CANARY"), std::string::npos) << recorder->seen;
}

TEST_F(ObserverTest, AddsTraceContextRequestIdAndWhatTheSettingsName) {
  recorder->wanted = {{"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                      {"tracestate", "vendor=1"},
                      {"X-Request-ID", "r-1"},
                      {"x-team", "red"}};
  bench.transport->then(200);
  ASSERT_TRUE(perform({}));
  EXPECT_EQ(recorder->added, std::vector<bool>(4, true));
  EXPECT_EQ(sent().get("TraceState"), "vendor=1");
  EXPECT_EQ(sent().get("X-Team"), "red");
}

TEST_F(ObserverTest, AddsNothingElseAndNothingTwice) {
  recorder->wanted = {{"Authorization", "mine"},
                      {"Cookie", "a=b"},
                      {"Content-Type", "text/plain"},
                      {"Host", "other"},
                      {"User-Agent", "mine"},
                      {"X-Other", "1"},
                      {"", "1"},
                      {"traceparent", "a\r\nX-Evil: 1"},
                      {"traceparent", std::string("a\0b", 3)},
                      {"traceparent", std::string(4097, 'a')},
                      {"traceparent", "first"},
                      {"traceparent", "second"}};
  bench.transport->then(200);
  ASSERT_TRUE(perform({})) << "an observer can't make a call fail";
  std::vector<bool> expected(12, false);
  expected[10] = true;
  EXPECT_EQ(recorder->added, expected);
  EXPECT_EQ(sent().all("traceparent"), std::vector<std::string_view>{"first"});
  EXPECT_EQ(sent().all("Authorization"), std::vector<std::string_view>{"token-0"});
  EXPECT_EQ(sent().fields().size(), 3U) << "User-Agent, Authorization, traceparent";
}

TEST(AddedHeaders, ThatSayWhoAsksAreRefusedInTheSettings) {
  for (const auto* name : {"authorization", "COOKIE", "Host", "Content-Length", "content-type",
                           "Transfer-Encoding", "Proxy-Authorization", "Connection", "User-Agent"}) {
    ClientOptions options;
    options.transport = std::make_shared<ScriptedTransport>();
    options.added_headers = {"X-Team", name};
    const auto made = Exchange::create("https://vendor.example", options);
    ASSERT_FALSE(made) << name;
    EXPECT_EQ(made.error().code, Errc::invalid_argument);
    EXPECT_EQ(made.error().field, "added_headers");
  }
}

}  // namespace
}  // namespace mfaclient::test
