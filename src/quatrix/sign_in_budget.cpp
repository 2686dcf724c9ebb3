#include "quatrix/sign_in_budget.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include "core/ascii.hpp"

namespace mfaclient::quatrix {
namespace {

constexpr std::size_t kMostSignIns = 15;
constexpr std::chrono::minutes kWindow{15};

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

bool same_clock(const Taken& taken, const std::shared_ptr<const Clock>& clock) {
  return !taken.clock.owner_before(clock) && !clock.owner_before(taken.clock);
}

bool over(const Taken& taken) {
  const auto clock = taken.clock.lock();
  return !clock || clock->steady_now() - taken.when >= kWindow;
}

}  // namespace

SignInBudget::SignInBudget(std::string origin, std::shared_ptr<const Clock> clock)
    : origin_(std::move(origin)), clock_(std::move(clock)) {}

std::string SignInBudget::key(std::string_view user) const {
  auto text = origin_ + " ";
  for (const char c : user) text += ascii::lower(c);
  return text;
}

Result<void> SignInBudget::take(std::string_view user) const {
  auto& all = table();
  const std::scoped_lock lock(all.mutex);
  auto& taken = all.taken[key(user)];
  std::erase_if(taken, over);
  const auto ours = [this](const Taken& one) { return same_clock(one, clock_); };
  if (std::ranges::count_if(taken, ours) >= static_cast<std::ptrdiff_t>(kMostSignIns)) {
    const auto first = std::ranges::find_if(taken, ours);  // in the order of time
    Error error;
    error.code = Errc::rate_limited;
    error.message = "Quatrix allows 15 sign-ins in 15 minutes; this one was not sent";
    error.retry_after = std::chrono::ceil<std::chrono::seconds>(first->when + kWindow - clock_->steady_now());
    return error;
  }
  taken.push_back({clock_, clock_->steady_now()});
  return {};
}

void SignInBudget::give_back(std::string_view user) const {
  auto& all = table();
  const std::scoped_lock lock(all.mutex);
  auto& taken = all.taken[key(user)];
  const auto last = std::find_if(taken.rbegin(), taken.rend(),
                                 [this](const Taken& one) { return same_clock(one, clock_); });
  if (last != taken.rend()) taken.erase(std::next(last).base());
}

}  // namespace mfaclient::quatrix
