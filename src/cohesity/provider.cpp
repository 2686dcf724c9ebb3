#include "cohesity/provider.hpp"

#include <array>
#include <utility>

namespace mfaclient::cohesity {
namespace {

constexpr std::string_view kSignIn = "sign_in";
constexpr std::string_view kCookie = "cookie";
constexpr std::array kTotp{FactorKind::totp};
constexpr std::array kEmail{FactorKind::email};
constexpr std::array kBoth{FactorKind::totp, FactorKind::email};
constexpr std::string_view kAdmin = "an administrator exempts the user, or changes the cluster's policy";
constexpr std::string_view kOnce = "one secret a user, never replaced; takes a session, not an API key";

// In the order of `Verb`.
constexpr std::array<Capability, 10> kCapabilities{{
    {.verb = Verb::status, .supported = true, .kinds = kBoth},
    {.verb = Verb::enroll, .supported = true, .kinds = kTotp, .note = kOnce},
    {.verb = Verb::sign_in, .supported = true, .kinds = kBoth},
    {.verb = Verb::challenge, .supported = true, .kinds = kEmail, .note = "mails a code for a sign-in"},
    {.verb = Verb::verify, .supported = true, .kinds = kBoth},
    {.verb = Verb::poll, .note = "there are no pushes; answer with verify"},
    {.verb = Verb::disable, .note = kAdmin},
    {.verb = Verb::disable_all, .note = kAdmin},
    {.verb = Verb::reset, .note = kAdmin},
    {.verb = Verb::sign_out, .supported = true, .note = kForgets},
}};

Status status_of(const User& user) {
  Status status;
  const auto& info = user.mfa_info;
  if (user.is_cluster_mfa_enabled || user.is_account_mfa_enabled)
    status.forced = (user.is_cluster_mfa_enabled == true || user.is_account_mfa_enabled == true) &&
                    !(info && info->is_user_exempt_from_mfa == true);
  if (!info) return status;
  if (info->is_totp_setup_done == true) status.factors.push_back(factor_of(FactorKind::totp));
  if (info->is_email_otp_setup_done == true) status.factors.push_back(factor_of(FactorKind::email));
  if (info->is_totp_setup_done == false) status.enrollable.push_back(FactorKind::totp);
  // A factor that no sign-in asks for protects nobody.
  status.enabled = !status.factors.empty() && status.forced.value_or(true);
  return status;
}

/// Whether a secret is set up; nullopt: the cluster does not tell.
std::optional<bool> has_totp(const Result<User>& user) {
  return user && user->mfa_info ? user->mfa_info->is_totp_setup_done : std::nullopt;
}

class UserProvider final : public CohesityProvider {
 public:
  explicit UserProvider(std::shared_ptr<MFAApi> api) : CohesityProvider(std::move(api), Principal::user) {}

  Result<Status> status(const Account& account, const CallOptions& options) override {
    if (auto own = self_only(account, "status"); !own) return std::move(own).error();
    const auto seen = user(options);
    if (!seen) return seen.error();
    return status_of(*seen);
  }

  Result<Challenge> challenge(const Account& account, const Factor& factor,
                              const CallOptions& options) override {
    if (auto fine = mailable(account, factor); !fine) return std::move(fine).error();
    if (auto sent = api().mail_code(options); !sent) return std::move(sent).error();
    return sign_in_challenge({FactorKind::email}, "the code from the e-mail");
  }

  Result<Enrollment> enroll(const EnrollmentRequest& request, const CallOptions& options) override {
    if (auto own = self_only(request.account, kEnroll); !own) return std::move(own).error();
    if (request.kind != FactorKind::totp)
      return failure(Errc::unsupported, kEnroll, "only TOTP is enrolled; e-mail is set up by its first code");
    if (std::holds_alternative<ApiKey>(api().settings().credentials))
      return failure(Errc::unsupported, kEnroll, "an API key can't; sign in with a password, login = web");
    const Call call = begin(options);
    const auto seen = user(call.rest());
    if (!seen) return seen.error();
    // A new secret would take the place of the old one, asked for as additional or not.
    const auto done = has_totp(seen);
    if (done != false)
      return failure(Errc::conflict, kEnroll,
                     done ? "a secret is set up, which a new one would replace; create_totp_key does that"
                          : "the cluster does not tell whether a secret is set up, which would be replaced");
    CreateTotpKey create{};
    if (!request.label.empty()) create.totp_key_name = request.label;
    const auto key = api().create_totp_key(create, call.rest());
    if (!key) return key.error();
    return offer(key->totp_secret_key, key->totp_uri, seen->username, state_of(kEnroll));
  }

