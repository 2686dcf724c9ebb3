#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/quatrix/client.hpp"
#include "provider/adapter.hpp"
#include "provider/qr_image.hpp"
#include "quatrix/session.hpp"

namespace mfaclient::quatrix {
namespace {

constexpr std::string_view kSignIn = "sign_in";
constexpr std::string_view kEnroll = "enroll";
constexpr std::string_view kPartial = "session";
constexpr std::array kTotpOnly{FactorKind::totp};
constexpr std::array kBoth{FactorKind::totp, FactorKind::pin};

// In the order of `Verb`.
constexpr std::array<Capability, 10> kCapabilities{{
    {.verb = Verb::status, .supported = true, .kinds = kBoth, .others = true, .note = "others by user id"},
    {.verb = Verb::enroll,
     .supported = true,
     .kinds = kBoth,
     .others = true,
     .note = "an authenticator for oneself, a PIN for others (administrators); one of each"},
    {.verb = Verb::sign_in, .supported = true, .kinds = kBoth},
    {.verb = Verb::challenge, .note = "nothing is sent; sign_in hands out the challenge"},
    {.verb = Verb::verify, .supported = true, .kinds = kBoth},
    {.verb = Verb::poll, .note = "there are no pushes; answer with verify"},
    {.verb = Verb::disable, .supported = true, .kinds = kBoth, .others = true},
    {.verb = Verb::disable_all,
     .supported = true,
     .kinds = kBoth,
     .others = true,
     .note = "one after the other"},
    {.verb = Verb::reset,
     .supported = true,
     .kinds = kTotpOnly,
     .others = true,
     .note = "for others only; without a device of your own, ask an administrator"},
    {.verb = Verb::sign_out, .supported = true},
}};

FactorKind kind_of(std::string_view method) {
  if (ascii::equal_without_case(method, kTwoFactor)) return FactorKind::totp;
  if (ascii::equal_without_case(method, kPin)) return FactorKind::pin;
  return FactorKind::other;
}

Factor factor_of(std::string_view method) {
  const auto kind = kind_of(method);
  const auto id = kind == FactorKind::other ? std::string(method) : auth_type_of(kind).text;
  return {.id = id, .kind = kind, .vendor_kind = std::string(method), .active = true};
}

bool has(const Status& status, FactorKind kind) {
  return std::ranges::find(status.factors, kind, &Factor::kind) != status.factors.end();
}

/// `settable`: what could be enrolled here, if it isn't yet.
Result<Status> status_of(const Result<ProfileResp>& user, FactorKind settable) {
  if (!user) return user.error();
  Status status;
  for (const auto& method : user->auth_methods.value_or(std::vector<std::string>{}))
    // A range of addresses is no factor.
    if (!ascii::equal_without_case(method, "IP")) status.factors.push_back(factor_of(method));
  if (user->auth_methods) status.enabled = !status.factors.empty();
  if (user->forced_auth)
    status.forced = std::ranges::any_of(
        *user->forced_auth, [](const auto& method) { return kind_of(method) != FactorKind::other; });
  if (status.enabled && !has(status, settable)) status.enrollable.push_back(settable);
  return status;
}

template <class Reply>
Result<Done> done(const Result<Reply>& reply) {
  if (!reply) return reply.error();
  return Done{};
}

class QuatrixProvider final : public Adapter {
 public:
  explicit QuatrixProvider(std::shared_ptr<MFAApi> api)
      : Adapter(owner_of(api->settings()), kCapabilities, api->settings().options), api_(std::move(api)) {}

  Result<Status> status(const Account& account, const CallOptions& options) override {
    if (account.id()) return status_of(api_->user_metadata({.id = *account.id()}, options), FactorKind::pin);
    return status_of(api_->profile({}, options), FactorKind::totp);
  }

  Result<Enrollment> enroll(const EnrollmentRequest& request, const CallOptions& options) override {
    if (request.account.id()) return set_pin(request, options);
    if (request.kind != FactorKind::totp)
      return failure(Errc::unsupported, kEnroll,
                     "one enrols an authenticator for oneself; an administrator sets PINs");
    const Call call = begin(options);
    const auto profile = api_->profile({}, call.rest());
    ChallengeState state{std::string(kEnroll)};
    std::optional<SecretString> partial;
    if (profile) {
      if (has(*status_of(profile, FactorKind::totp), FactorKind::totp)) return already_on("an authenticator");
    } else {
      // Perhaps the sign-in wanted this very enrolment. If it wanted a code, Quatrix says so again.
      const auto code = profile.error().code;
      if (code == Errc::code_required || code == Errc::code_rejected) partial = api_->unfinished_sign_in();
      if (!partial) return profile.error();
      state.set(kPartial, *partial);
    }
    auto reply = api_->generate_2fa({.session_id = partial}, call.rest());
    if (!reply) return partial && reply.error().code == Errc::code_required ? profile.error() : reply.error();

    return offer({.base32 = reply->secret,
                  .uri = reply->otpauth_uri,
                  .png_base64 = reply->qr_code_base64,
                  .issuer = "Quatrix",
                  .account = profile ? profile->email.value_or("") : ""},
                 std::move(state));
  }

