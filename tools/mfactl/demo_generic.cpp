#include <array>
#include <memory>
#include <utility>

#include "demo.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/testing/generic.hpp"

namespace mfactl {
namespace {

using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::FactorKind;
using mfaclient::SecretString;
using mfaclient::TotpCodeSource;
using mfaclient::Verb;
using Provider = std::shared_ptr<mfaclient::IMfaProvider>;
namespace testing = mfaclient::testing;

constexpr std::string_view kPassword = "a password of the demonstration";
constexpr std::string_view kWrongCode = "000000";

constexpr std::array<DemoFault, 3> kFaults{{
    {"generic_no_email", "the account has no recovery e-mail address"},
    {"generic_wrong_code", "the enrolment is confirmed with a wrong code"},
    {"generic_lockout", "wrong codes lock the account at the sign-in"},
}};

Provider set_up(DemoStage& stage, std::shared_ptr<TotpCodeSource> phone) {
  testing::GenericUser user{
      .username = "admin", .email = "admin@example.com", .password = std::string(kPassword)};
  if (!stage.stumbles_over("generic_no_email")) user.recovery_email = "admin@recovery.example.com";
  testing::GenericSeed seed;
  seed.users.push_back(std::move(user));
  stage.open(std::make_shared<testing::GenericFake>(std::move(seed), stage.clock()));
  auto options = stage.client_options();
  options.code_source = std::move(phone);
  return stage.connect({{"username", SecretString("admin")}, {"password", SecretString(kPassword)}},
                       std::move(options));
}

/// What the server waits for, now that MFA is on.
Challenge challenge_of(const mfaclient::SignIn& begun) {
  const auto* challenge = std::get_if<Challenge>(&begun);
  expect(challenge != nullptr, "no code is wanted while MFA is on");
  return *challenge;
}

/// Enrols, and returns a recovery code.
SecretString turn_on(DemoStage& stage, mfaclient::IMfaProvider& hub, TotpCodeSource& phone) {
  Challenge confirmation;
  SecretString recovery_code;
  stage.step("enroll", Verb::enroll, "/mfa/generate", [&] {
    const auto enrollment = hub.enroll({}, stage.call()).value();
    const auto& codes = enrollment.recovery_codes;
    expect(enrollment.otpauth_uri && !codes.empty(), "there is no secret, or there are no recovery codes");
    phone.use(stage.keep(enrollment, "shellhub.totp"));
    recovery_code = codes.front();
    confirmation = std::get<Challenge>(enrollment.next);
    return "a secret and " + std::to_string(codes.size()) + " recovery codes, stored before anything is on";
  });
  stage.step("confirm", Verb::verify, "/mfa/enable", [&] {
    auto code = phone.code({.purpose = mfaclient::CodePurpose::confirm_enrollment}, stage.call()).value();
    if (stage.stumbles_over("generic_wrong_code")) code = SecretString(kWrongCode);
    hub.verify(confirmation, {.text = std::move(code)}, stage.call()).value();
    return "MFA is on; the session stays";
  });
  return recovery_code;
}

/// Wrong codes, until the account is locked.
void lock_out(DemoStage& stage, mfaclient::IMfaProvider& hub, const Challenge& challenge) {
  constexpr int kTries = 3;
  for (int i = 0; i < kTries; ++i) {
    const auto refused = hub.verify(challenge, {.text = SecretString(kWrongCode)}, stage.call());
    if (!refused && refused.error().code == mfaclient::Errc::locked_out)
      throw mfaclient::MfaException(refused.error());
  }
}

/// A person with a phone, who turns MFA on, uses it, loses the phone, and turns MFA off.
void play(DemoStage& stage) {
  const auto phone = std::make_shared<TotpCodeSource>(mfaclient::TotpCodeOptions{.clock = stage.clock()});
  const auto hub = set_up(stage, phone);
  stage.step("sign in", Verb::sign_in, "/api/login", [&] {
    const auto begun = hub->sign_in(stage.call()).value();
    expect(!std::holds_alternative<Challenge>(begun), "a code is wanted while MFA is off");
    return "the password alone suffices: MFA is off";
  });
  const auto recovery_code = turn_on(stage, *hub, *phone);
  stage.step("code", Verb::verify, "/mfa/auth", [&] {
    const auto challenge = challenge_of(hub->sign_in(stage.call()).value());
    if (stage.stumbles_over("generic_lockout")) lock_out(stage, *hub, challenge);
    auto code = phone->code({}, stage.call()).value();
    hub->verify(challenge, {.text = std::move(code)}, stage.call()).value();
    return "a 401 was the challenge; a fresh code answers it";
  });
  stage.step("list", Verb::status, "/auth/user", [&] {
    const auto status = hub->status(Account::self(), stage.call()).value();
    expect(status.factors.size() == 1, "there is not exactly one factor");
    return "one factor: " + std::string(to_string(status.factors.front().kind));
  });
  stage.step("recover", Verb::verify, "/mfa/recover", [&] {
    const auto challenge = challenge_of(hub->sign_in(stage.call()).value());
    const auto accepted =
        hub->verify(challenge, {.kind = FactorKind::recovery_code, .text = recovery_code}, stage.call())
            .value();
    expect(accepted.session && accepted.session->recovery_until, "no window was opened");
    return "the phone is lost: one recovery code signs in instead";
  });
  stage.step("disable", Verb::disable_all, "/mfa/disable", [&] {
    hub->disable_all(Account::self(), {}, stage.call()).value();
    return "it is found again: its code is the proof, and MFA is off";
  });
  stage.step("sign out", Verb::sign_out, "", [&] {
    hub->sign_out(stage.call()).value();
    return "the token is forgotten; no call could end it";
  });
}

}  // namespace

DemoScenario generic_demo() { return {.provider = "generic", .faults = kFaults, .play = play}; }

}  // namespace mfactl
