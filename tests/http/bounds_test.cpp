// Every call ends: at its deadline, at a limit, or when it is told to stop.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/support.hpp"

namespace mfaclient::test {
namespace {

/// How much later than its limit a call may end here: other programs use this machine too.
constexpr milliseconds kSlack{1500};

/// A port whose queue of connections is full: the next one is never answered.
class Blackhole {
 public:
  Blackhole() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    for (int& fd : sockets_) fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    EXPECT_EQ(bind(sockets_[0], generic, size), 0);
    EXPECT_EQ(listen(sockets_[0], 0), 0);
    EXPECT_EQ(getsockname(sockets_[0], generic, &size), 0);
    port_ = ntohs(address.sin_port);
    for (std::size_t i = 1; i < sockets_.size(); ++i) (void)connect(sockets_[i], generic, size);
  }
  Blackhole(const Blackhole&) = delete;
  Blackhole& operator=(const Blackhole&) = delete;
  ~Blackhole() {
    for (const int fd : sockets_) close(fd);
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

 private:
  std::array<int, 4> sockets_{};
  std::uint16_t port_ = 0;
};

void read_then_silence(Connection& connection) {
  connection.read_request();
  connection.wait_for_peer();
}

void headers_then_silence(Connection& connection) {
  connection.read_request();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
  connection.wait_for_peer();
}

void drip(Connection& connection) {
  connection.read_request();
  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
  while (connection.send("x") && connection.pause(milliseconds(20))) {
  }
}

void expect_timeout(const Result<http::Response>& answer, Delivery delivery) {
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::timeout) << answer.error().message;
  EXPECT_EQ(answer.error().delivery, delivery) << answer.error().message;
  EXPECT_EQ(answer.error().transport_code, 28);
}

TEST(Deadline, one_that_has_passed_sends_nothing) {
  const RawServer server(always(ok()));
  const auto client = transport();
  // On a connection that stands already the request would leave at once.
  ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  expect_timeout(client->send(url(server.url()), request("POST", "/"), within(milliseconds(-1))),
                 Delivery::not_sent);
  expect_timeout(client->send(url(server.url()), request("POST", "/"), {}), Delivery::not_sent);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Deadline, a_server_that_stalls_or_drips_is_left_in_time) {
  for (const auto script : {&read_then_silence, &headers_then_silence, &drip}) {
    const RawServer server(script);
    const auto client = transport();
    const auto start = SteadyClock::now();
    expect_timeout(client->send(url(server.url()), request("POST", "/", "x"), within(milliseconds(300))),
                   Delivery::unknown);
    EXPECT_GE(since(start), milliseconds(300));
    EXPECT_LT(since(start), milliseconds(300) + kSlack);
  }
}

TEST(Stall, silence_ends_the_call_before_its_deadline) {
  for (const auto script : {&read_then_silence, &headers_then_silence}) {
    const RawServer server(script);
    const auto client = transport({}, {.stall = milliseconds(200)});
    const auto start = SteadyClock::now();
    expect_timeout(client->send(url(server.url()), request("GET", "/"), relaxed()), Delivery::unknown);
    EXPECT_GE(since(start), milliseconds(200));
    EXPECT_LT(since(start), milliseconds(200) + kSlack);
  }
}

TEST(Stall, a_slow_answer_is_not_silence) {
  const RawServer server([](Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n");
    for (int i = 0; i < 20 && connection.pause(milliseconds(50)); ++i) connection.send("x");
  });
  const auto answer =
      transport({}, {.stall = milliseconds(700)})->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body.size(), 20U);
}

