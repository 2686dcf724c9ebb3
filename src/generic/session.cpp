#include "generic/session.hpp"

#include <utility>

#include "wire/reply.hpp"

namespace mfaclient::generic {
namespace {

constexpr std::string_view kHeader = "Authorization";
// pkg/api/jwttoken: a token lives three days, and nothing ends it before.
constexpr std::chrono::hours kTokenLife{72};
// pkg/cache: a challenge can be answered for half an hour.
constexpr std::chrono::minutes kChallengeLife{30};
// The same: two minutes after the third failure the count starts again.
constexpr CodeLimit kCodeLimit{.refused = 3, .forgotten_after = std::chrono::minutes{2}};

/// A 401 may mean the code as well as the token.
bool ambiguous(const OperationRef& op) {
  return op.as<EnableMfa>() != nullptr || op.as<DisableMfa>() != nullptr ||
         op.as<RecoveryDisable>() != nullptr;
}

}  // namespace

GenericSession::GenericSession(Exchange exchange, Settings settings)
    : ClientSession(kVendor, std::move(exchange), settings.options.code_source, Expiry::by_clock, kCodeLimit),
      settings_(std::move(settings)) {}

std::optional<Session> GenericSession::given() const {
  const auto* own = std::get_if<Jwt>(&settings_.credentials);
  if (own == nullptr || own->token.empty()) return std::nullopt;
  return session_of(kHeader, bearer(own->token));  // it was made elsewhere, so nobody knows when it ends
}

bool GenericSession::renewable() const { return std::holds_alternative<Password>(settings_.credentials); }

Session GenericSession::session_with(const SecretString& token) const {
  auto session = session_of(kHeader, bearer(token));
  session.expires = exchange().clock().now() + kTokenLife;
  return session;
}

// What was refused before still stands: another proof says nothing about the password.
Session GenericSession::adopt_user(const UserAuth& user, std::optional<Time> recovery_until,
                                   std::string_view operation) {
  exchange().log_sign_in(operation);
  auto session = session_with(user.token);
  session.recovery_until = recovery_until;
  adopt(session);
  return session;
}

Result<void> GenericSession::run(const OperationRef& op, void* output, const Call& call) {
  // What is refused unsent needs no session.
  const bool looks = ambiguous(op) && op.encode();
  return looks ? run_looking(op, output, call) : ClientSession::run(op, output, call);
}

Result<void> GenericSession::run_looking(const OperationRef& op, void* output, const Call& call) {
  for (bool again = false;; again = true) {
    const auto current = session(call);
    if (!current) {
      auto error = current.error();
      if (error.operation.empty()) error.operation = op.info().name;
      return error;
    }
    auto done = run_in(**current, op, output, call);
    if (done || done.error().http_status != 401 || !dead(**current, call)) return done;
    // A newer session of another thread stays.
    forget(**current);
    if (renewable() && !again) continue;
    done.error().code = Errc::session_expired;
    done.error().set_text("the session is dead; sign in again");
    return done;
  }
}

bool GenericSession::dead(const Session& session, const Call& call) {
  const auto user = run_in(session, User{}, call);
  return !user && user.error().code == Errc::session_expired;
}

Result<SignInReply> GenericSession::sign_in(const Call& call) {
  if (const auto* own = std::get_if<Jwt>(&settings_.credentials)) {
    const auto alive = run(User{}, call);
    if (!alive) return alive.error();
    return SignInReply(session_of(kHeader, bearer(own->token)));
  }
  auto reply = log_in(call);
  if (!reply) return reply;
  if (const auto* session = std::get_if<Session>(&*reply)) adopt(*session);
  return reply;
}

Result<SignInReply> GenericSession::log_in(const Call& call) {
  const auto password = password_in<Password>(settings_.credentials);
  if (!password) return password.error();
  if (auto bar = barred()) return *std::move(bar);
  auto reply =
      counted(run(Login{.username = (*password)->username, .password = (*password)->password}, call));
  if (!reply) return std::move(reply).error();
  if (reply->mfa_token)
    return SignInReply(
        MfaToken{.text = *std::move(reply->mfa_token), .expires = exchange().clock().now() + kChallengeLife});
  return SignInReply(began(session_with(reply->user_auth->token), Login::info.name));
}

Result<SignInProgress> GenericSession::start(const Call& call) {
  if (const auto* own = std::get_if<Jwt>(&settings_.credentials); own != nullptr && own->token.empty())
    return invalid_argument("jwt", "is empty");
  auto reply = log_in(call);
  if (!reply) return std::move(reply).error();
  if (auto* session = std::get_if<Session>(&*reply)) return SignInProgress(std::move(*session));
  return SignInProgress(NextStep{
      .state = std::move(std::get<MfaToken>(*reply).text),
      .unanswered =
          wire::refusal(Errc::code_required, "MFA is on: a code is needed, and there is no code source")});
}

Result<SignInProgress> GenericSession::answer(const NextStep& step, const SecretString& code,
                                              const Call& call) {
  const auto user = counted(run(AuthMfa{.token = step.state, .code = code}, call));
  if (!user) return user.error();
  return SignInProgress(began(session_with(user->token), AuthMfa::info.name));
}

}  // namespace mfaclient::generic
