// Whom the transport believes, and what it costs to ask.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/support.hpp"

namespace mfaclient::test {
namespace {

using testing::HasSubstr;

struct Distrusted {
  std::string_view name;
  std::function<ServerTls(const Authority&)> server;
  std::string_view host = "127.0.0.1";
  std::string_view why{};  ///< part of the message
};

void PrintTo(const Distrusted& server, std::ostream* out) { *out << server.name; }

class Refused : public testing::TestWithParam<Distrusted> {};

TEST_P(Refused, before_a_byte_of_the_request_is_sent) {
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer server(always(ok()), GetParam().server(authority));
  const auto client = transport({.ca_file = directory.write("ca.pem", authority.pem())});
  for (const auto& options : {relaxed(), once()}) {
    auto asked = request("POST", "/s3cret", "s3cret");
    asked.headers.add("X-Auth-Token", "s3cret");
    const auto answer = client->send(url(server.url(GetParam().host)), asked, options);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, Errc::tls);
    EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
    EXPECT_NE(answer.error().transport_code, 0);
    EXPECT_THAT(answer.error().message, HasSubstr(GetParam().why));
    EXPECT_THAT(answer.error().text(), testing::Not(HasSubstr("s3cret")));
  }
  EXPECT_EQ(server.bytes(), 0U);
}

using std::chrono::hours;

INSTANTIATE_TEST_SUITE_P(
    all, Refused,
    testing::Values(
        Distrusted{"unknown_authority",
                   [](const Authority&) { return ServerTls{.identity = Authority("Other").issue()}; },
                   "127.0.0.1", "self-signed certificate in certificate chain"},
        Distrusted{"self_signed", [](const Authority&) { return ServerTls{.identity = self_signed()}; },
                   "127.0.0.1", "self-signed certificate"},
        Distrusted{"expired",
                   [](const Authority& a) {
                     return ServerTls{.identity =
                                          a.issue({.not_before = hours(-24), .not_after = hours(-1)})};
                   },
                   "127.0.0.1", "expired"},
        Distrusted{"not_yet_valid",
                   [](const Authority& a) {
                     return ServerTls{.identity = a.issue({.not_before = hours(1), .not_after = hours(24)})};
                   },
                   "127.0.0.1", "not yet valid"},
        Distrusted{"other_address",
                   [](const Authority& a) { return ServerTls{.identity = a.issue({.host = "127.0.0.2"})}; },
                   "127.0.0.1", "another name"},
        Distrusted{"other_name",
                   [](const Authority& a) { return ServerTls{.identity = a.issue({.host = "b.loop.test"})}; },
                   "a.loop.test", "another name"},
        Distrusted{"client_only_usage",
                   [](const Authority& a) { return ServerTls{.identity = a.issue({.usage = "clientAuth"})}; },
                   "127.0.0.1", "purpose"},
        Distrusted{
            "tls_1_1",
            [](const Authority& a) { return ServerTls{.identity = a.issue(), .newest = TLS1_1_VERSION}; }}),
    [](const auto& cell) { return std::string(cell.param.name); });

TEST(Tls, a_private_authority_is_trusted_when_named) {
  const Authority authority;
  const ScopedDirectory directory;
  const auto ca = directory.write("ca.pem", authority.pem());
  for (const int newest : {0, TLS1_2_VERSION}) {
    const RawServer server(always(ok()),
                           ServerTls{.identity = authority.issue({.host = "a.loop.test"}), .newest = newest});
    const auto answer =
        transport({.ca_file = ca})->send(url(server.url("a.loop.test")), request("GET", "/"), once());
    EXPECT_TRUE(answer) << answer.error().message;
    EXPECT_FALSE(transport()->send(url(server.url("a.loop.test")), request("GET", "/"), once()));
  }
}

TEST(Tls, a_hashed_directory_serves_as_well) {
  const Authority authority;
  const ScopedDirectory directory;
  const std::shared_ptr<BIO> bio(BIO_new_mem_buf(authority.pem().data(), -1), BIO_free);
  const std::shared_ptr<X509> root(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free);
  std::array<char, 16> name{};
  (void)std::snprintf(name.data(), name.size(), "%08lx.0", X509_subject_name_hash(root.get()));
  directory.write(name.data(), authority.pem());
  const RawServer server(always(ok()), ServerTls{.identity = authority.issue()});
  const auto answer =
      transport({.ca_directory = directory.path()})->send(url(server.url()), request("GET", "/"), relaxed());
  EXPECT_TRUE(answer) << answer.error().message;
  const ScopedDirectory empty;
  EXPECT_FALSE(
      transport({.ca_directory = empty.path()})->send(url(server.url()), request("GET", "/"), relaxed()));
}

TEST(Tls, a_ca_file_that_holds_no_certificate_fails_closed) {
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer server(always(ok()), ServerTls{.identity = authority.issue()});
  const auto answer = transport({.ca_file = directory.write("ca.pem", "no certificate")})
                          ->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::tls);
  EXPECT_EQ(answer.error().delivery, Delivery::not_sent);
  EXPECT_THAT(answer.error().message, HasSubstr("CA file"));
}

