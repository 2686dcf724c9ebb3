#include <array>
#include <utility>

#include "cohesity/provider.hpp"
#include "core/ascii.hpp"

namespace mfaclient::cohesity {
namespace {

constexpr std::string_view kProof = "proof";
constexpr std::array kEmail{FactorKind::email};
constexpr std::array kBoth{FactorKind::totp, FactorKind::email};
constexpr std::string_view kWithCode = "takes a code as its proof";
constexpr std::string_view kMails = "mails a code: the proof that disable takes";
constexpr std::string_view kReset = "turn it off with a code, then enrol again; without one ask the vendor";

// In the order of `Verb`.
constexpr std::array<Capability, 10> kCapabilities{{
    {.verb = Verb::status, .supported = true, .kinds = kBoth},
    {.verb = Verb::enroll, .supported = true, .kinds = kBoth, .note = "one factor at most"},
    {.verb = Verb::sign_in, .supported = true, .kinds = kBoth, .note = "as the administrator"},
    {.verb = Verb::challenge, .supported = true, .kinds = kEmail, .note = kMails},
    {.verb = Verb::verify, .supported = true, .kinds = kBoth},
    {.verb = Verb::poll, .note = "there are no pushes; answer with verify"},
    {.verb = Verb::disable, .supported = true, .kinds = kBoth, .note = kWithCode},
    {.verb = Verb::disable_all, .supported = true, .kinds = kBoth, .note = kWithCode},
    {.verb = Verb::reset, .note = kReset},
    {.verb = Verb::sign_out, .supported = true, .note = kForgets},
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

Status status_of(const SupportMfaConfigInfo& info) {
  if (!info.enabled) return {.enabled = false, .enrollable = {kBoth.begin(), kBoth.end()}};
  const auto word = info.mfa_type.value_or("unknown");
  auto factor = factor_of(factor_kind(word).value_or(FactorKind::other));
  factor.id = factor.vendor_kind = word;
  if (factor.kind == FactorKind::email) factor.label = info.email.value_or("");
  if (factor.kind == FactorKind::totp) factor.active = state_is(info, "Success").value_or(true);
  return {.enabled = factor.active, .factors = {factor}};
}

class SupportProvider final : public CohesityProvider {
 public:
  explicit SupportProvider(std::shared_ptr<MFAApi> api)
      : CohesityProvider(std::move(api), Principal::support) {}

  // An administrator signs in for the support user.
  [[nodiscard]] bool signs_in_as_owner() const noexcept override { return false; }
  Result<Status> status(const Account& account, const CallOptions& options) override {
    if (auto own = self_only(account, "status"); !own) return std::move(own).error();
    const auto info = api().get_support_mfa_config({}, options);
    if (!info) return info.error();
    return status_of(*info);
  }

  Result<Challenge> challenge(const Account& account, const Factor& factor,
                              const CallOptions& options) override {
    if (auto fine = mailable(account, factor); !fine) return std::move(fine).error();
    if (auto sent = api().send_support_email_otp({}, options); !sent) return std::move(sent).error();
    return seal({.accepts = {FactorKind::email}, .prompt = "give the mailed code to disable as its proof"},
                ChallengeState{std::string(kProof)});
  }

  Result<Status> disable(const Account& account, const Factor& factor, const std::optional<Code>& proof,
                         const CallOptions& options) override {
    return turn_off(account, &factor, proof, begin(options));
  }
  Result<Status> disable_all(const Account& account, const std::optional<Code>& proof,
                             const CallOptions& options) override {
    return turn_off(account, nullptr, proof, begin(options));
  }

  Result<Enrollment> enroll(const EnrollmentRequest& request, const CallOptions& options) override;

 private:
  Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) override;
  /// The support user's state, when a change that needs nothing but this is possible.
  Result<SupportMfaConfigInfo> changeable(const Account& account, std::string_view verb,
                                          const Call& call) const;
  Result<Enrollment> enroll_mail(const std::string& address, const Call& call) const;
  Result<Enrollment> enroll_totp(const Call& call) const;
  /// `factor`, or whatever is on where it is null.
  Result<Status> turn_off(const Account& account, const Factor* factor, const std::optional<Code>& proof,
                          const Call& call);
};

Result<SupportMfaConfigInfo> SupportProvider::changeable(const Account& account, std::string_view verb,
                                                         const Call& call) const {
  if (auto own = self_only(account, verb); !own) return std::move(own).error();
  auto info = api().get_support_mfa_config({}, call.rest());
  if (info && info->requires_password_auth == true)
    return failure(Errc::conflict, verb, "takes the current password, with update_support_mfa_config");
  return info;
}

Result<Enrollment> SupportProvider::enroll(const EnrollmentRequest& request, const CallOptions& options) {
  const bool by_mail = request.kind == FactorKind::email;
  if (request.kind != FactorKind::totp && !by_mail)
    return failure(Errc::unsupported, kEnroll, "the support user has TOTP or e-mail");
  if (by_mail && request.destination.empty()) return invalid_argument("destination", "is empty");
  const Call call = begin(options);
  const auto info = changeable(request.account, kEnroll, call);
  if (!info) return info.error();
  // A secret that nobody has confirmed may be replaced: its enrolment was left half done.
  const bool half_done = is_kind(*info, FactorKind::totp) && state_is(*info, "Pending") == true;
  if (info->enabled && (by_mail || !half_done))
    return failure(Errc::conflict, kEnroll, "MFA is on, and this would replace it; disable it first");
  return by_mail ? enroll_mail(request.destination, call) : enroll_totp(call);
}

Result<Enrollment> SupportProvider::enroll_totp(const Call& call) const {
  const UpdateSupportMfaConfig change{.enabled = true, .mfa_type = "totp"};
  const auto key = api().update_support_mfa_config(change, call.most_of_rest());
  if (key && key->totp_secret_key)
    return offer(*key->totp_secret_key, key->totp_uri, key->account_name.value_or("support"),
                 ChallengeState{std::string(kEnroll)});
  if (key) return failure(Errc::protocol, kEnroll, "TOTP is on, but its secret was not told; enrol again");
  if (key.error().delivery != Delivery::unknown) return key.error();
  // The secret went with the answer, and no reading brings it back.
  const auto after = api().get_support_mfa_config({}, call.rest());
  if (!after) return in_doubt(kEnroll, "the answer was lost, its secret with it; read the status");
  if (!after->enabled) return undone(key.error(), "the support user's MFA is off");
  auto error = key.error();
  error.add_hint("a secret that nobody has may have been started: enrol again to replace it");
  return error;
}

Result<Enrollment> SupportProvider::enroll_mail(const std::string& address, const Call& call) const {
  const UpdateSupportMfaConfig change{.enabled = true, .mfa_type = "email", .email = address};
  const auto done = api().update_support_mfa_config(change, call.most_of_rest());
  if (!done && done.error().delivery != Delivery::unknown) return done.error();
  const auto after = api().get_support_mfa_config({}, call.rest());
  if (after && is_kind(*after, FactorKind::email) && after->email == address)
    return Enrollment{.next = status_of(*after).factors.front()};
  if (!done && after && !after->enabled) return undone(done.error(), "the support user's MFA is off");
  return in_doubt(kEnroll, "the cluster does not show the new address; read the status");
}

Verdict SupportProvider::confirm(const ChallengeState& state, const Code& code, const Call& call) {
  if (state.flow() == kProof)
    return failure(Errc::unsupported, "verify", "this code is to be given to disable as its proof");
  if (state.flow() != kEnroll) return invalid_argument("challenge", "is of another principal's");
  const auto done = api().verify_support_user_totp({.totp_code = code.text}, call.most_of_rest());
  if (done) return Accepted{.factor = factor_of(FactorKind::totp)};
  if (done.error().delivery != Delivery::unknown || done.error().code == Errc::cancelled) return done.error();
  const auto after = api().get_support_mfa_config({}, call.rest());
  const auto shows = [&](std::string_view word) {
    return after && is_kind(*after, FactorKind::totp) && state_is(*after, word) == true;
  };
  if (shows("Success")) return Accepted{.factor = factor_of(FactorKind::totp)};
  if (shows("Failure"))
    return failure(Errc::code_rejected, "verify",
                   "the answer was lost; the cluster counts the code as wrong");
  if (shows("Pending")) return undone(done.error(), "the secret still waits for its code");
  return in_doubt(kEnroll, "the answer was lost, and no reading tells; keep the secret, read the status");
}

Result<Status> SupportProvider::turn_off(const Account& account, const Factor* factor,
                                         const std::optional<Code>& proof, const Call& call) {
  const auto info = changeable(account, "disable", call);
  if (!info) return info.error();
  const auto before = status_of(*info);
  if (factor == nullptr && !info->enabled)
    return failure(Errc::conflict, "disable_all", "the support user's MFA is off");
  auto expected = factor != nullptr ? without(before, factor->id) : Result<Status>(before);
  if (!expected) return expected;
  expected->factors.clear();
  // Never one of the client's own code source: that is the administrator's, who is somebody else.
  if (!proof)
    return failure(Errc::code_required, "disable",
                   "takes a code of the support user as proof; where it is mailed, challenge sends it");
  const UpdateSupportMfaConfig change{.enabled = false, .mfa_code = proof->text};
  const auto changed = api().update_support_mfa_config(change, call.most_of_rest());
  const auto removed = changed ? Result<Done>(Done{}) : Result<Done>(changed.error());
  return settle_removal(account, before, *expected, removed, call);
}

}  // namespace

std::span<const Capability> support_capabilities() noexcept { return kCapabilities; }

std::shared_ptr<IMfaProvider> make_support_provider(std::shared_ptr<MFAApi> api) {
  return std::make_shared<SupportProvider>(std::move(api));
}

}  // namespace mfaclient::cohesity
