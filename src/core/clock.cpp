#include "mfaclient/clock.hpp"

#include <condition_variable>
#include <mutex>

namespace mfaclient {
namespace {

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override { return std::chrono::system_clock::now(); }
  [[nodiscard]] SteadyTime steady_now() const override { return std::chrono::steady_clock::now(); }
  bool wait_until(SteadyTime until, std::stop_token stop) override {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait_until(lock, stop, until, [] { return false; });
    return !stop.stop_requested();
  }
};

}  // namespace

std::shared_ptr<Clock> system_clock() {
  static const auto clock = std::make_shared<SystemClock>();
  return clock;
}

}  // namespace mfaclient
