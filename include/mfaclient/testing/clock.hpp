#pragma once
#include <memory>

#include "mfaclient/clock.hpp"

namespace mfaclient::testing {

/// A clock that moves only when told. Thread-safe.
class ManualClock final : public Clock {
 public:
  enum class Waiting : std::uint8_t {
    advances,  ///< a wait moves the clock to its end at once: whole flows run without real time
    blocks,    ///< a wait lasts until `advance()` passes its end
  };
  explicit ManualClock(Time start, Waiting waiting = Waiting::advances);
  ~ManualClock() override;

  [[nodiscard]] Time now() const override;
  [[nodiscard]] SteadyTime steady_now() const override;
  bool wait_until(SteadyTime until, std::stop_token stop) override;

  void advance(std::chrono::nanoseconds by);
  /// Moves the wall clock alone, as a correction of the system's time does.
  void step_wall_clock(std::chrono::nanoseconds by);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mfaclient::testing
