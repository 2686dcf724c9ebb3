#include "exchange/login_guard.hpp"

namespace mfaclient {
namespace {

// Nobody tells how many failures lock an account. Three in a row are no bad luck.
constexpr int kMostRefusedCodes = 3;

}  // namespace

std::optional<Error> LoginGuard::barred() const {
  const std::scoped_lock lock(mutex_);
  return standing_;
}

void LoginGuard::succeeded() {
  const std::scoped_lock lock(mutex_);
  codes_refused_ = 0;
}

void LoginGuard::failed(const Error& error) {
  const std::scoped_lock lock(mutex_);
  if (error.code == Errc::code_rejected) ++codes_refused_;
  const bool final = error.code == Errc::invalid_credentials || error.code == Errc::locked_out;
  if (!final && codes_refused_ < kMostRefusedCodes) return;
  standing_ = error;
  standing_->delivery = Delivery::not_sent;
  standing_->message += "; nothing more is sent, so that the account is not locked: make a new client";
}

}  // namespace mfaclient
