#include "cohesity/session.hpp"

#include <string>
#include <utility>

#include "wire/reply.hpp"

namespace mfaclient::cohesity {
namespace {

// The SDKs' models: an access token is valid for 24 hours.
constexpr std::chrono::hours kTokenLife{24};
constexpr std::string_view kPrefix = "/v2/";
constexpr std::string_view kSignIn = "cohesity.sign_in";
constexpr std::string_view kDefaultDomain = "LOCAL";

std::string_view wire_kind(FactorKind kind) { return kind == FactorKind::email ? "email" : "totp"; }

/// A cluster or user that has no sessions says so in one of these ways, as do clusters that are too old.
bool way_is_off(Errc code) { return code == Errc::not_permitted || code == Errc::not_found; }

Error code_required(std::string_view message) {
  auto error = wire::refusal(Errc::code_required, message);
  error.operation = kSignIn;
  return error;
}

/// An operation that carries the client's own credentials, with a code where there is one.
template <class Op>
Op with_credentials(const Password& own, const std::optional<Code>& code = {}) {
  Op op{.username = own.username, .password = own.password};
  op.domain = own.domain.empty() ? kDefaultDomain : std::string_view(own.domain);
  if constexpr (requires { op.otp_code; }) {
    if (code) op.otp_code = code->text;
    if (code) op.otp_type = wire_kind(code->kind);
  }
  return op;
}

}  // namespace

CohesitySession::CohesitySession(Exchange exchange, Settings settings)
    : ClientSession(kVendor, std::move(exchange), settings.options.code_source, Expiry::by_clock),
      settings_(std::move(settings)) {}

std::optional<Session> CohesitySession::given() const {
  if (const auto* key = std::get_if<ApiKey>(&settings_.credentials)) return session_of("apiKey", key->key);
  if (const auto* own = std::get_if<SessionId>(&settings_.credentials))
    return session_of("session-id", own->id);
  if (const auto* token = std::get_if<BearerToken>(&settings_.credentials))
    return session_of("Authorization", bearer(token->token, token->token_type));
  return std::nullopt;
}

bool CohesitySession::renewable() const { return !code_needed_ || codes(); }

void CohesitySession::address(http::Request& request) const {
  if (request.target.starts_with(kPrefix)) request.target.replace(0, kPrefix.size() - 1, settings_.v2_prefix);
}

void CohesitySession::add_context(http::Request& request) const {
  const auto& tenant =
      std::visit([](const auto& c) -> const std::string& { return c.tenant; }, settings_.credentials);
  if (!tenant.empty()) request.headers.add("x-impersonate-tenant-id", tenant);
  if (!settings_.cluster_id.empty()) request.headers.add("accessClusterId", settings_.cluster_id);
  if (!settings_.region_id.empty()) request.headers.add("regionId", settings_.region_id);
}

// Not in `refused`: that is called for the web session of a given cookie, too, which no key is sent with.
Result<void> CohesitySession::run(const OperationRef& op, void* output, const Call& call) {
  auto done = ClientSession::run(op, output, call);
  if (done && op.as<VerifyOtp>() != nullptr) promote();
  if (done || done.error().code != Errc::session_expired) return done;
  // A key is not a session: what the cluster says of a dead one means here that the key is wrong.
  if (std::holds_alternative<ApiKey>(settings_.credentials)) {
    done.error().code = Errc::invalid_credentials;
    done.error().set_text("the API key was refused");
  }
  return done;
}

std::optional<WebSession> CohesitySession::pending() const {
  const std::scoped_lock lock(mutex_);
  return pending_;
}

std::optional<Session> CohesitySession::pending_session() const {
  auto web = pending();
  if (!web) return std::nullopt;
  return std::move(web->session);
}

bool CohesitySession::drop_pending() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(pending_, std::nullopt).has_value();
}

void CohesitySession::drop_if_pending(const Session& session) {
  const std::scoped_lock lock(mutex_);
  if (pending_ && pending_->session.headers == session.headers) pending_.reset();
}

void CohesitySession::promote() {
  const std::scoped_lock lock(mutex_);
  if (auto web = std::exchange(pending_, std::nullopt)) adopt(std::move(web->session));
}

void CohesitySession::forget_all() {
  const std::scoped_lock lock(mutex_);
  pending_.reset();
  forget();
}

Result<Session> CohesitySession::sign_in(const std::optional<Code>& code, const Call& call) {
  auto session = login(code, call);
  if (session) adopt(*session);
  return session;
}

Result<SignInProgress> CohesitySession::start(const Call& call) {
  auto progress = asked_for_code(login(std::nullopt, call));
  // A mailed code is for the caller to ask for: each mail voids the one before.
  const auto web = pending();
  const bool app_missing = web && web->user.mfa_info && web->user.mfa_info->is_totp_setup_done == false;
  if (codes() && app_missing && progress && std::holds_alternative<NextStep>(*progress))
    return SignInProgress(
        NextStep{.kind = FactorKind::other,
                 .unanswered = code_required("no authenticator is set up: enroll, or have a code mailed")});
  return progress;
}

