#include "exchange/budget.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace mfaclient {
namespace {

struct Taken {
  std::weak_ptr<const Clock> clock;
  SteadyTime when;
};

struct Table {
  std::mutex mutex{};
  std::map<std::string, std::vector<Taken>, std::less<>> taken{};
};

Table& table() {
  static Table all;
  return all;
}

bool on(const std::shared_ptr<const Clock>& clock, const Taken& taken) {
  return !taken.clock.owner_before(clock) && !clock.owner_before(taken.clock);
}

}  // namespace

Result<void> CallBudget::take(std::string_view key) const {
  auto& all = table();
  const std::scoped_lock lock(all.mutex);
  auto& taken = all.taken[std::string(key)];
  const auto now = clock_->steady_now();
  std::erase_if(taken, [&](const Taken& one) {
    return one.clock.expired() || (on(clock_, one) && now - one.when >= window_);
  });
  const auto ours = [this](const Taken& one) { return on(clock_, one); };
  if (std::ranges::count_if(taken, ours) >= static_cast<std::ptrdiff_t>(most_)) {
    const auto first = std::ranges::find_if(taken, ours);  // they stand in the order of time
    auto error = make_error(Errc::rate_limited, "the vendor's limit is reached; this call was not sent");
    error.retry_after = std::chrono::ceil<std::chrono::seconds>(first->when + window_ - now);
    return error;
  }
  taken.push_back({clock_, now});
  return {};
}

void CallBudget::give_back(std::string_view key) const {
  auto& all = table();
  const std::scoped_lock lock(all.mutex);
  auto& taken = all.taken[std::string(key)];
  const auto last =
      std::find_if(taken.rbegin(), taken.rend(), [this](const Taken& one) { return on(clock_, one); });
  if (last != taken.rend()) taken.erase(std::next(last).base());
}

}  // namespace mfaclient
