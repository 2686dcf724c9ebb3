// What is known about a request when its call fails, and that nothing is ever sent twice that must not be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "http/support.hpp"

namespace mfaclient::test {
namespace {

/// Answers reads and keeps the connection; reads a request for "/once" to its end and closes without an
/// answer.
void close_on_once(Connection& connection) {
  while (const auto seen = connection.read_request()) {
    if (seen->find(" /once ") != std::string::npos) return;
    if (!connection.send(ok())) return;
  }
}

struct Shot {
  std::string_view method, body;
};

void PrintTo(const Shot& shot, std::ostream* out) {
  *out << shot.method << (shot.body.empty() ? " without body" : " with body");
}

class Once : public testing::TestWithParam<Shot> {
 protected:
  /// How often the request arrives after a read has warmed the connection up.
  static int arrivals(bool fresh_connection) {
    const RawServer server(close_on_once);
    const auto client = transport();
    EXPECT_TRUE(client->send(url(server.url()), request("GET", "/status"), relaxed()));
    auto options = relaxed();
    options.fresh_connection = fresh_connection;
    const auto answer =
        client->send(url(server.url()), request(GetParam().method, "/once", GetParam().body), options);
    EXPECT_FALSE(answer);
    if (answer) return -1;
    EXPECT_EQ(answer.error().code, Errc::network);
    EXPECT_EQ(answer.error().delivery, Delivery::unknown);
    return server.count(std::string(GetParam().method) + " /once ");
  }
};

TEST_P(Once, is_sent_once_on_a_connection_of_its_own) { EXPECT_EQ(arrivals(true), 1); }

// The other half of the proof: without its guard the same request arrives twice, and this server sees it.
TEST_P(Once, would_be_sent_twice_on_a_shared_one) { EXPECT_EQ(arrivals(false), 2); }

INSTANTIATE_TEST_SUITE_P(all, Once,
                         testing::Values(Shot{"POST", "code=123456"}, Shot{"POST", ""}, Shot{"GET", ""},
                                         Shot{"DELETE", ""}));

TEST(Delivery, a_refused_connection_is_not_sent) {
  const auto port = [] { return RawServer(always(ok())).port(); }();
  const auto answer = transport()->send(url("http://127.0.0.1:" + std::to_string(port)),
                                        request("POST", "/s3cret", "s3cret"), relaxed());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::network);
  EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
  EXPECT_EQ(answer.error().transport_code, 7);
  EXPECT_THAT(answer.error().message,
              testing::HasSubstr("127.0.0.1:" + std::to_string(port) + " (Connection refused)"));
  EXPECT_THAT(answer.error().text(), testing::Not(testing::HasSubstr("s3cret")));
}

TEST(Delivery, an_unknown_name_is_not_sent) {
  const auto answer = transport()->send(url("https://gone.test"), request("POST", "/", "x"), relaxed());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::network);
  EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
  EXPECT_EQ(answer.error().transport_code, 6);
}

TEST(Delivery, a_connection_that_dies_in_the_handshake_is_not_sent) {
  const RawServer server([](Connection& connection) {
    connection.read_some();
    connection.reset();
  });
  const auto base = url("https://127.0.0.1:" + std::to_string(server.port()));
  const auto answer = transport()->send(base, request("POST", "/s3cret", "s3cret"), once());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::tls);
  EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
}

/// Cuts the connection at a named moment after the request has begun to arrive.
struct Cut {
  std::string_view name;
  Script script;
  Errc code = Errc::network;
};

void PrintTo(const Cut& cut, std::ostream* out) { *out << cut.name; }

class AfterSending : public testing::TestWithParam<Cut> {};

TEST_P(AfterSending, the_outcome_is_unknown) {
  const RawServer server(GetParam().script);
  const std::string body = "s3cret" + std::string(256 << 10, 'x');
  auto asked = request("POST", "/s3cret", body);
  asked.headers.add("X-Auth-Token", "s3cret");
  const auto answer = transport()->send(url(server.url()), asked, once());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, GetParam().code) << answer.error().message;
  EXPECT_EQ(answer.error().delivery, Delivery::unknown);
  EXPECT_NE(answer.error().transport_code, 0);
  EXPECT_THAT(answer.error().text(), testing::Not(testing::HasSubstr("s3cret")));
  EXPECT_EQ(server.connections(), 1);
}

