#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "mfaclient/clock.hpp"
#include "mfaclient/result.hpp"

namespace mfaclient::quatrix {

/// Quatrix's documented limit of 15 sign-ins in 15 minutes for a user. Kept for the whole process: clients of
/// one user share it. Thread-safe.
class SignInBudget {
 public:
  /// `origin`: the host's. Times are counted on `clock`, and only together with those of the same clock.
  SignInBudget(std::string origin, std::shared_ptr<const Clock> clock);

  /// Counts one sign-in of `user` (an e-mail address, in any case). Errors: `rate_limited` with
  /// `retry_after`, and then it isn't counted.
  [[nodiscard]] Result<void> take(std::string_view user) const;
  /// Takes the latest one back, because it never left.
  void give_back(std::string_view user) const;

 private:
  [[nodiscard]] std::string key(std::string_view user) const;

  std::string origin_;
  std::shared_ptr<const Clock> clock_;
};

}  // namespace mfaclient::quatrix
