#include "cohesity/session.hpp"

#include <algorithm>
#include <utility>

#include "wire/reply.hpp"

namespace mfaclient::cohesity {
namespace {

// The SDKs' models: an access token is valid for 24 hours.
constexpr std::chrono::hours kTokenLife{24};
constexpr std::string_view kPrefix = "/v2/";
constexpr std::string_view kSignIn = "cohesity.sign_in";

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
  Op op{.username = own.username, .password = own.password, .domain = own.domain};
  if constexpr (requires { op.otp_code; }) {
    if (code) op.otp_code = code->text;
    if (code) op.otp_type = wire_kind(code->kind);
  }
  return op;
}

SecretString bearer(const std::string& type, const SecretString& token) {
  SecretString value(type + " ");
  value.append(token.reveal());
  return value;
}

}  // namespace

CohesitySession::CohesitySession(const Exchange& exchange, const Settings& settings)
    : exchange_(exchange),
      settings_(settings),
      keeper_([this](const Call& call) { return begin(call); }, &exchange.clock()),
      bare_(*this, {}),
      or_pending_(*this) {}

void CohesitySession::address(http::Request& request) const {
  if (request.target.starts_with(kPrefix)) request.target.replace(0, kPrefix.size() - 1, settings_.v2_prefix);
}

Result<void> CohesitySession::Fixed::authorise(http::Request& request, const Call& /*call*/) {
  owner_.address(request);
  add_headers(request, session_);
  return {};
}

Result<void> CohesitySession::authorise(http::Request& request, const Call& call) {
  auto session = keeper_.get(call);
  if (!session) return std::move(session).error();
  const auto& tenant =
      std::visit([](const auto& c) -> const std::string& { return c.tenant; }, settings_.credentials);
  address(request);
  add_headers(request, **session);
  if (!tenant.empty()) request.headers.add("x-impersonate-tenant-id", tenant);
  if (!settings_.cluster_id.empty()) request.headers.add("accessClusterId", settings_.cluster_id);
  if (!settings_.region_id.empty()) request.headers.add("regionId", settings_.region_id);
  return {};
}

bool CohesitySession::renew(const http::Request& request) {
  if (!std::holds_alternative<Password>(settings_.credentials)) return false;
  keeper_.drop_used_by(request);
  return !code_needed_ || settings_.options.code_source != nullptr;
}

Result<void> CohesitySession::OrPending::authorise(http::Request& request, const Call& call) {
  auto web = owner_.pending();
  if (!web) {
    auto whole = owner_.authorise(request, call);
    if (whole || whole.error().code != Errc::code_required) return whole;
    // The sign-in that was just tried may have left a session that waits for its code.
    web = owner_.pending();
    if (!web) return whole;
  }
  return Fixed(owner_, std::move(web->session)).authorise(request, call);
}

bool CohesitySession::OrPending::renew(const http::Request& request) {
  {
    const std::scoped_lock lock(owner_.mutex_);
    // Another pending session would wait for another code, and know nothing of what this one began.
    if (std::exchange(owner_.pending_, std::nullopt)) return false;
  }
  return owner_.renew(request);
}

std::optional<WebSession> CohesitySession::pending() const {
  const std::scoped_lock lock(mutex_);
  return pending_;
}

void CohesitySession::drop_pending(const Session& session) {
  const std::scoped_lock lock(mutex_);
  if (pending_ && pending_->session.headers == session.headers) pending_.reset();
}

void CohesitySession::promote() {
  const std::scoped_lock lock(mutex_);
  if (auto web = std::exchange(pending_, std::nullopt)) keeper_.adopt(std::move(web->session));
}

void CohesitySession::forget() {
  const std::scoped_lock lock(mutex_);
  pending_.reset();
  keeper_.drop();
}

Result<Session> CohesitySession::sign_in(const std::optional<Code>& code, const Call& call) {
  auto session = login(code, call);
  if (session) keeper_.adopt(*session);
  return session;
}

/// What `keeper_` begins a session with.
Result<Session> CohesitySession::begin(const Call& call) {
  if (const auto* key = std::get_if<ApiKey>(&settings_.credentials)) return session_of("apiKey", key->key);
  if (const auto* own = std::get_if<SessionId>(&settings_.credentials))
    return session_of("session-id", own->id);
  if (const auto* token = std::get_if<BearerToken>(&settings_.credentials))
    return session_of("Authorization", bearer(token->token_type, token->token));
  // Without a code first: that spends nothing, and tells whether one is needed, and by which way.
  auto session = login(std::nullopt, call);
  if (session || session.error().code != Errc::code_required || !settings_.options.code_source)
    return session;
  // A mailed code is for the caller to ask for: each mail voids the one before.
  const auto web = pending();
  if (web && web->user.mfa_info && web->user.mfa_info->is_totp_setup_done == false)
    return code_required("no authenticator is set up: enroll, or have a code mailed");
  return with_next_code(call, [&](const Code& code) { return login(code, call); });
}

