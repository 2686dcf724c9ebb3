#include "exchange/budget.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace mfaclient {
namespace {

constexpr std::size_t kFewKeys = 64;
// Who signs in as more accounts than this within one window is held back for some of them by the vendor
// alone.
constexpr std::size_t kMostKeys = 10'000;

struct Taken {
  std::weak_ptr<const Clock> clock;
  SteadyTime until;  // when it no longer counts
};

struct Table {
  std::mutex mutex{};
  std::map<std::string, std::vector<Taken>, std::less<>> taken{};  // under each key in the order of time
  std::size_t tidy_at = kFewKeys;
};

Table& table() {
  static Table all;
  return all;
}

bool on(const std::shared_ptr<const Clock>& clock, const Taken& taken) {
  return !taken.clock.owner_before(clock) && !clock.owner_before(taken.clock);
}

void drop_past(std::vector<Taken>& taken) {
  std::erase_if(taken, [](const Taken& one) {
    const auto clock = one.clock.lock();
    return !clock || clock->steady_now() >= one.until;
  });
}

/// Leaves room for one more key.
void tidy(Table& all) {
  if (all.taken.size() < all.tidy_at) return;
  for (auto at = all.taken.begin(); at != all.taken.end();) {
    drop_past(at->second);
    at = at->second.empty() ? all.taken.erase(at) : std::next(at);
  }
  if (all.taken.size() >= kMostKeys) all.taken.erase(all.taken.begin());
  all.tidy_at = std::clamp(2 * all.taken.size(), kFewKeys, kMostKeys);
}

}  // namespace

Result<void> CallBudget::take(std::string_view key) const {
  auto& all = table();
  const std::scoped_lock lock(all.mutex);
  tidy(all);
  auto& taken = all.taken[std::string(key)];
  drop_past(taken);
  const auto now = clock_->steady_now();
  const auto ours = [this](const Taken& one) { return on(clock_, one); };
  if (std::ranges::count_if(taken, ours) >= static_cast<std::ptrdiff_t>(most_)) {
    const auto first = std::ranges::find_if(taken, ours);
    auto error = make_error(Errc::rate_limited, "the vendor's limit is reached; this call was not sent");
    error.retry_after = std::chrono::ceil<std::chrono::seconds>(first->until - now);
    return error;
  }
  taken.push_back({clock_, now + window_});
  return {};
}

void CallBudget::give_back(std::string_view key) const {
  auto& all = table();
  const std::scoped_lock lock(all.mutex);
  const auto at = all.taken.find(key);
  if (at == all.taken.end()) return;
  auto& taken = at->second;
  const auto last =
      std::find_if(taken.rbegin(), taken.rend(), [this](const Taken& one) { return on(clock_, one); });
  if (last != taken.rend()) taken.erase(std::next(last).base());
}

std::size_t CallBudget::keys() {
  auto& all = table();
  const std::scoped_lock lock(all.mutex);
  return all.taken.size();
}

}  // namespace mfaclient
