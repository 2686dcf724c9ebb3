#pragma once
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include <httplib.h>

#include "mfaclient/testing/fake.hpp"
#include "testing/connection.hpp"

namespace mfaclient::testing {

/// cpp-httplib's listener before a fake: a thread per connection, so that idle ones hold nobody up.
class Front final : private httplib::Server {
 public:
  Front(std::shared_ptr<Fake> fake, std::string mount, Context tls);

  /// The port that is listened on; nullopt: it is taken.
  [[nodiscard]] std::optional<std::uint16_t> bind(std::uint16_t port);
  /// Serves until `stop()`.
  void run() { listen_after_bind(); }
  [[nodiscard]] bool running() const { return is_running(); }
  /// Ends `run()` and every connection, idle or not.
  void stop();

 private:
  bool process_and_close_socket(socket_t socket) override;
  void serve(Connection& connection);
  void answer(const httplib::Request& framed, httplib::Response& response,
              const httplib::ContentReader& read_body);
  [[nodiscard]] bool enter(socket_t socket);
  void leave(socket_t socket);

  std::shared_ptr<Fake> fake_;
  std::string mount_;
  Context tls_;
  std::mutex mutex_{};
  std::set<socket_t> open_{};
  bool stopping_ = false;
};

}  // namespace mfaclient::testing
