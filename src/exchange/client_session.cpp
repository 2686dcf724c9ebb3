#include "exchange/client_session.hpp"

#include <string>

#include "mfaclient/client.hpp"

namespace mfaclient {
namespace {

// A vendor may ask for two factors, one after the other.
constexpr int kMostFactors = 2;

void add_headers(http::Request& request, const Session& session) {
  for (const auto& [name, value] : session.headers) request.headers.add(name, value);
}

}  // namespace

/// Signs with one session, and knows of no other.
class ClientSession::InSession final : public Signer {
 public:
  InSession(ClientSession& owner, const Session& session) : owner_(owner), session_(session) {}
  Result<void> sign(http::Request& request, const OperationInfo& /*info*/, const Call& /*call*/) override {
    owner_.address(request);
    add_headers(request, session_);
    return {};
  }
  [[nodiscard]] bool renew(const http::Request& /*request*/, const OperationInfo& /*info*/) override {
    return false;
  }
  void answered(const OperationInfo& info, const http::Response& response) override {
    owner_.answered(info, response);
  }
  void refused(const OperationInfo& info, Error& error) override { owner_.refused(info, error); }

 private:
  ClientSession& owner_;
  const Session& session_;
};

ClientSession::ClientSession(std::string_view vendor, Exchange exchange, std::shared_ptr<CodeSource> codes,
                             Expiry expiry, CodeLimit limit)
    : vendor_(vendor),
      exchange_(std::move(exchange)),
      codes_(std::move(codes)),
      guard_(exchange_.clock(), limit),
      keeper_([this](const Call& call) { return begin(call); },
              expiry == Expiry::by_clock ? &exchange_.clock() : nullptr) {}

Result<void> Client::perform(const OperationRef& op, void* output, const CallOptions& options) {
  return session_->perform(op, output, options);
}

Result<void> ClientSession::perform(const OperationRef& op, void* output, const CallOptions& options) {
  const auto name = op.info().name;
  if (name.substr(0, name.find('.')) != vendor_)
    return invalid_argument("operation", "belongs to another vendor than this client; nothing was sent");
  return run(op, output, begin_call(options));
}

Result<void> ClientSession::run_in(const Session& session, const OperationRef& op, void* output,
                                   const Call& call) {
  InSession signer(*this, session);
  return exchange_.perform(op, output, signer, call);
}

void ClientSession::add_session(http::Request& request, const Session& session) const {
  add_headers(request, session);
  add_context(request);
}

Result<void> ClientSession::sign(http::Request& request, const OperationInfo& info, const Call& call) {
  address(request);
  if (info.auth == Auth::own || info.auth == Auth::none) return {};
  const bool pending_serves = info.auth == Auth::pending_session;
  auto pending = pending_serves ? pending_session() : std::nullopt;
  if (!pending) {
    const auto whole = session(call);
    if (whole) {
      add_session(request, **whole);
      return {};
    }
    // The sign-in that was just tried may have left a session that waits for its code.
    if (pending_serves && whole.error().code == Errc::code_required) pending = pending_session();
    if (!pending) return whole.error();
  }
  add_headers(request, *pending);
  return {};
}

bool ClientSession::renew(const http::Request& request, const OperationInfo& info) {
  if (info.auth == Auth::own || info.auth == Auth::none) return false;
  // Another pending session would wait for another code, and know nothing of what this one began.
  if (info.auth == Auth::pending_session && drop_pending()) return false;
  // A session that was completed here is never followed by the given credentials, which may be another
  // user's.
  if (given()) return false;
  keeper_.drop_used_by(request);
  return renewable();
}

Result<std::shared_ptr<const Session>> ClientSession::session(const Call& call) {
  if (!keeper_.current())
    if (auto own = given()) return std::make_shared<const Session>(*std::move(own));
  return keeper_.get(call);
}

Result<SignInProgress> ClientSession::answer(const NextStep& step, const SecretString& /*code*/,
                                             const Call& /*call*/) {
  return step.unanswered;
}

Result<Session> ClientSession::begin(const Call& call) {
  if (auto bar = barred()) return *std::move(bar);
  auto step = start(call);
  for (int factors = 0; step; ++factors) {
    if (auto* session = std::get_if<Session>(&*step)) return std::move(*session);
    const auto next = std::move(std::get<NextStep>(*step));
    if (!codes_ || next.kind == FactorKind::other || factors == kMostFactors) return next.unanswered;
    step = spend_code(*codes_, {.kind = next.kind, .purpose = CodePurpose::sign_in}, call.rest(),
                      [&](const SecretString& code) { return answer(next, code, call); });
  }
  return std::move(step).error();
}

Session ClientSession::session_of(std::string_view header, SecretString value) const {
  Session session{.origin = exchange_.base().origin()};
  session.headers.emplace_back(header, std::move(value));
  return session;
}

Session ClientSession::began(Session session, std::string_view operation) {
  guard_.succeeded();
  exchange_.log_sign_in(operation);
  return session;
}

Result<SignInProgress> ClientSession::ended(Result<Session> session) {
  if (!session) return std::move(session).error();
  return SignInProgress(*std::move(session));
}

Result<SignInProgress> ClientSession::asked_for_code(Result<Session> session) {
  if (session || session.error().code != Errc::code_required) return ended(std::move(session));
  return SignInProgress(NextStep{.unanswered = std::move(session).error()});
}

SecretString bearer(const SecretString& token, std::string_view type) {
  SecretString value(type);
  value.append(" ");
  value.append(token.reveal());
  return value;
}

}  // namespace mfaclient
