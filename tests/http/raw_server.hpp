#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <openssl/ssl.h>

#include "http/certificates.hpp"

namespace mfaclient::test {

class RawServer;

/// One accepted connection, in the hands of the server's script. Every wait ends when the server is stopped.
class Connection {
 public:
  Connection(RawServer& server, int socket, int number);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// 0 for the first connection of the server.
  [[nodiscard]] int number() const { return number_; }
  /// The next request, head and body (by Content-Length), and counts it; nullopt once the peer is gone.
  std::optional<std::string> read_request();
  /// What arrives next, at most 16 KiB; empty once the peer is gone.
  std::string read_some();
  /// False once the peer is gone.
  bool send(std::string_view bytes);
  /// Reads and drops until the peer is gone.
  void wait_for_peer();
  /// False: the server is being stopped.
  bool pause(std::chrono::milliseconds time);
  /// Closes with a TCP reset.
  void reset();
  /// Closes without a TLS close_notify.
  void hang_up();
  /// The server's half of a handshake. False: the peer broke it off.
  bool start_tls(SSL_CTX* context);

 private:
  RawServer& server_;
  int socket_;
  int number_;
  std::string buffered_{};
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
};

using Script = std::function<void(Connection&)>;

struct ServerTls {
  Identity identity{};
  int newest = 0;                  ///< OpenSSL's number of the newest protocol to offer; 0: all
  std::string client_authority{};  ///< PEM; set: a client certificate is demanded
};

/// A TLS context for `Connection::start_tls`.
[[nodiscard]] std::shared_ptr<SSL_CTX> make_server_context(const ServerTls& tls);

/// A loopback server that does to each connection exactly what its script says, on a thread of its own, and
/// counts.
class RawServer {
 public:
  explicit RawServer(Script script, std::optional<ServerTls> tls = std::nullopt);
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  ~RawServer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// "http://127.0.0.1:<port>", or https where there is TLS, or with another host name.
  [[nodiscard]] std::string url(std::string_view host = "127.0.0.1") const;

  [[nodiscard]] int connections() const;
  [[nodiscard]] int handshakes() const;  ///< completed ones, resumed or not
  [[nodiscard]] int resumed_handshakes() const;
  [[nodiscard]] std::size_t bytes() const;  ///< read from peers; with TLS: decrypted
  [[nodiscard]] std::vector<std::string> requests() const;
  /// How many of them begin like this: "POST /once".
  [[nodiscard]] int count(std::string_view beginning) const;
  /// Blocks until so many requests have arrived; false after ten seconds.
  [[nodiscard]] bool wait_for_requests(std::size_t count) const;
  [[nodiscard]] bool wait_for_connections(int count) const;

 private:
  friend class Connection;
  void accept_all();
  void serve(int socket, int number);

  Script script_;
  std::shared_ptr<SSL_CTX> context_{};
  int listener_ = -1;
  std::uint16_t port_ = 0;

  mutable std::mutex mutex_{};
  mutable std::condition_variable changed_{};
  bool stopping_ = false;
  int connections_ = 0;
  int handshakes_ = 0;
  int resumed_ = 0;
  std::size_t bytes_ = 0;
  std::vector<std::string> requests_{};
  std::set<int> open_{};
  std::vector<std::thread> threads_{};
  std::thread acceptor_{};
};

/// "HTTP/1.1 200 OK" with Content-Length, `headers` (each with its CRLF) and `body`.
[[nodiscard]] std::string ok(std::string_view body = "ok", std::string_view headers = "");

/// Answers every request on every connection with `response`.
[[nodiscard]] Script always(std::string response);

}  // namespace mfaclient::test
