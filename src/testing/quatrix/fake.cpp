#include <utility>

#include "mfaclient/testing/quatrix.hpp"
#include "testing/quatrix/host.hpp"
#include "testing/quatrix/routes.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing {

struct QuatrixFake::State : quatrix::Host {
  using Host::Host;
};

QuatrixFake::QuatrixFake(QuatrixSeed seed, std::shared_ptr<Clock> clock)
    : state_(std::make_unique<State>(std::move(seed), std::move(clock))) {}

QuatrixFake::~QuatrixFake() = default;

std::optional<QuatrixUser> QuatrixFake::user(std::string_view email) const {
  const auto held = lock();
  const auto* user = state_->by_email(email);
  if (user == nullptr) return std::nullopt;
  auto facts = user->facts;
  facts.totp = user->totp ? user->totp->secret() : "";
  return facts;
}

std::optional<std::string> QuatrixFake::pending_secret(std::string_view email) const {
  const auto held = lock();
  const auto* user = state_->by_email(email);
  if (user == nullptr || !user->pending) return std::nullopt;
  return user->pending->secret();
}

std::size_t QuatrixFake::session_count() const {
  const auto held = lock();
  return state_->live_sessions();
}

void QuatrixFake::end_sessions() {
  const auto held = lock();
  state_->sessions.clear();
}

std::optional<http::Response> QuatrixFake::answer(const http::Request& request, std::string_view /*peer*/) {
  auto response = quatrix::route(*state_, request);
  // A change that was carried out, and whose answer is a long time coming.
  if (const auto wait = state_->knobs.number("late_answer"); wait > 0 && request.method == "POST")
    state_->clock->wait_until(
        state_->clock->steady_now() + std::chrono::seconds{static_cast<std::int64_t>(wait)}, {});
  response.headers.add("Date", http_date(state_->clock->now()));
  return response;
}

Result<void> QuatrixFake::knob(std::string_view name, std::string_view value) {
  if (auto set = state_->knobs.set(name, value); !set) return set;
  if (name == "captcha") state_->captcha_solved = false;
  return {};
}

}  // namespace mfaclient::testing
