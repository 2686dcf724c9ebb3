#pragma once
#include <stop_token>
#include <thread>

namespace mfactl {

/// Turns the first SIGINT or SIGTERM into a stop request; a second one of the same kind ends the process at
/// once. A write to a closed pipe fails instead of killing. One per process.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  [[nodiscard]] std::stop_token token() const { return stop_.get_token(); }

 private:
  std::stop_source stop_{};
  std::thread watcher_{};
};

/// Keeps this process's memory to itself: no core files, and no tracing by other processes of the user.
void harden();

[[nodiscard]] bool stdout_is_terminal();

}  // namespace mfactl
