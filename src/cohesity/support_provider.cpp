#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "cohesity/provider.hpp"
#include "core/ascii.hpp"

namespace mfaclient::cohesity {
namespace {

constexpr std::string_view kEnroll = "enroll";
constexpr std::string_view kProof = "proof";
constexpr std::array kTotp{FactorKind::totp};
constexpr std::array kEmail{FactorKind::email};
constexpr std::array kBoth{FactorKind::totp, FactorKind::email};

// In the order of `Verb`.
constexpr std::array<Capability, 10> kCapabilities{{
    {.verb = Verb::status, .supported = true, .kinds = kBoth},
    {.verb = Verb::enroll,
     .supported = true,
     .kinds = kBoth,
     .note = "the support user's; one factor at most"},
    {.verb = Verb::sign_in, .supported = true, .kinds = kBoth, .note = "as the administrator"},
    {.verb = Verb::challenge,
     .supported = true,
     .kinds = kEmail,
     .note = "mails a code: the proof for disable"},
    {.verb = Verb::verify, .supported = true, .kinds = kTotp},
    {.verb = Verb::poll, .note = "there are no pushes; answer with verify"},
    {.verb = Verb::disable, .supported = true, .kinds = kBoth, .note = "takes a code as its proof"},
    {.verb = Verb::disable_all, .supported = true, .kinds = kBoth, .note = "takes a code as its proof"},
    {.verb = Verb::reset, .note = "turn it off with a code, then enrol again; without one ask the vendor"},
    {.verb = Verb::sign_out,
     .supported = true,
     .note = "forgets the session: the vendor's call ends everybody's"},
}};

/// Whether the state is `word`, with or without the K; nullopt: an older cluster, which doesn't tell.
std::optional<bool> state_is(const SupportMfaConfigInfo& info, std::string_view word) {
  if (!info.otp_verification_state) return std::nullopt;
  std::string_view state(*info.otp_verification_state);
  if (state.starts_with('k')) state.remove_prefix(1);
  return ascii::equal_without_case(state, word);
}

bool is_kind(const SupportMfaConfigInfo& info, FactorKind kind) {
  return info.enabled && info.mfa_type == std::string(to_string(kind));
}

Factor factor_of(const SupportMfaConfigInfo& info) {
  const auto word = info.mfa_type.value_or("");
  Factor factor{.id = word.empty() ? "unknown" : word, .vendor_kind = word};
  factor.kind = factor_kind(word).value_or(FactorKind::other);
  if (factor.kind == FactorKind::email) factor.label = info.email.value_or("");
  factor.active = factor.kind != FactorKind::totp || state_is(info, "Success").value_or(true);
  return factor;
}

Status status_of(const SupportMfaConfigInfo& info) {
  Status status{.enabled = false};
  if (info.enabled) {
    status.factors.push_back(factor_of(info));
    status.enabled = status.factors.front().active;
  } else {
    status.enrollable.assign(kBoth.begin(), kBoth.end());
  }
  return status;
}

class SupportProvider final : public CohesityProvider {
 public:
  explicit SupportProvider(std::shared_ptr<MFAApi> api)
      : CohesityProvider(std::move(api), Principal::support) {}

  [[nodiscard]] Result<Status> status(const Account& account, const CallOptions& options) override;
  [[nodiscard]] Result<Enrollment> enroll(const EnrollmentRequest& request,
                                          const CallOptions& options) override;
  [[nodiscard]] Result<Challenge> challenge(const Account& account, const Factor& factor,
                                            const CallOptions& options) override;
  [[nodiscard]] Result<Status> disable(const Account& account, const Factor& factor, const Code* proof,
                                       const CallOptions& options) override;
  [[nodiscard]] Result<Status> disable_all(const Account& account, const Code* proof,
                                           const CallOptions& options) override;

