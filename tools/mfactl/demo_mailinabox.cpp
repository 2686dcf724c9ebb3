#include <array>
#include <utility>

#include "demo.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/qr.hpp"
#include "mfaclient/testing/mailinabox.hpp"

namespace mfactl {
namespace {

using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::CodePurpose;
using mfaclient::FactorKind;
using mfaclient::Result;
using mfaclient::SecretString;
using mfaclient::Session;
using mfaclient::Verb;
namespace testing = mfaclient::testing;

constexpr std::string_view kUser = "admin@box.example.com";
constexpr std::string_view kPassword = "a password of the demonstration";
constexpr std::string_view kLabel = "demo phone";

constexpr std::array<DemoFault, 7> kFaults{{
    {"wrong_password", "the client has another password than the box"},
    {"unknown_ca", "the client trusts the system's CAs only"},
    {"server_down", "nothing listens any more"},
    {"not_admin", "the account has no administrator's rights"},
    {"wrong_code", "the enrolment is confirmed with a code of another secret"},
    {"lost_answer", "the line dies when the box has switched MFA on, before it says so"},
    {"replayed_code", "the sign-in sends a code that was used before"},
}};

/// Codes of the demonstration's own secret, made here; remembers the last one for the fault that sends it
/// again.
class Authenticator final : public mfaclient::CodeSource {
 public:
  explicit Authenticator(std::shared_ptr<mfaclient::Clock> clock) : codes_({.clock = std::move(clock)}) {}

  void use(mfaclient::otp::Totp totp) { codes_.use(std::move(totp)); }
  [[nodiscard]] const SecretString& last() const { return last_; }

  [[nodiscard]] Result<SecretString> code(const mfaclient::CodeRequest& request,
                                          const mfaclient::CallOptions& options) override {
    auto code = codes_.code(request, options);
    if (code) last_ = *code;
    return code;
  }

 private:
  mfaclient::TotpCodeSource codes_;
  SecretString last_{};
};

class BoxDemo {
 public:
  explicit BoxDemo(DemoStage& stage)
      : stage_(stage), authenticator_(std::make_shared<Authenticator>(stage.clock())) {}

  [[nodiscard]] Result<void> play();

 private:
  [[nodiscard]] Result<void> set_up();
  [[nodiscard]] Result<std::string> connect();
  [[nodiscard]] Result<std::string> read_status();
  [[nodiscard]] Result<std::string> enroll();
  [[nodiscard]] Result<std::string> confirm();
  [[nodiscard]] Result<std::string> sign_in();
  [[nodiscard]] Result<std::string> list();
  [[nodiscard]] Result<std::string> disable();
  [[nodiscard]] Result<std::string> sign_out();

