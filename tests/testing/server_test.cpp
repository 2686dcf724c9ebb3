#include "mfaclient/testing/server.hpp"

#include <filesystem>
#include <fstream>
#include <future>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "mfaclient/http.hpp"
#include "testing/throwaway_ca.hpp"

namespace mfaclient::testing {
namespace {

using namespace std::chrono_literals;

// Answers with what it saw, and hangs up on "/drop".
class Mirror final : public Fake {
 protected:
  std::optional<http::Response> answer(const http::Request& request, std::string_view /*peer*/) override {
    if (request.target == "/drop") return std::nullopt;
    http::Response response;
    response.status = request.target == "/teapot" ? 418 : 200;
    response.headers.add("Content-Type", "text/plain");
    response.headers.add("X-Twice", "one");
    response.headers.add("X-Twice", "two");
    std::string seen = request.method + " " + request.target + "\n";
    for (const auto& field : request.headers.fields())
      seen.append(field.name).append(": ").append(field.value.reveal()).append("\n");
    response.body = SecretString(seen + "\n" + std::string(request.body.reveal()));
    return response;
  }
  Result<void> knob(std::string_view name, std::string_view /*value*/) override {
    return invalid_argument(name, "none here");
  }
};

std::uint16_t port_of(const Server& server) { return http::Url::parse(server.url()).value().port(); }

/// Plain bytes over TCP: what no client library would send.
class Raw {
 public:
  explicit Raw(const Server& server) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    // Less than the second after which TCP repeats a SYN: no connection may have to wait for that.
    const timeval at_once{0, 900'000};
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &at_once, sizeof(at_once));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_of(server));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(0, connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)));
    const timeval limit{20, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  }
  ~Raw() { ::close(socket_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  void send(std::string_view text) const {
    EXPECT_EQ(static_cast<ssize_t>(text.size()), ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL));
  }
  // All that comes until `end` was seen, or the other side is gone.
  std::string receive_until(std::string_view end) const {
    std::string text;
    char byte = 0;
    while (!text.ends_with(end) && recv(socket_, &byte, 1, 0) == 1) text += byte;
    return text;
  }
  std::string receive_all() const {
    std::string text;
    char byte = 0;
    while (recv(socket_, &byte, 1, 0) == 1) text += byte;
    return text;
  }

 private:
  int socket_;
};

class ServerTest : public ::testing::Test {
 protected:
  std::shared_ptr<Mirror> fake_ = std::make_shared<Mirror>();
  std::unique_ptr<Server> server_ = Server::start(fake_).value();
};

TEST_F(ServerTest, TellsItsUrl) {
  EXPECT_EQ("http://127.0.0.1:" + std::to_string(port_of(*server_)), server_->url());
  EXPECT_TRUE(server_->ca_pem().empty());
  EXPECT_TRUE(server_->ca_file().empty());
  const auto mounted = Server::start(fake_, {.base_path = "/admin"}).value();
  EXPECT_TRUE(mounted->url().ends_with("/admin"));
}

TEST_F(ServerTest, HeadersArriveAsTheyWereSent) {
  const Raw raw(*server_);
  raw.send(
      "POST /a%20b?c=%41 HTTP/1.1\r\nZ-Last: 100%25\r\nB:  two words \r\nA: 1\r\nA: "
      "2\r\nEmpty:\r\nConnection: close\r\n\r\n");
  const auto answer = raw.receive_all();
  EXPECT_NE(std::string::npos, answer.find("\r\n\r\nPOST /a%20b?c=%41\nZ-Last: 100%25\nB: two words\nA: "
                                           "1\nA: 2\nEmpty: \nConnection: close\n\n"))
      << answer;
  EXPECT_EQ("127.0.0.1", fake_->journal()[0].peer);
}

