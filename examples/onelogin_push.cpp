// Asks a person at OneLogin to confirm on the phone, and waits until that is answered: a step-up before
// something that should not happen by mistake. Slowly, because each question counts against the account's
// calls of the hour.
#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/onelogin/client.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/onelogin.hpp"
#include "mfaclient/testing/transport.hpp"

using namespace mfaclient;
using std::chrono::seconds;

namespace {

/// Every two seconds, until there is an answer or the push is too old.
Verdict wait_for_answer(IMfaProvider& provider, const Challenge& push, Clock& clock) {
  for (;;) {
    auto verdict = provider.poll(push);
    if (verdict || verdict.error().code != Errc::still_pending) return verdict;
    clock.wait_until(clock.steady_now() + seconds{2}, {});
  }
}

Verdict confirm(IMfaProvider& provider, const std::string& user, Clock& clock) {
  const auto account = Account::user(user);
  const auto status = provider.status(account);
  if (!status) return status.error();
  const auto phone = std::ranges::find_if(
      status->factors, [](const Factor& factor) { return factor.kind == FactorKind::push && factor.active; });
  if (phone == status->factors.end())
    return Error{.code = Errc::not_found, .message = "the user has no app that can be asked"};
  const auto push = provider.challenge(account, *phone);
  if (!push) return push.error();
  std::cout << push->prompt << '\n';
  return wait_for_answer(provider, *push, clock);
}

/// The person at the phone: looks at it for a while, and accepts.
class Person final : public Clock {
 public:
  Person(std::shared_ptr<testing::ManualClock> clock, std::shared_ptr<testing::OneLoginFake> fake)
      : clock_(std::move(clock)), fake_(std::move(fake)) {}
  [[nodiscard]] Time now() const override { return clock_->now(); }
  [[nodiscard]] SteadyTime steady_now() const override { return clock_->steady_now(); }
  bool wait_until(SteadyTime until, std::stop_token stop) override {
    if (++glances_ == 3) fake_->answer_push(fake_->outbox().back().id, true);
    return clock_->wait_until(until, std::move(stop));
  }

 private:
  std::shared_ptr<testing::ManualClock> clock_;
  std::shared_ptr<testing::OneLoginFake> fake_;
  int glances_ = 0;
};

}  // namespace

int main() {
  testing::OneLoginSeed seed;
  seed.clients.push_back({.client_id = "automation", .client_secret = "correct horse"});
  seed.users.push_back({.id = 102, .devices = {{.id = 203, .factor = "protect", .label = "phone"}}});
  const auto clock = std::make_shared<testing::ManualClock>(std::chrono::system_clock::now());
  const auto fake = std::make_shared<testing::OneLoginFake>(seed, clock);

  onelogin::Settings settings{
      .url = "https://tenant.onelogin.com",
      .credentials = onelogin::ClientCredentials{"automation", SecretString("correct horse")}};
  settings.options.transport = std::make_shared<testing::FakeTransport>(fake, "", clock);
  settings.options.clock = clock;
  const auto api = onelogin::MultiFactorAuthenticationV1Api::connect(settings).value();

  Person person(clock, fake);
  const auto verdict = confirm(*make_provider(api), "102", person);
  if (!verdict) return std::cerr << verdict.error().text() << '\n', 1;
  std::cout << "confirmed\n";
}