  DemoStage& stage_;
  std::shared_ptr<Authenticator> authenticator_;
  std::shared_ptr<mfaclient::IMfaProvider> provider_{};
  Challenge confirmation_{};
  mfaclient::Factor factor_{};
};

Result<void> BoxDemo::play() {
  static constexpr std::array<DemoScene<BoxDemo>, 9> kScenes{{
      {{"connect", Verb::sign_in, "/login"}, &BoxDemo::connect},
      {{"status", Verb::status, "/mfa/status"}, &BoxDemo::read_status},
      {{"enroll", Verb::enroll, "/mfa/status"}, &BoxDemo::enroll},
      {{"confirm", Verb::verify, "/mfa/totp/enable"}, &BoxDemo::confirm},
      {{"sign in", Verb::sign_in, "/login"}, &BoxDemo::sign_in},
      {{"list", Verb::status, "/mfa/status"}, &BoxDemo::list},
      {{"disable", Verb::disable, "/mfa/disable"}, &BoxDemo::disable},
      {{"status", Verb::status, "/mfa/status"}, &BoxDemo::read_status},
      {{"sign out", Verb::sign_out, "/logout"}, &BoxDemo::sign_out},
  }};
  if (auto ready = set_up(); !ready) return ready;
  return stage_.play<BoxDemo>(*this, kScenes);
}

Result<void> BoxDemo::set_up() {
  testing::MailinaboxUser user{.email = std::string(kUser), .password = std::string(kPassword)};
  user.admin = !stage_.stumbles_over("not_admin");
  testing::MailinaboxSeed seed;
  seed.users.push_back(std::move(user));
  if (stage_.stumbles_over("lost_answer")) stage_.lose_answers_from("/mfa/totp/enable");
  auto box = std::make_shared<testing::MailinaboxFake>(std::move(seed), stage_.clock());
  if (auto open = stage_.open(std::move(box), "/admin"); !open) return open;

  using enum DemoStage::Trust;
  auto options = stage_.client_options(stage_.stumbles_over("unknown_ca") ? the_system : throwaway_ca);
  options.code_source = authenticator_;
  mfaclient::ProviderConfig config{
      .provider = "mailinabox", .url = stage_.url(), .options = std::move(options)};
  config.credentials.emplace_back("username", kUser);
  config.credentials.emplace_back("password",
                                  stage_.stumbles_over("wrong_password") ? "another password" : kPassword);
  auto provider = make_provider(config);
  if (!provider) return std::move(provider).error();
  provider_ = *std::move(provider);
  if (stage_.stumbles_over("server_down")) stage_.close();
  return {};
}

Result<std::string> BoxDemo::connect() {
  const auto begun = provider_->sign_in(stage_.call());
  if (!begun) return begun.error();
  if (!std::holds_alternative<Session>(*begun)) return unexpected("the box asks for a code while MFA is off");
  return "TLS verified; the password alone suffices";
}

Result<std::string> BoxDemo::read_status() {
  const auto status = provider_->status(Account::self(), stage_.call());
  if (!status) return status.error();
  if (status->enabled != false) return unexpected("the box says that MFA is on");
  return "MFA is off";
}

Result<std::string> BoxDemo::enroll() {
  auto enrollment =
      provider_->enroll({.account = Account::self(), .label = std::string(kLabel)}, stage_.call());
  if (!enrollment) return std::move(enrollment).error();
  auto* confirmation = std::get_if<Challenge>(&enrollment->next);
  if (confirmation == nullptr || !enrollment->qr_png)
    return unexpected("the box sent no QR code, or wants no code");
  auto totp = stage_.keep(*enrollment, "box.totp");
  if (!totp) return std::move(totp).error();
  authenticator_->use(*std::move(totp));
  confirmation_ = std::move(*confirmation);
  auto drawing = mfaclient::qr::to_terminal(enrollment->otpauth_uri->reveal());
  if (!drawing) return std::move(drawing).error();
  stage_.draw(*std::move(drawing));
  return "secret read from the box's picture, and stored first";
}

Result<std::string> BoxDemo::confirm() {
  mfaclient::Code code{.kind = FactorKind::totp};
  auto text = authenticator_->code({.purpose = CodePurpose::confirm_enrollment}, stage_.call());
  if (!text) return std::move(text).error();
  code.text = *std::move(text);
  if (stage_.stumbles_over("wrong_code")) {
    const auto other = mfaclient::otp::Base32Secret::generate();
    if (!other) return other.error();
    const auto totp = mfaclient::otp::Totp::create(other->raw());
    const auto wrong = totp ? totp->at(stage_.clock()->now()) : Result<mfaclient::otp::Code>(totp.error());
    if (!wrong) return wrong.error();
    code.text = wrong->secret();
  }
  auto accepted = provider_->verify(confirmation_, code, stage_.call());
  if (!accepted) return std::move(accepted).error();
  return "confirmed with a code made here; MFA is on";
}

Result<std::string> BoxDemo::sign_in() {
  const auto begun = provider_->sign_in(stage_.call());
  if (!begun) return begun.error();
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr) return unexpected("the box asks for no code while MFA is on");
  mfaclient::Code code{.kind = FactorKind::totp, .text = authenticator_->last()};
  if (!stage_.stumbles_over("replayed_code")) {
    auto fresh = authenticator_->code({.sent_to = challenge->sent_to}, stage_.call());
    if (!fresh) return std::move(fresh).error();
    code.text = *std::move(fresh);
  }
  const auto accepted = provider_->verify(*challenge, code, stage_.call());
  if (!accepted) return accepted.error();
  if (!accepted->session) return unexpected("the box took the code and began no session");
  return "password and a fresh code: a session begins";
}

Result<std::string> BoxDemo::list() {
  const auto status = provider_->status(Account::self(), stage_.call());
  if (!status) return status.error();
  if (status->factors.size() != 1) return unexpected("the box does not list exactly one factor");
  factor_ = status->factors.front();
  return "one factor: " + std::string(to_string(factor_.kind)) + " #" + factor_.id + " \"" + factor_.label +
         "\"";
}

Result<std::string> BoxDemo::disable() {
  const auto status = provider_->disable(Account::self(), factor_, {}, stage_.call());
  if (!status) return status.error();
  return "factor #" + factor_.id + " is off, and gone from the list";
}

Result<std::string> BoxDemo::sign_out() {
  const auto ended = provider_->sign_out(stage_.call());
  if (!ended) return ended.error();
  return "the session is over";
}

}  // namespace

DemoScenario mailinabox_demo() {
  return {
      .provider = "mailinabox", .title = "Mail-in-a-Box", .faults = kFaults, .play = [](DemoStage& stage) {
        return BoxDemo(stage).play();
      }};
}

}  // namespace mfactl
