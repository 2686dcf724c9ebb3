#include <algorithm>
#include <limits>

#include "mfaclient/otp.hpp"

namespace mfaclient::otp {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

/// `later - earlier`, which two signed numbers may be too far apart to hold.
std::uint64_t distance(seconds earlier, seconds later) noexcept {
  return static_cast<std::uint64_t>(later.count()) - static_cast<std::uint64_t>(earlier.count());
}

sys_seconds whole_seconds(Time when) { return std::chrono::floor<seconds>(when); }

}  // namespace

Result<Totp> Totp::create(const RawSecret& secret, const TotpParameters& parameters) {
  if (parameters.period < seconds(1)) return invalid_argument("period", "must be at least one second");
  auto hotp = Hotp::create(secret, parameters.algorithm, parameters.digits);
  if (!hotp) return std::move(hotp).error();
  return Totp(std::move(*hotp), parameters);
}

Result<std::uint64_t> Totp::step(sys_seconds when) const {
  if (when.time_since_epoch() < parameters_.t0)
    return invalid_argument("time", "lies before the time of the first step");
  return distance(parameters_.t0, when.time_since_epoch()) /
         static_cast<std::uint64_t>(parameters_.period.count());
}

Result<std::uint64_t> Totp::step(Time when) const { return step(whole_seconds(when)); }

Time Totp::start(std::uint64_t step) const {
  constexpr auto kFirst = std::chrono::ceil<seconds>(Time::min().time_since_epoch());
  constexpr auto kLast = std::chrono::floor<seconds>(Time::max().time_since_epoch());
  if (parameters_.t0 > kLast) return Time::max();
  const auto period = static_cast<std::uint64_t>(parameters_.period.count());
  if (step > distance(parameters_.t0, kLast) / period) return Time::max();
  const seconds begin(
      static_cast<seconds::rep>(static_cast<std::uint64_t>(parameters_.t0.count()) + step * period));
  return begin < kFirst ? Time::min() : Time(begin);
}

Result<Code> Totp::at(sys_seconds when) const {
  const auto current = step(when);
  if (!current) return current.error();
  return code(*current);
}

Result<Code> Totp::at(Time when) const { return at(whole_seconds(when)); }

std::optional<std::uint64_t> Totp::verify(std::string_view code, Time now, Window window) const {
  // Both sides and the current step together stay within what Hotp::verify looks at.
  constexpr std::uint64_t kMaximumSide = 49;
  const auto current = step(now);
  if (!current) return std::nullopt;
  const std::uint64_t back = std::min({window.back, kMaximumSide, *current});
  const std::uint64_t forward = std::min(window.forward, kMaximumSide);
  return hotp_.verify(code, *current - back, back + 1 + forward);
}

}  // namespace mfaclient::otp
