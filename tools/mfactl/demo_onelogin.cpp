#include <array>
#include <memory>
#include <mutex>
#include <utility>

#include "demo.hpp"
#include "mfaclient/testing/onelogin.hpp"

namespace mfactl {
namespace {

using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::Factor;
using mfaclient::FactorKind;
using mfaclient::SecretString;
using mfaclient::Verb;
namespace testing = mfaclient::testing;

constexpr std::string_view kSecret = "a client secret of the demonstration";

constexpr std::array<DemoFault, 4> kFaults{{
    {"onelogin_scope", "the API credentials may read only"},
    {"onelogin_code", "the new phone is confirmed with another code than it was sent"},
    {"onelogin_denied", "the person denies the push"},
    {"onelogin_limit", "the account's calls of this hour are nearly used up"},
}};

/// What reaches the person: the phone in the pocket.
class Phone {
 public:
  void take(const testing::Delivered& message) {
    const std::scoped_lock lock(mutex_);
    latest_ = message;
  }
  [[nodiscard]] testing::Delivered latest() const {
    const std::scoped_lock lock(mutex_);
    return latest_;
  }

 private:
  mutable std::mutex mutex_{};
  testing::Delivered latest_{};
};

struct Tenant {
  std::shared_ptr<Phone> phone{};
  std::shared_ptr<testing::OneLoginFake> fake{};
  std::shared_ptr<mfaclient::IMfaProvider> provider{};
};

Tenant set_up(DemoStage& stage) {
  testing::OneLoginSeed seed;
  seed.clients = {{.client_id = "demo",
                   .client_secret = std::string(kSecret),
                   .scope = stage.stumbles_over("onelogin_scope") ? "Read Users" : "Manage Users"}};
  seed.users = {{.id = 102, .devices = {{.id = 203, .factor = "protect", .label = "demo app"}}}};
  Tenant tenant{.phone = std::make_shared<Phone>(),
                .fake = std::make_shared<testing::OneLoginFake>(std::move(seed), stage.clock())};
  tenant.fake->on_delivery([phone = tenant.phone](const auto& message) { phone->take(message); });
  if (stage.stumbles_over("onelogin_limit")) tenant.fake->set_knob("limit", "8").value();
  stage.open(tenant.fake);
  tenant.provider =
      stage.connect({{"client_id", SecretString("demo")}, {"client_secret", SecretString(kSecret)}},
                    stage.client_options());
  return tenant;
}

/// Adds an SMS phone, and returns it as the vendor lists it.
Factor add_phone(DemoStage& stage, const Tenant& tenant, const Account& person) {
  Challenge asked;
  Factor added;
  stage.step("enroll", Verb::enroll, "/trigger", [&] {
    const auto begun = tenant.provider
                           ->enroll({.account = person,
                                     .kind = FactorKind::sms,
                                     .label = "demo phone",
                                     .destination = "+14155550100",
                                     .additional = true},
                                    stage.call())
                           .value();
    const auto* challenge = std::get_if<Challenge>(&begun.next);
    expect(challenge != nullptr, "OneLogin wants no code for a new phone");
    asked = *challenge;
    // A device that stays without its code is reported as such, and is no failure of the enrolment.
    expect(asked.expires.has_value(), asked.prompt);
    return "SMS to " + asked.sent_to + " has arrived";
  });
  stage.step("confirm", Verb::verify, "/verify", [&] {
    const auto code = stage.stumbles_over("onelogin_code") ? "WRONG1" : tenant.phone->latest().code;
    const auto accepted =
        tenant.provider->verify(asked, {.kind = FactorKind::sms, .text = SecretString(code)}, stage.call())
            .value();
    added = accepted.factor.value_or(Factor{});
    return "the code that it shows turns the phone on";
  });
  return added;
}

/// Sends a push, asks too early, and asks again once the person has answered.
void push(DemoStage& stage, const Tenant& tenant, const Account& person) {
  Challenge sent;
  stage.step("push", Verb::challenge, "/trigger", [&] {
    sent = tenant.provider->challenge(person, {.id = "203"}, stage.call()).value();
    return "a push is on its way to the app";
  });
  stage.step("poll", Verb::poll, "/verify", [&] {
    const auto waiting = tenant.provider->poll(sent, stage.call());
    expect(!waiting, "the push counts as accepted before anybody saw it");
    if (waiting.error().code != mfaclient::Errc::still_pending)
      throw mfaclient::MfaException(waiting.error());
    stage.clock()->advance(waiting.error().retry_after.value_or(std::chrono::seconds{1}));
    return "not answered yet, told by a 401 that is none";
  });
  stage.step("answer", Verb::poll, "/verify", [&] {
    tenant.fake->answer_push(tenant.phone->latest().id, !stage.stumbles_over("onelogin_denied"));
    tenant.provider->poll(sent, stage.call()).value();
    return "the person accepted";
  });
}

void play(DemoStage& stage) {
  const auto tenant = set_up(stage);
  const auto person = Account::user("102");
  stage.step("token", Verb::sign_in, "/token", [&] {
    tenant.provider->sign_in(stage.call()).value();
    return "the API client's own token, good for ten hours";
  });
  stage.step("list", Verb::status, "/otp_devices", [&] {
    const auto status = tenant.provider->status(person, stage.call()).value();
    expect(status.factors.size() == 1, "OneLogin does not list exactly one device");
    return "user 102 has " + status.factors.front().vendor_kind + "; SMS and voice can be added";
  });
  const auto added = add_phone(stage, tenant, person);
  push(stage, tenant, person);
  stage.step("disable", Verb::disable, "/otp_devices/70001", [&] {
    tenant.provider->disable(person, added, {}, stage.call()).value();
    return "the phone is gone from the list";
  });
  stage.step("sign out", Verb::sign_out, "", [&] {
    tenant.provider->sign_out(stage.call()).value();
    return "the token is forgotten; others share it";
  });
}

}  // namespace

DemoScenario onelogin_demo() { return {.provider = "onelogin", .faults = kFaults, .play = play}; }

}  // namespace mfactl
