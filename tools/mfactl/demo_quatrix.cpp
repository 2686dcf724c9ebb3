#include <array>
#include <utility>

#include "demo.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/testing/quatrix.hpp"

namespace mfactl {
namespace {

using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::FactorKind;
using mfaclient::Result;
using mfaclient::SecretString;
using mfaclient::Session;
using mfaclient::Verb;
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

class QuatrixDemo {
 public:
  explicit QuatrixDemo(DemoStage& stage)
      : stage_(stage),
        codes_(
            std::make_shared<mfaclient::TotpCodeSource>(mfaclient::TotpCodeOptions{.clock = stage.clock()})) {
  }

  [[nodiscard]] Result<void> play();

 private:
  using Provider = std::shared_ptr<mfaclient::IMfaProvider>;

  [[nodiscard]] Result<void> set_up();
  [[nodiscard]] Result<Provider> sign_in_as(std::string_view email,
                                            std::shared_ptr<mfaclient::CodeSource> codes = {});
  /// Begins an enrolment, keeps its secret, and makes `codes` give its codes.
  [[nodiscard]] Result<Challenge> take_secret(mfaclient::IMfaProvider& provider, std::string_view file,
                                              mfaclient::TotpCodeSource& codes);

  [[nodiscard]] Result<std::string> connect();
  [[nodiscard]] Result<std::string> enroll();
  [[nodiscard]] Result<std::string> confirm();
  [[nodiscard]] Result<std::string> sign_in();
  [[nodiscard]] Result<std::string> set_pin();
  [[nodiscard]] Result<std::string> use_pin();
  [[nodiscard]] Result<std::string> reset();
  [[nodiscard]] Result<std::string> enroll_on_demand();
  [[nodiscard]] Result<std::string> list();
  [[nodiscard]] Result<std::string> disable_pin();
  [[nodiscard]] Result<std::string> disable();
  [[nodiscard]] Result<std::string> sign_out();