TEST(Tls, a_pin_is_checked_beside_the_chain) {
  const Authority authority;
  const ScopedDirectory directory;
  const auto ca = directory.write("ca.pem", authority.pem());
  const auto identity = authority.issue();
  const RawServer server(always(ok()), ServerTls{.identity = identity});
  const auto right = pin_of(identity);
  const auto wrong = pin_of(authority.issue());

  EXPECT_TRUE(transport({.ca_file = ca, .pinned_key = right})
                  ->send(url(server.url()), request("GET", "/"), relaxed()));
  const auto seen = server.bytes();
  const auto other = transport({.ca_file = ca, .pinned_key = wrong})
                         ->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::tls);
  EXPECT_EQ(other.error().delivery, Delivery::not_sent);
  EXPECT_THAT(other.error().message, HasSubstr("pinned"));
  const auto unknown =
      transport({.pinned_key = right})->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_FALSE(unknown) << "a pin does not stand in for the chain";
  EXPECT_EQ(unknown.error().code, Errc::tls);
  EXPECT_EQ(server.bytes(), seen);
}

TEST(Tls, a_pin_holds_on_a_resumed_session_too) {
  const Authority authority;
  const ScopedDirectory directory;
  const auto identity = authority.issue();
  const RawServer server(always(ok()), ServerTls{.identity = identity, .newest = TLS1_2_VERSION});
  const auto client =
      transport({.ca_file = directory.write("ca.pem", authority.pem()), .pinned_key = pin_of(identity)});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client->send(url(server.url()), request("POST", "/"), once()));
  EXPECT_EQ(server.handshakes(), 3);
  EXPECT_EQ(server.resumed_handshakes(), 2);
}

TEST(Tls, a_client_certificate_is_shown_where_it_is_demanded) {
  const Authority authority;
  const ScopedDirectory directory;
  const auto ca = directory.write("ca.pem", authority.pem());
  const auto client = authority.issue({.host = "client"});
  const auto certificate = directory.write("client.pem", client.certificates);
  const auto key = directory.write("client.key", client.key);
  const RawServer server(always(ok()),
                         ServerTls{.identity = authority.issue(), .client_authority = authority.pem()});
  const auto shown = transport({.ca_file = ca, .client_certificate = certificate, .client_key = key})
                         ->send(url(server.url()), request("GET", "/"), relaxed());
  EXPECT_TRUE(shown) << shown.error().message;
  EXPECT_FALSE(transport({.ca_file = ca})->send(url(server.url()), request("GET", "/"), relaxed()));
  const auto broken = transport({.ca_file = ca, .client_certificate = ca, .client_key = key})
                          ->send(url(server.url()), request("GET", "/"), relaxed());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, Errc::tls);
  EXPECT_EQ(broken.error().delivery, Delivery::not_sent);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST(Tls, the_bundle_is_read_once_however_many_connections_follow) {
  const Authority authority;
  const ScopedDirectory directory;
  const auto ca = directory.write("ca.pem", authority.pem());
  const RawServer server(always(ok()), ServerTls{.identity = authority.issue()});
  const auto client = transport({.ca_file = ca});
  ASSERT_TRUE(client->send(url(server.url()), request("POST", "/"), once()));
  ASSERT_TRUE(std::filesystem::remove(ca));
  for (int i = 0; i < 3; ++i) {
    const auto answer = client->send(url(server.url()), request("POST", "/"), once());
    EXPECT_TRUE(answer) << answer.error().message;
  }
  EXPECT_EQ(server.handshakes(), 4);
}

