#include "crash/front.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace crash {
namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

/// Closes itself.
struct Socket {
  explicit Socket(int socket) : number(socket) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() { close(number); }
  int number;
};

std::size_t length_in(std::string_view head) {
  std::string lower(head);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto at = lower.find("content-length:");
  return at == std::string::npos ? 0 : static_cast<std::size_t>(std::stoul(lower.substr(at + 15)));
}

/// One whole message; empty: the line was closed, or nobody waits any more.
std::string read_message(int socket, const std::atomic<bool>& stop) {
  std::string text;
  std::array<char, 8192> block{};
  for (;;) {
    if (const auto end = text.find("\r\n\r\n"); end != std::string::npos)
      if (text.size() >= end + 4 + length_in(std::string_view(text).substr(0, end))) return text;
    pollfd waiting{socket, POLLIN, 0};
    if (stop) return {};
    if (poll(&waiting, 1, 20) <= 0) continue;
    const auto count = recv(socket, block.data(), block.size(), 0);
    if (count <= 0) return {};
    text.append(block.data(), static_cast<std::size_t>(count));
  }
}

bool write_all(int socket, std::string_view text) {
  while (!text.empty()) {
    const auto count = send(socket, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Front::Front(std::uint16_t server, std::function<void(std::string)> on_request)
    : server_(server),
      on_request_(std::move(on_request)),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* raw = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, raw, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, raw, &size) != 0)
    throw std::runtime_error("no port for the front");
  port_ = ntohs(address.sin_port);
  acceptor_ = std::jthread([this] { accept_all(); });
}

Front::~Front() {
  stop_ = true;
  acceptor_.join();
  connections_.clear();
  close(listener_);
}

void Front::arrange(Break how, int number) {
  break_ = how;
  number_ = number;
  requests_ = 0;
  broke_ = false;
}

void Front::accept_all() {
  while (!stop_) {
    pollfd waiting{listener_, POLLIN, 0};
    if (poll(&waiting, 1, 20) <= 0) continue;
    const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client >= 0) connections_.emplace_back([this, client] { serve(client); });
  }
}

void Front::serve(int number) {
  const Socket client(number);
  const Socket server(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = loopback(server_);
  if (connect(server.number, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
  for (;;) {
    const auto request = read_message(client.number, stop_);
    if (request.empty()) return;
    on_request_(request);
    const auto breaks = ++requests_ == number_ ? break_.load() : Break::nothing;
    broke_ = broke_ || breaks != Break::nothing;
    if (breaks == Break::before) return;
    if (!write_all(server.number, request)) return;
    const auto answer = read_message(server.number, stop_);
    if (breaks == Break::after) return;
    while (breaks == Break::silent && !stop_) {
      pollfd gone{client.number, POLLIN, 0};
      std::array<char, 1> byte{};
      if (poll(&gone, 1, 20) > 0 && recv(client.number, byte.data(), 1, 0) <= 0) return;
    }
    if (answer.empty() || !write_all(client.number, answer)) return;
  }
}

}  // namespace crash
