#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/base64.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/otp.hpp"
#include "provider/adapter.hpp"
#include "provider/qr_image.hpp"

namespace mfaclient::mailinabox {
namespace {

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

Factor factor_of(const EnabledMfa& method) {
  return {.id = method.id,
          .kind = method.type == "totp" ? FactorKind::totp : FactorKind::other,
          .vendor_kind = method.type,
          .label = method.label.value_or(""),
          .active = true};
}

class BoxProvider final : public Adapter {
 public:
  explicit BoxProvider(std::shared_ptr<MFAApi> api)
      : Adapter(owner_of(api->settings()), kCapabilities, api->settings().options), api_(std::move(api)) {}

  Result<Status> status(const Account& account, const CallOptions& options) override {
    auto reply = api_->mfa_status({.user = account.id()}, options);
    if (!reply) return std::move(reply).error();
    Status status{.enabled = !reply->enabled_mfa.empty()};
    for (const auto& method : reply->enabled_mfa) status.factors.push_back(factor_of(method));
    if (reply->new_mfa && reply->new_mfa->totp) status.enrollable.push_back(FactorKind::totp);
    return status;
  }

  Result<Enrollment> enroll(const EnrollmentRequest& request, const CallOptions& options) override {
    if (request.account.id())
      return failure(Errc::unsupported, kEnroll, "the box enrols the caller only; sign in as that account");
    if (request.kind != FactorKind::totp)
      return failure(Errc::unsupported, kEnroll, "the box knows TOTP only");
    auto reply = api_->mfa_status({}, options);
    if (!reply) return std::move(reply).error();
    if (!reply->enabled_mfa.empty() && !request.additional)
      return failure(Errc::conflict, kEnroll,
                     "MFA is on already; ask for an additional method, or disable the old one first");
    if (!reply->new_mfa || !reply->new_mfa->totp)
      return failure(Errc::protocol, kEnroll, "the box proposed no new secret");

    const auto& totp = *reply->new_mfa->totp;
    std::string known;
    for (const auto& method : reply->enabled_mfa) known.append(method.id).append(",");
    ChallengeState state{std::string(kEnroll)};
    state.set("secret", totp.secret);
    state.set("label", request.label);
    state.set("known", known);
    const auto base = http::Url::parse(api_->settings().url);
    return offer({.base32 = totp.secret,
                  .png_base64 = totp.qr_code_base64,
                  .issuer = (base ? base->host() : "") + " Mail-in-a-Box Control Panel",
                  .account = owner().account},
                 std::move(state));
  }

  Result<SignIn> sign_in(const CallOptions& options) override {
    auto session = api_->sign_in(std::nullopt, options);
    if (session) return SignIn(*std::move(session));
    if (session.error().code != Errc::code_required) return std::move(session).error();
    return SignIn(seal({.accepts = {FactorKind::totp}, .prompt = session.error().vendor_message},
                       ChallengeState{std::string(kSignIn)}));
  }

  Verdict verify(const Challenge& challenge, const Code& code, const CallOptions& options) override {
    const auto state = open(challenge, code.kind);
    if (!state) return state.error();
    const Call call = begin(options);
    if (state->flow() == kEnroll) return confirm(*state, code, call);
    if (state->flow() != kSignIn)
      return invalid_argument("challenge", "belongs to a flow that mailinabox does not know");
    auto session = api_->sign_in(code.text, call.rest());
    if (!session) return std::move(session).error();
    return Accepted{.session = *std::move(session)};
  }

  Result<Status> disable(const Account& account, const Factor& factor, const std::optional<Code>& /*proof*/,
                         const CallOptions& options) override {
    const Call call = begin(options);
    auto before = status(account, call.rest());
    if (!before) return before;
    auto expected = without(*before, factor.id);
    if (!expected) return expected;
    const auto removed =
        api_->mfa_totp_disable({.mfa_id = {factor.id}, .user = account.id()}, call.most_of_rest());
    return settle_removal(account, *before, *expected, removed, call);
  }

  Result<Status> disable_all(const Account& account, const std::optional<Code>& /*proof*/,
                             const CallOptions& options) override {
    const Call call = begin(options);
    auto before = status(account, call.rest());
    if (!before) return before;
    if (before->factors.empty())
      return failure(Errc::conflict, "disable_all", "the account has no method that is on");
    Status expected = *before;
    expected.factors.clear();
    const auto removed = api_->mfa_totp_disable_all({.user = account.id()}, call.most_of_rest());
    return settle_removal(account, *before, expected, removed, call);
  }

  Result<void> sign_out(const CallOptions& options) override { return api_->sign_out(options); }

 private:
  Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) {
    const auto label = state.get("label");
    MfaTotpEnable enable{.secret = state.get("secret"), .code = code.text};
    if (!label.empty()) enable.label = std::string(label.reveal());
    const auto enabled = api_->mfa_totp_enable(enable, call.most_of_rest());
    if (!enabled && enabled.error().delivery != Delivery::unknown) return enabled.error();
    return settle_enrollment(state, enabled, call);
  }

  /// The box tells no id, and a lost answer tells nothing: the list does both.
  Verdict settle_enrollment(const ChallengeState& state, const Result<Done>& enabled, const Call& call) {
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
      return in_doubt(kEnroll,
                      "the answer was lost and the list can't be read; keep the secret, and read the status");
    }
    const auto added = std::ranges::find_if(after->enabled_mfa, [&](const EnabledMfa& method) {
      return known.find("," + method.id + ",") == std::string::npos;
    });
    if (added != after->enabled_mfa.end()) return Accepted{.factor = factor_of(*added)};
    if (!enabled) return undone(enabled.error(), "the list shows that nothing was turned on");
    return in_doubt(kEnroll, "the box said OK, but lists no new method; read the status");
  }

  std::shared_ptr<MFAApi> api_;
};

}  // namespace

std::span<const Capability> capabilities() noexcept { return kCapabilities; }

std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MFAApi> api) {
  return std::make_shared<BoxProvider>(std::move(api));
}

}  // namespace mfaclient::mailinabox
