#include "onelogin/session.hpp"

#include <string>
#include <utility>

#include "onelogin/rate_window.hpp"
#include "wire/time.hpp"

namespace mfaclient::onelogin {
namespace {

constexpr std::string_view kHeader = "Authorization";

SecretString bearer(const SecretString& token) {
  SecretString value("Bearer ");
  value.append(token.reveal());
  return value;
}

}  // namespace

OneLoginSession::OneLoginSession(const Exchange& exchange, const Settings& settings)
    : exchange_(exchange),
      settings_(settings),
      guard_(exchange.clock()),
      keeper_([this](const Call& call) { return begin(call); }, &exchange.clock()) {}

Result<void> OneLoginSession::authorise(http::Request& request, const Call& call) {
  if (const auto* own = std::get_if<AccessToken>(&settings_.credentials)) {
    request.headers.add(kHeader, bearer(own->token));
    return {};
  }
  const auto session = keeper_.get(call);
  if (!session) return session.error();
  add_headers(request, **session);
  return {};
}

bool OneLoginSession::renew(const http::Request& request) {
  keeper_.drop_used_by(request);
  return std::holds_alternative<ClientCredentials>(settings_.credentials);
}

void OneLoginSession::answered(const http::Response& response) {
  const auto window = rate_window_of(response.headers);
  if (!window) return;
  const std::scoped_lock lock(mutex_);
  window_ends_ = exchange_.clock().steady_now() + window->reset;
  closed_until_ = window->remaining > 0 ? SteadyTime{} : window_ends_;
}

std::optional<std::chrono::seconds> OneLoginSession::wait(SteadyTime until) const {
  const auto now = exchange_.clock().steady_now();
  if (now >= until) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(until - now);
}

std::optional<Error> OneLoginSession::closed(std::string_view operation) const {
  const std::scoped_lock lock(mutex_);
  const auto left = wait(closed_until_);
  if (!left) return std::nullopt;
  Error error;
  error.code = Errc::rate_limited;
  error.operation = operation;
  error.message = "the account's calls for this hour are used up; nothing was sent, wait";
  error.retry_after = left;
  return error;
}

void OneLoginSession::settle(Error& error) {
  if (error.code != Errc::rate_limited) return;
  const std::scoped_lock lock(mutex_);
  if (!error.retry_after) error.retry_after = wait(window_ends_);
  if (error.retry_after) closed_until_ = exchange_.clock().steady_now() + *error.retry_after;
}

Result<Session> OneLoginSession::sign_in(const Call& call) {
  if (const auto* own = std::get_if<AccessToken>(&settings_.credentials))
    return session_of({.access_token = own->token});
  const auto& credentials = std::get<ClientCredentials>(settings_.credentials);
  const auto reply = exchange_.perform(
      Token{.client_id = credentials.client_id, .client_secret = credentials.client_secret}, nullptr, call);
  if (!reply) {
    guard_.failed(reply.error());
    return reply.error();
  }
  guard_.succeeded();
  exchange_.log({.kind = LogEvent::Kind::signed_in, .operation = Token::name});
  auto session = session_of(*reply);
  keeper_.adopt(session);
  return session;
}

/// What a call does that finds no token. A client with wrong credentials and many calls to make was seen to
/// send them 225 times in five seconds.
Result<Session> OneLoginSession::begin(const Call& call) {
  if (auto bar = guard_.barred()) return *std::move(bar);
  return sign_in(call);
}

Session OneLoginSession::session_of(const TokenReply& reply) const {
  Session session{.origin = exchange_.base().origin()};
  session.headers.emplace_back(kHeader, bearer(reply.access_token));
  if (reply.valid_for) {
    session.expires = exchange_.clock().now() + std::chrono::seconds{*reply.valid_for};
  } else if (const auto created = wire::rfc3339(reply.created_at.value_or("")); created && reply.expires_in) {
    // Without the server's Date its clock and ours are taken for one.
    session.expires = *created + std::chrono::seconds{*reply.expires_in};
  }
  return session;
}

}  // namespace mfaclient::onelogin
