#include "exchange/server_clock.hpp"

#include <algorithm>
#include <vector>

namespace mfaclient {
namespace {

// An odd number, so that the median is one of them.
constexpr std::size_t kKept = 9;
// A date has whole seconds; on average half of one has passed since.
constexpr std::chrono::milliseconds kHalfSecond{500};

}  // namespace

void ServerClock::answered(const ObservedRequest& /*request*/, const ObservedAnswer& answer) noexcept {
  if (!answer.date) return;
  // The answer was written half-way through the exchange, as far as anybody can tell.
  const auto ours = answer.sent + std::chrono::duration_cast<Time::duration>(answer.elapsed / 2);
  const auto ahead = std::chrono::duration_cast<std::chrono::milliseconds>(*answer.date + kHalfSecond - ours);
  const std::scoped_lock lock(mutex_);
  seen_.push_back(ahead);
  if (seen_.size() > kKept) seen_.pop_front();
}

std::optional<std::chrono::seconds> ServerClock::ahead() const {
  const std::scoped_lock lock(mutex_);
  if (seen_.empty()) return std::nullopt;
  std::vector<std::chrono::milliseconds> sorted(seen_.begin(), seen_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return std::chrono::round<std::chrono::seconds>(*middle);
}

}  // namespace mfaclient
