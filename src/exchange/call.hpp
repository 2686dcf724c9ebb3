#pragma once
#include <stop_token>

#include "mfaclient/call_options.hpp"
#include "mfaclient/clock.hpp"
#include "mfaclient/result.hpp"

namespace mfaclient {

/// One public call under way: the absolute deadline and the stop request that all of its steps share.
class Call {
 public:
  Call(const CallOptions& options, std::chrono::milliseconds standard, const Clock& clock);

  [[nodiscard]] const std::stop_token& stop() const noexcept { return stop_; }
  /// What is left, for a step that is itself a public call.
  [[nodiscard]] CallOptions rest() const;
  /// Two thirds of what is left: for a change whose outcome may have to be read back within the same call.
  [[nodiscard]] CallOptions most_of_rest() const;
  /// `timeout` or `cancelled` once the call is over; asked before anything is sent.
  Result<void> check() const;

 private:
  const Clock* clock_;
  SteadyTime deadline_;
  std::stop_token stop_;
};

}  // namespace mfaclient
