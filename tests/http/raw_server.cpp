#include "http/raw_server.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

namespace mfaclient::test {
namespace {

void require(bool worked, const char* what) {
  if (!worked) throw std::runtime_error(what);
}

/// The length that the head announces; 0 where it announces none.
std::size_t content_length(std::string_view head) {
  constexpr std::string_view kField = "\r\nContent-Length: ";
  const auto at = head.find(kField);
  if (at == std::string_view::npos) return 0;
  return static_cast<std::size_t>(std::stoul(std::string(head.substr(at + kField.size(), 12))));
}

std::shared_ptr<BIO> memory(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free};
}

void use_chain(SSL_CTX* context, const std::string& pem) {
  const auto bio = memory(pem);
  bool leaf = true;
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    if (leaf) {
      SSL_CTX_use_certificate(context, certificate);
      X509_free(certificate);
    } else {
      SSL_CTX_add0_chain_cert(context, certificate);
    }
    leaf = false;
  }
  ERR_clear_error();  // the end of the text is an error to the reader
}

}  // namespace

std::shared_ptr<SSL_CTX> make_server_context(const ServerTls& tls) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  require(context != nullptr, "no TLS context");
  if (tls.newest != 0) {
    // Protocols this old are only offered by an OpenSSL that has been told to lower its guard.
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), tls.newest);
    SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
  }
  use_chain(context.get(), tls.identity.certificates);
  const auto bio = memory(tls.identity.key);
  const std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr),
                                      EVP_PKEY_free);
  require(SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1, "certificate and key do not fit");
  if (!tls.client_authority.empty()) {
    const auto authority = memory(tls.client_authority);
    const std::shared_ptr<X509> root(PEM_read_bio_X509(authority.get(), nullptr, nullptr, nullptr),
                                     X509_free);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  constexpr std::string_view kSessions = "raw server";
  SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>(kSessions.data()),
                                 static_cast<unsigned>(kSessions.size()));
  return context;
}

Connection::Connection(RawServer& server, int socket, int number)
    : server_(server), socket_(socket), number_(number) {}

Connection::~Connection() {
  if (tls_ && socket_ >= 0) SSL_shutdown(tls_.get());
  hang_up();
}

void Connection::hang_up() {
  if (socket_ < 0) return;
  const std::lock_guard lock(server_.mutex_);
  server_.open_.erase(socket_);
  close(std::exchange(socket_, -1));
}

void Connection::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  hang_up();
}

bool Connection::start_tls(SSL_CTX* context) {
  tls_.reset(SSL_new(context));
  SSL_set_fd(tls_.get(), socket_);
  if (SSL_accept(tls_.get()) != 1) return false;
  const std::lock_guard lock(server_.mutex_);
  ++server_.handshakes_;
  if (SSL_session_reused(tls_.get()) == 1) ++server_.resumed_;
  return true;
}

std::string Connection::read_some() {
  if (socket_ < 0) return {};
  std::array<char, 16384> buffer{};
  const auto size = tls_ ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                         : static_cast<int>(recv(socket_, buffer.data(), buffer.size(), 0));
  if (size <= 0) return {};
  const std::lock_guard lock(server_.mutex_);
  server_.bytes_ += static_cast<std::size_t>(size);
  return {buffer.data(), static_cast<std::size_t>(size)};
}

std::optional<std::string> Connection::read_request() {
  std::size_t size = 0;
  for (;;) {
    const auto end = buffered_.find("\r\n\r\n");
    if (end != std::string::npos)
      size = end + 4 + content_length(std::string_view(buffered_).substr(0, end + 2));
    if (size != 0 && buffered_.size() >= size) break;
    const auto more = read_some();
    if (more.empty()) return std::nullopt;
    buffered_ += more;
  }
  std::string request = buffered_.substr(0, size);
  buffered_.erase(0, size);
  const std::lock_guard lock(server_.mutex_);
  server_.requests_.push_back(request);
  server_.changed_.notify_all();
  return request;
}

bool Connection::send(std::string_view bytes) {
  while (!bytes.empty() && socket_ >= 0) {
    const auto size = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                           : static_cast<int>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return socket_ >= 0;
}

void Connection::wait_for_peer() {
  while (!read_some().empty()) {
  }
}

bool Connection::pause(std::chrono::milliseconds time) {
  std::unique_lock lock(server_.mutex_);
  return !server_.changed_.wait_for(lock, time, [&] { return server_.stopping_; });
}

RawServer::RawServer(Script script, std::optional<ServerTls> tls) : script_(std::move(script)) {
  if (tls) context_ = make_server_context(*tls);
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  require(listener_ >= 0 && bind(listener_, generic, size) == 0 && listen(listener_, 256) == 0 &&
              getsockname(listener_, generic, &size) == 0,
          "no listening socket on loopback");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

RawServer::~RawServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int socket : open_) shutdown(socket, SHUT_RDWR);
    changed_.notify_all();
  }
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  close(listener_);
  for (auto& thread : threads_) thread.join();
}

void RawServer::accept_all() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    const std::lock_guard lock(mutex_);
    if (socket < 0 || stopping_) {
      if (socket >= 0) close(socket);
      return;
    }
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    open_.insert(socket);
    threads_.emplace_back([this, socket, number = connections_] { serve(socket, number); });
    ++connections_;
    changed_.notify_all();
  }
}

void RawServer::serve(int socket, int number) {
  // OpenSSL writes without MSG_NOSIGNAL; a peer that is gone must not end the test.
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  Connection connection(*this, socket, number);
  if (!context_ || connection.start_tls(context_.get())) script_(connection);
}

std::string RawServer::url(std::string_view host) const {
  return (context_ ? "https://" : "http://") + std::string(host) + ":" + std::to_string(port_);
}

int RawServer::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}
int RawServer::handshakes() const {
  const std::lock_guard lock(mutex_);
  return handshakes_;
}
int RawServer::resumed_handshakes() const {
  const std::lock_guard lock(mutex_);
  return resumed_;
}
std::size_t RawServer::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}
std::vector<std::string> RawServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int RawServer::count(std::string_view beginning) const {
  int found = 0;
  for (const auto& request : requests()) found += request.starts_with(beginning) ? 1 : 0;
  return found;
}

bool RawServer::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return requests_.size() >= count; });
}

bool RawServer::wait_for_connections(int count) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return connections_ >= count; });
}

std::string ok(std::string_view body, std::string_view headers) {
  std::string text = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text.append(headers).append("\r\n").append(body);
}

Script always(std::string response) {
  return [response = std::move(response)](Connection& connection) {
    while (connection.read_request())
      if (!connection.send(response)) return;
  };
}

}  // namespace mfaclient::test
