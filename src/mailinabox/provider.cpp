#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/base64.hpp"
#include "exchange/call.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/otp.hpp"
#include "provider/challenge_state.hpp"
#include "provider/qr_image.hpp"

namespace mfaclient::mailinabox {
namespace {

constexpr std::string_view kName = "mailinabox";
constexpr std::string_view kSignIn = "sign_in";
constexpr std::string_view kEnroll = "enroll";
constexpr std::array kTotp{FactorKind::totp};

// In the order of `Verb`.
constexpr std::array<Capability, 10> kCapabilities{{
    {.verb = Verb::status, .supported = true, .kinds = kTotp, .others = true},
    {.verb = Verb::enroll,
     .supported = true,
     .kinds = kTotp,
     .note = "administrators only, each for himself; several methods are allowed"},
    {.verb = Verb::sign_in, .supported = true, .kinds = kTotp},
    {.verb = Verb::challenge,
     .note = "nothing is sent: the app makes the code; sign_in hands out the challenge"},
    {.verb = Verb::verify, .supported = true, .kinds = kTotp},
    {.verb = Verb::poll, .note = "there are no pushes; answer with verify"},
    {.verb = Verb::disable, .supported = true, .kinds = kTotp, .others = true},
    {.verb = Verb::disable_all, .supported = true, .kinds = kTotp, .others = true},
    {.verb = Verb::reset,
     .note = "another administrator, or the system key, turns the methods off; then enrol again"},
    {.verb = Verb::sign_out, .supported = true},
}};

Error failure(Errc code, std::string_view verb, std::string_view message) {
  Error error;
  error.code = code;
  error.operation = std::string(kName) + "." + std::string(verb);
  error.message = message;
  return error;
}

Factor factor_of(const EnabledMfa& method) {
  return {.id = method.id,
          .kind = method.type == "totp" ? FactorKind::totp : FactorKind::other,
          .vendor_kind = method.type,
          .label = method.label.value_or(""),
          .active = true};
}

bool lists(const Status& status, std::string_view id) {
  return std::ranges::any_of(status.factors, [id](const Factor& factor) { return factor.id == id; });
}

/// The URI of the box's proposal: out of its QR code, or built the way the box does where there is none to
/// read.
Result<SecretString> uri_of(const NewMfaTotp& offer, const Settings& settings, std::string_view host) {
  auto secret = otp::Base32Secret::parse(offer.secret.reveal());
  if (!secret) return failure(Errc::protocol, kEnroll, "the box proposed a secret that is no base32");
  auto png = base64_decode("qr_code_base64", offer.qr_code_base64.reveal());
  auto read = png && !png->empty() ? read_qr_image(png->reveal())
                                   : Result<SecretString>(failure(Errc::unsupported, kEnroll, ""));
  if (!read) {
    const auto* password = std::get_if<Password>(&settings.credentials);
    const auto* session = std::get_if<SessionKey>(&settings.credentials);
    const std::string issuer = std::string(host) + " Mail-in-a-Box Control Panel";
    return otp::OtpauthUri{.issuer = issuer,
                           .account = password != nullptr  ? password->email
                                      : session != nullptr ? session->email
                                                           : "",
                           .secret = *std::move(secret)}
        .build();
  }
  const auto uri = otp::OtpauthUri::parse(read->reveal());
  if (!uri) return failure(Errc::protocol, kEnroll, "the box's QR code holds no otpauth URI");
  if (!(uri->secret.text() == secret->text()))
    return failure(Errc::protocol, kEnroll,
                   "the box's QR code and its reply name different secrets; nothing was turned on");
  return read;
}

class BoxProvider final : public IMfaProvider {
 public:
  explicit BoxProvider(std::shared_ptr<MFAApi> api) : api_(std::move(api)) {}

  [[nodiscard]] std::string_view name() const noexcept override { return kName; }
  [[nodiscard]] std::span<const Capability> capabilities() const noexcept override { return kCapabilities; }

  [[nodiscard]] Result<Status> status(const Account& account, const CallOptions& options) override {
    auto reply = api_->mfa_status({.user = account.id()}, options);
    if (!reply) return std::move(reply).error();
    Status status{.enabled = !reply->enabled_mfa.empty()};
    for (const auto& method : reply->enabled_mfa) status.factors.push_back(factor_of(method));
    if (reply->new_mfa && reply->new_mfa->totp) status.enrollable.push_back(FactorKind::totp);
    return status;
  }

