#include "exchange/server_clock.hpp"

#include <gtest/gtest.h>

#include "exchange/support.hpp"
#include "testing/replies.hpp"

namespace mfaclient::test {
namespace {

using testing::http_date;

const Time kNow{std::chrono::hours(490'000)};

/// An answer of that date to a request that left at `kNow`.
ObservedAnswer dated(std::optional<Time> date, std::chrono::nanoseconds elapsed = seconds{0}) {
  ObservedAnswer answer{.status = 200, .sent = kNow, .elapsed = elapsed};
  if (date) answer.date = std::chrono::floor<seconds>(*date);
  return answer;
}

TEST(ServerClock, IsUnknownWithoutADate) {
  ServerClock clock;
  clock.answered({}, dated(std::nullopt));
  EXPECT_EQ(clock.ahead(), std::nullopt);
}

TEST(ServerClock, SubtractsHalfTheRoundTrip) {
  ServerClock clock;
  clock.answered({}, dated(kNow + seconds{35}, seconds{10}));
  EXPECT_EQ(clock.ahead(), seconds{30});
  ServerClock behind;
  behind.answered({}, dated(kNow - seconds{90}));
  EXPECT_EQ(behind.ahead(), seconds{-90});
}

TEST(ServerClock, KeepsTheMedianOfTheLastAnswers) {
  ServerClock clock;
  for (int i = 0; i < 5; ++i) clock.answered({}, dated(kNow + seconds{30}));
  for (int i = 0; i < 4; ++i) clock.answered({}, dated(kNow + seconds{4000}));
  EXPECT_EQ(clock.ahead(), seconds{30});
  for (int i = 0; i < 5; ++i) clock.answered({}, dated(kNow));
  EXPECT_EQ(clock.ahead(), seconds{0}) << "the oldest are forgotten";
}

http::Response refused_code(Time date) {
  http::Response response{.status = 422};
  response.headers.add("Date", http_date(date));
  return response;
}

TEST(ExchangeClock, ARefusedCodeNamesAClockThatIsOff) {
  Bench bench;
  bench.clock->advance(milliseconds{500});  // what a date leaves out
  bench.transport->then(refused_code(bench.clock->now() + seconds{95}));
  const auto error = bench.perform({}).error();
  EXPECT_EQ(error.code, Errc::code_rejected);
  EXPECT_NE(error.text().find("the server's clock is 95 s ahead of this machine's"), std::string::npos)
      << error.message;
}

TEST(ExchangeClock, ARefusedCodeSaysNothingOfAClockThatIsRight) {
  Bench bench;
  bench.transport->then(refused_code(bench.clock->now() - seconds{2}));
  EXPECT_EQ(bench.perform({}).error().text().find("clock"), std::string::npos);
}

TEST(ExchangeClock, TheLogHasTheSkewAndNotTheDate) {
  Bench bench;
  http::Response yes{.status = 200};
  yes.headers.add("Date", http_date(bench.clock->now() - seconds{40}));
  bench.transport->then(yes);
  std::optional<seconds> logged;
  const auto exchange = bench.exchange([&](const LogEvent& event) {
    if (event.kind == LogEvent::Kind::answered) logged = event.server_ahead;
  });
  ASSERT_TRUE(exchange.perform(Probe{}, bench.signer, exchange.begin({})));
  EXPECT_EQ(logged, seconds{-40});
}

}  // namespace
}  // namespace mfaclient::test