// libcurl tells OpenSSL to overlook a missing close_notify, so such a body can't be told from a whole one.
// What is asserted here is why operations must judge whether an answer is complete.
TEST(Tls, a_body_that_only_the_end_of_the_connection_delimits_is_taken_as_it_is) {
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer server(
      [](Connection& connection) {
        connection.read_request();
        connection.send("HTTP/1.1 200 OK\r\n\r\n{\"half\":");
        connection.hang_up();
      },
      ServerTls{.identity = authority.issue()});
  const auto answer = transport({.ca_file = directory.write("ca.pem", authority.pem())})
                          ->send(url(server.url()), request("POST", "/"), once());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body.reveal(), "{\"half\":");
}

TEST(InspectTls, shows_the_chain_without_trusting_it_and_sends_nothing) {
  const Authority authority("Private CA\n\x1b[31m");
  const auto identity =
      authority.issue({.host = "a.loop.test", .not_before = hours(-24), .not_after = hours(-1)});
  const RawServer server(always(ok()), ServerTls{.identity = identity});
  const auto chain = http::inspect_tls(url(server.url()), milliseconds(5000));
  ASSERT_TRUE(chain) << chain.error().message;
  ASSERT_EQ(chain->size(), 2U);
  EXPECT_EQ(chain->at(0).subject, "CN=a.loop.test");
  EXPECT_EQ(chain->at(0).issuer, chain->at(1).subject);
  EXPECT_EQ(chain->at(1).subject, "CN=Private CA\\0A\\1B[31m");
  EXPECT_EQ(chain->at(0).public_key_pin, pin_of(identity));
  EXPECT_NE(chain->at(1).public_key_pin, pin_of(identity));
  EXPECT_THAT(chain->at(0).not_before, HasSubstr("GMT"));
  EXPECT_THAT(chain->at(0).not_after, HasSubstr("GMT"));
  EXPECT_EQ(server.bytes(), 0U);
}

TEST(InspectTls, what_it_shows_can_be_pinned) {
  const Authority authority;
  const ScopedDirectory directory;
  const RawServer server(always(ok()), ServerTls{.identity = authority.issue()});
  const auto chain = http::inspect_tls(url(server.url()), milliseconds(5000));
  ASSERT_TRUE(chain);
  const auto client = transport(
      {.ca_file = directory.write("ca.pem", authority.pem()), .pinned_key = chain->at(0).public_key_pin});
  EXPECT_TRUE(client->send(url(server.url()), request("GET", "/"), relaxed()));
}

TEST(InspectTls, says_why_there_is_nothing_to_see) {
  const auto plain = http::inspect_tls(url("http://127.0.0.1:1"), milliseconds(1000));
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().field, "url");
  EXPECT_FALSE(http::inspect_tls(url("https://127.0.0.1:1"), milliseconds(0)));
  const auto refused = http::inspect_tls(url("https://127.0.0.1:1"), milliseconds(1000));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::network);
  const RawServer silent([](Connection& connection) { connection.wait_for_peer(); });
  const auto start = SteadyClock::now();
  const auto late =
      http::inspect_tls(url("https://127.0.0.1:" + std::to_string(silent.port())), milliseconds(300));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Errc::timeout);
  EXPECT_LT(since(start), milliseconds(3000));
}

}  // namespace
}  // namespace mfaclient::test