Cut answered(std::string_view name, std::string answer, Errc code = Errc::network) {
  return {name,
          [answer = std::move(answer)](Connection& c) {
            c.read_request();
            c.send(answer);
          },
          code};
}

INSTANTIATE_TEST_SUITE_P(
    all, AfterSending,
    testing::Values(
        Cut{"reset_amid_the_body",
            [](Connection& c) {
              c.read_some();
              c.reset();
            }},
        Cut{"closed_amid_the_body", [](Connection& c) { c.read_some(); }},
        Cut{"reset_after_the_body",
            [](Connection& c) {
              c.read_request();
              c.reset();
            }},
        Cut{"reset_amid_the_answer",
            [](Connection& c) {
              c.read_request();
              c.send("HTTP/1.1 200 OK\r\nA: b");
              c.reset();
            }},
        answered("closed_after_the_body", ""),
        answered("interim_answer_only", "HTTP/1.1 100 Continue\r\n\r\n"),
        answered("unasked_upgrade",
                 "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nbytes"),
        answered("short_body", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ns3cret"),
        answered("missing_last_chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n"),
        answered("bad_chunk_size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n"),
        answered("huge_chunk_size",
                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nok\r\n"),
        answered("not_http", "s3cret, this is a mail server\r\n", Errc::protocol),
        answered("impossible_status", "HTTP/1.1 9 Low\r\n\r\n", Errc::protocol),
        answered("nul_in_header", std::string("HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n", 26), Errc::protocol),
        answered("negative_length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nok", Errc::protocol)),
    [](const auto& cell) { return std::string(cell.param.name); });

TEST(Delivery, an_answer_cut_at_any_byte_is_no_answer) {
  const std::string whole = ok("{\"status\": \"ok\"}", "Content-Type: application/json\r\nX-A: b\r\n");
  std::atomic<std::size_t> cut = 0;
  const RawServer server([&](Connection& connection) {
    if (connection.read_request()) connection.send(std::string_view(whole).substr(0, cut));
  });
  const auto client = transport();
  for (; cut < whole.size(); ++cut) {
    const auto answer = client->send(url(server.url()), request("POST", "/", "x"), once());
    ASSERT_FALSE(answer) << "cut after " << cut;
    EXPECT_EQ(answer.error().delivery, Delivery::unknown) << "cut after " << cut;
  }
  EXPECT_TRUE(client->send(url(server.url()), request("POST", "/", "x"), once()));
  EXPECT_EQ(server.requests().size(), whole.size() + 1);
}

TEST(Delivery, the_status_of_a_broken_answer_is_kept) {
  const RawServer server(answered("", "HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nno").script);
  const auto answer = transport()->send(url(server.url()), request("POST", "/"), once());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().http_status, 403);
}

volatile sig_atomic_t pipe_signals = 0;

TEST(Delivery, a_peer_that_is_gone_raises_no_signal) {
  struct sigaction count {};
  struct sigaction before {};
  count.sa_handler = [](int) { pipe_signals = pipe_signals + 1; };
  sigaction(SIGPIPE, &count, &before);
  const Authority authority;
  const ScopedDirectory directory;
  const Script cut_off = [](Connection& connection) {
    connection.read_some();
    connection.reset();
  };
  const RawServer plain(cut_off);
  const RawServer tls(cut_off, ServerTls{.identity = authority.issue()});
  const auto client = transport({.ca_file = directory.write("ca.pem", authority.pem())});
  const std::string body(8 << 20, 'x');
  for (const auto* server : {&plain, &tls})
    for (int i = 0; i < 5; ++i)
      EXPECT_FALSE(client->send(url(server->url()), request("POST", "/", body), once()));
  EXPECT_EQ(pipe_signals, 0);
  (void)raise(SIGPIPE);
  EXPECT_EQ(pipe_signals, 1);  // the handler does count
  sigaction(SIGPIPE, &before, nullptr);
}

}  // namespace
}  // namespace mfaclient::test
