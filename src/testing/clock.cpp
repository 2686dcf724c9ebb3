#include "mfaclient/testing/clock.hpp"

#include <condition_variable>
#include <mutex>

namespace mfaclient::testing {

struct ManualClock::State {
  State(Time start, Waiting how) : wall(start), waiting(how) {}

  std::mutex mutex{};
  std::condition_variable_any moved{};
  Time wall;
  // Not the epoch: code that takes a default-made SteadyTime for a real one must not get away with it.
  SteadyTime steady{std::chrono::hours(1)};
  Waiting waiting;

  // Call with the mutex held.
  void move_on(std::chrono::nanoseconds by) {
    steady += std::chrono::duration_cast<SteadyTime::duration>(by);
    wall += std::chrono::duration_cast<Time::duration>(by);
    moved.notify_all();
  }
};

ManualClock::ManualClock(Time start, Waiting waiting) : state_(std::make_unique<State>(start, waiting)) {}
ManualClock::~ManualClock() = default;

Time ManualClock::now() const {
  const std::lock_guard lock(state_->mutex);
  return state_->wall;
}

SteadyTime ManualClock::steady_now() const {
  const std::lock_guard lock(state_->mutex);
  return state_->steady;
}

bool ManualClock::wait_until(SteadyTime until, std::stop_token stop) {
  std::unique_lock lock(state_->mutex);
  if (state_->waiting == Waiting::blocks)
    return state_->moved.wait(lock, std::move(stop), [&] { return state_->steady >= until; });
  if (stop.stop_requested()) return state_->steady >= until;
  if (until > state_->steady) state_->move_on(until - state_->steady);
  return true;
}

void ManualClock::advance(std::chrono::nanoseconds by) {
  const std::lock_guard lock(state_->mutex);
  state_->move_on(by);
}

void ManualClock::step_wall_clock(std::chrono::nanoseconds by) {
  const std::lock_guard lock(state_->mutex);
  state_->wall += std::chrono::duration_cast<Time::duration>(by);
}

}  // namespace mfaclient::testing
