#include "testing/generic/lockout.hpp"

#include <algorithm>
#include <chrono>

namespace mfaclient::testing::generic {

std::optional<Time> Lockout::locked_until(std::string_view key, Time now) const {
  const auto at = entries_.find(key);
  if (at == entries_.end() || at->second.locked_until <= now) return std::nullopt;
  return at->second.locked_until;
}

std::optional<Time> Lockout::fail(std::string_view key, Time now, std::size_t most_minutes) {
  using std::chrono::minutes;
  auto& entry = entries_[std::string(key)];
  if (entry.forgotten <= now) entry = {};
  ++entry.failures;
  // 4^(failures - 3), and two and a half times that for the memory of it, whole minutes only.
  std::size_t lock = entry.failures < 3 ? 0 : 1;
  for (std::size_t i = 3; i < std::min<std::size_t>(entry.failures, 20); ++i) lock *= 4;
  const auto memory = std::max<std::size_t>(lock * 5 / 2, 2);
  entry.forgotten = now + minutes(std::max<std::size_t>(std::min(memory, most_minutes), 2));
  entry.locked_until = now + minutes(std::min(lock, most_minutes));
  return locked_until(key, now);
}

}  // namespace mfaclient::testing::generic
