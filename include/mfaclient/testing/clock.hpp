#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>

#include "mfaclient/clock.hpp"

namespace mfaclient::testing {

/// A clock that moves only when told. Thread-safe. Its steady clock does not begin at zero, so that a
/// deadline that was never set has always passed.
class ManualClock final : public Clock {
 public:
  enum class Waiting : std::uint8_t {
    advances,  ///< a wait moves the clock to its end at once: whole flows run without real time
    blocks,    ///< a wait lasts until `advance()` passes its end
  };
  /// `start`: what the wall clock shows first.
  explicit ManualClock(Time start, Waiting waiting = Waiting::advances);
  ~ManualClock() override;

  [[nodiscard]] Time now() const override;
  [[nodiscard]] SteadyTime steady_now() const override;
  bool wait_until(SteadyTime until, std::stop_token stop) override;

  /// Moves both clocks, and wakes whom that concerns. `by` is not negative.
  void advance(std::chrono::nanoseconds by);
  /// Moves the wall clock alone, as a correction of the system's time does.
  void step_wall_clock(std::chrono::nanoseconds by);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mfaclient::testing
