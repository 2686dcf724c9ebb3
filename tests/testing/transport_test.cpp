#include "mfaclient/testing/transport.hpp"

#include <gtest/gtest.h>

#include "mfaclient/testing/clock.hpp"

namespace mfaclient::testing {
namespace {

using namespace std::chrono_literals;

// Answers 200 with the target it saw; hangs up on "/drop".
class Echo final : public Fake {
 protected:
  std::optional<http::Response> answer(const http::Request& request, std::string_view peer) override {
    if (request.target == "/drop") return std::nullopt;
    http::Response response;
    response.status = 200;
    response.body = SecretString(request.target + " from " + std::string(peer));
    return response;
  }
  Result<void> knob(std::string_view name, std::string_view /*value*/) override {
    return invalid_argument(name, "none here");
  }
};

// Takes 30 seconds for every answer.
class Slow final : public Fake {
 public:
  explicit Slow(std::shared_ptr<ManualClock> clock) : clock_(std::move(clock)) {}

 protected:
  std::optional<http::Response> answer(const http::Request& /*request*/, std::string_view /*peer*/) override {
    clock_->advance(30s);
    return http::Response{200, {}, {}};
  }
  Result<void> knob(std::string_view name, std::string_view /*value*/) override {
    return invalid_argument(name, "none here");
  }

 private:
  std::shared_ptr<ManualClock> clock_;
};

class FakeTransportTest : public ::testing::Test {
 protected:
  Result<http::Response> send(std::string target, std::string_view base = "https://box.example.com/admin") {
    return transport_.send(http::Url::parse(base).value(), {"POST", std::move(target), {}, {}}, options_);
  }

  std::shared_ptr<Echo> fake_ = std::make_shared<Echo>();
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>(Time(1'700'000'000s));
  FakeTransport transport_{fake_, "/admin", clock_};
  std::stop_source stop_{};
  http::SendOptions options_{30s, stop_.get_token(), false};
};

void expect_failure(const Result<http::Response>& result, Errc code, Delivery delivery) {
  ASSERT_FALSE(result);
  EXPECT_EQ(code, result.error().code);
  EXPECT_EQ(delivery, result.error().delivery);
}

TEST_F(FakeTransportTest, StripsTheMount) {
  EXPECT_EQ("/mfa/status?x=1 from 127.0.0.1", send("/mfa/status?x=1").value().body.reveal());
  ASSERT_EQ(1U, fake_->journal().size());
  EXPECT_EQ("/admin/mfa/status?x=1", fake_->journal()[0].request.target);
  EXPECT_EQ(200, fake_->journal()[0].response->status);
}

TEST_F(FakeTransportTest, OutsideOfTheMountNothingIsThere) {
  EXPECT_EQ(404, send("/login", "https://box.example.com").value().status);
  EXPECT_EQ(404, send("/login", "https://box.example.com/administrator").value().status);
  EXPECT_EQ(404, send("/login", "https://box.example.com/other/admin").value().status);
  EXPECT_EQ(3U, fake_->journal().size());
}

TEST_F(FakeTransportTest, AFaultMeetsTheNextRequestOnly) {
  transport_.script({Fault::refused, Fault::none, Fault::lost_request, Fault::lost_answer});
  expect_failure(send("/1"), Errc::network, Delivery::not_sent);
  EXPECT_TRUE(send("/2"));
  expect_failure(send("/3"), Errc::network, Delivery::unknown);
  expect_failure(send("/4"), Errc::network, Delivery::unknown);
  EXPECT_TRUE(send("/5"));
  // The lost answer had been given; the lost request was never seen.
  std::vector<std::string> seen;
  for (const auto& entry : fake_->journal()) seen.push_back(entry.request.target);
  EXPECT_EQ((std::vector<std::string>{"/admin/2", "/admin/4", "/admin/5"}), seen);
}

TEST_F(FakeTransportTest, AFakeThatHangsUpLeavesTheOutcomeOpen) {
  expect_failure(send("/drop"), Errc::network, Delivery::unknown);
  EXPECT_FALSE(fake_->journal()[0].response);
}

TEST_F(FakeTransportTest, SendsNothingWithoutTime) {
  options_.timeout = 0ms;
  expect_failure(send("/1"), Errc::timeout, Delivery::not_sent);
  options_.timeout = -1ms;
  expect_failure(send("/2"), Errc::timeout, Delivery::not_sent);
  EXPECT_TRUE(fake_->journal().empty());
}

TEST_F(FakeTransportTest, AnAnswerThatComesTooLateLeavesTheOutcomeOpen) {
  const auto slow = std::make_shared<Slow>(clock_);
  FakeTransport transport(slow, {}, clock_);
  const auto base = http::Url::parse("https://box.example.com").value();
  expect_failure(transport.send(base, {"POST", "/1", {}, {}}, options_), Errc::timeout, Delivery::unknown);
  EXPECT_EQ(1U, slow->journal().size());
  options_.timeout = 31s;
  EXPECT_TRUE(transport.send(base, {"POST", "/2", {}, {}}, options_));
}

TEST_F(FakeTransportTest, HonoursAStop) {
  stop_.request_stop();
  expect_failure(send("/1"), Errc::cancelled, Delivery::not_sent);
  EXPECT_TRUE(fake_->journal().empty());
}

TEST_F(FakeTransportTest, CallsTheHookBeforeTheFakeSeesTheRequest) {
  std::size_t seen_before = 99;
  transport_.on_send([&](const http::Request& request) {
    EXPECT_EQ("/1", request.target);
    seen_before = fake_->journal().size();
    clock_->advance(31s);
  });
  expect_failure(send("/1"), Errc::timeout, Delivery::not_sent);
  EXPECT_EQ(0U, seen_before);
}

TEST(Fake, TellsThePeerAndForgetsItsJournal) {
  Echo fake;
  EXPECT_EQ("/x from 10.0.0.7", fake.handle({"GET", "/x", {}, {}}, "10.0.0.7")->body.reveal());
  EXPECT_EQ("10.0.0.7", fake.journal()[0].peer);
  fake.clear_journal();
  EXPECT_TRUE(fake.journal().empty());
}

TEST(Fake, StripsItsMount) {
  Echo fake;
  EXPECT_EQ("/ from 127.0.0.1", fake.handle({"GET", "/admin", {}, {}}, "127.0.0.1", "/admin")->body.reveal());
  EXPECT_EQ("/?a from 127.0.0.1",
            fake.handle({"GET", "/admin?a", {}, {}}, "127.0.0.1", "/admin")->body.reveal());
  EXPECT_EQ("/b from 127.0.0.1",
            fake.handle({"GET", "/admin/b", {}, {}}, "127.0.0.1", "/admin/")->body.reveal());
}

}  // namespace
}  // namespace mfaclient::testing