  DemoStage& stage_;
  std::shared_ptr<mfaclient::TotpCodeSource> codes_;
  std::shared_ptr<testing::QuatrixFake> host_{};
  Provider admin_{};
  Challenge confirmation_{};
};

Result<void> QuatrixDemo::play() {
  static constexpr std::array<DemoScene<QuatrixDemo>, 12> kScenes{{
      {{"connect", Verb::sign_in, "/session/login"}, &QuatrixDemo::connect},
      {{"enroll", Verb::enroll, "/2fa/generate"}, &QuatrixDemo::enroll},
      {{"confirm", Verb::verify, "/set-mfa"}, &QuatrixDemo::confirm},
      {{"sign in", Verb::sign_in, "/session/login"}, &QuatrixDemo::sign_in},
      {{"set a PIN", Verb::enroll, "/user/set-mfa"}, &QuatrixDemo::set_pin},
      {{"use it", Verb::verify, "/session/login"}, &QuatrixDemo::use_pin},
      {{"reset", Verb::reset, "/user/reset-mfa"}, &QuatrixDemo::reset},
      {{"enrol now", Verb::enroll, "/set-mfa"}, &QuatrixDemo::enroll_on_demand},
      {{"list", Verb::status, kCourierRoute}, &QuatrixDemo::list},
      {{"take back", Verb::disable_all, "/user/remove-mfa"}, &QuatrixDemo::disable_pin},
      {{"disable", Verb::disable, "/profile/remove-mfa"}, &QuatrixDemo::disable},
      {{"sign out", Verb::sign_out, "/session/logout"}, &QuatrixDemo::sign_out},
  }};
  if (auto ready = set_up(); !ready) return ready;
  return stage_.play<QuatrixDemo>(*this, kScenes);
}

Result<void> QuatrixDemo::set_up() {
  const std::string password(kPassword);
  testing::QuatrixSeed seed;
  seed.users.push_back({.id = "00000000-0000-4000-8000-000000000001",
                        .email = std::string(kAdmin),
                        .password = password,
                        .admin = !stage_.stumbles_over("quatrix_not_admin")});
  const auto lost = mfaclient::otp::Base32Secret::generate();
  if (!lost) return lost.error();
  seed.users.push_back({.id = std::string(kColleagueId),
                        .email = std::string(kColleague),
                        .password = password,
                        .totp = std::string(lost->text().reveal())});
  seed.users.push_back({.id = std::string(kCourierId), .email = std::string(kCourier), .password = password});
  host_ = std::make_shared<testing::QuatrixFake>(std::move(seed), stage_.clock());
  if (stage_.stumbles_over("quatrix_lost_answer")) stage_.lose_answers_from("/profile/set-mfa");
  if (stage_.stumbles_over("quatrix_unknown_step"))
    if (auto set = host_->set_knob("mfa_code", "unknown"); !set) return set;
  return stage_.open(host_, "/api/1.0");
}

Result<QuatrixDemo::Provider> QuatrixDemo::sign_in_as(std::string_view email,
                                                      std::shared_ptr<mfaclient::CodeSource> codes) {
  auto options = stage_.client_options(DemoStage::Trust::throwaway_ca);
  options.code_source = std::move(codes);
  mfaclient::ProviderConfig config{.provider = "quatrix", .url = stage_.url(), .options = std::move(options)};
  config.credentials.emplace_back("username", email);
  config.credentials.emplace_back("password", kPassword);
  return make_provider(config);
}

Result<Challenge> QuatrixDemo::take_secret(mfaclient::IMfaProvider& provider, std::string_view file,
                                           mfaclient::TotpCodeSource& codes) {
  auto begun = provider.enroll({}, stage_.call());
  if (!begun) return std::move(begun).error();
  if (!begun->otpauth_uri || !std::holds_alternative<Challenge>(begun->next))
    return unexpected("Quatrix's picture holds no secret, or it wants no code");
  auto totp = stage_.keep(*begun, file);
  if (!totp) return std::move(totp).error();
  codes.use(*std::move(totp));
  return std::get<Challenge>(std::move(begun->next));
}

Result<std::string> QuatrixDemo::connect() {
  auto provider = sign_in_as(kAdmin, codes_);
  if (!provider) return std::move(provider).error();
  admin_ = *std::move(provider);
  const auto begun = admin_->sign_in(stage_.call());
  if (!begun) return begun.error();
  if (!std::holds_alternative<Session>(*begun)) return unexpected("Quatrix asks for a code while MFA is off");
  return "TLS verified; the password alone suffices";
}

Result<std::string> QuatrixDemo::enroll() {
  auto challenge = take_secret(*admin_, "ada.totp", *codes_);
  if (!challenge) return std::move(challenge).error();
  confirmation_ = *std::move(challenge);
  return "the secret comes as a picture only: read, and stored first";
}

Result<std::string> QuatrixDemo::confirm() {
  auto code = codes_->code({}, stage_.call());
  if (stage_.stumbles_over("quatrix_wrong_code")) code = SecretString("000000");
  if (!code) return std::move(code).error();
  const auto verdict = admin_->verify(confirmation_, {.text = *std::move(code)}, stage_.call());
  if (!verdict) return verdict.error();
  return "confirmed with a code made here; other sessions are closed";
}

Result<std::string> QuatrixDemo::sign_in() {
  const auto session = sign_in_with(*admin_, *codes_, stage_.call());
  if (!session) return session.error();
  return "a 207 is no sign-in; with a fresh code it is one";
}

Result<std::string> QuatrixDemo::set_pin() {
  const auto set = admin_->enroll({.account = Account::user(std::string(kCourierId)),
                                   .kind = FactorKind::pin,
                                   .pin = SecretString(kPinText)},
                                  stage_.call());
  if (!set) return set.error();
  return "the administrator gives a courier a PIN";
}

Result<std::string> QuatrixDemo::use_pin() {
  const auto courier = sign_in_as(kCourier);
  if (!courier) return courier.error();
  const auto begun = (*courier)->sign_in(stage_.call());
  if (!begun) return begun.error();
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr) return unexpected("Quatrix lets the courier in without the PIN");
  const auto verdict = (*courier)->verify(
      *challenge, {.kind = FactorKind::pin, .text = SecretString(kPinText)}, stage_.call());
  if (!verdict) return verdict.error();
  return "the courier signs in with it, leading zero and all";
}

Result<std::string> QuatrixDemo::reset() {
  const auto done = admin_->reset(Account::user(std::string(kColleagueId)), stage_.call());
  if (!done) return done.error();
  return "a colleague has lost the phone: the secret is wiped";
}

Result<std::string> QuatrixDemo::enroll_on_demand() {
  const auto colleague = sign_in_as(kColleague);
  if (!colleague) return colleague.error();
  mfaclient::TotpCodeSource codes({.clock = stage_.clock()});
  auto challenge = take_secret(**colleague, "kim.totp", codes);
  if (!challenge) return std::move(challenge).error();
  auto code = codes.code({}, stage_.call());
  if (!code) return std::move(code).error();
  const auto verdict = (*colleague)->verify(*challenge, {.text = *std::move(code)}, stage_.call());
  if (!verdict) return verdict.error();
  if (!verdict->session) return unexpected("the enrolment has not made the session whole");
  return "the next sign-in enrols anew, and begins with that";
}

Result<std::string> QuatrixDemo::list() {
  const auto status = admin_->status(Account::user(std::string(kCourierId)), stage_.call());
  if (!status) return status.error();
  if (status->factors.size() != 1) return unexpected("the courier has not exactly one factor");
  return "the courier has one factor: " + std::string(to_string(status->factors.front().kind));
}

Result<std::string> QuatrixDemo::disable_pin() {
  const auto status = admin_->disable_all(Account::user(std::string(kCourierId)), {}, stage_.call());
  if (!status) return status.error();
  return "and now none";
}

Result<std::string> QuatrixDemo::disable() {
  const auto status = admin_->disable(Account::self(), {.id = "2FA"}, {}, stage_.call());
  if (!status) return status.error();
  return "the administrator's own is off, and gone from the profile";
}

Result<std::string> QuatrixDemo::sign_out() {
  const auto ended = admin_->sign_out(stage_.call());
  if (!ended) return ended.error();
  return "the session is over";
}

}  // namespace

DemoScenario quatrix_demo() {
  return {.provider = "quatrix", .title = "Quatrix", .faults = kFaults, .play = [](DemoStage& stage) {
            return QuatrixDemo(stage).play();
          }};
}

}  // namespace mfactl
