#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "mfaclient/result.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::testing {

struct ServerOptions {
  std::uint16_t port = 0;   ///< 0: any free one
  bool tls = false;         ///< with a throw-away CA made at start
  std::string base_path{};  ///< such as "/admin"; stripped before the fake sees the request
};

/// A fake on 127.0.0.1, over HTTP/1.1 with or without TLS (1.2 or newer), for clients in any language. Stops
/// when destroyed.
///
/// What arrives reaches the fake unchanged: any method, headers in their order, bodies of any method byte by
/// byte (up to 16 MiB; chunks joined). Where the fake hangs up, the connection is closed without a byte. The
/// answer's headers are sorted by name, with Content-Length and those of the connection added. Each
/// connection has its own thread, and is closed after a minute without a request.
class Server {
 public:
  /// Accepts connections when it returns. Errors: `Errc::network` (the port is taken), `Errc::storage` (no
  /// file for the CA), `Errc::tls` (no certificates), `Errc::invalid_argument`, field "base_path".
  static Result<std::unique_ptr<Server>> start(std::shared_ptr<Fake> fake, const ServerOptions& options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The base URL with its path: what a client's settings take.
  [[nodiscard]] const std::string& url() const noexcept;
  /// The CA's certificate, PEM; empty without TLS. It has signed one certificate, for 127.0.0.1, ::1 and
  /// localhost, and its key is gone.
  [[nodiscard]] const std::string& ca_pem() const noexcept;
  /// A file that holds it, readable by its owner alone and removed with the server; empty without TLS.
  [[nodiscard]] const std::string& ca_file() const noexcept;
  /// Ends every connection and frees the port. Waits for requests that are being handled; may be called
  /// again.
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mfaclient::testing
