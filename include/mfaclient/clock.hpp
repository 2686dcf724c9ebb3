#pragma once
#include <chrono>
#include <memory>
#include <stop_token>

namespace mfaclient {

using Time = std::chrono::system_clock::time_point;        ///< wall clock: codes and expiries
using SteadyTime = std::chrono::steady_clock::time_point;  ///< never steps: deadlines and waits

/// Where time comes from. The one seam through which the library reads a clock or waits. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
  [[nodiscard]] virtual SteadyTime steady_now() const = 0;
  /// Blocks until `until`, or until `stop` is requested. True: the time was reached.
  virtual bool wait_until(SteadyTime until, std::stop_token stop) = 0;
};

/// The machine's own clocks.
[[nodiscard]] std::shared_ptr<Clock> system_clock();

}  // namespace mfaclient
