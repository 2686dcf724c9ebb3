#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "mfaclient/generic/client.hpp"
#include "mfaclient/otp.hpp"
#include "provider/adapter.hpp"
#include "wire/time.hpp"

namespace mfaclient::generic {
namespace {

constexpr std::string_view kSignIn = "sign_in";
constexpr std::string_view kEnroll = "enroll";
constexpr std::string_view kReset = "reset";
constexpr std::string_view kFactorId = "totp";
// Both mailed codes live a day.
constexpr std::chrono::hours kMailedCodeLife{24};

constexpr std::array kTotp{FactorKind::totp};
constexpr std::array kSignInKinds{FactorKind::totp, FactorKind::recovery_code};
constexpr std::array kProofKinds{FactorKind::totp, FactorKind::recovery_code, FactorKind::email};
constexpr std::array kEmail{FactorKind::email};

// In the order of `Verb`.
constexpr std::array<Capability, 10> kCapabilities{{
    {.verb = Verb::status, .supported = true, .kinds = kTotp},
    {.verb = Verb::enroll,
     .supported = true,
     .kinds = kTotp,
     .note = "one factor at most; needs a recovery e-mail address, which `destination` sets"},
    {.verb = Verb::sign_in, .supported = true, .kinds = kSignInKinds},
    {.verb = Verb::challenge,
     .note = "nothing is sent: the app makes the code; sign_in hands out the challenge"},
    {.verb = Verb::verify, .supported = true, .kinds = kProofKinds},
    {.verb = Verb::poll, .note = "there are no pushes; answer with verify"},
    {.verb = Verb::disable, .note = "there is one factor at most; use disable_all"},
    {.verb = Verb::disable_all,
     .supported = true,
     .kinds = kProofKinds,
     .note = "needs a proof: a code, a recovery code or both mailed codes"},
    {.verb = Verb::reset,
     .supported = true,
     .kinds = kEmail,
     .note = "two mailed codes; where the instance sends none, its administrator resets MFA"},
    {.verb = Verb::sign_out, .supported = true, .note = "forgets the token, which no server call ends"},
}};

Factor the_factor() {
  return {.id = std::string(kFactorId), .kind = FactorKind::totp, .vendor_kind = "totp", .active = true};
}

Status status_of(const UserAuth& user) {
  if (user.mfa) return {.enabled = true, .factors = {the_factor()}};
  return {.enabled = false, .enrollable = {FactorKind::totp}};
}

class GenericProvider final : public Adapter {
 public:
  explicit GenericProvider(std::shared_ptr<MfaApi> api)
      : Adapter(owner_of(api->settings()), kCapabilities, api->settings().options), api_(std::move(api)) {}

  Result<Status> status(const Account& account, const CallOptions& options) override {
    if (auto own = self_only(account, "status"); !own) return std::move(own).error();
    const auto me = api_->user({}, options);
    if (!me) return me.error();
    return status_of(*me);
  }

  Result<Enrollment> enroll(const EnrollmentRequest& request, const CallOptions& options) override {
    if (auto own = self_only(request.account, kEnroll); !own) return std::move(own).error();
    if (request.kind != FactorKind::totp)
      return failure(Errc::unsupported, kEnroll, "this API knows TOTP only");
    const Call call = begin(options);
    const auto me = api_->user({}, call.rest());
    if (!me) return me.error();
    if (auto ready = prepare(*me, request.destination, call); !ready) return std::move(ready).error();
    // Once: a second proposal would not fit the first one's codes.
    auto made = api_->generate_mfa({}, call.rest());
    if (!made) return std::move(made).error();
    ChallengeState state{std::string(kEnroll)};
    state.set("secret", made->secret);
    for (const auto& code : made->recovery_codes)
      state.set("recovery_code_" + std::to_string(&code - made->recovery_codes.data()), code);
    auto enrollment =
        offer({.base32 = made->secret, .uri = made->link, .issuer = "ShellHub", .account = me->user},
              std::move(state));
    if (enrollment) enrollment->recovery_codes = std::move(made->recovery_codes);
    return enrollment;
  }

