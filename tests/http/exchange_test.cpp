// Requests as they appear on the wire, answers as they come back, and how connections are shared.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "http/support.hpp"

namespace mfaclient::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct WireCase {
  std::string_view method, body;
  std::string_view content_length;  ///< "": the field must be missing
};

void PrintTo(const WireCase& wire, std::ostream* out) {
  *out << wire.method << (wire.body.empty() ? " without body" : " with body");
}

class Wire : public testing::TestWithParam<WireCase> {};

TEST_P(Wire, carries_method_and_body_as_they_are) {
  const auto& wire = GetParam();
  const RawServer server(always(ok("fine")));
  const auto client = transport();
  for (const auto& options : {relaxed(), once()}) {
    const auto answer =
        client->send(url(server.url() + "/base"), request(wire.method, "/x?y=%2F", wire.body), options);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body.reveal(), "fine");
    const auto seen = server.requests().back();
    EXPECT_TRUE(seen.starts_with(std::string(wire.method) + " /base/x?y=%2F HTTP/1.1\r\n")) << seen;
    EXPECT_TRUE(seen.ends_with("\r\n\r\n" + std::string(wire.body))) << seen;
    if (wire.content_length.empty())
      EXPECT_THAT(seen, Not(HasSubstr("Content-Length")));
    else
      EXPECT_THAT(seen, HasSubstr("\r\nContent-Length: " + std::string(wire.content_length) + "\r\n"));
    for (const auto* unasked : {"Expect", "Accept-Encoding", "User-Agent", "Content-Type", "Cookie",
                                "Authorization", "Transfer-Encoding", "Upgrade", "HTTP2-Settings"})
      EXPECT_THAT(seen, Not(HasSubstr(std::string("\r\n") + unasked + ":"))) << seen;
  }
}

INSTANTIATE_TEST_SUITE_P(all, Wire,
                         testing::Values(WireCase{"GET", "", ""}, WireCase{"GET", "{}", "2"},
                                         WireCase{"POST", "a=b", "3"}, WireCase{"POST", "", "0"},
                                         WireCase{"PUT", "{}", "2"}, WireCase{"PUT", "", "0"},
                                         WireCase{"PATCH", "{}", "2"}, WireCase{"PATCH", "", "0"},
                                         WireCase{"DELETE", "", ""}, WireCase{"DELETE", "{}", "2"}));

TEST(Exchange, a_large_body_waits_for_no_permission) {
  const std::string body(3 << 20, 'x');
  const RawServer server(always(ok()));
  const auto answer = transport()->send(url(server.url()), request("POST", "/", body), relaxed());
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(server.requests().size(), 1U);
  EXPECT_TRUE(server.requests()[0].ends_with(body));
  EXPECT_THAT(server.requests()[0].substr(0, 500), Not(HasSubstr("Expect")));
}

TEST(Exchange, headers_arrive_as_given_empty_and_repeated_ones_too) {
  const RawServer server(always(ok()));
  auto asked = request("POST", "/", "{}");
  asked.headers.add("X-Auth-Token", "t0ken");
  asked.headers.add("X-Empty", "");
  asked.headers.add("X-Twice", "1");
  asked.headers.add("X-Twice", "2");
  asked.headers.add("Content-Type", "application/json");
  asked.headers.add("User-Agent", "app/1");
  ASSERT_TRUE(transport()->send(url(server.url()), asked, relaxed()));
  const auto seen = server.requests().at(0);
  for (const auto* line :
       {"\r\nX-Auth-Token: t0ken\r\n", "\r\nX-Empty:\r\n", "\r\nX-Twice: 1\r\n", "\r\nX-Twice: 2\r\n",
        "\r\nContent-Type: application/json\r\n", "\r\nUser-Agent: app/1\r\n"})
    EXPECT_THAT(seen, HasSubstr(line));
}

TEST(Exchange, a_path_is_sent_as_it_was_written) {
  const RawServer server(always(ok()));
  ASSERT_TRUE(transport()->send(url(server.url()), request("GET", "/users/../../x/%2e%2e"), relaxed()));
  EXPECT_TRUE(server.requests().at(0).starts_with("GET /users/../../x/%2e%2e HTTP/1.1\r\n"));
}

TEST(Exchange, nothing_of_one_request_is_left_in_the_next) {
  const RawServer server(always(ok()));
  const auto client = transport();
  auto first = request("PATCH", "/", "s3cret");
  first.headers.add("X-Auth-Token", "s3cret");
  ASSERT_TRUE(client->send(url(server.url()), first, relaxed()));
  ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  EXPECT_EQ(server.connections(), 1);
  const auto seen = server.requests().at(1);
  EXPECT_TRUE(seen.starts_with("GET / HTTP/1.1\r\n"));
  EXPECT_THAT(seen, Not(HasSubstr("s3cret")));
}

TEST(Exchange, response_headers_keep_order_case_and_repeats) {
  const RawServer server(always(ok("",
                                   "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Empty:\r\nX-Pad:   v \t\r\n"
                                   "X-Folded: one\r\n  two\r\n")));
  const auto answer = transport()->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_THAT(answer->headers.all("set-cookie"), ElementsAre("a=1", "b=2"));
  EXPECT_EQ(answer->headers.get("x-empty"), "");
  EXPECT_EQ(answer->headers.get("X-Pad"), "v");
  EXPECT_EQ(answer->headers.get("X-Folded"), "one two");
  EXPECT_EQ(answer->headers.fields().front().name, "Content-Length");
  EXPECT_EQ(answer->headers.fields().size(), 6U);
}

