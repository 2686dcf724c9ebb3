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

/// A fake on 127.0.0.1, over http or https, for clients in any language. Stops when destroyed.
class Server {
 public:
  /// Accepts connections when it returns. Errors: `Errc::network` (the port is taken), `Errc::storage`.
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(std::shared_ptr<Fake> fake,
                                                             const ServerOptions& options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The base URL with its path: what a client's settings take.
  [[nodiscard]] const std::string& url() const noexcept;
  /// The CA's certificate, PEM; empty without TLS.
  [[nodiscard]] const std::string& ca_pem() const noexcept;
  /// A file that holds it, removed with the server; empty without TLS.
  [[nodiscard]] const std::string& ca_file() const noexcept;
  void stop();

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mfaclient::testing
