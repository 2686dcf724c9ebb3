#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "exchange/support.hpp"

namespace mfaclient::test {
namespace {

using Kind = LogEvent::Kind;

/// What a logger is given, kept beyond the callback.
struct Line {
  Kind kind;
  std::string operation, method, request_id;
  int attempt, http_status;
  std::optional<Errc> error;
  milliseconds elapsed;
};

class LogTest : public ::testing::Test {
 protected:
  void perform(const Probe& probe) {
    const auto exchange = bench_.exchange([this](const LogEvent& event) {
      lines_.push_back({event.kind, std::string(event.operation), std::string(event.method),
                        std::string(event.request_id), event.attempt, event.http_status, event.error,
                        event.elapsed});
    });
    static_cast<void>(exchange.perform(probe, bench_.signer, exchange.begin({})));
  }
  void expect_kinds(const std::vector<Kind>& kinds) {
    ASSERT_EQ(lines_.size(), kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      EXPECT_EQ(lines_[i].kind, kinds[i]) << i;
      EXPECT_EQ(lines_[i].operation, "test.probe") << i;
      EXPECT_EQ(lines_[i].method, "POST") << i;
    }
  }
  Bench bench_{};
  std::vector<Line> lines_{};
};

// A member added here could carry a secret out: then this list, and the tests for it, must be thought over.
TEST(LogEventTest, HasExactlyTheseFields) {
  const auto& [kind, operation, method, attempt, http_status, request_id, error, elapsed, server_ahead] =
      LogEvent{};
  EXPECT_EQ(kind, Kind::sent);
  EXPECT_TRUE(operation.empty() && method.empty() && request_id.empty());
  EXPECT_EQ(attempt, 1);
  EXPECT_EQ(http_status, 0);
  EXPECT_FALSE(error);
  EXPECT_EQ(elapsed, milliseconds{0});
  EXPECT_FALSE(server_ahead);
}

TEST_F(LogTest, AYes) {
  bench_.transport->then([this](const http::Request&) {
    bench_.clock->advance(milliseconds{42});
    return Result<http::Response>(http::Response{.status = 200});
  });
  perform({});
  expect_kinds({Kind::sent, Kind::answered});
  EXPECT_EQ(lines_[0].http_status, 0);
  EXPECT_EQ(lines_[1].http_status, 200);
  EXPECT_EQ(lines_[1].elapsed, milliseconds{42});
  EXPECT_FALSE(lines_[1].error);
}

TEST_F(LogTest, ANo) {
  http::Response response{.status = 422, .body = SecretString("words")};
  response.headers.add("X-Request-Id", "req-7");
  bench_.transport->then(response);
  perform({});
  expect_kinds({Kind::sent, Kind::answered, Kind::failed});
  EXPECT_EQ(lines_[2].error, Errc::code_rejected);
  EXPECT_EQ(lines_[2].http_status, 422);
  EXPECT_EQ(lines_[2].request_id, "req-7");
}

TEST_F(LogTest, TheRequestsIdIsTheHeadersElseTheOperations) {
  http::Response response{.status = 422};
  response.headers.add("X-Task", "task-9");
  bench_.transport->then(response);
  perform({});
  EXPECT_EQ(lines_.back().request_id, "task-9");
  response.headers.add("X-Request-Id", "req-7");
  bench_.transport->then(response);
  perform({});
  EXPECT_EQ(lines_.back().request_id, "req-7");
}

TEST_F(LogTest, NoAnswer) {
  perform({});
  expect_kinds({Kind::sent, Kind::failed});
  EXPECT_EQ(lines_[1].error, Errc::network);
  EXPECT_EQ(lines_[1].http_status, 0);
}

TEST_F(LogTest, ASecondTryCountsAttempts) {
  bench_.transport->then(401);
  bench_.transport->then(422);
  perform({});
  expect_kinds({Kind::sent, Kind::answered, Kind::resent, Kind::sent, Kind::answered, Kind::failed});
  const std::vector<int> attempts{1, 1, 2, 2, 2, 2};
  for (std::size_t i = 0; i < attempts.size(); ++i) EXPECT_EQ(lines_[i].attempt, attempts[i]) << i;
}

TEST_F(LogTest, NothingSentIsNothingLogged) {
  perform({.unencodable = true});
  EXPECT_TRUE(lines_.empty());
}

TEST_F(LogTest, HoldsNoSecretWhateverTheServerEchoes) {
  bench_.signer.value = "CANARY-token-";
  bench_.transport->then([](const http::Request& request) {
    http::Response response{.status = 422};
    response.headers.add("X-Request-Id", *request.headers.get("Authorization"));
    return Result<http::Response>(response);
  });
  perform({.code = SecretString("CANARY-code")});
  ASSERT_FALSE(lines_.empty());
  for (const auto& line : lines_)
    EXPECT_EQ((line.operation + line.method + line.request_id).find("CANARY"), std::string::npos);
}

}  // namespace
}  // namespace mfaclient::test
