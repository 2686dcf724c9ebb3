#include "mailinabox/session.hpp"

#include <utility>

#include "wire/form.hpp"

namespace mfaclient::mailinabox {
namespace {

// management/auth.py: a session lives two days from its last use.
constexpr std::chrono::hours kSessionLife{48};
// conf/fail2ban: 20 failures in 30 s ban the address. Three refusals in a row are a mistake, not bad luck.
constexpr CodeLimit kCodeLimit{.refused = 3, .forgotten_after = std::chrono::seconds{30}};

}  // namespace

BoxSession::BoxSession(const Exchange& exchange, const Settings& settings)
    : exchange_(exchange),
      settings_(settings),
      guard_(exchange.clock(), kCodeLimit),
      keeper_([this](const Call& call) { return begin(call); }) {}

Result<void> BoxSession::authorise(http::Request& request, const Call& call) {
  if (const auto* system = std::get_if<SystemKey>(&settings_.credentials)) {
    request.headers.add("Authorization", wire::basic_credentials(system->key.reveal(), ""));
    return {};
  }
  if (const auto* session = std::get_if<SessionKey>(&settings_.credentials)) {
    request.headers.add("Authorization", wire::basic_credentials(session->email, session->key.reveal()));
    return {};
  }
  auto session = keeper_.get(call);
  if (!session) return std::move(session).error();
  add_headers(request, **session);
  return {};
}

bool BoxSession::renew(const http::Request& request) {
  keeper_.drop_used_by(request);
  return std::holds_alternative<Password>(settings_.credentials);
}

bool BoxSession::own(const std::optional<std::string>& user) const {
  if (!user) return true;
  const auto* password = std::get_if<Password>(&settings_.credentials);
  return password != nullptr && password->email == *user;
}

Result<Session> BoxSession::sign_in(const std::optional<SecretString>& code, const Call& call) {
  auto session = login(code, call);
  if (session) keeper_.adopt(*session);
  return session;
}

Result<Session> BoxSession::begin(const Call& call) {
  // Asked without a code first: that is free, and tells whether one is needed at all.
  auto session = login(std::nullopt, call);
  const auto& codes = settings_.options.code_source;
  if (session || session.error().code != Errc::code_required || !codes) return session;
  return spend_code(*codes, {.kind = FactorKind::totp, .purpose = CodePurpose::sign_in}, call.rest(),
                    [&](const SecretString& code) { return login(code, call); });
}

Result<Session> BoxSession::login(const std::optional<SecretString>& code, const Call& call) {
  const auto* password = std::get_if<Password>(&settings_.credentials);
  if (password == nullptr) return invalid_argument("credentials", "hold no password to sign in with");
  if (auto bar = guard_.barred()) return *std::move(bar);
  auto reply = exchange_.perform(
      Login{.email = password->email, .password = password->password, .code = code}, nullptr, call);
  if (!reply) {
    guard_.failed(reply.error());
    return std::move(reply).error();
  }
  guard_.succeeded();
  exchange_.log({.kind = LogEvent::Kind::signed_in, .operation = Login::name});
  Session session{.origin = exchange_.base().origin(), .expires = exchange_.clock().now() + kSessionLife};
  session.headers.emplace_back("Authorization",
                               wire::basic_credentials(reply->email, reply->api_key.reveal()));
  return session;
}

}  // namespace mfaclient::mailinabox
