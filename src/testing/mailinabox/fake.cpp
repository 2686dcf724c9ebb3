#include <utility>

#include "mfaclient/testing/mailinabox.hpp"
#include "testing/mailinabox/box.hpp"
#include "testing/mailinabox/routes.hpp"
#include "testing/random.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing {

struct MailinaboxFake::State : mailinabox::Box {
  using Box::Box;
};

MailinaboxFake::MailinaboxFake(MailinaboxSeed seed, std::shared_ptr<Clock> clock)
    : state_(std::make_unique<State>(std::move(seed), std::move(clock))) {}

MailinaboxFake::~MailinaboxFake() = default;

std::optional<std::vector<MailinaboxMethod>> MailinaboxFake::methods(std::string_view email) const {
  const auto held = lock();
  const auto* user = std::as_const(*state_).find(email);
  if (user == nullptr) return std::nullopt;
  std::vector<MailinaboxMethod> methods;
  for (const auto& method : user->methods) methods.push_back(method.facts);
  return methods;
}

std::size_t MailinaboxFake::session_count() const {
  const auto held = lock();
  return state_->sessions.live(state_->users, state_->clock->now());
}

std::string MailinaboxFake::system_key() const {
  const auto held = lock();
  return state_->system_key;
}

void MailinaboxFake::restart() {
  const auto held = lock();
  state_->sessions.clear();
  state_->system_key = random_hex(16);
}

std::optional<http::Response> MailinaboxFake::answer(const http::Request& request, std::string_view peer) {
  const auto now = state_->clock->now();
  if (state_->jail.holds(peer, now)) return std::nullopt;
  auto response = mailinabox::route(*state_, request, peer);
  response.headers.add("Date", http_date(now));
  return response;
}

Result<void> MailinaboxFake::knob(std::string_view name, std::string_view value) {
  if (auto set = state_->knobs.set(name, value); !set) return set;
  // A switched-off jail lets everybody out, and a smaller table has no room for the oldest sessions.
  if (!state_->knobs.is("ban", "on")) state_->jail.open();
  state_->sessions.shrink(state_->knobs.number("sessions"));
  return {};
}

}  // namespace mfaclient::testing
