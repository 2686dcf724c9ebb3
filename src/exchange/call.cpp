#include "exchange/call.hpp"

#include <algorithm>

namespace mfaclient {
namespace {

// Long enough for any call, short enough to be added to a clock without overflow.
constexpr std::chrono::milliseconds kLongest = std::chrono::hours{24};

}  // namespace

Call::Call(const CallOptions& options, std::chrono::milliseconds standard, const Clock& clock)
    : clock_(&clock),
      deadline_(clock.steady_now() +
                std::clamp(options.timeout.value_or(standard), std::chrono::milliseconds{0}, kLongest)),
      stop_(options.stop) {}

CallOptions Call::rest() const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - clock_->steady_now());
  return {.timeout = std::max(left, std::chrono::milliseconds{0}), .stop = stop_};
}

CallOptions Call::most_of_rest() const {
  auto options = rest();
  *options.timeout = *options.timeout * 2 / 3;
  return options;
}

Result<void> Call::check() const {
  if (stop_.stop_requested()) return make_error(Errc::cancelled, "the call was cancelled");
  if (clock_->steady_now() >= deadline_)
    return make_error(Errc::timeout, "the deadline of the call has passed");
  return {};
}

}  // namespace mfaclient