 private:
  [[nodiscard]] Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) override;
  /// The support user's state, when a change that needs nothing but this is possible.
  [[nodiscard]] Result<SupportMfaConfigInfo> changeable(const Account& account, std::string_view verb,
                                                        const Call& call) const;
  [[nodiscard]] Result<Enrollment> enrolled_by_mail(const std::string& address, const Call& call) const;
  [[nodiscard]] Error settle_totp(const Error& lost, const Call& call) const;
  [[nodiscard]] Result<Status> turn_off(const Account& account, const SupportMfaConfigInfo& info,
                                        const Code* proof, const Call& call);
};

Result<Status> SupportProvider::status(const Account& account, const CallOptions& options) {
  if (auto own = self_only(account, "status"); !own) return std::move(own).error();
  const auto info = api().get_support_mfa_config({}, options);
  if (!info) return info.error();
  return status_of(*info);
}

Result<SupportMfaConfigInfo> SupportProvider::changeable(const Account& account, std::string_view verb,
                                                         const Call& call) const {
  if (auto own = self_only(account, verb); !own) return std::move(own).error();
  auto info = api().get_support_mfa_config({}, call.rest());
  if (info && info->requires_password_auth == true)
    return failure(Errc::conflict, verb,
                   "the cluster wants the support user's password; use update_support_mfa_config with it");
  return info;
}

Result<Enrollment> SupportProvider::enroll(const EnrollmentRequest& request, const CallOptions& options) {
  if (request.kind != FactorKind::totp && request.kind != FactorKind::email)
    return failure(Errc::unsupported, kEnroll, "the support user has TOTP or e-mail");
  if (request.kind == FactorKind::email && request.destination.empty())
    return invalid_argument("destination", "is empty; an e-mail address is needed");
  const Call call = begin(options);
  const auto info = changeable(request.account, kEnroll, call);
  if (!info) return info.error();
  // A secret that nobody has confirmed may be replaced: its enrolment was left half done.
  const bool half_done = is_kind(*info, FactorKind::totp) && state_is(*info, "Pending") == true;
  if (info->enabled && !(half_done && request.kind == FactorKind::totp))
    return failure(Errc::conflict, kEnroll, "MFA is on, and a new secret would replace it; disable it first");
  if (request.kind == FactorKind::email) return enrolled_by_mail(request.destination, call);

  const auto key =
      api().update_support_mfa_config({.enabled = true, .mfa_type = "totp"}, call.most_of_rest());
  if (!key && key.error().delivery == Delivery::unknown) return settle_totp(key.error(), call);
  if (!key) return key.error();
  if (!key->totp_secret_key)
    return failure(Errc::protocol, kEnroll,
                   "the cluster turned TOTP on without telling a secret; enrol again");
  auto uri = uri_of(*key->totp_secret_key, key->totp_uri, key->account_name.value_or("support"));
  if (!uri) return std::move(uri).error();
  return Enrollment{.otpauth_uri = *std::move(uri),
                    .next = seal({.accepts = {FactorKind::totp},
                                  .prompt = "the code that the authenticator shows for the new secret"},
                                 ChallengeState{std::string(kEnroll)})};
}

/// The secret went with the answer, and no reading brings it back.
Error SupportProvider::settle_totp(const Error& lost, const Call& call) const {
  const auto after = api().get_support_mfa_config({}, call.rest());
  if (!after)
    return in_doubt(kEnroll, "the answer was lost, its secret with it; read the status, then enrol again");
  if (!after->enabled) return undone(lost, "the support user's MFA is off");
  auto error = lost;
  error.message += "; a secret that nobody has may have been begun: enrol again to replace it";
  return error;
}

Result<Enrollment> SupportProvider::enrolled_by_mail(const std::string& address, const Call& call) const {
  const auto done = api().update_support_mfa_config({.enabled = true, .mfa_type = "email", .email = address},
                                                    call.most_of_rest());
  if (!done && done.error().delivery != Delivery::unknown) return done.error();
  const auto after = api().get_support_mfa_config({}, call.rest());
  if (after && is_kind(*after, FactorKind::email) && after->email == address)
    return Enrollment{.next = factor_of(*after)};
  if (!done && after && !after->enabled) return undone(done.error(), "the support user's MFA is off");
  return in_doubt(kEnroll, "the cluster does not show the new address; read the status");
}

Result<Challenge> SupportProvider::challenge(const Account& account, const Factor& factor,
                                             const CallOptions& options) {
  if (auto own = self_only(account, "challenge"); !own) return std::move(own).error();
  if (factor.kind != FactorKind::email)
    return failure(Errc::unsupported, "challenge", "only e-mail codes are sent; the app makes the others");
  if (auto sent = api().send_support_email_otp({}, options); !sent) return std::move(sent).error();
  return seal({.accepts = {FactorKind::email}, .prompt = "the mailed code is the proof that disable takes"},
              ChallengeState{std::string(kProof)});
}

Verdict SupportProvider::confirm(const ChallengeState& state, const Code& code, const Call& call) {
  if (state.flow() == kProof)
    return failure(Errc::unsupported, "verify",
                   "this code is no answer here: give it to disable as its proof");
  if (state.flow() != kEnroll)
    return invalid_argument("challenge", "belongs to a flow that this principal does not know");
  const auto done = api().verify_support_user_totp({.totp_code = code.text}, call.most_of_rest());
  const Factor factor{.id = "totp", .kind = FactorKind::totp, .vendor_kind = "totp", .active = true};
  if (done) return Accepted{.factor = factor};
  if (done.error().delivery != Delivery::unknown || done.error().code == Errc::cancelled) return done.error();
  const auto after = api().get_support_mfa_config({}, call.rest());
  if (after && is_kind(*after, FactorKind::totp)) {
    if (state_is(*after, "Success") == true) return Accepted{.factor = factor};
    if (state_is(*after, "Failure") == true)
      return failure(Errc::code_rejected, "verify",
                     "the answer was lost; the cluster counts the code as wrong");
    if (state_is(*after, "Pending") == true)
      return undone(done.error(), "the secret still waits for its code");
  }
  return in_doubt(kEnroll,
                  "the answer was lost and the state does not tell; keep the secret, read the status");
}

Result<Status> SupportProvider::disable(const Account& account, const Factor& factor, const Code* proof,
                                        const CallOptions& options) {
  const Call call = begin(options);
  const auto info = changeable(account, "disable", call);
  if (!info) return info.error();
  if (!lists(status_of(*info), factor.id)) {
    auto error = failure(Errc::not_found, "disable", "the support user has no such factor; read the status");
    error.field = "factor";
    return error;
  }
  return turn_off(account, *info, proof, call);
}

Result<Status> SupportProvider::disable_all(const Account& account, const Code* proof,
                                            const CallOptions& options) {
  const Call call = begin(options);
  const auto info = changeable(account, "disable_all", call);
  if (!info) return info.error();
  if (!info->enabled) return failure(Errc::conflict, "disable_all", "the support user's MFA is off");
  return turn_off(account, *info, proof, call);
}

Result<Status> SupportProvider::turn_off(const Account& account, const SupportMfaConfigInfo& info,
                                         const Code* proof, const Call& call) {
  const auto& codes = api().settings().options.code_source;
  UpdateSupportMfaConfig change{.enabled = false};
  if (proof != nullptr) {
    change.mfa_code = proof->text;
  } else if (codes && is_kind(info, FactorKind::totp)) {
    auto code = codes->code({.kind = FactorKind::totp, .purpose = CodePurpose::disable}, call.rest());
    if (!code) return std::move(code).error();
    change.mfa_code = *std::move(code);
  } else {
    return failure(Errc::code_required, "disable",
                   "a code of the support user must come as proof; challenge mails one in e-mail mode");
  }
  const auto before = status_of(info);
  auto expected = before;
  expected.factors.clear();
  const auto changed = api().update_support_mfa_config(change, call.most_of_rest());
  const auto removed = changed ? Result<Done>(Done{}) : Result<Done>(changed.error());
  return settle_removal(account, before, expected, removed, call);
}

}  // namespace

std::span<const Capability> support_capabilities() noexcept { return kCapabilities; }

std::shared_ptr<IMfaProvider> make_support_provider(std::shared_ptr<MFAApi> api) {
  return std::make_shared<SupportProvider>(std::move(api));
}

}  // namespace mfaclient::cohesity
