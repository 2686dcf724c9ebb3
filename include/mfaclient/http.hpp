#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/clock.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient::http {

/// Header fields in the order they came, repeated ones kept. Names compare without case (RFC 9110, 5.1).
/// Values are secrets: credentials travel in headers both ways.
class Headers {
 public:
  struct Field {
    std::string name{};
    SecretString value{};
  };

  void add(std::string_view name, std::string_view value);
  void add(std::string_view name, SecretString value);
  /// The first value of `name`; nullopt when there is none. An empty value is not an absent one.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] const std::vector<Field>& fields() const noexcept { return fields_; }

 private:
  std::vector<Field> fields_{};
};

/// A request relative to its client's base URL.
struct Request {
  std::string method{};  ///< "GET", "POST", ...
  std::string target{};  ///< path below the base URL, with its query, percent-encoded: "/mfa/status"
  Headers headers{};
  SecretString body{};  ///< empty: none is sent; POST, PUT and PATCH then say "Content-Length: 0"
};

/// A complete answer: final status, its own header fields (no interim answer's, no proxy's, no trailers), the
/// body as it came, not decoded. Whether it is good news is for the operation to judge, and so is whether a
/// body without a length is whole: where only the end of the connection delimits it, nobody below can tell.
struct Response {
  int status = 0;
  Headers headers{};
  SecretString body{};
};

/// A base URL: https, or plain http to a loopback host; no user name, query, fragment or dot segments.
class Url {
 public:
  /// Errors: `Errc::invalid_argument`, field "url". The input is not quoted.
  static Result<Url> parse(std::string_view text);

  [[nodiscard]] const std::string& scheme() const noexcept { return scheme_; }
  [[nodiscard]] const std::string& host() const noexcept { return host_; }  ///< IPv6 without brackets
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] const std::string& path() const noexcept {
    return path_;
  }  ///< "" or "/admin", no trailing slash
  [[nodiscard]] bool loopback() const noexcept { return loopback_; }
  /// Scheme, host and, where it isn't the scheme's own, port: the one place this client's credentials may go.
  [[nodiscard]] std::string origin() const;
  /// `origin()` and `path()`.
  [[nodiscard]] std::string text() const { return origin() + path_; }

 private:
  std::string scheme_{}, host_{}, path_{};
  std::uint16_t port_ = 0;
  bool loopback_ = false;
};

/// Refuses what would change meaning on the wire: CR, LF or NUL anywhere, a method or header name that is no
/// token (RFC 9110, 5.6.2), a header value with control characters, a target that does not begin with "/".
/// Errors: `Errc::invalid_argument`, naming the header but never its value.
Result<void> validate(const Request& request);

/// How one request is to be carried.
struct SendOptions {
  /// How long the answer may take from now; nothing is sent when it is zero or less. Relative, because the
  /// clock of a client (simulated, in a test) need not be that of its transport.
  std::chrono::milliseconds timeout{0};
  std::stop_token stop{};
  /// True for an operation that must not be repeated: a connection of its own, HTTP/1.1. A request on a
  /// reused connection that dies is sent again by libcurl itself, whatever its method.
  bool fresh_connection = false;
};

/// Carries a request and brings the answer. Follows no redirect, keeps no cookie, and never repeats a request
/// that was sent with `fresh_connection`. Implementations are thread-safe.
///
/// Errors: `network`, `tls`, `timeout`, `cancelled`, `protocol` (a limit was passed), with `delivery` told
/// honestly: `not_sent` only when no byte of the request left.
class Transport {
 public:
  virtual ~Transport() = default;
  virtual Result<Response> send(const Url& base, const Request& request, const SendOptions& options) = 0;
};

/// Whom to trust, and who we are. Verification can't be switched off; pin what the system does not know.
struct TlsOptions {
  std::string ca_file{};       ///< PEM bundle, instead of the system's
  std::string ca_directory{};  ///< hashed directory (openssl rehash), instead of the system's bundle
  std::string pinned_key{};    ///< "sha256//<base64>" of the server's public key; checked beside the chain
  std::string client_certificate{};  ///< PEM file
  std::string client_key{};          ///< PEM file
};

/// All finite, all on by default.
struct Timeouts {
  std::chrono::milliseconds connect{10'000};  ///< name, TCP and TLS
  /// The whole call where `CallOptions` has none. Up to 30 s of it may pass waiting for a code that is not
  /// yet spent.
  std::chrono::milliseconds call{60'000};
  std::chrono::milliseconds stall{
      10'000};  ///< the request has begun, and nothing moved either way for so long
};

struct Limits {
  std::size_t body_bytes = 1 << 20;
  std::size_t header_bytes = 64 << 10;
};

/// The transport over libcurl: HTTP/1.1, TLS 1.2 or newer, verified; the proxy variables of the environment
/// are honoured but for loopback hosts; connections are reused but for `fresh_connection`. One may serve many
/// clients and threads: each call in flight has a handle of its own, which keeps its connections and reads
/// the CA bundle once (a change of the file is seen after a day at the latest). Not to be used on both sides
/// of a fork.
///
/// Errors: `Errc::invalid_argument`, field "ca_file", "ca_directory", "pinned_key", "client_certificate",
/// "client_key" (can't be read, or malformed), "connect" or "stall" (not positive, or more than a day).
/// `send` adds "target", where it does not begin with "/".
Result<std::shared_ptr<Transport>> make_curl_transport(const TlsOptions& tls = {},
                                                       const Timeouts& timeouts = {},
                                                       const Limits& limits = {});

/// One certificate of a server's chain, as `inspect_tls` saw it.
struct Certificate {
  std::string subject{}, issuer{};
  std::string not_before{}, not_after{};  ///< as OpenSSL prints them, UTC
  std::string public_key_pin{};           ///< "sha256//<base64>", for `TlsOptions::pinned_key`
};

/// Reads the chain a server presents, leaf first, without trusting it. Sends no request. Blocks for at most
/// `timeout`. Errors: `network`, `tls`, `timeout`; `invalid_argument`, field "url" (not https) or "timeout".
Result<std::vector<Certificate>> inspect_tls(const Url& url, std::chrono::milliseconds timeout);

}  // namespace mfaclient::http