Result<Session> CohesitySession::with_next_code(
    const Call& call, const std::function<Result<Session>(const Code&)>& send) const {
  return spend_code(*settings_.options.code_source, {.purpose = CodePurpose::sign_in}, call.rest(),
                    [&](const SecretString& text) { return send({.text = text}); });
}

/// One sign-in. Where sessions turn out to be off it goes on with a token and, because nobody knows whether
/// the code was spent, with a fresh one.
Result<Session> CohesitySession::login(const std::optional<Code>& code, const Call& call) {
  if (!std::holds_alternative<Password>(settings_.credentials))
    return invalid_argument("credentials", "hold no password to sign in with");
  if (settings_.login != LoginWay::session) return login_by(settings_.login, code, call);
  if (sessions_off_) return login_by(LoginWay::token, code, call);
  auto session = login_by(LoginWay::session, code, call);
  if (session || !way_is_off(session.error().code)) return session;
  sessions_off_ = true;
  if (!code) return login_by(LoginWay::token, code, call);
  if (!settings_.options.code_source || code->kind != FactorKind::totp)
    return code_required("sessions are off here; sign in again with the next code");
  return with_next_code(call, [&](const Code& fresh) { return login_by(LoginWay::token, fresh, call); });
}

Result<Session> CohesitySession::login_by(LoginWay way, const std::optional<Code>& code, const Call& call) {
  if (auto bar = guard_.barred()) return *std::move(bar);
  const auto& own = std::get<Password>(settings_.credentials);
  auto session = [&]() -> Result<Session> {
    if (way == LoginWay::web) return web_login(code, call);
    if (way == LoginWay::session) {
      auto reply = exchange_.perform(with_credentials<CreateSession>(own, code), &bare_, call);
      if (!reply) return std::move(reply).error();
      return session_of("session-id", std::move(reply->session_id));
    }
    auto token = exchange_.perform(with_credentials<CreateAccessToken>(own, code), &bare_, call);
    if (!token) return std::move(token).error();
    auto begun = session_of("Authorization", bearer(token->token_type, token->access_token));
    begun.expires = exchange_.clock().now() + kTokenLife;
    return begun;
  }();
  if (!session) {
    guard_.failed(session.error());
    return session;
  }
  guard_.succeeded();
  exchange_.log({.kind = LogEvent::Kind::signed_in, .operation = kSignIn});
  code_needed_ = code.has_value();
  return session;
}

Result<Session> CohesitySession::web_login(const std::optional<Code>& code, const Call& call) {
  auto held = code ? pending() : std::nullopt;
  if (!held) {
    const auto& own = std::get<Password>(settings_.credentials);
    auto reply = exchange_.perform(with_credentials<WebLogin>(own), &bare_, call);
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

/// The login's answer looks the same with and without MFA. What it tells of the user may settle it; else a
/// call that a pending session may not make does.
Result<bool> CohesitySession::waits_for_code(const WebSession& web, const Call& call) const {
  const auto& info = web.user.mfa_info;
  if (web.user.is_cluster_mfa_enabled == true && info && info->is_user_exempt_from_mfa != true) return true;
  Fixed cookie(*this, web.session);
  const auto probe = exchange_.perform(SessionUser{}, &cookie, call);
  if (probe) return false;
  if (probe.error().code == Errc::code_required) return true;
  return probe.error();
}

Result<WebSession> CohesitySession::complete(const SecretString& cookie, const Code& code, const Call& call) {
  WebSession web{};
  if (!cookie.empty()) web.session = session_of("Cookie", cookie);
  Fixed other(*this, web.session);
  Authoriser& authoriser = cookie.empty() ? static_cast<Authoriser&>(or_pending_) : other;
  VerifyOtp verify{.code = code.text, .otp_type = std::string(wire_kind(code.kind))};
  auto reply = exchange_.perform(verify, &authoriser, call);
  if (!reply && reply.error().code == Errc::not_found) {
    // No such path, so the code was not looked at.
    verify.api = "v2";
    reply = exchange_.perform(verify, &authoriser, call);
  }
  // Dead or whole, it waits for nothing any more.
  if (!cookie.empty() && (reply || reply.error().code == Errc::session_expired)) drop_pending(web.session);
  if (!reply) return std::move(reply).error();
  if (reply->user) web.user = *std::move(reply->user);
  if (cookie.empty()) {
    promote();
    if (const auto kept = keeper_.current()) web.session = *kept;
    return web;
  }
  keeper_.adopt(web.session);
  return web;
}

Result<Done> CohesitySession::mail_code(const Call& call) {
  if (pending()) return exchange_.perform(SendEmailOtp{}, &or_pending_, call);
  const auto* own = std::get_if<Password>(&settings_.credentials);
  if (own == nullptr) return invalid_argument("credentials", "hold no password that a code could go with");
  return exchange_.perform(with_credentials<CreateEmailOtp>(*own), &bare_, call);
}

Session CohesitySession::session_of(std::string_view header, SecretString value) const {
  Session session{.origin = exchange_.base().origin()};
  session.headers.emplace_back(header, std::move(value));
  return session;
}

}  // namespace mfaclient::cohesity