TEST(Stall, a_peer_that_stops_reading_is_silent_too) {
  const RawServer server([](Connection& connection) { (void)connection.pause(milliseconds(30'000)); });
  const auto client = transport({}, {.stall = milliseconds(300)});
  const auto start = SteadyClock::now();
  expect_timeout(client->send(url(server.url()), request("POST", "/", std::string(32 << 20, 'x')), relaxed()),
                 Delivery::unknown);
  EXPECT_LT(since(start), milliseconds(300) + 3 * kSlack);
}

TEST(ConnectLimit, nobody_answers) {
  const Blackhole hole;
  const auto client = transport({}, {.connect = milliseconds(300)});
  const auto start = SteadyClock::now();
  expect_timeout(client->send(url(hole.url()), request("POST", "/"), relaxed()), Delivery::not_sent);
  EXPECT_GE(since(start), milliseconds(290));
  EXPECT_LT(since(start), milliseconds(300) + kSlack);
}

TEST(ConnectLimit, nobody_shakes_hands) {
  const RawServer server([](Connection& connection) { connection.wait_for_peer(); });
  const auto client = transport({}, {.connect = milliseconds(300)});
  const auto start = SteadyClock::now();
  expect_timeout(client->send(url("https://127.0.0.1:" + std::to_string(server.port())), request("POST", "/"),
                              relaxed()),
                 Delivery::not_sent);
  EXPECT_LT(since(start), milliseconds(300) + kSlack);
}

TEST(ConnectLimit, nobody_knows_the_name) {
  const StuckResolver resolver;
  const auto client = transport({}, {.connect = milliseconds(300)});
  auto start = SteadyClock::now();
  expect_timeout(client->send(url("https://stuck.test"), request("POST", "/"), relaxed()),
                 Delivery::not_sent);
  EXPECT_LT(since(start), milliseconds(300) + kSlack);
  start = SteadyClock::now();
  expect_timeout(client->send(url("https://stuck.test"), request("POST", "/"), within(milliseconds(100))),
                 Delivery::not_sent);
  EXPECT_LT(since(start), milliseconds(100) + kSlack);
}

TEST(ConnectLimit, the_deadline_holds_while_connecting) {
  const Blackhole hole;
  const auto start = SteadyClock::now();
  expect_timeout(transport()->send(url(hole.url()), request("POST", "/"), within(milliseconds(200))),
                 Delivery::not_sent);
  EXPECT_LT(since(start), milliseconds(200) + kSlack);
}

/// Calls `base`, asks it to stop once `begun` returns, and says how long it took to obey.
milliseconds time_to_stop(const std::string& base, const std::function<void()>& begun, Delivery delivery) {
  // A small CA file: parsing the system's takes 16 ms of work that nothing interrupts, and much more in a
  // sanitizer.
  const ScopedDirectory directory;
  const auto client = transport({.ca_file = directory.write("ca.pem", Authority().pem())});
  std::stop_source source;
  auto options = relaxed();
  options.stop = source.get_token();
  SteadyClock::time_point asked;
  std::jthread stopper([&] {
    begun();
    // Until the caller has gone back to waiting: a request that found it awake would prove nothing.
    std::this_thread::sleep_for(milliseconds(50));
    asked = SteadyClock::now();
    source.request_stop();
  });
  const auto answer = client->send(url(base), request("POST", "/", "x"), options);
  const auto returned = SteadyClock::now();
  stopper.join();
  EXPECT_FALSE(answer);
  if (!answer) {
    EXPECT_EQ(answer.error().code, Errc::cancelled) << answer.error().message;
    EXPECT_EQ(answer.error().delivery, delivery);
  }
  return std::chrono::duration_cast<milliseconds>(returned - asked);
}

/// The best of three: what is promised is the library's delay, not the scheduler's.
void expect_prompt(const std::function<milliseconds()>& attempt) {
  EXPECT_LT(std::min({attempt(), attempt(), attempt()}), milliseconds(100));
}

TEST(Stop, while_the_name_is_asked_for) {
  const StuckResolver resolver;
  expect_prompt([] {
    return time_to_stop("https://stuck.test", &StuckResolver::wait_for_question, Delivery::not_sent);
  });
}

TEST(Stop, while_connecting) {
  const Blackhole hole;
  expect_prompt([&] {
    return time_to_stop(
        hole.url(), [] {}, Delivery::not_sent);
  });
}

TEST(Stop, while_shaking_hands) {
  expect_prompt([] {
    const RawServer server([](Connection& connection) { connection.wait_for_peer(); });
    const auto reached = [&] { EXPECT_TRUE(server.wait_for_connections(1)); };
    return time_to_stop("https://127.0.0.1:" + std::to_string(server.port()), reached, Delivery::not_sent);
  });
}

TEST(Stop, while_waiting_for_the_answer) {
  expect_prompt([] {
    const RawServer server(read_then_silence);
    const auto reached = [&] { EXPECT_TRUE(server.wait_for_requests(1)); };
    return time_to_stop(server.url(), reached, Delivery::unknown);
  });
}

TEST(Stop, amid_the_answer) {
  expect_prompt([] {
    const RawServer server(drip);
    const auto reached = [&] { EXPECT_TRUE(server.wait_for_requests(1)); };
    return time_to_stop(server.url(), reached, Delivery::unknown);
  });
}

TEST(Stop, before_the_call) {
  const RawServer server(always(ok()));
  std::stop_source source;
  source.request_stop();
  auto options = relaxed();
  options.stop = source.get_token();
  const auto client = transport();
  ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  const auto answer = client->send(url(server.url()), request("POST", "/"), options);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::cancelled);
  EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Stop, leaves_the_transport_fit_for_the_next_call) {
  const RawServer server([](Connection& connection) {
    while (const auto seen = connection.read_request())
      if (seen->starts_with("GET") && !connection.send(ok())) return;
  });
  const auto client = transport();
  for (int i = 0; i < 3; ++i) {
    ASSERT_FALSE(client->send(url(server.url()), request("POST", "/"), within(milliseconds(50))));
    ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  }
}

void expect_over_limit(const Result<http::Response>& answer) {
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::protocol) << answer.error().message;
  EXPECT_EQ(answer.error().delivery, Delivery::unknown);
}

constexpr std::size_t kCap = 1000;

Script endless(std::string beginning, std::string piece) {
  return [beginning = std::move(beginning), piece = std::move(piece)](Connection& connection) {
    connection.read_request();
    connection.send(beginning);
    while (connection.send(piece)) {
    }
  };
}

TEST(Caps, a_body_may_fill_the_limit_and_no_more) {
  const auto client = transport({}, {}, {.body_bytes = kCap});
  for (const bool chunked : {false, true}) {
    const auto framed = [&](std::size_t size) {
      const std::string body(size, 'x');
      if (!chunked) return ok(body);
      return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n" +
             [&] {
               std::array<char, 20> hex{};
               (void)std::snprintf(hex.data(), hex.size(), "%zx", size - 1);
               return std::string(hex.data());
             }() +
             "\r\n" + body.substr(1) + "\r\n0\r\n\r\n";
    };
    const RawServer full(always(framed(kCap)));
    const auto answer = client->send(url(full.url()), request("GET", "/"), relaxed());
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->body.size(), kCap);
    const RawServer over(always(framed(kCap + 1)));
    expect_over_limit(client->send(url(over.url()), request("GET", "/"), relaxed()));
  }
}

TEST(Caps, an_endless_body_is_cut_off) {
  for (const auto* head :
       {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}) {
    const RawServer server(endless(head, "400\r\n" + std::string(0x400, 'x') + "\r\n"));
    expect_over_limit(transport()->send(url(server.url()), request("GET", "/"), relaxed()));
  }
}

TEST(Caps, a_compressed_transfer_is_counted_unpacked) {
  // A megabyte of zeros, gzipped, is a thousand bytes; libcurl unpacks it where it is a transfer coding.
  const RawServer server([](Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n");
    const std::string deflated(
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xed\xc1\x01\x0d\x00\x00\x00\xc2\xa0\xf7\x4f\x6d", 22);
    while (connection.send("16\r\n" + deflated + "\r\n")) {
    }
  });
  const auto answer =
      transport({}, {}, {.body_bytes = kCap})->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().delivery, Delivery::unknown);
}

TEST(Caps, endless_headers_are_cut_off) {
  const std::string status = "HTTP/1.1 200 OK\r\n";
  for (const auto& script : {endless(status, "X-Fill: " + std::string(100, 'x') + "\r\n"),  //
                             endless(status + "X-Fill: ", std::string(1000, 'x')),          //
                             endless("HTTP/1.1 200 ", std::string(1000, 'x')),              //
                             endless("", "HTTP/1.1 100 Continue\r\nX-Fill: x\r\n\r\n")}) {
    const RawServer server(script);
    expect_over_limit(transport()->send(url(server.url()), request("GET", "/"), relaxed()));
  }
}

TEST(Caps, trailers_count_as_headers) {
  const RawServer server(
      endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-Fill: xxxxxxxx\r\n"));
  expect_over_limit(transport()->send(url(server.url()), request("GET", "/"), relaxed()));
}

TEST(Caps, headers_up_to_the_limit_are_fine) {
  const auto client = transport({}, {}, {.header_bytes = kCap});
  const auto head = [](std::size_t size) {
    const std::string around = ok("", "X-Fill: \r\n");
    return ok("", "X-Fill: " + std::string(size - around.size(), 'x') + "\r\n");
  };
  const RawServer full(always(head(kCap)));
  EXPECT_TRUE(client->send(url(full.url()), request("GET", "/"), relaxed()));
  const RawServer over(always(head(kCap + 1)));
  expect_over_limit(client->send(url(over.url()), request("GET", "/"), relaxed()));
}

}  // namespace
}  // namespace mfaclient::test
