#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace crash {

/// A line to a server on loopback that breaks where it is told to: plain TCP, HTTP/1.1 with Content-Length.
class Front {
 public:
  enum class Break : std::uint8_t {
    nothing,
    before,  ///< the request never reaches the server, and the line dies
    after,   ///< the server has answered, and the line dies before the answer
    silent,  ///< the server has answered, and nothing more is heard
  };

  /// `on_request` is told of every request that arrives here, on threads of this object.
  Front(std::uint16_t server, std::function<void(std::string request)> on_request);
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// From now on the `number`-th request, counted from 1, meets this.
  void arrange(Break how, int number);
  /// Whether a request met what was arranged.
  [[nodiscard]] bool broke() const noexcept { return broke_.load(); }

 private:
  void accept_all();
  void serve(int client);

  std::uint16_t server_;
  std::function<void(std::string)> on_request_;
  std::uint16_t port_ = 0;
  int listener_ = -1;
  std::atomic<Break> break_{Break::nothing};
  std::atomic<int> number_{0};
  std::atomic<int> requests_{0};
  std::atomic<bool> broke_{false};
  std::atomic<bool> stop_{false};
  std::vector<std::jthread> connections_{};
  std::jthread acceptor_{};
};

}  // namespace crash
