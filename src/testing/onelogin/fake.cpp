#include <utility>

#include "mfaclient/testing/onelogin.hpp"
#include "testing/onelogin/routes.hpp"
#include "testing/onelogin/tenant.hpp"
#include "testing/random.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing {

struct OneLoginFake::State : onelogin::Tenant {
  using Tenant::Tenant;
};

OneLoginFake::OneLoginFake(OneLoginSeed seed, std::shared_ptr<Clock> clock)
    : state_(std::make_unique<State>(std::move(seed), std::move(clock))) {
  state_->deliver = [this](Delivered message) { deliver(std::move(message)); };
}

OneLoginFake::~OneLoginFake() = default;

std::optional<std::vector<OneLoginDevice>> OneLoginFake::devices(std::int64_t user) const {
  const auto held = lock();
  const auto* found = state_->find(user);
  if (found == nullptr) return std::nullopt;
  std::vector<OneLoginDevice> devices;
  for (const auto& device : found->devices)
    if (!device.removed) devices.push_back(device.facts);
  return devices;
}

std::int64_t OneLoginFake::add_device(std::int64_t user, OneLoginDevice device) {
  const auto held = lock();
  auto* found = state_->find(user);
  return found == nullptr ? 0 : state_->add_device(*found, std::move(device)).facts.id;
}

bool OneLoginFake::answer_push(std::string_view id, bool accept) {
  const auto held = lock();
  return state_->answer_push(id, accept);
}

void OneLoginFake::revoke_tokens() {
  const auto held = lock();
  state_->tokens.clear();
}

std::int64_t OneLoginFake::calls_left() const {
  const auto held = lock();
  return state_->meter.left(state_->now(), static_cast<std::int64_t>(state_->knobs.number("limit")));
}

std::optional<http::Response> OneLoginFake::answer(const http::Request& request, std::string_view /*peer*/) {
  auto response = onelogin::route(*state_, request);
  response.headers.add("Date", http_date(state_->now()));
  response.headers.add("x-request-id", random_uuid());
  return response;
}

Result<void> OneLoginFake::knob(std::string_view name, std::string_view value) {
  return state_->knobs.set(name, value);
}

}  // namespace mfaclient::testing
