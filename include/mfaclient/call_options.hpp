#pragma once
#include <chrono>
#include <optional>
#include <stop_token>

namespace mfaclient {

/// The bounds of one call. Every call has a deadline: its own, or its client's.
struct CallOptions {
  /// How long the whole call may take, waits and sign-ins included. Unset: the client's `Timeouts::call`.
  std::optional<std::chrono::milliseconds> timeout{};
  /// A stop request ends the call within 100 ms with `Errc::cancelled`.
  std::stop_token stop{};
};

}  // namespace mfaclient
