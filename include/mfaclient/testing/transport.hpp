#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mfaclient/http.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::testing {

/// What may happen to one request on its way.
enum class Fault : std::uint8_t {
  none,
  refused,       ///< no connection: not sent
  lost_request,  ///< the connection dies before the vendor saw it: unknown to the client
  lost_answer,   ///< the vendor did it, the answer never came: unknown to the client
};

/// A transport without sockets, mounted on a fake. Thread-safe.
///
/// Keeps the contract of `http::Transport`: a stop, or a timeout that is over before the fake has seen the
/// request, is `not_sent`; a fake that hangs up, or a timeout that is over when it has answered, leaves the
/// outcome `unknown`. On a `ManualClock` only what moves it takes time.
class FakeTransport final : public http::Transport {
 public:
  /// Requests below `mount` reach `fake` without it, as the vendor's own front end strips it ("/admin");
  /// others get 404.
  explicit FakeTransport(std::shared_ptr<Fake> fake, std::string mount = {},
                         std::shared_ptr<Clock> clock = system_clock());

  Result<http::Response> send(const http::Url& base, const http::Request& request,
                              const http::SendOptions& options) override;

  /// The next requests meet these faults, in order; after them none. Replaces what was left of an earlier
  /// script.
  void script(std::vector<Fault> faults);
  /// Called before each request is handled and before its timeout is looked at, on the caller's thread and
  /// without a lock: for tests that interleave threads or let time pass.
  void on_send(std::function<void(const http::Request&)> hook);

 private:
  std::shared_ptr<Fake> fake_;
  std::string mount_;
  std::shared_ptr<Clock> clock_;
  std::mutex mutex_{};
  std::vector<Fault> faults_{};
  std::function<void(const http::Request&)> hook_{};
};

}  // namespace mfaclient::testing
