#include <gtest/gtest.h>

#include "mfaclient/http.hpp"

namespace mfaclient::http {
namespace {

struct Good {
  std::string_view text;
  std::string_view scheme, host;
  std::uint16_t port;
  std::string_view path;
  bool loopback;
  std::string_view canonical;
};

void expect_taken_apart(const Good& good) {
  const auto url = Url::parse(good.text);
  ASSERT_TRUE(url) << good.text << ": " << url.error().message;
  EXPECT_EQ(url->scheme(), good.scheme);
  EXPECT_EQ(url->host(), good.host);
  EXPECT_EQ(url->port(), good.port);
  EXPECT_EQ(url->path(), good.path);
  EXPECT_EQ(url->loopback(), good.loopback);
  EXPECT_EQ(url->text(), good.canonical);
  EXPECT_EQ(url->origin() + url->path(), url->text());
  const auto again = Url::parse(url->text());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->text(), url->text());
}

TEST(Url, is_taken_apart) {
  for (const auto& good :
       {Good{"https://box.example.com", "https", "box.example.com", 443, "", false,
             "https://box.example.com"},
        Good{"HTTPS://Box.Example.COM/", "https", "box.example.com", 443, "", false,
             "https://box.example.com"},
        Good{"https://box.example.com:443/admin/", "https", "box.example.com", 443, "/admin", false,
             "https://box.example.com/admin"},
        Good{"https://h:8443/a/b", "https", "h", 8443, "/a/b", false, "https://h:8443/a/b"},
        Good{"https://h/a%20b/~c@d", "https", "h", 443, "/a%20b/~c@d", false, "https://h/a%20b/~c@d"},
        Good{"https://h/..a/b..", "https", "h", 443, "/..a/b..", false, "https://h/..a/b.."},
        Good{"https://192.0.2.7", "https", "192.0.2.7", 443, "", false, "https://192.0.2.7"},
        Good{"https://[2001:DB8::7]:8443/x", "https", "2001:db8::7", 8443, "/x", false,
             "https://[2001:db8::7]:8443/x"},
        Good{"http://127.0.0.1:8080", "http", "127.0.0.1", 8080, "", true, "http://127.0.0.1:8080"},
        Good{"http://127.255.1.2", "http", "127.255.1.2", 80, "", true, "http://127.255.1.2"},
        Good{"http://[::1]:80/", "http", "::1", 80, "", true, "http://[::1]"},
        Good{"http://LocalHost/x", "http", "localhost", 80, "/x", true, "http://localhost/x"},
        Good{"https://localhost", "https", "localhost", 443, "", true, "https://localhost"}})
    expect_taken_apart(good);
}

void expect_refused(std::string_view text) {
  const auto url = Url::parse(text);
  ASSERT_FALSE(url) << text << " became " << url->text();
  EXPECT_EQ(url.error().code, Errc::invalid_argument);
  EXPECT_EQ(url.error().field, "url");
  EXPECT_EQ(url.error().delivery, Delivery::not_sent);
  EXPECT_EQ(url.error().text().find("s3cret"), std::string::npos);
}

using namespace std::string_view_literals;

TEST(Url, what_could_mean_something_else_is_refused_without_being_quoted) {
  constexpr std::string_view kRefused[] = {
      // no URL at all
      "", "/", "box.example.com", "//box.example.com", "https:", "https://", "https:///admin", "https:/host",
      "https:host", "https:////host",
      // other schemes
      "ftp://host", "file:///etc/passwd", "ws://127.0.0.1", "javascript://h", "httpx://h",
      // plain http beyond this machine
      "http://box.example.com", "http://192.0.2.7", "http://128.0.0.1", "http://127.0.0.1.example.com",
      "http://localhost.example.com", "http://localhost.", "http://[::2]", "http://[::ffff:192.0.2.1]",
      "http://0.0.0.0", "http://2130706434.example",
      // user info
      "https://user:s3cret@host", "https://user@host", "https://@host", "https://:@host",
      "http://s3cret@127.0.0.1",
      // query and fragment, also empty ones
      "https://host/?", "https://host?x=s3cret", "https://host/#", "https://host#x", "https://host/a?b",
      // dot segments in every spelling, empty segments
      "https://host/.", "https://host/..", "https://host/a/../b", "https://host/./a", "https://host/%2e%2E/a",
      "https://host/.%2e", "https://host/%2e", "https://host//a", "https://host/a//", "https://host//",
      // characters that hide something
      "https://host\\a", "https://host/a\\b", "https://ho st", " https://host", "https://host ",
      "https://host/a b", "https://host/a\r\nb", "https://host/\x7f", "https://h\xc3\xb6st",
      "https://host/\0"sv, "https://host/%00", "https://host/%0a", "https://host/%2f", "https://host/%5C",
      "https://host/%", "https://host/%4", "https://host/%zz", "https://host/<a>", "https://host/a|b",
      "https://host/\"",
      // host and port
      "https://:443", "https://host:", "https://host:0", "https://host:65536", "https://host:-1",
      "https://host:+1", "https://host:44x", "https://host:1:2", "https://[::1", "https://[::1]x",
      "https://[host]", "https://::1", "https://h%6fst", "https://ho*st", "https://[fe80::1%25eth0]"};
  for (const auto text : kRefused) expect_refused(text);
}

TEST(Url, loopback_is_decided_on_the_address_that_is_meant) {
  // libcurl normalises old spellings of IPv4 addresses; what comes out is what will be connected to.
  const auto url = Url::parse("http://0x7f.1:99");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host(), "127.0.0.1");
  EXPECT_FALSE(Url::parse("http://0x80.1:99"));
}

}  // namespace
}  // namespace mfaclient::http