 private:
  /// The user as the cluster tells it to a whole session, else as it told it at the login.
  Result<User> user(const CallOptions& options) const {
    auto user = api().session_user({}, options);
    if (user || user.error().code != Errc::code_required) return user;
    if (auto web = api().pending_session()) return std::move(web->user);
    return user;
  }

  Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) override {
    if (state.flow() != kEnroll) return invalid_argument("challenge", "is of another principal's");
    auto web = api().complete_session(cookie_of(state), code, call.most_of_rest());
    if (!web) {
      // No secret was set up before, so one that is now was confirmed by the code whose answer was lost.
      auto done =
          settle_addition(kEnroll, web.error(), "totp", [&] { return status(Account::self(), call.rest()); });
      if (!done) return std::move(done).error();
      return Accepted{.factor = factor_of(FactorKind::totp)};
    }
    if (has_totp(web->user) == false)
      return in_doubt(kEnroll, "the cluster took the code, but says that no secret is set up");
    Accepted accepted{.factor = factor_of(FactorKind::totp)};
    if (!web->session.headers.empty()) accepted.session = std::move(web->session);
    return accepted;
  }
};

}  // namespace

Factor factor_of(FactorKind kind) {
  const std::string word(to_string(kind));
  return {.id = word, .kind = kind, .vendor_kind = word, .active = true};
}

CohesityProvider::CohesityProvider(std::shared_ptr<MFAApi> api, Principal principal)
    : Adapter(owner_of(api->settings()), cohesity::capabilities(principal), api->settings().options),
      api_(std::move(api)) {}

ChallengeState CohesityProvider::state_of(std::string_view flow) const {
  ChallengeState state{std::string(flow)};
  if (const auto web = api_->pending_session()) state.set(kCookie, web->session.headers.front().second);
  return state;
}

SecretString CohesityProvider::cookie_of(const ChallengeState& state) { return state.get(kCookie); }

Challenge CohesityProvider::sign_in_challenge(std::vector<FactorKind> accepts,
                                              std::string_view prompt) const {
  return seal({.accepts = std::move(accepts), .prompt = std::string(prompt)}, state_of(kSignIn));
}

Result<SignIn> CohesityProvider::sign_in(const CallOptions& options) {
  auto session = api_->sign_in(std::nullopt, options);
  if (session) return SignIn(*std::move(session));
  if (session.error().code != Errc::code_required) return std::move(session).error();
  const auto web = api_->pending_session();
  const auto info = web ? web->user.mfa_info.value_or(MfaInfo{}) : MfaInfo{};
  std::vector<FactorKind> accepts;
  if (info.is_totp_setup_done.value_or(true)) accepts.push_back(FactorKind::totp);
  if (info.is_email_otp_setup_done.value_or(true) || accepts.empty()) accepts.push_back(FactorKind::email);
  const auto prompt = info.is_totp_setup_done == false
                          ? "MFA is demanded: enroll, or have an e-mail code sent by challenge"
                          : "the code of the authenticator, or an e-mail code that challenge sends";
  return SignIn(sign_in_challenge(std::move(accepts), prompt));
}

Verdict CohesityProvider::verify(const Challenge& challenge, const Code& code, const CallOptions& options) {
  const auto state = open(challenge, code.kind);
  if (!state) return state.error();
  const Call call = begin(options);
  if (state->flow() != kSignIn) return confirm(*state, code, call);
  const auto cookie = cookie_of(*state);
  if (cookie.empty()) {
    auto session = api_->sign_in(code, call.rest());
    if (!session) return std::move(session).error();
    return Accepted{.session = *std::move(session)};
  }
  auto web = api_->complete_session(cookie, code, call.rest());
  if (!web) return std::move(web).error();
  return Accepted{.session = std::move(web->session)};
}

Result<Enrollment> CohesityProvider::offer(const SecretString& secret, const std::optional<SecretString>& uri,
                                           std::string_view account, ChallengeState state) const {
  const auto base = http::Url::parse(api_->settings().url);
  return Adapter::offer(
      {.base32 = secret, .uri = uri, .issuer = base ? base->host() : "", .account = std::string(account)},
      std::move(state));
}

Result<void> CohesityProvider::mailable(const Account& account, const Factor& factor) const {
  auto own = self_only(account, "challenge");
  if (!own || factor.kind == FactorKind::email) return own;
  return failure(Errc::unsupported, "challenge", "only e-mail codes are sent; the app makes the others");
}

std::span<const Capability> capabilities(Principal principal) noexcept {
  return principal == Principal::support ? support_capabilities() : kCapabilities;
}

std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MFAApi> api) {
  if (api->settings().principal == Principal::support) return make_support_provider(std::move(api));
  return std::make_shared<UserProvider>(std::move(api));
}

}  // namespace mfaclient::cohesity
