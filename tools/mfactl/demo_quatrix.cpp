#include <array>
#include <memory>
#include <utility>

#include "demo.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/quatrix.hpp"

namespace mfactl {
namespace {

using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::FactorKind;
using mfaclient::SecretString;
using mfaclient::Session;
using mfaclient::TotpCodeSource;
using mfaclient::Verb;
using Provider = std::shared_ptr<mfaclient::IMfaProvider>;
namespace testing = mfaclient::testing;

constexpr std::string_view kAdmin = "ada@acme.example";
constexpr std::string_view kColleague = "kim@acme.example";  // has an authenticator, and has lost it
constexpr std::string_view kColleagueId = "00000000-0000-4000-8000-000000000002";
constexpr std::string_view kCourier = "robin@acme.example";  // gets a PIN
constexpr std::string_view kCourierId = "00000000-0000-4000-8000-000000000003";
constexpr std::string_view kCourierRoute = "/user/metadata/00000000-0000-4000-8000-000000000003";
constexpr std::string_view kPassword = "demonstration only";
constexpr std::string_view kPinText = "01234";

constexpr std::array<DemoFault, 4> kFaults{{
    {"quatrix_wrong_code", "the enrolment is confirmed with a code of another secret"},
    {"quatrix_lost_answer", "the line dies when Quatrix has switched MFA on, before it says so"},
    {"quatrix_not_admin", "the account that sets a PIN has no administrator's rights"},
    {"quatrix_unknown_step", "the sign-in wants a step that nobody here knows"},
}};

std::shared_ptr<testing::QuatrixFake> make_host(const DemoStage& stage) {
  const std::string password(kPassword);
  const auto lost = mfaclient::otp::Base32Secret::generate().value();
  testing::QuatrixSeed seed;
  seed.users = {{.id = "00000000-0000-4000-8000-000000000001",
                 .email = std::string(kAdmin),
                 .password = password,
                 .admin = !stage.stumbles_over("quatrix_not_admin")},
                {.id = std::string(kColleagueId),
                 .email = std::string(kColleague),
                 .password = password,
                 .totp = std::string(lost.text().reveal())},
                {.id = std::string(kCourierId), .email = std::string(kCourier), .password = password}};
  auto host = std::make_shared<testing::QuatrixFake>(std::move(seed), stage.clock());
  if (stage.stumbles_over("quatrix_unknown_step")) host->set_knob("mfa_code", "unknown").value();
  return host;
}

Provider sign_in_as(const DemoStage& stage, std::string_view email,
                    std::shared_ptr<mfaclient::CodeSource> codes = {}) {
  auto options = stage.client_options();
  options.code_source = std::move(codes);
  return stage.connect({{"username", SecretString(email)}, {"password", SecretString(kPassword)}},
                       std::move(options));
}

/// Begins an enrolment, keeps its secret, and makes `codes` give its codes.
Challenge take_secret(DemoStage& stage, mfaclient::IMfaProvider& provider, std::string_view file,
                      TotpCodeSource& codes) {
  const auto begun = provider.enroll({}, stage.call()).value();
  const auto* challenge = std::get_if<Challenge>(&begun.next);
  expect(begun.otpauth_uri && challenge != nullptr, "Quatrix's picture holds no secret, or it wants no code");
  codes.use(stage.keep(begun, file));
  return *challenge;
}

/// The administrator's own factor, from a sign-in without it to one with it.
void turn_on(DemoStage& stage, mfaclient::IMfaProvider& admin, TotpCodeSource& codes) {
  stage.step("connect", Verb::sign_in, "/session/login", [&] {
    const auto begun = admin.sign_in(stage.call()).value();
    expect(std::holds_alternative<Session>(begun), "Quatrix asks for a code while MFA is off");
    return "TLS verified; the password alone suffices";
  });
  Challenge confirmation;
  stage.step("enroll", Verb::enroll, "/2fa/generate", [&] {
    confirmation = take_secret(stage, admin, "ada.totp", codes);
    return "the secret comes as a picture only: read, and stored first";
  });
  stage.step("confirm", Verb::verify, "/set-mfa", [&] {
    auto code = codes.code({}, stage.call()).value();
    if (stage.stumbles_over("quatrix_wrong_code")) code = SecretString("000000");
    admin.verify(confirmation, {.text = std::move(code)}, stage.call()).value();
    return "confirmed with a code made here; other sessions are closed";
  });
  stage.step("sign in", Verb::sign_in, "/session/login", [&] {
    sign_in_with(admin, codes, stage.call()).value();
    return "a 207 is no sign-in; with a fresh code it is one";
  });
}

/// What an administrator does for others: a courier gets a PIN, and a colleague a new start.
void help_others(DemoStage& stage, mfaclient::IMfaProvider& admin) {
  const auto courier = Account::user(std::string(kCourierId));
  stage.step("set a PIN", Verb::enroll, "/user/set-mfa", [&] {
    admin.enroll({.account = courier, .kind = FactorKind::pin, .pin = SecretString(kPinText)}, stage.call())
        .value();
    return "the administrator gives a courier a PIN";
  });
  stage.step("use it", Verb::verify, "/session/login", [&] {
    const auto provider = sign_in_as(stage, kCourier);
    const auto begun = provider->sign_in(stage.call()).value();
    const auto* challenge = std::get_if<Challenge>(&begun);
    expect(challenge != nullptr, "Quatrix lets the courier in without the PIN");
    provider->verify(*challenge, {.kind = FactorKind::pin, .text = SecretString(kPinText)}, stage.call())
        .value();
    return "the courier signs in with it, leading zero and all";
  });
  stage.step("reset", Verb::reset, "/user/reset-mfa", [&] {
    admin.reset(Account::user(std::string(kColleagueId)), stage.call()).value();
    return "a colleague has lost the phone: the secret is wiped";
  });
  stage.step("enrol now", Verb::enroll, "/set-mfa", [&] {
    const auto colleague = sign_in_as(stage, kColleague);
    TotpCodeSource codes({.clock = stage.clock()});
    const auto challenge = take_secret(stage, *colleague, "kim.totp", codes);
    auto code = codes.code({}, stage.call()).value();
    const auto accepted = colleague->verify(challenge, {.text = std::move(code)}, stage.call()).value();
    expect(accepted.session.has_value(), "the enrolment has not made the session whole");
    return "the next sign-in enrols anew, and begins with that";
  });
  stage.step("list", Verb::status, kCourierRoute, [&] {
    const auto status = admin.status(courier, stage.call()).value();
    expect(status.factors.size() == 1, "the courier has not exactly one factor");
    return "the courier has one factor: " + std::string(to_string(status.factors.front().kind));
  });
  stage.step("take back", Verb::disable_all, "/user/remove-mfa", [&] {
    admin.disable_all(courier, {}, stage.call()).value();
    return "and now none";
  });
}

void play(DemoStage& stage) {
  if (stage.stumbles_over("quatrix_lost_answer")) stage.lose_answers_from("/profile/set-mfa");
  stage.open(make_host(stage), "/api/1.0");
  const auto codes = std::make_shared<TotpCodeSource>(mfaclient::TotpCodeOptions{.clock = stage.clock()});
  const auto admin = sign_in_as(stage, kAdmin, codes);
  turn_on(stage, *admin, *codes);
  help_others(stage, *admin);
  stage.step("disable", Verb::disable, "/profile/remove-mfa", [&] {
    admin->disable(Account::self(), {.id = "2FA"}, {}, stage.call()).value();
    return "the administrator's own is off, and gone from the profile";
  });
  stage.step("sign out", Verb::sign_out, "/session/logout", [&] {
    admin->sign_out(stage.call()).value();
    return "the session is over";
  });
}

}  // namespace

DemoScenario quatrix_demo() { return {.provider = "quatrix", .faults = kFaults, .play = play}; }

}  // namespace mfactl