  Result<SignIn> sign_in(const CallOptions& options) override {
    auto step = api_->sign_in(options);
    if (!step) return std::move(step).error();
    if (auto* session = std::get_if<Session>(&*step)) return SignIn(std::move(*session));
    const auto& partial = std::get<SessionStartReply>(*step);
    const auto kind = factor_wanted(partial.mfa_code.value_or(""));
    Challenge challenge{.accepts = {kind}, .expires = clock().now() + std::chrono::minutes{15}};
    if (kind == FactorKind::totp)
      challenge.prompt =
          "a code of the authenticator; enrol one now if MFA was demanded and you have none yet";
    if (kind == FactorKind::pin) challenge.prompt = "the PIN that the administrator gave you";
    if (kind == FactorKind::other)
      challenge.prompt =
          "a step that this client does not know; enrol now if MFA was demanded, or use a browser";
    ChallengeState state{std::string(kSignIn)};
    state.set(kPartial, partial.session_id);
    return SignIn(seal(std::move(challenge), std::move(state)));
  }

  Verdict verify(const Challenge& challenge, const Code& code, const CallOptions& options) override {
    const auto state = open(challenge, code.kind);
    if (!state) return state.error();
    if (code.kind == FactorKind::other)
      return failure(Errc::unsupported, "verify",
                     "nobody here knows this step; enrol, or sign in with a browser");
    const Call call = begin(options);
    if (state->flow() == kEnroll) return confirm(*state, code, call);
    if (state->flow() == kSignIn) return answer_sign_in(*state, code, call);
    return invalid_argument("challenge", "belongs to a flow that quatrix does not know");
  }

  Result<Status> disable(const Account& account, const Factor& factor, const std::optional<Code>& /*proof*/,
                         const CallOptions& options) override {
    const Call call = begin(options);
    auto before = status(account, call.rest());
    if (!before) return before;
    const auto listed = std::ranges::find(before->factors, factor.id, &Factor::id);
    if (listed == before->factors.end() || listed->kind == FactorKind::other) {
      auto error =
          failure(Errc::not_found, "disable", "the account has no such factor; list them with status");
      error.field = "factor";
      return error;
    }
    return remove(account, *before, *listed, call);
  }

  Result<Status> disable_all(const Account& account, const std::optional<Code>& /*proof*/,
                             const CallOptions& options) override {
    const Call call = begin(options);
    auto now = status(account, call.rest());
    if (!now) return now;
    bool any = false;
    for (const auto kind : kBoth) {
      const auto factor = std::ranges::find(now->factors, kind, &Factor::kind);
      if (factor == now->factors.end()) continue;
      any = true;
      now = remove(account, *now, Factor(*factor), call);
      if (!now) return now;
    }
    if (!any) return failure(Errc::conflict, "disable_all", "the account has no factor that is on");
    return now;
  }

  Result<std::optional<Challenge>> reset(const Account& account, const CallOptions& options) override {
    constexpr std::string_view kReset = "reset";
    const auto own = invalid_argument(
        "account",
        "is the caller's own: its secret would be gone, and this session with it; user_reset_mfa insists");
    if (!account.id()) return own;
    const Call call = begin(options);
    const auto before = status(account, call.rest());
    if (!before) return before.error();
    const auto profile = api_->profile({}, call.rest());
    if (!profile) return profile.error();
    if (ascii::equal_without_case(profile->id, *account.id())) return own;
    if (before->enabled && !has(*before, FactorKind::totp))
      return failure(Errc::conflict, kReset, "the user has no authenticator that could be reset");

    const auto done = api_->user_reset_mfa(
        {.ids = {*account.id()}, .auth_type = auth_type_of(FactorKind::totp)}, call.most_of_rest());
    if (done) return std::optional<Challenge>{};
    if (done.error().delivery != Delivery::unknown || done.error().code == Errc::cancelled)
      return done.error();
    const auto after = status(account, call.rest());
    if (after && after->enabled && !has(*after, FactorKind::totp)) return std::optional<Challenge>{};
    // A host may go on listing the method that is still demanded, so that its presence proves nothing.
    return in_doubt(
        kReset, "the answer was lost; ask the user before doing it again: a late reset wipes a new secret");
  }

