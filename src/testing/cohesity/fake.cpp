#include <algorithm>
#include <utility>

#include "mfaclient/testing/cohesity.hpp"
#include "testing/cohesity/routes.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing {

struct CohesityFake::State : cohesity::Cluster {
  using Cluster::Cluster;
};

CohesityFake::CohesityFake(CohesitySeed seed, std::shared_ptr<Clock> clock)
    : state_(std::make_unique<State>(std::move(seed), std::move(clock))) {}

CohesityFake::~CohesityFake() = default;

std::optional<std::string> CohesityFake::totp(std::string_view username) const {
  const auto held = lock();
  const auto* user = state_->find(username, "LOCAL");
  if (user == nullptr || !user->active) return std::nullopt;
  return user->active->secret();
}

bool CohesityFake::locked(std::string_view username) const {
  const auto held = lock();
  const auto* user = state_->find(username, "LOCAL");
  return user != nullptr && user->locked;
}

bool CohesityFake::mfa_enabled() const {
  const auto held = lock();
  return state_->enabled;
}

CohesitySupport CohesityFake::support() const {
  const auto held = lock();
  return state_->support.facts;
}

std::size_t CohesityFake::session_count() const {
  const auto held = lock();
  return state_->logins.size();
}

void CohesityFake::set_support_password(std::string password) {
  const auto held = lock();
  state_->support.password = std::move(password);
}

void CohesityFake::end_sessions() {
  const auto held = lock();
  state_->logins.clear();
}

std::optional<http::Response> CohesityFake::answer(const http::Request& request, std::string_view /*peer*/) {
  auto response = cohesity::route(*state_, request);
  response.headers.add("Date", http_date(state_->now()));
  for (auto& mail : std::exchange(state_->outgoing, {})) deliver(std::move(mail));
  return response;
}

Result<void> CohesityFake::knob(std::string_view name, std::string_view value) {
  return state_->knobs.set(name, value);
}

}  // namespace mfaclient::testing
