#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/clock.hpp"

namespace mfaclient::testing::generic {

/// Failures of one account from one address (pkg/cache/cache_redis.go): from the third on each of them locks
/// for 1, 4, 16, ... minutes, up to a maximum. What is tried while locked is not counted.
class Lockout {
 public:
  /// When the lock of `key` ends; nullopt: it isn't locked.
  [[nodiscard]] std::optional<Time> locked_until(std::string_view key, Time now) const;
  /// Counts a failure. Answers as `locked_until()` then would.
  std::optional<Time> fail(std::string_view key, Time now, std::size_t most_minutes);
  void clear(const std::string& key) { entries_.erase(key); }

 private:
  struct Entry {
    std::size_t failures = 0;
    Time forgotten{};  // when the count begins anew
    Time locked_until{};
  };
  std::map<std::string, Entry, std::less<>> entries_{};
};

}  // namespace mfaclient::testing::generic