  [[nodiscard]] Result<Enrollment> enroll(const EnrollmentRequest& request,
                                          const CallOptions& options) override;
  [[nodiscard]] Result<SignIn> sign_in(const CallOptions& options) override;
  [[nodiscard]] Verdict verify(const Challenge& challenge, const Code& code,
                               const CallOptions& options) override;
  [[nodiscard]] Result<Status> disable(const Account& account, const Factor& factor, const Code* proof,
                                       const CallOptions& options) override;
  [[nodiscard]] Result<Status> disable_all(const Account& account, const Code* proof,
                                           const CallOptions& options) override;
  [[nodiscard]] Result<void> sign_out(const CallOptions& options) override { return api_->sign_out(options); }

 private:
  [[nodiscard]] Call begin(const CallOptions& options) const {
    const auto& own = api_->settings().options;
    return {options, own.timeouts.call, own.clock ? *own.clock : *system_clock()};
  }
  [[nodiscard]] Verdict confirm(const ChallengeState& state, const Code& code, const Call& call);
  [[nodiscard]] Verdict settle_enrollment(const ChallengeState& state, const Result<Done>& enabled,
                                          const Call& call);
  [[nodiscard]] Result<Status> settle_removal(const Account& account, const Status& expected,
                                              const Status& before, const Result<Done>& removed,
                                              const Call& call);