TEST_F(ServerTest, AnyMethodReachesTheFakeWithItsBody) {
  for (const std::string method :
       {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI", "PURGE", "get"}) {
    const Raw raw(*server_);
    raw.send(method + " /x HTTP/1.1\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody");
    const auto answer = raw.receive_all();
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(std::string::npos, answer.find(method + " /x\n")) << answer;
    EXPECT_TRUE(answer.ends_with("\n\nbody")) << answer;
  }
}

TEST_F(ServerTest, HeadHasNoBody) {
  const Raw raw(*server_);
  raw.send("HEAD /teapot HTTP/1.1\r\nConnection: close\r\n\r\n");
  const auto answer = raw.receive_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 418 ")) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

TEST_F(ServerTest, RequestsFollowEachOtherOnOneConnectionWhateverTheirBodies) {
  const Raw raw(*server_);
  raw.send(
      "GET /1 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcPOST /2 HTTP/1.1\r\n\r\nPOST /3 "
      "HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nde\r\n1\r\nf\r\n0\r\n\r\nGET /4 HTTP/1.1\r\nConnection: close\r\n\r\n");
  static_cast<void>(raw.receive_all());
  const auto journal = fake_->journal();
  ASSERT_EQ(4U, journal.size());
  EXPECT_EQ("abc", journal[0].request.body.reveal());
  EXPECT_EQ("", journal[1].request.body.reveal());
  EXPECT_EQ("def", journal[2].request.body.reveal());
  EXPECT_EQ("/4", journal[3].request.target);
}

TEST_F(ServerTest, MultipartAndEncodedBodiesStayAsTheyAre) {
  const Raw raw(*server_);
  const std::string body = "--X\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--X--\r\n";
  raw.send(
      "POST /m HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Encoding: "
      "gzip\r\nAccept-Encoding: gzip\r\n"
      "Range: bytes=0-1\r\nConnection: close\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body);
  const auto answer = raw.receive_all();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
  EXPECT_TRUE(answer.ends_with(body)) << answer;
}

TEST_F(ServerTest, AWaitingClientIsToldToContinue) {
  const Raw raw(*server_);
  raw.send("POST /x HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(raw.receive_until("\r\n\r\n").starts_with("HTTP/1.1 100 Continue\r\n"));
  raw.send("hi");
  EXPECT_TRUE(raw.receive_all().ends_with("\n\nhi"));
}

TEST_F(ServerTest, RepeatedResponseHeadersAreKept) {
  httplib::Client client(server_->url());
  const auto answer = client.Get("/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(2U, answer->get_header_value_count("X-Twice"));
  EXPECT_EQ("one", answer->get_header_value("X-Twice", 0));
  EXPECT_EQ("two", answer->get_header_value("X-Twice", 1));
}

TEST_F(ServerTest, AFakeThatHangsUpSendsNoByte) {
  const Raw raw(*server_);
  raw.send("POST /drop HTTP/1.1\r\n\r\n");
  EXPECT_EQ("", raw.receive_all());
}

TEST_F(ServerTest, WhatIsNoRequestGets400AndTheConnectionEnds) {
  for (const auto* text : {"nonsense\r\n\r\n", "GET /\r\n\r\n", "GET x HTTP/1.1\r\n\r\n",
                           " / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                           "GET / HTTP/1.1\r\nA: 1\r\n folded\r\n\r\n", "GET / HTTP/1.1\r\n: 1\r\n\r\n"}) {
    const Raw raw(*server_);
    raw.send(text);
    EXPECT_TRUE(raw.receive_all().starts_with("HTTP/1.1 400 ")) << text;
  }
  EXPECT_TRUE(fake_->journal().empty());
}

TEST_F(ServerTest, AHeadBeyondAllMeasureGetsNoAnswer) {
  const Raw raw(*server_);
  raw.send("GET / HTTP/1.1\r\nA: " + std::string(100'000, 'a') + "\r\n\r\n");
  EXPECT_EQ("", raw.receive_all());
  EXPECT_TRUE(fake_->journal().empty());
}

TEST_F(ServerTest, OutsideOfTheBasePathNothingIsThere) {
  const auto mounted = Server::start(fake_, {.base_path = "/admin"}).value();
  httplib::Client client("127.0.0.1", port_of(*mounted));
  EXPECT_EQ(404, client.Post("/login")->status);
  EXPECT_EQ(404, client.Post("/administrator")->status);
  EXPECT_EQ(200, client.Post("/admin/login")->status);
  EXPECT_EQ("/admin/login", fake_->journal().back().request.target);
  EXPECT_EQ(0U, std::string(fake_->journal().back().response->body.reveal()).find("POST /login\n"));
}

TEST_F(ServerTest, ManyIdleConnectionsHoldNobodyUp) {
  std::vector<std::unique_ptr<Raw>> idle;
  for (int i = 0; i < 100; ++i) idle.push_back(std::make_unique<Raw>(*server_));
  httplib::Client client(server_->url());
  EXPECT_TRUE(client.Get("/"));
}

TEST_F(ServerTest, StoppingEndsIdleConnectionsAndFreesThePort) {
  const auto port = port_of(*server_);
  const Raw idle(*server_);
  idle.send("GET /1 HTTP/1.1\r\n\r\n");
  static_cast<void>(idle.receive_until("\r\n\r\n"));
  server_->stop();
  static_cast<void>(idle.receive_all());
  server_->stop();
  EXPECT_TRUE(Server::start(fake_, {.port = port}));
}

TEST_F(ServerTest, ATakenPortIsAnError) {
  const auto second = Server::start(fake_, {.port = port_of(*server_)});
  ASSERT_FALSE(second);
  EXPECT_EQ(Errc::network, second.error().code);
}

TEST_F(ServerTest, RefusesABasePathThatIsNone) {
  for (const auto* path : {"admin", "/admin/", "/"}) {
    const auto started = Server::start(fake_, {.base_path = path});
    ASSERT_FALSE(started);
    EXPECT_EQ("base_path", started.error().field);
  }
}

// Whether OpenSSL itself, trusting `ca` alone, accepts the server as `host`.
bool trusted(const Server& server, const std::string& host, const std::string& ca) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  EXPECT_EQ(1, SSL_CTX_load_verify_locations(context.get(), ca.c_str(), nullptr));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  auto* wanted = SSL_CTX_get0_param(context.get());
  if (X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str()) != 1)
    X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), 0);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), BIO_free_all);
  BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port_of(server))).c_str());
  return BIO_do_connect(bio.get()) == 1 && BIO_do_handshake(bio.get()) == 1;
}