TEST(Exchange, only_the_final_header_block_counts) {
  const RawServer server(
      always("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 100 Continue\r\nX-Hundred: 1\r\n\r\n"
             "HTTP/1.1 201 Created\r\nX-Final: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
             "2\r\nok\r\n0\r\nX-Trailer: 1\r\n\r\n"));
  const auto answer = transport()->send(url(server.url()), request("POST", "/"), relaxed());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body.reveal(), "ok");
  EXPECT_EQ(answer->headers.get("X-Final"), "1");
  EXPECT_EQ(answer->headers.fields().size(), 2U);
}

TEST(Exchange, content_is_never_decoded) {
  const std::string gzip("\x1f\x8b\x08\x00 not really", 15);
  const RawServer server(always(ok(gzip, "Content-Encoding: gzip\r\n")));
  const auto answer = transport()->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body.reveal(), gzip);
}

TEST(Exchange, a_204_that_announces_a_body_does_not_wait_for_it) {
  const RawServer server(always("HTTP/1.1 204 No Content\r\nContent-Length: 27\r\n\r\n"));
  for (const auto& options : {within(milliseconds(5000)), [] {
                                auto fresh = within(milliseconds(5000));
                                fresh.fresh_connection = true;
                                return fresh;
                              }()}) {
    const auto start = SteadyClock::now();
    const auto answer = transport()->send(url(server.url()), request("POST", "/", "{}"), options);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 204);
    EXPECT_TRUE(answer->body.empty());
    EXPECT_LT(since(start), milliseconds(4000));
  }
}

TEST(Exchange, every_final_status_is_an_answer) {
  for (const int status : {200, 207, 301, 304, 400, 401, 404, 407, 429, 500, 503}) {
    const RawServer server(always("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 0\r\n\r\n"));
    const auto answer = transport()->send(url(server.url()), request("POST", "/", "{}"), once());
    ASSERT_TRUE(answer) << status << answer.error().message;
    EXPECT_EQ(answer->status, status);
    EXPECT_EQ(server.requests().size(), 1U);
  }
}

TEST(Connections, a_thousand_reads_are_one_connection_and_one_handshake) {
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer server(always(ok()), ServerTls{.identity = authority.issue()});
  const auto client = transport({.ca_file = directory.write("ca.pem", authority.pem())});
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  EXPECT_EQ(server.requests().size(), 1000U);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_EQ(server.handshakes(), 1);
}

TEST(Connections, two_origins_share_a_transport_without_losing_their_connections) {
  const RawServer first(always(ok()));
  const RawServer second(always(ok()));
  const auto client = transport();
  for (int i = 0; i < 20; ++i)
    for (const auto* server : {&first, &second})
      ASSERT_TRUE(client->send(url(server->url()), request("GET", "/"), relaxed()));
  EXPECT_EQ(first.connections(), 1);
  EXPECT_EQ(second.connections(), 1);
}

TEST(Connections, a_fresh_one_is_used_once_and_leaves_the_shared_one_alone) {
  const RawServer server(always(ok()));
  const auto client = transport();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
    ASSERT_TRUE(client->send(url(server.url()), request("POST", "/"), once()));
  }
  EXPECT_EQ(server.connections(), 4);
}

TEST(Connections, threads_do_not_wait_for_each_other_and_never_mix_answers) {
  constexpr int kThreads = 8;
  constexpr int kCalls = 50;
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer server(
      [](Connection& connection) {
        while (const auto seen = connection.read_request())
          if (!connection.send(ok(seen->substr(0, seen->find(" HTTP"))))) return;
      },
      ServerTls{.identity = authority.issue()});
  const auto client = transport({.ca_file = directory.write("ca.pem", authority.pem())});
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t)
      threads.emplace_back([&, t] {
        for (int i = 0; i < kCalls; ++i) {
          const auto target = "/" + std::to_string(t) + "/" + std::to_string(i);
          const bool fresh = i % 10 == 9;
          const auto answer = client->send(url(server.url()), request(fresh ? "POST" : "GET", target),
                                           fresh ? once() : relaxed());
          right += answer && answer->body.reveal() == (fresh ? "POST " : "GET ") + target ? 1 : 0;
        }
      });
  }
  EXPECT_EQ(right, kThreads * kCalls);
  EXPECT_LE(server.connections(), kThreads + kThreads * kCalls / 10);
}

TEST(Connections, sockets_are_closed_in_programs_that_are_started) {
  const RawServer server(always(ok()));
  const auto client = transport();
  ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  int sockets = 0;
  for (int fd = 3; fd < 256; ++fd) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0 || peer.sin_family != AF_INET)
      continue;
    ++sockets;
    EXPECT_NE(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0) << fd;
  }
  EXPECT_GE(sockets, 2);  // the client's and the server's end
}

}  // namespace
}  // namespace mfaclient::test