  Result<SignIn> sign_in(const CallOptions& options) override {
    auto begun = api_->sign_in(options);
    if (!begun) return std::move(begun).error();
    if (auto* session = std::get_if<Session>(&*begun)) return SignIn(std::move(*session));
    auto& token = std::get<MfaToken>(*begun);
    ChallengeState state{std::string(kSignIn)};
    state.set("token", std::move(token.text));
    state.set("user", std::get<Password>(api_->settings().credentials).username);
    state.set("expires", wire::to_rfc3339(token.expires));
    return SignIn(seal({.accepts = {FactorKind::totp, FactorKind::recovery_code},
                        .prompt = "a code of the authenticator, or a recovery code",
                        .expires = token.expires},
                       std::move(state)));
  }

  Verdict verify(const Challenge& challenge, const Code& code, const CallOptions& options) override {
    const auto state = open(challenge, code.kind);
    if (!state) return state.error();
    const Call call = begin(options);
    if (state->flow() == kEnroll) return confirm(*state, code, call);
    if (state->flow() == kSignIn) return answer_sign_in(*state, code, call);
    if (state->flow() == kReset) return answer_reset(*state, code, call);
    return invalid_argument("challenge", "belongs to a flow that generic does not know");
  }

  Result<Status> disable_all(const Account& account, const std::optional<Code>& proof,
                             const CallOptions& options) override {
    if (auto own = self_only(account, "disable_all"); !own) return std::move(own).error();
    const Call call = begin(options);
    auto before = status(account, call.rest());
    if (!before) return before;
    if (before->factors.empty()) return failure(Errc::conflict, "disable_all", "MFA is off already");
    return settle_removal(account, *before, Status{.enabled = false}, turn_off(proof, call), call);
  }

  Result<std::optional<Challenge>> reset(const Account& account, const CallOptions& options) override {
    if (auto own = self_only(account, kReset); !own) return std::move(own).error();
    const Call call = begin(options);
    const auto* password = std::get_if<Password>(&api_->settings().credentials);
    UserAuth me{.user = password != nullptr ? password->username : ""};
    if (password == nullptr) {
      auto asked = api_->user({}, call.rest());
      if (!asked) return std::move(asked).error();
      me = *std::move(asked);
    }
    auto requested = api_->request_reset_mfa({.identifier = me.user}, call.rest());
    if (!requested) return std::move(requested).error();
    if (!requested->token && me.id.empty())
      return failure(Errc::unsupported, kReset,
                     "two codes were mailed, but this older server names no token to answer them with; call "
                     "generic.reset_mfa with them and the id in the mailed link");
    ChallengeState state{std::string(kReset)};
    if (requested->token) state.set("token", *std::move(requested->token));
    state.set("user_id", me.id);
    return std::optional(seal({.accepts = {FactorKind::email},
                               .prompt = "both mailed codes: that of the account's address, then that of the "
                                         "recovery address",
                               .expires = clock().now() + kMailedCodeLife},
                              std::move(state)));
  }

  Result<void> sign_out(const CallOptions& options) override { return api_->sign_out(options); }

 private:
  /// Makes sure that a recovery address is set: the one that is asked for, or any.
  Result<void> prepare(const UserAuth& me, const std::string& destination, const Call& call) {
    if (me.mfa)
      return failure(Errc::conflict, kEnroll,
                     "MFA is on already, and there is one factor at most; disable it before a new enrolment");
    if (destination.empty() && me.recovery_email.empty())
      return failure(Errc::conflict, kEnroll,
                     "the account has no recovery e-mail address, which this vendor demands; name one as the "
                     "destination, another than the account's own");
    if (destination.empty() || ascii::equal_without_case(destination, me.recovery_email)) return {};
    if (ascii::equal_without_case(destination, me.email))
      return invalid_argument("destination",
                              "is the account's own address; a recovery address must be another");
    auto set = api_->set_recovery_email({.recovery_email = destination}, call.rest());
    if (!set) return std::move(set).error();
    return {};
  }

  Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) {
    EnableMfa enable{.code = code.text, .secret = state.get("secret")};
    for (int number = 0;; ++number) {
      auto recovery = state.get("recovery_code_" + std::to_string(number));
      if (recovery.empty()) break;
      enable.recovery_codes.push_back(std::move(recovery));
    }
    const auto enabled = api_->enable_mfa(enable, call.most_of_rest());
    if (!enabled) {
      const auto found = settle_addition(kEnroll, enabled.error(), kFactorId,
                                         [&] { return status(Account::self(), call.rest()); });
      if (!found) return found.error();
    }
    return Accepted{.factor = the_factor()};
  }

