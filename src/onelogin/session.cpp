#include "onelogin/session.hpp"

#include <utility>

#include "onelogin/rate_window.hpp"
#include "wire/time.hpp"

namespace mfaclient::onelogin {
namespace {

constexpr std::string_view kHeader = "Authorization";

/// Neither is counted, and one of them says when the others may go on.
bool uncounted(std::string_view operation) {
  return operation == Token::info.name || operation == RateLimit::info.name;
}

}  // namespace

OneLoginSession::OneLoginSession(Exchange exchange, Settings settings)
    : ClientSession(kVendor, std::move(exchange), settings.options.code_source, Expiry::by_clock),
      settings_(std::move(settings)) {}

Result<void> OneLoginSession::run(const OperationRef& op, void* output, const Call& call) {
  const auto* factors = op.as<GetMfaFactors>();
  if (factors == nullptr || factors->singular_path) return run_on_path(op, output, call);
  auto on_path = *factors;
  on_path.singular_path = singular_path_.load();
  auto done = run_on_path(OperationRef(on_path), output, call);
  if (done || *on_path.singular_path || done.error().field != "path") return done;
  on_path.singular_path = true;
  done = run_on_path(OperationRef(on_path), output, call);
  if (done) singular_path_ = true;
  return done;
}

Result<void> OneLoginSession::run_on_path(const OperationRef& op, void* output, const Call& call) {
  const auto name = op.info().name;
  if (!uncounted(name))
    if (auto error = closed(name)) return *std::move(error);
  return ClientSession::run(op, output, call);
}

void OneLoginSession::answered(const OperationInfo& info, const http::Response& response) {
  if (info.name == Token::info.name) return;
  const auto window = rate_window_of(response.headers);
  if (!window) return;
  const std::scoped_lock lock(mutex_);
  window_ends_ = exchange().clock().steady_now() + window->reset;
  closed_until_ = window->remaining > 0 ? SteadyTime{} : window_ends_;
}

/// Takes note of a refusal, and adds the wait where the answer did not say it.
void OneLoginSession::refused(const OperationInfo& info, Error& error) {
  if (error.code != Errc::rate_limited || uncounted(info.name)) return;
  const std::scoped_lock lock(mutex_);
  if (!error.retry_after) error.retry_after = wait(window_ends_);
  if (error.retry_after) closed_until_ = exchange().clock().steady_now() + *error.retry_after;
}

std::optional<std::chrono::seconds> OneLoginSession::wait(SteadyTime until) const {
  const auto now = exchange().clock().steady_now();
  if (now >= until) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(until - now);
}

std::optional<Error> OneLoginSession::closed(std::string_view operation) const {
  const std::scoped_lock lock(mutex_);
  const auto left = wait(closed_until_);
  if (!left) return std::nullopt;
  auto error =
      make_error(Errc::rate_limited, "the account's calls for this hour are used up; nothing was sent, wait");
  error.operation = operation;
  error.retry_after = left;
  return error;
}

std::optional<Session> OneLoginSession::given() const {
  if (const auto* own = std::get_if<AccessToken>(&settings_.credentials))
    return session_of(kHeader, bearer(own->token));
  return std::nullopt;
}

Result<Session> OneLoginSession::sign_in(const Call& call) {
  if (auto own = given()) return *std::move(own);
  auto session = ask_for_token(call);
  if (session) adopt(*session);
  return session;
}

Result<SignInProgress> OneLoginSession::start(const Call& call) { return ended(ask_for_token(call)); }

Result<Session> OneLoginSession::ask_for_token(const Call& call) {
  const auto& credentials = std::get<ClientCredentials>(settings_.credentials);
  const auto reply = counted(
      run(Token{.client_id = credentials.client_id, .client_secret = credentials.client_secret}, call));
  if (!reply) return reply.error();
  return began(session_with(*reply), Token::info.name);
}

Session OneLoginSession::session_with(const TokenReply& reply) const {
  auto session = session_of(kHeader, bearer(reply.access_token));
  if (reply.valid_for) {
    session.expires = exchange().clock().now() + std::chrono::seconds{*reply.valid_for};
  } else if (const auto created = wire::rfc3339(reply.created_at.value_or("")); created && reply.expires_in) {
    // Without the server's Date its clock and ours are taken for one.
    session.expires = *created + std::chrono::seconds{*reply.expires_in};
  }
  return session;
}

}  // namespace mfaclient::onelogin
