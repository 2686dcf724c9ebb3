#include "testing/authenticator.hpp"

namespace mfaclient::testing {

Authenticator::Authenticator(std::string_view base32) : secret_(base32) {
  const auto secret = otp::Base32Secret::parse(base32);
  if (!secret) return;
  if (auto totp = otp::Totp::create(secret->raw())) totp_ = *std::move(totp);
}

bool Authenticator::matches(std::string_view code, Time now) const {
  return totp_ && totp_->verify(code, now).has_value();
}

bool Authenticator::accept(std::string_view code, Time now) {
  if (!totp_) return false;
  const auto step = totp_->verify(code, now);
  if (!step || (spent_ && *step <= *spent_)) return false;
  spent_ = *step;
  return true;
}

}  // namespace mfaclient::testing
