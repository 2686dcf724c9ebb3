#include "generic/session.hpp"

#include <string>
#include <utility>

#include "wire/reply.hpp"

namespace mfaclient::generic {
namespace {

constexpr std::string_view kHeader = "Authorization";
// pkg/api/jwttoken: a token lives three days, and nothing ends it before.
constexpr std::chrono::hours kTokenLife{72};
// pkg/cache: a challenge can be answered for half an hour.
constexpr std::chrono::minutes kChallengeLife{30};
// The same: two minutes after the third failure the count begins anew.
constexpr CodeLimit kCodeLimit{.refused = 3, .forgotten_after = std::chrono::minutes{2}};

SecretString bearer(const SecretString& token) {
  SecretString value("Bearer ");
  value.append(token.reveal());
  return value;
}

/// The same credentials as another request, dead or alive.
class SameAs final : public Authoriser {
 public:
  explicit SameAs(std::string_view value) : value_(value) {}
  [[nodiscard]] Result<void> authorise(http::Request& request, const Call& /*call*/) override {
    request.headers.add(kHeader, value_);
    return {};
  }
  [[nodiscard]] bool renew(const http::Request& /*request*/) override { return false; }

 private:
  std::string_view value_;
};

}  // namespace

GenericSession::GenericSession(const Exchange& exchange, const Settings& settings)
    : exchange_(exchange),
      settings_(settings),
      guard_(exchange.clock(), kCodeLimit),
      keeper_([this](const Call& call) { return begin(call); }, &exchange.clock()) {}

Result<void> GenericSession::authorise(http::Request& request, const Call& call) {
  if (const auto* own = std::get_if<Jwt>(&settings_.credentials); own != nullptr && !keeper_.current()) {
    if (own->token.empty()) return invalid_argument("jwt", "is empty");
    request.headers.add(kHeader, bearer(own->token));
    return {};
  }
  auto session = keeper_.get(call);
  if (!session) return std::move(session).error();
  add_headers(request, **session);
  return {};
}

Session GenericSession::session_of(const SecretString& token) const {
  Session session{.origin = exchange_.base().origin(), .expires = exchange_.clock().now() + kTokenLife};
  session.headers.emplace_back(kHeader, bearer(token));
  return session;
}

Session GenericSession::adopt(const UserAuth& user, std::optional<Time> recovery_until) {
  auto session = session_of(user.token);
  session.recovery_until = recovery_until;
  keeper_.adopt(session);
  return session;
}

Result<SignInReply> GenericSession::sign_in(const Call& call) {
  if (const auto* own = std::get_if<Jwt>(&settings_.credentials)) {
    auto alive = exchange_.perform(User{}, this, call);
    if (!alive) return std::move(alive).error();
    auto session = session_of(own->token);
    session.expires.reset();  // it was made elsewhere
    return SignInReply(std::move(session));
  }
  auto reply = login(call);
  if (!reply) return std::move(reply).error();
  if (reply->mfa_token)
    return SignInReply(
        MfaToken{.text = *std::move(reply->mfa_token), .expires = exchange_.clock().now() + kChallengeLife});
  return SignInReply(adopt(*reply->user_auth, std::nullopt));
}

Result<Session> GenericSession::begin(const Call& call) {
  auto reply = login(call);
  if (!reply) return std::move(reply).error();
  if (reply->user_auth) return session_of(reply->user_auth->token);
  const auto& codes = settings_.options.code_source;
  if (!codes)
    return wire::refusal(Errc::code_required, "MFA is on: a code is needed, and there is no code source");
  const auto user =
      spend_code(*codes, {.kind = FactorKind::totp, .purpose = CodePurpose::sign_in}, call.rest(),
                 [&](const SecretString& code) {
                   return exchange_.perform(AuthMfa{.token = *reply->mfa_token, .code = code}, nullptr, call);
                 });
  if (!user) {
    guard_.failed(user.error());
    return user.error();
  }
  guard_.succeeded();
  exchange_.log({.kind = LogEvent::Kind::signed_in, .operation = AuthMfa::name});
  return session_of(user->token);
}

Result<LoginReply> GenericSession::login(const Call& call) {
  const auto* password = std::get_if<Password>(&settings_.credentials);
  if (password == nullptr) return invalid_argument("credentials", "hold no password to sign in with");
  if (auto bar = guard_.barred()) return *std::move(bar);
  auto reply =
      exchange_.perform(Login{.username = password->username, .password = password->password}, nullptr, call);
  if (!reply) {
    guard_.failed(reply.error());
  } else if (reply->user_auth) {
    exchange_.log({.kind = LogEvent::Kind::signed_in, .operation = Login::name});
  }
  return reply;
}

bool GenericSession::renew(const http::Request& request) {
  keeper_.drop_used_by(request);
  return std::holds_alternative<Password>(settings_.credentials);
}

Result<bool> GenericSession::dead(const http::Request& request, const Call& call) const {
  SameAs same(request.headers.get(kHeader).value_or(""));
  const auto user = exchange_.perform(User{}, &same, call);
  if (user) return false;
  if (user.error().code == Errc::session_expired) return true;
  return user.error();
}

Result<void> Witness::authorise(http::Request& request, const Call& call) {
  auto ready = session_.authorise(request, call);
  sent_ = request;
  return ready;
}

}  // namespace mfaclient::generic
