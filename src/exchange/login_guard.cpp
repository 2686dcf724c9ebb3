#include "exchange/login_guard.hpp"

#include <utility>

namespace mfaclient {

std::optional<Error> LoginGuard::barred() const {
  const std::scoped_lock lock(mutex_);
  if (!standing_ || !until_) return standing_;
  const auto now = clock_.steady_now();
  if (now >= *until_) return std::nullopt;
  auto error = *standing_;
  error.retry_after = std::chrono::ceil<std::chrono::seconds>(*until_ - now);
  return error;
}

void LoginGuard::succeeded() {
  const std::scoped_lock lock(mutex_);
  forget();
}

void LoginGuard::forget() {
  standing_.reset();
  until_.reset();
  codes_refused_ = 0;
}

void LoginGuard::stand(Error error, std::optional<std::chrono::seconds> wait) {
  error.delivery = Delivery::not_sent;
  standing_ = std::move(error);
  until_ = wait ? std::optional(clock_.steady_now() + *wait) : std::nullopt;
}

void LoginGuard::failed(const Error& error) {
  const std::scoped_lock lock(mutex_);
  if (until_ && clock_.steady_now() >= *until_) forget();
  auto refused = error;
  if (error.code == Errc::locked_out) {
    stand(std::move(refused), error.retry_after);
  } else if (error.code == Errc::invalid_credentials) {
    refused.add_hint("refused before, so nothing was sent now: make a new client for other credentials");
    stand(std::move(refused), std::nullopt);
  } else if (error.code == Errc::code_rejected && ++codes_refused_ >= limit_.refused) {
    if (limit_.forgotten_after) refused.code = Errc::locked_out;
    refused.add_hint(std::to_string(limit_.refused) +
                     " in a row were refused, so this client pauses before the vendor locks it out");
    stand(std::move(refused), limit_.forgotten_after);
  }
}

}  // namespace mfaclient