Result<SignInProgress> CohesitySession::answer(const NextStep& step, const SecretString& code,
                                               const Call& call) {
  return ended(login(Code{.kind = step.kind, .text = code}, call));
}

/// One sign-in. Where sessions turn out to be off it goes on with a token and, because nobody knows whether
/// the code was spent, with a fresh one.
Result<Session> CohesitySession::login(const std::optional<Code>& code, const Call& call) {
  if (const auto own = password_in<Password>(settings_.credentials); !own) return own.error();
  if (settings_.login != LoginWay::session) return login_by(settings_.login, code, call);
  if (sessions_off_) return login_by(LoginWay::token, code, call);
  auto session = login_by(LoginWay::session, code, call);
  if (session || !way_is_off(session.error().code)) return session;
  sessions_off_ = true;
  if (!code) return login_by(LoginWay::token, code, call);
  if (!codes() || code->kind != FactorKind::totp)
    return code_required("sessions are off here; sign in again with the next code");
  return spend_code(*codes(), {.purpose = CodePurpose::sign_in}, call.rest(), [&](const SecretString& fresh) {
    return login_by(LoginWay::token, Code{.text = fresh}, call);
  });
}

Result<Session> CohesitySession::login_by(LoginWay way, const std::optional<Code>& code, const Call& call) {
  if (auto bar = barred()) return *std::move(bar);
  auto session = counted([&] {
    if (way == LoginWay::web) return web_login(code, call);
    return way == LoginWay::session ? session_login(code, call) : token_login(code, call);
  }());
  if (!session) return session;
  code_needed_ = code.has_value();
  return began(*std::move(session), kSignIn);
}

Result<Session> CohesitySession::session_login(const std::optional<Code>& code, const Call& call) {
  const auto& own = std::get<Password>(settings_.credentials);
  auto reply = run(with_credentials<CreateSession>(own, code), call);
  if (!reply) return std::move(reply).error();
  return session_of("session-id", std::move(reply->session_id));
}

Result<Session> CohesitySession::token_login(const std::optional<Code>& code, const Call& call) {
  const auto& own = std::get<Password>(settings_.credentials);
  const auto token = run(with_credentials<CreateAccessToken>(own, code), call);
  if (!token) return token.error();
  auto session = session_of("Authorization", bearer(token->access_token, token->token_type));
  session.expires = exchange().clock().now() + kTokenLife;
  return session;
}

Result<Session> CohesitySession::web_login(const std::optional<Code>& code, const Call& call) {
  auto held = code ? pending() : std::nullopt;
  if (!held) {
    auto reply = run(with_credentials<WebLogin>(std::get<Password>(settings_.credentials)), call);
    if (!reply) return std::move(reply).error();
    held = WebSession{session_of("Cookie", std::move(reply->cookie)), std::move(reply->user)};
    const auto waits = waits_for_code(*held, call);
    if (!waits) return waits.error();
    if (!*waits) return std::move(held->session);
    const std::scoped_lock lock(mutex_);
    pending_ = held;
  }
  if (!code) return code_required("MFA is on: a code is needed");
  auto done = complete(held->session.headers.front().second, *code, call);
  if (!done) return std::move(done).error();
  return std::move(done->session);
}

/// The login's reply looks the same with and without MFA. What it says of the user may settle it; else a call
/// that a pending session may not make does.
Result<bool> CohesitySession::waits_for_code(const WebSession& web, const Call& call) {
  const auto& info = web.user.mfa_info;
  if (web.user.is_cluster_mfa_enabled == true && info && info->is_user_exempt_from_mfa != true) return true;
  const auto probe = run_in(web.session, SessionUser{}, call);
  if (probe) return false;
  if (probe.error().code == Errc::code_required) return true;
  return probe.error();
}

Result<WebSession> CohesitySession::complete(const SecretString& cookie, const Code& code, const Call& call) {
  const bool own = cookie.empty();
  WebSession web{};
  if (!own) web.session = session_of("Cookie", cookie);
  VerifyOtp verify{.code = code.text, .otp_type = std::string(wire_kind(code.kind))};
  const auto send = [&] { return own ? run(verify, call) : run_in(web.session, verify, call); };
  auto reply = send();
  if (!reply && reply.error().code == Errc::not_found) {
    // No such path, so the code was not looked at.
    verify.api = "v2";
    reply = send();
  }
  // Dead or whole, it waits for nothing any more.
  if (!own && (reply || reply.error().code == Errc::session_expired)) drop_if_pending(web.session);
  if (!reply) return std::move(reply).error();
  if (reply->user) web.user = *std::move(reply->user);
  if (!own) {
    adopt(web.session);
  } else if (const auto kept = current()) {
    web.session = *kept;
  } else if (auto key = given()) {
    web.session = *std::move(key);
  }
  return web;
}

Result<Done> CohesitySession::mail_code(const Call& call) {
  if (pending()) return run(SendEmailOtp{}, call);
  const auto* own = std::get_if<Password>(&settings_.credentials);
  if (own == nullptr) return invalid_argument("credentials", "hold no password that a code could go with");
  return run(with_credentials<CreateEmailOtp>(*own), call);
}

}  // namespace mfaclient::cohesity