  Verdict answer_sign_in(const ChallengeState& state, const Code& code, const Call& call) {
    Result<Session> session =
        code.kind == FactorKind::recovery_code
            ? api_->sign_in_by(MfaRecover{.identifier = std::string(state.get("user").reveal()),
                                          .recovery_code = code.text},
                               call.rest())
            : api_->sign_in_by(AuthMfa{.token = state.get("token"), .code = code.text}, call.rest());
    if (session) return Accepted{.session = *std::move(session)};
    auto error = std::move(session).error();
    // The server has one answer for a wrong code and for an old challenge; the clock knows better.
    const bool old = wire::to_rfc3339(clock().now()) >= state.get("expires").reveal();
    if (error.code == Errc::code_rejected && code.kind == FactorKind::totp && old) {
      error.code = Errc::challenge_expired;
      error.set_text("the challenge is more than half an hour old; sign in again");
    }
    return error;
  }

  Verdict answer_reset(const ChallengeState& state, const Code& code, const Call& call) {
    ResetMfa reset{.main_email_code = code.text, .recovery_email_code = code.second};
    if (auto token = state.get("token"); !token.empty()) {
      reset.token = std::move(token);
    } else {
      reset.user_id = std::string(state.get("user_id").reveal());
    }
    auto session = api_->sign_in_by(reset, call.most_of_rest());
    if (session) return Accepted{.session = *std::move(session)};
    if (session.error().delivery != Delivery::unknown || session.error().code == Errc::cancelled)
      return std::move(session).error();
    // A sign-in tells: without MFA it asks for no code.
    auto begun = api_->sign_in(call.rest());
    if (!begun)
      return in_doubt(kReset, "the answer was lost; sign in: where no code is asked for, MFA is off");
    if (auto* own = std::get_if<Session>(&*begun)) return Accepted{.session = std::move(*own)};
    return undone(std::move(session).error(), "a sign-in shows that MFA is still on");
  }

  /// A given proof in the vendor's words.
  static Result<DisableMfa> proven_by(const Code& proof) {
    switch (proof.kind) {
      case FactorKind::totp:
        return DisableMfa{.code = proof.text};
      case FactorKind::recovery_code:
        return DisableMfa{.recovery_code = proof.text};
      case FactorKind::email:
        return DisableMfa{.main_email_code = proof.text, .recovery_email_code = proof.second};
      default:
        return invalid_argument("proof", "is of a kind that turns nothing off here");
    }
  }

  Result<Done> turn_off(const std::optional<Code>& proof, const Call& call) {
    if (proof) {
      const auto disable = proven_by(*proof);
      if (!disable) return disable.error();
      return api_->disable_mfa(*disable, call.most_of_rest());
    }
    const auto& codes = api_->settings().options.code_source;
    if (!codes)
      return failure(Errc::code_required, "disable_all",
                     "a proof is needed: a code, a recovery code or both mailed codes");
    return spend_code(
        *codes, {.kind = FactorKind::totp, .purpose = CodePurpose::disable}, call.rest(),
        [&](const SecretString& code) { return api_->disable_mfa({.code = code}, call.most_of_rest()); });
  }

  std::shared_ptr<MfaApi> api_;
};

}  // namespace

std::span<const Capability> capabilities() noexcept { return kCapabilities; }

std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MfaApi> api) {
  return std::make_shared<GenericProvider>(std::move(api));
}

}  // namespace mfaclient::generic
