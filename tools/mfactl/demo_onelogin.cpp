#include <array>
#include <mutex>
#include <utility>

#include "demo.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/testing/onelogin.hpp"

namespace mfactl {
namespace {

using namespace mfaclient;

constexpr std::string_view kPerson = "102";
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
  void take(const mfaclient::testing::Delivered& message) {
    const std::scoped_lock lock(mutex_);
    latest_ = message;
  }
  [[nodiscard]] mfaclient::testing::Delivered latest() const {
    const std::scoped_lock lock(mutex_);
    return latest_;
  }

 private:
  mutable std::mutex mutex_{};
  mfaclient::testing::Delivered latest_{};
};

class TenantDemo {
 public:
  explicit TenantDemo(DemoStage& stage) : stage_(stage) {}
  [[nodiscard]] Result<void> play();

 private:
  using Outcome = Result<std::string>;
  [[nodiscard]] Result<void> set_up();
  [[nodiscard]] Outcome sign_in();
  [[nodiscard]] Outcome list();
  [[nodiscard]] Outcome enroll();
  [[nodiscard]] Outcome confirm();
  [[nodiscard]] Outcome push();
  [[nodiscard]] Outcome poll_early();
  [[nodiscard]] Outcome poll();
  [[nodiscard]] Outcome disable();
  [[nodiscard]] Outcome sign_out();

  DemoStage& stage_;
  std::shared_ptr<Phone> phone_ = std::make_shared<Phone>();
  std::shared_ptr<mfaclient::testing::OneLoginFake> tenant_{};
  std::shared_ptr<IMfaProvider> provider_{};
  const Account person_ = Account::user(std::string(kPerson));
  Challenge open_{};
  Factor added_{};
};

Result<void> TenantDemo::play() {
  static constexpr std::array<DemoScene<TenantDemo>, 9> kScenes{{
      {{"token", Verb::sign_in, "/token"}, &TenantDemo::sign_in},
      {{"list", Verb::status, "/otp_devices"}, &TenantDemo::list},
      {{"enroll", Verb::enroll, "/trigger"}, &TenantDemo::enroll},
      {{"confirm", Verb::verify, "/verify"}, &TenantDemo::confirm},
      {{"push", Verb::challenge, "/trigger"}, &TenantDemo::push},
      {{"poll", Verb::poll, "/verify"}, &TenantDemo::poll_early},
      {{"answer", Verb::poll, "/verify"}, &TenantDemo::poll},
      {{"disable", Verb::disable, "/otp_devices/70001"}, &TenantDemo::disable},
      {{"sign out", Verb::sign_out, ""}, &TenantDemo::sign_out},
  }};
  if (auto ready = set_up(); !ready) return ready;
  return stage_.play<TenantDemo>(*this, kScenes);
}

Result<void> TenantDemo::set_up() {
  mfaclient::testing::OneLoginSeed seed;
  seed.clients = {{.client_id = "demo",
                   .client_secret = std::string(kSecret),
                   .scope = stage_.stumbles_over("onelogin_scope") ? "Read Users" : "Manage Users"}};
  seed.users = {{.id = 102, .devices = {{.id = 203, .factor = "protect", .label = "demo app"}}}};
  tenant_ = std::make_shared<mfaclient::testing::OneLoginFake>(std::move(seed), stage_.clock());
  tenant_->on_delivery([phone = phone_](const auto& message) { phone->take(message); });
  if (stage_.stumbles_over("onelogin_limit"))
    if (auto set = tenant_->set_knob("limit", "8"); !set) return set;
  if (auto open = stage_.open(tenant_, ""); !open) return open;
  ProviderConfig config{.provider = "onelogin",
                        .url = stage_.url(),
                        .options = stage_.client_options(DemoStage::Trust::throwaway_ca)};
  config.credentials.emplace_back("client_id", "demo");
  config.credentials.emplace_back("client_secret", kSecret);
  auto provider = make_provider(config);
  if (!provider) return std::move(provider).error();
  provider_ = *std::move(provider);
  return {};
}

Result<std::string> TenantDemo::sign_in() {
  const auto begun = provider_->sign_in(stage_.call());
  if (!begun) return begun.error();
  return "the API client's own token, good for ten hours";
}

Result<std::string> TenantDemo::list() {
  const auto status = provider_->status(person_, stage_.call());
  if (!status) return status.error();
  if (status->factors.size() != 1) return unexpected("OneLogin does not list exactly one device");
  return "user 102 has " + status->factors.front().vendor_kind + "; SMS and voice can be added";
}

Result<std::string> TenantDemo::enroll() {
  auto begun = provider_->enroll({.account = person_,
                                  .kind = FactorKind::sms,
                                  .label = "demo phone",
                                  .destination = "+14155550100",
                                  .additional = true},
                                 stage_.call());
  if (!begun) return std::move(begun).error();
  auto* asked = std::get_if<Challenge>(&begun->next);
  if (asked == nullptr) return unexpected("OneLogin wants no code for a new phone");
  open_ = std::move(*asked);
  // A device that stays without its code is reported as such, and is no failure of the enrolment.
  if (!open_.expires) return unexpected(open_.prompt);
  return "SMS to " + open_.sent_to + " has arrived";
}

Result<std::string> TenantDemo::confirm() {
  const auto code = stage_.stumbles_over("onelogin_code") ? std::string("WRONG1") : phone_->latest().code;
  const auto accepted =
      provider_->verify(open_, {.kind = FactorKind::sms, .text = SecretString(code)}, stage_.call());
  if (!accepted) return accepted.error();
  added_ = accepted->factor.value_or(Factor{});
  return "the code that it shows turns the phone on";
}

Result<std::string> TenantDemo::push() {
  auto sent = provider_->challenge(person_, {.id = "203"}, stage_.call());
  if (!sent) return std::move(sent).error();
  open_ = *std::move(sent);
  return "a push is on its way to the app";
}

Result<std::string> TenantDemo::poll_early() {
  const auto waiting = provider_->poll(open_, stage_.call());
  if (waiting) return unexpected("the push counts as accepted before anybody saw it");
  if (waiting.error().code != Errc::still_pending) return waiting.error();
  const auto pause = waiting.error().retry_after.value_or(std::chrono::seconds{1});
  stage_.clock()->advance(pause);
  return "not answered yet, told by a 401 that is none";
}

Result<std::string> TenantDemo::poll() {
  tenant_->answer_push(phone_->latest().id, !stage_.stumbles_over("onelogin_denied"));
  const auto accepted = provider_->poll(open_, stage_.call());
  if (!accepted) return accepted.error();
  return "the person accepted";
}

Result<std::string> TenantDemo::disable() {
  const auto status = provider_->disable(person_, added_, {}, stage_.call());
  if (!status) return status.error();
  return "the phone is gone from the list";
}

Result<std::string> TenantDemo::sign_out() {
  const auto ended = provider_->sign_out(stage_.call());
  if (!ended) return ended.error();
  return "the token is forgotten; others share it";
}

}  // namespace

DemoScenario onelogin_demo() {
  return {.provider = "onelogin", .title = "OneLogin", .faults = kFaults, .play = [](DemoStage& stage) {
            return TenantDemo(stage).play();
          }};
}

}  // namespace mfactl
