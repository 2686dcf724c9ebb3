// A request goes to its origin and nowhere else, whatever the server, the environment or the home directory
// say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/support.hpp"

namespace mfaclient::test {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Redirect, is_an_answer_and_is_not_followed) {
  const RawServer second(always(ok("stolen")));
  for (const std::string& location :
       {second.url() + "/x", std::string("//127.0.0.1:") + std::to_string(second.port()),
        std::string("/elsewhere"), std::string("file:///etc/passwd"), std::string()}) {
    for (const int status : {301, 302, 303, 307, 308}) {
      const RawServer first(always("HTTP/1.1 " + std::to_string(status) + " Moved\r\nContent-Length: 0\r\n" +
                                   (location.empty() ? "" : "Location: " + location + "\r\n") + "\r\n"));
      auto asked = request("POST", "/", "code=123456");
      asked.headers.add("X-Auth-Token", "t0ken");
      asked.headers.add("Authorization", "Basic dDBrZW4=");
      const auto answer = transport()->send(url(first.url()), asked, relaxed());
      ASSERT_TRUE(answer) << answer.error().message;
      EXPECT_EQ(answer->status, status);
      EXPECT_EQ(first.requests().size(), 1U);
    }
  }
  EXPECT_EQ(second.connections(), 0);
  EXPECT_EQ(second.bytes(), 0U);
}

TEST(Proxy, is_never_between_us_and_this_machine) {
  const RawServer proxy(always(ok("proxied")));
  std::vector<std::unique_ptr<ScopedVariable>> variables;
  for (const auto* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
    variables.push_back(std::make_unique<ScopedVariable>(name, proxy.url()));
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer plain(always(ok("direct")));
  const RawServer tls(always(ok("direct")), ServerTls{.identity = authority.issue({.host = "localhost"})});
  const auto client = transport({.ca_file = directory.write("ca.pem", authority.pem())});
  for (const auto& base : {plain.url(), plain.url("localhost"), tls.url("localhost")}) {
    const auto answer = client->send(url(base), request("GET", "/"), relaxed());
    ASSERT_TRUE(answer) << base << answer.error().message;
    EXPECT_EQ(answer->body.reveal(), "direct");
  }
  EXPECT_EQ(proxy.connections(), 0);
  EXPECT_EQ(proxy.bytes(), 0U);
}

TEST(Proxy, carries_everything_else_through_a_tunnel) {
  const Authority authority;
  const ScopedDirectory directory;
  const auto inner = make_server_context({.identity = authority.issue({.host = "vendor.loop.test"})});
  const RawServer proxy([&](Connection& connection) {
    connection.read_request();
    connection.send("HTTP/1.1 200 Tunnel\r\nX-Proxy: " + std::string(2000, 'x') + "\r\n\r\n");
    if (!connection.start_tls(inner.get())) return;
    connection.read_request();
    connection.send(ok("tunnelled", "X-Vendor: 1\r\n"));
  });
  const ScopedVariable variable("https_proxy",
                                "http://user:s3cret@127.0.0.1:" + std::to_string(proxy.port()));
  // What the proxy says about its tunnel does not count as the vendor's headers.
  const auto client =
      transport({.ca_file = directory.write("ca.pem", authority.pem())}, {}, {.header_bytes = 1000});
  auto asked = request("POST", "/s", "s");
  asked.headers.add("X-Auth-Token", "t0ken");
  const auto answer = client->send(url("https://vendor.loop.test"), asked, once());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body.reveal(), "tunnelled");
  EXPECT_EQ(answer->headers.get("X-Vendor"), "1");
  EXPECT_FALSE(answer->headers.get("X-Proxy"));
  ASSERT_EQ(proxy.requests().size(), 2U);
  EXPECT_TRUE(proxy.requests()[0].starts_with("CONNECT vendor.loop.test:443 HTTP/1.1\r\n"));
  EXPECT_THAT(proxy.requests()[0], Not(HasSubstr("t0ken")));
  EXPECT_THAT(proxy.requests()[1], Not(HasSubstr("Proxy-Authorization")));
}

TEST(Proxy, that_refuses_is_named_as_the_cause_without_its_password) {
  for (const int status : {407, 502}) {
    const RawServer proxy(
        always("HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 6\r\n\r\ns3cret"));
    const ScopedVariable variable("https_proxy",
                                  "http://user:s3cret@127.0.0.1:" + std::to_string(proxy.port()));
    const auto answer =
        transport()->send(url("https://vendor.loop.test"), request("POST", "/", "code=123456"), once());
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::network);
    EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
    EXPECT_THAT(answer.error().message, HasSubstr("HTTP " + std::to_string(status)));
    EXPECT_THAT(answer.error().text(), Not(HasSubstr("s3cret")));
    EXPECT_FALSE(answer.error().http_status);
    EXPECT_EQ(proxy.count("POST"), 0);
  }
}

TEST(Proxy, that_hangs_is_left_in_time) {
  const RawServer proxy([](Connection& connection) { connection.wait_for_peer(); });
  const ScopedVariable variable("https_proxy", proxy.url());
  const auto client = transport({}, {.connect = milliseconds(300)});
  const auto start = SteadyClock::now();
  const auto answer = client->send(url("https://vendor.loop.test"), request("POST", "/"), once());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::timeout);
  EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
  EXPECT_LT(since(start), milliseconds(3000));
}

TEST(Home, netrc_and_curlrc_are_not_read) {
  const ScopedDirectory home;
  home.write(".netrc", "machine 127.0.0.1 login user password s3cret\ndefault login user password s3cret\n");
  home.write(".curlrc", "user-agent = s3cret\n");
  const ScopedVariable directory("HOME", home.path().string());
  const ScopedVariable netrc("NETRC", (home.path() / ".netrc").string());
  const ScopedVariable curl_home("CURL_HOME", home.path().string());
  const RawServer server(always(ok()));
  ASSERT_TRUE(transport()->send(url(server.url()), request("GET", "/"), relaxed()));
  EXPECT_THAT(server.requests().at(0), Not(HasSubstr("Authorization")));
  EXPECT_THAT(server.requests().at(0), Not(HasSubstr("s3cret")));
}

TEST(Memory, a_cookie_is_not_sent_back) {
  const RawServer server(always(ok("", "Set-Cookie: session=s3cret; Path=/\r\n")));
  const auto client = transport();
  ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  ASSERT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
  EXPECT_THAT(server.requests().at(1), Not(HasSubstr("ookie")));
}

TEST(Memory, strict_transport_and_alternative_services_are_not_heeded) {
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer other(always(ok("other")));
  const RawServer plain(always(ok("plain")));
  const RawServer tls(always(ok("",
                                "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n"
                                "Alt-Svc: h2=\":" +
                                    std::to_string(other.port()) +
                                    "\", http/1.1=\":" + std::to_string(other.port()) + "\"; ma=86400\r\n")),
                      ServerTls{.identity = authority.issue({.host = "localhost"})});
  const auto client = transport({.ca_file = directory.write("ca.pem", authority.pem())});
  ASSERT_TRUE(client->send(url(tls.url("localhost")), request("GET", "/"), once()));
  ASSERT_TRUE(client->send(url(tls.url("localhost")), request("GET", "/"), once()));
  const auto answer = client->send(url(plain.url("localhost")), request("GET", "/"), relaxed());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body.reveal(), "plain");
  EXPECT_EQ(tls.requests().size(), 2U);
  EXPECT_EQ(other.connections(), 0);
}

}  // namespace
}  // namespace mfaclient::test