TEST(TlsServer, IsTrustedUnderItsNamesWithItsCaAndOnlyWithIt) {
  const auto server = Server::start(std::make_shared<Mirror>(), {.tls = true}).value();
  const auto other = Server::start(std::make_shared<Mirror>(), {.tls = true}).value();
  EXPECT_TRUE(server->url().starts_with("https://127.0.0.1:"));
  EXPECT_TRUE(trusted(*server, "127.0.0.1", server->ca_file()));
  EXPECT_TRUE(trusted(*server, "::1", server->ca_file()));
  EXPECT_TRUE(trusted(*server, "localhost", server->ca_file()));
  EXPECT_FALSE(trusted(*server, "127.0.0.2", server->ca_file()));
  EXPECT_FALSE(trusted(*server, "example.com", server->ca_file()));
  EXPECT_FALSE(trusted(*server, "127.0.0.1", other->ca_file()));
}

TEST(TlsServer, KeepsItsCaInAPrivateFileThatGoesWithIt) {
  auto server = Server::start(std::make_shared<Mirror>(), {.tls = true}).value();
  const auto path = server->ca_file();
  std::ifstream file(path);
  EXPECT_EQ(server->ca_pem(), std::string(std::istreambuf_iterator<char>(file), {}));
  EXPECT_TRUE(server->ca_pem().starts_with("-----BEGIN CERTIFICATE-----"));
  using std::filesystem::perms;
  EXPECT_EQ(perms::owner_read | perms::owner_write, std::filesystem::status(path).permissions());
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

// The highest version a client that offers at most `version` gets; 0: none.
int negotiated(const Server& server, int version) {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);  // else OpenSSL's client itself refuses old versions
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> bio(BIO_new_ssl_connect(context.get()), BIO_free_all);
  BIO_set_conn_hostname(bio.get(), ("127.0.0.1:" + std::to_string(port_of(server))).c_str());
  if (BIO_do_connect(bio.get()) != 1 || BIO_do_handshake(bio.get()) != 1) return 0;
  SSL* ssl = nullptr;
  BIO_get_ssl(bio.get(), &ssl);
  return SSL_version(ssl);
}

TEST(TlsServer, SpeaksTls12AndNothingOlder) {
  // Asked of the context too: the security level of the system's OpenSSL may refuse old versions by itself.
  EXPECT_EQ(TLS1_2_VERSION, SSL_CTX_get_min_proto_version(ThrowawayTls::make().value().context.get()));
  const auto server = Server::start(std::make_shared<Mirror>(), {.tls = true}).value();
  EXPECT_EQ(0, negotiated(*server, TLS1_1_VERSION));
  EXPECT_EQ(TLS1_2_VERSION, negotiated(*server, TLS1_2_VERSION));
  EXPECT_EQ(TLS1_3_VERSION, negotiated(*server, TLS1_3_VERSION));
}

TEST(TlsServer, SurvivesClientsThatDontSpeakTls) {
  const auto server = Server::start(std::make_shared<Mirror>(), {.tls = true}).value();
  {
    const Raw raw(*server);
    raw.send("GET / HTTP/1.1\r\n\r\n");
    static_cast<void>(raw.receive_all());
  }
  httplib::SSLClient client("127.0.0.1", port_of(*server));
  client.set_ca_cert_path(server->ca_file());
  client.enable_server_certificate_verification(true);
  EXPECT_TRUE(client.Get("/"));
}

TEST(TlsServer, HangsUpWithoutAByteToo) {
  const auto fake = std::make_shared<Mirror>();
  const auto server = Server::start(fake, {.tls = true}).value();
  httplib::SSLClient client("127.0.0.1", port_of(*server));
  client.set_ca_cert_path(server->ca_file());
  client.enable_server_certificate_verification(true);
  EXPECT_FALSE(client.Post("/drop"));
  EXPECT_EQ(1U, fake->journal().size());
}

}  // namespace
}  // namespace mfaclient::testing
