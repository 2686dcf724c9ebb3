#include <array>
#include <utility>

#include "demo.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/testing/generic.hpp"

namespace mfactl {
namespace {

using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::Code;
using mfaclient::FactorKind;
using mfaclient::Result;
using mfaclient::SecretString;
using mfaclient::Verb;
namespace testing = mfaclient::testing;

constexpr std::string_view kPassword = "a password of the demonstration";
constexpr std::string_view kWrongCode = "000000";

constexpr std::array<DemoFault, 3> kFaults{{
    {"generic_no_email", "the account has no recovery e-mail address"},
    {"generic_wrong_code", "the enrolment is confirmed with a wrong code"},
    {"generic_lockout", "wrong codes lock the account at the sign-in"},
}};

/// A person with a phone, who turns MFA on, uses it, loses the phone, and turns MFA off.
class ShellHubDemo {
 public:
  explicit ShellHubDemo(DemoStage& stage)
      : stage_(stage),
        phone_(
            std::make_shared<mfaclient::TotpCodeSource>(mfaclient::TotpCodeOptions{.clock = stage.clock()})) {
  }

  [[nodiscard]] Result<void> play();

 private:
  [[nodiscard]] Result<void> set_up();
  [[nodiscard]] Result<std::string> sign_in();
  [[nodiscard]] Result<std::string> enroll();
  [[nodiscard]] Result<std::string> confirm();
  [[nodiscard]] Result<std::string> sign_in_with_code();
  [[nodiscard]] Result<std::string> list();
  [[nodiscard]] Result<std::string> recover();
  [[nodiscard]] Result<std::string> disable();
  [[nodiscard]] Result<std::string> sign_out();
  /// What the server waits for, now that MFA is on.
  [[nodiscard]] Result<Challenge> challenged();

