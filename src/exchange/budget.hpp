#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "mfaclient/clock.hpp"
#include "mfaclient/result.hpp"

namespace mfaclient {

/// A vendor's limit on how often something may be done within a window of time, kept for the whole process:
/// every client that counts under the same key shares it. Thread-safe.
class CallBudget {
 public:
  /// Times are counted on `clock`, and only together with those of the same clock.
  CallBudget(std::size_t most, std::chrono::seconds window, std::shared_ptr<const Clock> clock)
      : most_(most), window_(window), clock_(std::move(clock)) {}

  /// Counts one. `key` names vendor, host and account, or whatever the limit is for. Errors: `rate_limited`
  /// with `retry_after`, and then it isn't counted.
  Result<void> take(std::string_view key) const;
  /// Takes the latest one back, because it never left.
  void give_back(std::string_view key) const;
  /// How many keys are remembered. Those under which nothing counts any more are forgotten in time.
  [[nodiscard]] static std::size_t keys();

 private:
  std::size_t most_;
  std::chrono::seconds window_;
  std::shared_ptr<const Clock> clock_;
};

}  // namespace mfaclient
