#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "mfaclient/error.hpp"

namespace mfaclient {

/// What may be logged, and nothing else: there is no field through which a header, a body, an address with an
/// account in it or an error text could leave. The views live only as long as the callback runs.
struct LogEvent {
  enum class Kind : std::uint8_t {
    sent,       ///< a request is about to leave
    answered,   ///< a response arrived
    failed,     ///< no response, or one that is an error
    signed_in,  ///< a session began
    resent,     ///< the one more try after a session was found dead
  };
  Kind kind = Kind::sent;
  std::string_view operation{};  ///< such as "mailinabox.mfa_status"
  std::string_view method{};
  int attempt = 1;
  int http_status = 0;  ///< 0: none
  std::string_view request_id{};
  std::optional<Errc> error{};
  std::chrono::milliseconds elapsed{0};
  /// How far the server's clock is ahead of ours; nullopt: its answers have no date.
  std::optional<std::chrono::seconds> server_ahead{};
};

[[nodiscard]] std::string_view to_string(LogEvent::Kind kind) noexcept;

/// Called from whichever thread runs the call, so it must be thread-safe; it must not throw.
using Logger = std::function<void(const LogEvent&)>;

}  // namespace mfaclient