  Result<void> sign_out(const CallOptions& options) override { return api_->sign_out(options); }

 private:
  Result<Enrollment> set_pin(const EnrollmentRequest& request, const CallOptions& options) {
    if (request.kind != FactorKind::pin)
      return failure(
          Errc::unsupported, kEnroll,
          "an administrator sets a PIN; user_set_mfa demands an authenticator, which the user then enrols");
    if (!request.pin || request.pin->empty())
      return invalid_argument("pin", "is missing; it is what the user will type");
    const Call call = begin(options);
    const auto before = status(request.account, call.rest());
    if (!before) return before.error();
    if (has(*before, FactorKind::pin)) return already_on("a PIN");
    const auto set = api_->user_set_mfa({.ids = {*request.account.id()},
                                         .auth_type = auth_type_of(FactorKind::pin),
                                         .code = request.pin,
                                         .code_encoding = api_->settings().dialect.code_encoding},
                                        call.most_of_rest());
    if (!set) {
      const auto found =
          settle_addition(kEnroll, set.error(), kPin, [&] { return status(request.account, call.rest()); });
      if (!found) return found.error();
    }
    return Enrollment{.next = factor_of(kPin)};
  }

  Verdict answer_sign_in(const ChallengeState& state, const Code& code, const Call& call) {
    const auto& dialect = api_->settings().dialect;
    LoginCode answer{.session_id = state.get(kPartial),
                     .auth_type = auth_type_of(code.kind),
                     .code = code.text,
                     .code_encoding = dialect.code_encoding,
                     .value_shape = dialect.value_shape};
    auto session = api_->sign_in(answer, call.rest());
    const bool pin_next = !session && session.error().code == Errc::code_required &&
                          code.kind == FactorKind::totp &&
                          factor_wanted(session.error().vendor_code) == FactorKind::pin;
    if (pin_next && !code.second.empty()) {
      answer.auth_type = auth_type_of(FactorKind::pin);
      answer.code = code.second;
      session = api_->sign_in(answer, call.rest());
    } else if (pin_next) {
      session.error().message =
          "the code was right, and the PIN is wanted as well: begin again, with both at once";
    }
    if (!session) return std::move(session).error();
    return Accepted{.session = *std::move(session)};
  }

  Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) {
    std::optional<SecretString> partial;
    if (auto id = state.get(kPartial); !id.empty()) partial = std::move(id);
    const auto set = api_->profile_set_mfa({.auth_type = auth_type_of(FactorKind::totp),
                                            .code = code.text,
                                            .code_encoding = api_->settings().dialect.code_encoding,
                                            .session_id = partial},
                                           call.most_of_rest());
    if (!set) {
      const auto found = settle_addition(kEnroll, set.error(), kTwoFactor, [&]() -> Result<Status> {
        const auto profile = api_->profile({.session_id = partial}, call.rest());
        // A partial session that is still partial was not made whole by it.
        const bool still_partial = !profile && partial && profile.error().code == Errc::code_required;
        return still_partial ? Status{.enabled = false} : status_of(profile, FactorKind::totp);
      });
      if (!found) return found.error();
    }
    Accepted accepted{.factor = factor_of(kTwoFactor)};
    if (partial) accepted.session = api_->adopt(*partial);
    return accepted;
  }

  Result<Status> remove(const Account& account, const Status& before, const Factor& factor,
                        const Call& call) {
    Status expected = before;
    std::erase_if(expected.factors, [&](const Factor& other) { return other.id == factor.id; });
    const AuthType type = auth_type_of(factor.kind);
    const auto removed =
        account.id() ? api_->user_remove_mfa({.ids = {*account.id()}, .auth_type = type}, call.most_of_rest())
                     : api_->profile_remove_mfa({.auth_type = type}, call.most_of_rest());
    return settle_removal(account, before, expected, done(removed), call);
  }

  [[nodiscard]] Error already_on(std::string_view what) const {
    return failure(Errc::conflict, kEnroll,
                   std::string(what) +
                       " is on already; Quatrix keeps one, and another would replace it: turn it off first");
  }

  std::shared_ptr<MFAApi> api_;
};

}  // namespace

std::span<const Capability> capabilities() noexcept { return kCapabilities; }

std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MFAApi> api) {
  return std::make_shared<QuatrixProvider>(std::move(api));
}

}  // namespace mfaclient::quatrix
