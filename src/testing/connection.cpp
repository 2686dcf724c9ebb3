#include "testing/connection.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>

#include "core/ascii.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::size_t kLargestHead = 64 << 10;
constexpr int kIdleMilliseconds = 60'000;

// The headers by which a body's end is found, and whether the connection lives on.
bool frames(std::string_view name) {
  constexpr std::array<std::string_view, 4> kFraming = {"Content-Length", "Transfer-Encoding", "Connection",
                                                        "Expect"};
  return std::any_of(kFraming.begin(), kFraming.end(),
                     [name](std::string_view framing) { return ascii::equal_without_case(name, framing); });
}

std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find("\r\n"));
  text.remove_prefix(std::min(text.size(), line.size() + 2));
  return line;
}

void describe(const sockaddr_storage& address, std::string& ip, int& port) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.ss_family != AF_INET) return;
  const auto* v4 = reinterpret_cast<const sockaddr_in*>(&address);
  inet_ntop(AF_INET, &v4->sin_addr, text.data(), text.size());
  ip = text.data();
  port = ntohs(v4->sin_port);
}

}  // namespace

Connection::Connection(socket_t socket, SSL_CTX* context)
    : socket_(socket), tls_(context == nullptr ? nullptr : SSL_new(context)) {}

Connection::~Connection() {
  if (tls_ && !hung_up_) SSL_shutdown(tls_.get());
}

bool Connection::handshake() {
  if (!tls_) return true;
  const bool shaken = SSL_set_fd(tls_.get(), socket_) == 1 && SSL_accept(tls_.get()) == 1;
  if (!shaken) hung_up_ = true;  // a close_notify after a failed handshake is an error of its own
  return shaken;
}

bool Connection::next_request() {
  request_.reset();
  std::array<char, 4096> chunk{};
  auto end = input_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (input_.size() > kLargestHead || (input_.empty() && !wait_for_input())) return false;
    const auto size = receive(chunk.data(), chunk.size());
    if (size <= 0) return false;
    input_.append(chunk.data(), static_cast<std::size_t>(size));
    end = input_.find("\r\n\r\n");
  }
  take_head(std::string_view(input_).substr(0, end + 2));
  input_.erase(0, end + 4);
  return true;
}

void Connection::take_head(std::string_view head) {
  framing_ = "unreadable\r\n\r\n";  // cpp-httplib's own 400 follows
  const auto line = take_line(head);
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == 0 || first == std::string_view::npos || first == last) return;
  http::Request request;
  request.method = line.substr(0, first);
  request.target = line.substr(first + 1, last - first - 1);
  if (!request.target.starts_with('/')) return;
  std::string framing = "POST / " + std::string(line.substr(last + 1)) + "\r\n";
  while (!head.empty()) {
    const auto field = take_line(head);
    const auto colon = field.find(':');
    if (colon == 0 || colon == std::string_view::npos || ascii::space(field.front())) return;
    request.headers.add(field.substr(0, colon), ascii::trim(field.substr(colon + 1)));
    if (frames(field.substr(0, colon))) framing.append(field).append("\r\n");
  }
  framing_ = framing + "\r\n";
  request_ = std::move(request);
}

bool Connection::wait_for_input() {
  if (tls_ && SSL_pending(tls_.get()) > 0) return true;
  pollfd waiting{socket_, POLLIN, 0};
  return poll(&waiting, 1, kIdleMilliseconds) > 0;
}

ssize_t Connection::receive(char* to, std::size_t size) {
  if (!tls_) return recv(socket_, to, size, 0);
  return SSL_read(tls_.get(), to, static_cast<int>(size));
}

ssize_t Connection::read(char* to, std::size_t size) {
  auto& ready = framing_.empty() ? input_ : framing_;
  if (ready.empty()) {
    if (!flush()) return -1;  // a client that waits for its 100-continue sends nothing before
    return receive(to, size);
  }
  size = std::min(size, ready.size());
  ready.copy(to, size);
  ready.erase(0, size);
  return static_cast<ssize_t>(size);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  output_.append(from, size);
  return static_cast<ssize_t>(size);
}

bool Connection::flush() {
  auto text = std::exchange(output_, {});
  if (hung_up_) return false;
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto size = tls_ ? SSL_write(tls_.get(), rest.data(), static_cast<int>(rest.size()))
                           : send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) describe(address, ip, port);
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  sockaddr_storage address{};
  socklen_t size = sizeof(address);
  if (getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0) describe(address, ip, port);
}

}  // namespace mfaclient::testing
