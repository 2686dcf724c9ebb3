#pragma once
#include <chrono>
#include <deque>
#include <mutex>
#include <optional>

#include "mfaclient/call_observer.hpp"
#include "mfaclient/clock.hpp"

namespace mfaclient {

/// How far a server's clock is from ours, learnt from the `Date` of its answers: a code is right by the
/// server's clock, not by ours. Thread-safe.
class ServerClock final : public CallObserver {
 public:
  void answered(const ObservedRequest& request, const ObservedAnswer& answer) noexcept override;
  /// The median of the last answers: positive where the server is ahead. nullopt: none had a date.
  [[nodiscard]] std::optional<std::chrono::seconds> ahead() const;

 private:
  mutable std::mutex mutex_{};
  std::deque<std::chrono::milliseconds> seen_{};
};

}  // namespace mfaclient