  DemoStage& stage_;
  std::shared_ptr<mfaclient::TotpCodeSource> phone_;
  std::shared_ptr<mfaclient::IMfaProvider> provider_{};
  Challenge confirmation_{};
  SecretString recovery_code_{};
};

Result<void> ShellHubDemo::play() {
  static constexpr std::array<DemoScene<ShellHubDemo>, 8> kScenes{{
      {{"sign in", Verb::sign_in, "/api/login"}, &ShellHubDemo::sign_in},
      {{"enroll", Verb::enroll, "/mfa/generate"}, &ShellHubDemo::enroll},
      {{"confirm", Verb::verify, "/mfa/enable"}, &ShellHubDemo::confirm},
      {{"code", Verb::verify, "/mfa/auth"}, &ShellHubDemo::sign_in_with_code},
      {{"list", Verb::status, "/auth/user"}, &ShellHubDemo::list},
      {{"recover", Verb::verify, "/mfa/recover"}, &ShellHubDemo::recover},
      {{"disable", Verb::disable_all, "/mfa/disable"}, &ShellHubDemo::disable},
      {{"sign out", Verb::sign_out, ""}, &ShellHubDemo::sign_out},
  }};
  if (auto ready = set_up(); !ready) return ready;
  return stage_.play<ShellHubDemo>(*this, kScenes);
}

Result<void> ShellHubDemo::set_up() {
  testing::GenericUser user{
      .username = "admin", .email = "admin@example.com", .password = std::string(kPassword)};
  if (!stage_.stumbles_over("generic_no_email")) user.recovery_email = "admin@recovery.example.com";
  testing::GenericSeed seed;
  seed.users.push_back(std::move(user));
  auto open = stage_.open(std::make_shared<testing::GenericFake>(std::move(seed), stage_.clock()), "");
  if (!open) return open;
  mfaclient::ProviderConfig config{.provider = "generic", .url = stage_.url()};
  config.options = stage_.client_options(DemoStage::Trust::throwaway_ca);
  config.options.code_source = phone_;
  config.credentials = {{"username", SecretString("admin")}, {"password", SecretString(kPassword)}};
  auto made = make_provider(config);
  if (!made) return std::move(made).error();
  provider_ = *std::move(made);
  return {};
}

Result<std::string> ShellHubDemo::sign_in() {
  const auto begun = provider_->sign_in(stage_.call());
  if (!begun) return begun.error();
  if (std::holds_alternative<Challenge>(*begun)) return unexpected("a code is wanted while MFA is off");
  return "the password alone suffices: MFA is off";
}

Result<std::string> ShellHubDemo::enroll() {
  const auto enrollment = provider_->enroll({}, stage_.call());
  if (!enrollment) return enrollment.error();
  if (!enrollment->otpauth_uri || enrollment->recovery_codes.empty())
    return unexpected("there is no secret, or there are no recovery codes");
  auto totp = stage_.keep(*enrollment, "shellhub.totp");
  if (!totp) return std::move(totp).error();
  phone_->use(*std::move(totp));
  recovery_code_ = enrollment->recovery_codes.front();
  confirmation_ = std::get<Challenge>(enrollment->next);
  return "a secret and " + std::to_string(enrollment->recovery_codes.size()) +
         " recovery codes, stored before anything is on";
}

Result<std::string> ShellHubDemo::confirm() {
  auto code = phone_->code({.purpose = mfaclient::CodePurpose::confirm_enrollment}, stage_.call());
  if (code && stage_.stumbles_over("generic_wrong_code")) code = SecretString(kWrongCode);
  if (!code) return std::move(code).error();
  const auto accepted = provider_->verify(confirmation_, {.text = *std::move(code)}, stage_.call());
  if (!accepted) return accepted.error();
  return "MFA is on; the session stays";
}

Result<Challenge> ShellHubDemo::challenged() {
  auto begun = provider_->sign_in(stage_.call());
  if (!begun) return std::move(begun).error();
  if (auto* challenge = std::get_if<Challenge>(&*begun)) return std::move(*challenge);
  return unexpected("no code is wanted while MFA is on");
}

Result<std::string> ShellHubDemo::sign_in_with_code() {
  const auto challenge = challenged();
  if (!challenge) return challenge.error();
  constexpr int kTries = 3;
  for (int i = 0; i < kTries && stage_.stumbles_over("generic_lockout"); ++i) {
    const auto refused = provider_->verify(*challenge, {.text = SecretString(kWrongCode)}, stage_.call());
    if (!refused && refused.error().code == mfaclient::Errc::locked_out) return refused.error();
  }
  auto code = phone_->code({}, stage_.call());
  if (!code) return std::move(code).error();
  const auto accepted = provider_->verify(*challenge, {.text = *std::move(code)}, stage_.call());
  if (!accepted) return accepted.error();
  return "a 401 was the challenge; a fresh code answers it";
}

Result<std::string> ShellHubDemo::list() {
  const auto status = provider_->status(Account::self(), stage_.call());
  if (!status) return status.error();
  if (status->factors.size() != 1) return unexpected("there is not exactly one factor");
  return "one factor: " + std::string(to_string(status->factors.front().kind));
}

Result<std::string> ShellHubDemo::recover() {
  const auto challenge = challenged();
  if (!challenge) return challenge.error();
  const Code code{.kind = FactorKind::recovery_code, .text = recovery_code_};
  const auto accepted = provider_->verify(*challenge, code, stage_.call());
  if (!accepted) return accepted.error();
  if (!accepted->session || !accepted->session->recovery_until) return unexpected("no window was opened");
  return "the phone is lost: one recovery code signs in instead";
}

Result<std::string> ShellHubDemo::disable() {
  const auto status = provider_->disable_all(Account::self(), {}, stage_.call());
  if (!status) return status.error();
  return "it is found again: its code is the proof, and MFA is off";
}

Result<std::string> ShellHubDemo::sign_out() {
  if (auto ended = provider_->sign_out(stage_.call()); !ended) return std::move(ended).error();
  return "the token is forgotten; no call could end it";
}

}  // namespace

DemoScenario generic_demo() {
  DemoScenario scenario{.provider = "generic", .title = "Generic (ShellHub)", .faults = kFaults};
  scenario.play = [](DemoStage& stage) { return ShellHubDemo(stage).play(); };
  return scenario;
}

}  // namespace mfactl
