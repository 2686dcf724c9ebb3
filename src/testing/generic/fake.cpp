#include <algorithm>
#include <utility>

#include "mfaclient/testing/generic.hpp"
#include "testing/generic/instance.hpp"
#include "testing/generic/routes.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing {

struct GenericFake::State : generic::Instance {
  using Instance::Instance;
};

GenericFake::GenericFake(GenericSeed seed, std::shared_ptr<Clock> clock)
    : state_(std::make_unique<State>(std::move(seed), std::move(clock))) {
  state_->deliver = [this](Delivered message) { deliver(std::move(message)); };
}

GenericFake::~GenericFake() = default;

std::optional<GenericUser> GenericFake::user(std::string_view username) const {
  const auto held = lock();
  const auto& accounts = state_->accounts;
  const auto at = std::ranges::find_if(
      accounts, [&](const generic::Account& account) { return account.facts.username == username; });
  if (at == accounts.end()) return std::nullopt;
  auto user = at->facts;
  if (at->mfa) user.mfa = GenericMfa{at->mfa->authenticator.secret(), at->mfa->recovery_codes};
  return user;
}

void GenericFake::forget_tokens() {
  const auto held = lock();
  state_->forget_tokens();
}

std::optional<http::Response> GenericFake::answer(const http::Request& request, std::string_view peer) {
  auto response = generic::route(*state_, request, peer);
  response.headers.add("Date", http_date(state_->clock->now()));
  return response;
}

Result<void> GenericFake::knob(std::string_view name, std::string_view value) {
  return state_->knobs.set(name, value);
}

}  // namespace mfaclient::testing
