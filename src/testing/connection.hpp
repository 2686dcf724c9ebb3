#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <httplib.h>

#include "mfaclient/http.hpp"
#include "testing/throwaway_ca.hpp"

namespace mfaclient::testing {

/// One accepted connection, between the socket and cpp-httplib.
///
/// A fake must see what arrived. cpp-httplib sorts headers by name, percent-decodes their values, takes
/// multipart bodies apart, reads no body of a GET and answers unknown methods itself. So the head of each
/// request is read here and kept; cpp-httplib gets "POST /" with the framing headers alone, and does what it
/// is good at: length and chunks, 100-continue, keep-alive, and the response. Used by one thread.
class Connection final : public httplib::Stream {
 public:
  /// Doesn't own the socket. `context` null: no TLS.
  Connection(socket_t socket, SSL_CTX* context);
  ~Connection() override;

  /// False: no TLS connection came about.
  [[nodiscard]] bool handshake();
  /// Waits for the next request and reads its head. False: there is none.
  [[nodiscard]] bool next_request();
  /// The request without its body; nullopt: what came has no head that could be read.
  [[nodiscard]] const std::optional<http::Request>& request() const noexcept { return request_; }
  /// The answer so far and all that follows is thrown away.
  void hang_up() { hung_up_ = true; }
  [[nodiscard]] bool hung_up() const noexcept { return hung_up_; }
  /// Sends what was written, in one piece.
  bool flush();

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return true; }
  [[nodiscard]] ssize_t read(char* to, std::size_t size) override;
  [[nodiscard]] ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  [[nodiscard]] socket_t socket() const override { return socket_; }

 private:
  [[nodiscard]] ssize_t receive(char* to, std::size_t size);
  [[nodiscard]] bool wait_for_input();
  void take_head(std::string_view head);

  socket_t socket_;
  std::unique_ptr<SSL, Releases<SSL_free>> tls_{};
  std::string framing_{};  // what cpp-httplib reads in place of the head
  std::string input_{};    // received, not yet read
  std::string output_{};
  std::optional<http::Request> request_{};
  bool hung_up_ = false;
};

}  // namespace mfaclient::testing