  std::shared_ptr<MFAApi> api_;
};

Result<Enrollment> BoxProvider::enroll(const EnrollmentRequest& request, const CallOptions& options) {
  if (request.account.id())
    return failure(Errc::unsupported, kEnroll, "the box enrols the caller only; sign in as that account");
  if (request.kind != FactorKind::totp) return failure(Errc::unsupported, kEnroll, "the box knows TOTP only");
  auto reply = api_->mfa_status({}, options);
  if (!reply) return std::move(reply).error();
  if (!reply->enabled_mfa.empty() && !request.additional)
    return failure(Errc::conflict, kEnroll,
                   "MFA is on already; ask for an additional method, or disable the old one first");
  if (!reply->new_mfa || !reply->new_mfa->totp)
    return failure(Errc::protocol, kEnroll, "the box proposed no new secret");

  const auto& offer = *reply->new_mfa->totp;
  const auto base = http::Url::parse(api_->settings().url);
  auto uri = uri_of(offer, api_->settings(), base ? base->host() : "");
  if (!uri) return std::move(uri).error();

  std::string known;
  for (const auto& method : reply->enabled_mfa) known.append(method.id).append(",");
  ChallengeState state{std::string(kEnroll)};
  state.set("secret", offer.secret);
  state.set("label", request.label);
  state.set("known", known);
  Enrollment enrollment{.otpauth_uri = *std::move(uri)};
  if (auto png = base64_decode("qr_code_base64", offer.qr_code_base64.reveal()); png && !png->empty())
    enrollment.qr_png = *std::move(png);
  enrollment.next = Challenge{.accepts = {FactorKind::totp},
                              .prompt = "the code that the authenticator shows for the new secret",
                              .state = state.pack(kName)};
  return enrollment;
}

Result<SignIn> BoxProvider::sign_in(const CallOptions& options) {
  auto session = api_->sign_in(std::nullopt, options);
  if (session) return SignIn(*std::move(session));
  if (session.error().code != Errc::code_required) return std::move(session).error();
  return SignIn(Challenge{.accepts = {FactorKind::totp},
                          .prompt = session.error().vendor_message,
                          .state = ChallengeState{std::string(kSignIn)}.pack(kName)});
}

Verdict BoxProvider::verify(const Challenge& challenge, const Code& code, const CallOptions& options) {
  auto state = ChallengeState::unpack(kName, challenge.state);
  if (!state) return std::move(state).error();
  if (code.kind != FactorKind::totp)
    return invalid_argument("code", "is not of the kind that the challenge accepts (totp)");
  const Call call = begin(options);
  if (state->flow() == kEnroll) return confirm(*state, code, call);
  if (state->flow() != kSignIn)
    return invalid_argument("challenge", "belongs to a flow that mailinabox does not know");
  auto session = api_->sign_in(code.text, call.rest());
  if (!session) return std::move(session).error();
  return Accepted{.session = *std::move(session)};
}

Verdict BoxProvider::confirm(const ChallengeState& state, const Code& code, const Call& call) {
  const auto label = state.get("label");
  MfaTotpEnable enable{.secret = state.get("secret"), .code = code.text};
  if (!label.empty()) enable.label = std::string(label.reveal());
  const auto enabled = api_->mfa_totp_enable(enable, call.most_of_rest());
  if (!enabled && enabled.error().delivery != Delivery::unknown) return enabled.error();
  return settle_enrollment(state, enabled, call);
}

/// The box tells no id, and a lost answer tells nothing: the list does both.
Verdict BoxProvider::settle_enrollment(const ChallengeState& state, const Result<Done>& enabled,
                                       const Call& call) {
  if (!enabled && enabled.error().code == Errc::cancelled) return enabled.error();
  const auto before = state.get("known");
  const auto known = "," + std::string(before.reveal());
  Accepted unnamed;
  unnamed.factor = Factor{.kind = FactorKind::totp,
                          .vendor_kind = "totp",
                          .label = std::string(state.get("label").reveal()),
                          .active = true};
  const auto after = api_->mfa_status({}, call.rest());
  if (!after) {
    // Without a code at hand the list can't be had; that one is now asked for where none was is an answer
    // too.
    const bool took_effect = enabled || (before.empty() && after.error().code == Errc::code_required);
    if (took_effect) return unnamed;
    auto error =
        failure(Errc::outcome_unknown, kEnroll,
                "the answer was lost and the list can't be read; keep the secret, and read the status");
    error.delivery = Delivery::unknown;
    return error;
  }
  const auto added = std::ranges::find_if(after->enabled_mfa, [&](const EnabledMfa& method) {
    return known.find("," + method.id + ",") == std::string::npos;
  });
  if (added != after->enabled_mfa.end()) return Accepted{.factor = factor_of(*added)};
  if (!enabled) {
    auto error = enabled.error();
    error.message += "; the list shows that nothing was turned on";
    error.delivery = Delivery::refused;
    return error;
  }
  auto error =
      failure(Errc::outcome_unknown, kEnroll, "the box said OK, but lists no new method; read the status");
  error.delivery = Delivery::unknown;
  return error;
}

Result<Status> BoxProvider::disable(const Account& account, const Factor& factor, const Code* /*proof*/,
                                    const CallOptions& options) {
  const Call call = begin(options);
  auto before = status(account, call.rest());
  if (!before) return before;
  if (!lists(*before, factor.id)) {
    auto error = failure(Errc::not_found, "disable", "the account has no such method; list them with status");
    error.field = "factor";
    return error;
  }
  Status expected = *before;
  std::erase_if(expected.factors, [&](const Factor& other) { return other.id == factor.id; });
  const auto removed =
      api_->mfa_totp_disable({.mfa_id = {factor.id}, .user = account.id()}, call.most_of_rest());
  return settle_removal(account, expected, *before, removed, call);
}

Result<Status> BoxProvider::disable_all(const Account& account, const Code* /*proof*/,
                                        const CallOptions& options) {
  const Call call = begin(options);
  auto before = status(account, call.rest());
  if (!before) return before;
  if (before->factors.empty())
    return failure(Errc::conflict, "disable_all", "the account has no method that is on");
  Status expected = *before;
  expected.factors.clear();
  const auto removed = api_->mfa_totp_disable_all({.user = account.id()}, call.most_of_rest());
  return settle_removal(account, expected, *before, removed, call);
}

/// Reads the list after a removal and compares it with what should be left. "No such method" is read on, too:
/// somebody else may have turned it off in between.
Result<Status> BoxProvider::settle_removal(const Account& account, const Status& expected,
                                           const Status& before, const Result<Done>& removed,
                                           const Call& call) {
  const bool readable =
      removed || removed.error().delivery == Delivery::unknown || removed.error().code == Errc::not_found;
  if (!readable || (!removed && removed.error().code == Errc::cancelled)) return removed.error();
  auto after = status(account, call.rest());
  if (!after) {
    const bool code_lacking = after.error().code == Errc::code_required && !expected.factors.empty();
    if (removed && code_lacking) return expected;  // a code is still asked for, so the others are still on
    auto error = failure(Errc::outcome_unknown, "disable",
                         "the list can't be read back; read the status before doing anything else");
    error.delivery = Delivery::unknown;
    return error;
  }
  const auto left = [&](const Factor& factor) { return lists(*after, factor.id); };
  if (!std::ranges::all_of(expected.factors, left)) {
    auto error =
        failure(Errc::protocol, "disable", "MORE METHODS ARE OFF THAN WERE ASKED FOR; enrol again at once");
    error.delivery = Delivery::unknown;
    return error;
  }
  const auto gone = std::ranges::none_of(
      before.factors, [&](const Factor& factor) { return !lists(expected, factor.id) && left(factor); });
  if (gone) return after;
  if (!removed) {
    auto error = removed.error();
    error.message += "; the list shows that nothing was turned off";
    error.delivery = Delivery::refused;
    return error;
  }
  auto error = failure(Errc::outcome_unknown, "disable",
                       "the box said OK, but still lists the method; read the status");
  error.delivery = Delivery::unknown;
  return error;
}

}  // namespace

std::span<const Capability> capabilities() noexcept { return kCapabilities; }

std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MFAApi> api) {
  return std::make_shared<BoxProvider>(std::move(api));
}

}  // namespace mfaclient::mailinabox
