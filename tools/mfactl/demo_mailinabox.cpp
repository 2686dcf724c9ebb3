#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "demo.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/qr.hpp"
#include "mfaclient/testing/mailinabox.hpp"

namespace mfactl {
namespace {

using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::CodeSource;
using mfaclient::SecretString;
using mfaclient::Session;
using mfaclient::TotpCodeSource;
using mfaclient::Verb;
namespace otp = mfaclient::otp;
namespace testing = mfaclient::testing;

constexpr std::string_view kUser = "admin@box.example.com";
constexpr std::string_view kPassword = "a password of the demonstration";

constexpr std::array<DemoFault, 7> kFaults{{
    {"wrong_password", "the client has another password than the box"},
    {"unknown_ca", "the client trusts the system's CAs only"},
    {"server_down", "nothing listens any more"},
    {"not_admin", "the account has no administrator's rights"},
    {"wrong_code", "the enrolment is confirmed with a code of another secret"},
    {"lost_answer", "the line dies when the box has switched MFA on, before it says so"},
    {"replayed_code", "the sign-in sends a code that was used before"},
}};

std::shared_ptr<mfaclient::IMfaProvider> set_up(DemoStage& stage, std::shared_ptr<CodeSource> codes) {
  testing::MailinaboxSeed seed;
  seed.users.push_back({.email = std::string(kUser),
                        .password = std::string(kPassword),
                        .admin = !stage.stumbles_over("not_admin")});
  if (stage.stumbles_over("lost_answer")) stage.lose_answers_from("/mfa/totp/enable");
  stage.open(std::make_shared<testing::MailinaboxFake>(std::move(seed), stage.clock()), "/admin");

  auto options = stage.client_options();
  options.code_source = std::move(codes);
  if (stage.stumbles_over("unknown_ca")) options.tls.ca_file.clear();
  const auto password = stage.stumbles_over("wrong_password") ? "another password" : kPassword;
  auto box = stage.connect({{"username", SecretString(kUser)}, {"password", SecretString(password)}},
                           std::move(options));
  if (stage.stumbles_over("server_down")) stage.close();
  return box;
}

/// A code of a secret that the box has never seen.
SecretString wrong_code(const DemoStage& stage) {
  const auto other = otp::Base32Secret::generate().value();
  return otp::Totp::create(other.raw()).value().at(stage.clock()->now()).value().secret();
}

void show_off(DemoStage& stage, mfaclient::IMfaProvider& box) {
  stage.step("status", Verb::status, "/mfa/status", [&] {
    const auto status = box.status(Account::self(), stage.call()).value();
    expect(status.enabled == false, "the box says that MFA is on");
    return "MFA is off";
  });
}

/// Enrols, and returns what makes the codes.
otp::Totp turn_on(DemoStage& stage, mfaclient::IMfaProvider& box, TotpCodeSource& codes) {
  std::optional<otp::Totp> totp;
  Challenge confirmation;
  stage.step("enroll", Verb::enroll, "/mfa/status", [&] {
    const auto enrollment = box.enroll({.label = "demo phone"}, stage.call()).value();
    const auto* challenge = std::get_if<Challenge>(&enrollment.next);
    expect(challenge != nullptr && enrollment.qr_png, "the box sent no QR code, or wants no code");
    confirmation = *challenge;
    totp = stage.keep(enrollment, "box.totp");
    codes.use(*totp);
    stage.draw(mfaclient::qr::to_terminal(enrollment.otpauth_uri->reveal()).value());
    return "secret read from the box's picture, and stored first";
  });
  stage.step("confirm", Verb::verify, "/mfa/totp/enable", [&] {
    auto code = codes.code({.purpose = mfaclient::CodePurpose::confirm_enrollment}, stage.call()).value();
    if (stage.stumbles_over("wrong_code")) code = wrong_code(stage);
    box.verify(confirmation, {.text = std::move(code)}, stage.call()).value();
    return "confirmed with a code made here; MFA is on";
  });
  return *totp;
}

void play(DemoStage& stage) {
  const auto codes = std::make_shared<TotpCodeSource>(mfaclient::TotpCodeOptions{.clock = stage.clock()});
  const auto box = set_up(stage, codes);
  stage.step("connect", Verb::sign_in, "/login", [&] {
    const auto begun = box->sign_in(stage.call()).value();
    expect(std::holds_alternative<Session>(begun), "the box asks for a code while MFA is off");
    return "TLS verified; the password alone suffices";
  });
  show_off(stage, *box);
  const auto totp = turn_on(stage, *box, *codes);
  stage.step("sign in", Verb::sign_in, "/login", [&] {
    const auto begun = box->sign_in(stage.call()).value();
    const auto* challenge = std::get_if<Challenge>(&begun);
    expect(challenge != nullptr, "the box asks for no code while MFA is on");
    // The last code was waited for, so that it is still the one of now.
    auto code = stage.stumbles_over("replayed_code")
                    ? totp.at(stage.clock()->now()).value().secret()
                    : codes->code({.sent_to = challenge->sent_to}, stage.call()).value();
    const auto accepted = box->verify(*challenge, {.text = std::move(code)}, stage.call()).value();
    expect(accepted.session.has_value(), "the box took the code and began no session");
    return "password and a fresh code: a session begins";
  });
  mfaclient::Factor factor;
  stage.step("list", Verb::status, "/mfa/status", [&] {
    const auto status = box->status(Account::self(), stage.call()).value();
    expect(status.factors.size() == 1, "the box does not list exactly one factor");
    factor = status.factors.front();
    return "one factor: " + std::string(to_string(factor.kind)) + " #" + factor.id + " \"" + factor.label +
           "\"";
  });
  stage.step("disable", Verb::disable, "/mfa/disable", [&] {
    box->disable(Account::self(), factor, {}, stage.call()).value();
    return "factor #" + factor.id + " is off, and gone from the list";
  });
  show_off(stage, *box);
  stage.step("sign out", Verb::sign_out, "/logout", [&] {
    box->sign_out(stage.call()).value();
    return "the session is over";
  });
}

}  // namespace

DemoScenario mailinabox_demo() { return {.provider = "mailinabox", .faults = kFaults, .play = play}; }

}  // namespace mfactl
