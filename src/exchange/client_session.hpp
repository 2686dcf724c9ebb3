#pragma once
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "exchange/exchange.hpp"
#include "exchange/login_guard.hpp"
#include "exchange/session_keeper.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient {

/// A sign-in that waits for its next step.
struct NextStep {
  FactorKind kind = FactorKind::totp;  ///< of the code that it takes; `other`: one that no code source has
  SecretString state{};                ///< what ties it to the step before
  Error unanswered{};                  ///< what the sign-in comes to where nobody has such a code
};

using SignInProgress = std::variant<Session, NextStep>;

/// The session of one client: who signs its requests, and how a session begins, is shared, is renewed and
/// ends. A vendor adds how one step of its sign-in is taken, and what else its requests carry. Thread-safe.
///
/// Signing in without being asked begins without a code, which spends nothing and tells whether one is
/// needed, and goes on with codes of the code source. After too many refusals it is not tried.
class ClientSession : public Signer {
 public:
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  [[nodiscard]] Call begin_call(const CallOptions& options) const { return exchange_.begin(options); }
  /// What the client of this session performs. Errors: as `Client::perform`.
  Result<void> perform(const OperationRef& op, void* output, const CallOptions& options);
  /// The same within a call. A vendor adds what comes before and after.
  virtual Result<void> run(const OperationRef& op, void* output, const Call& call) {
    return exchange_.perform(op, output, *this, call);
  }
  template <Operation Op>
  Result<typename Op::Output> run(const Op& op, const Call& call) {
    return detail::with_output(op,
                               [&](const OperationRef& ref, void* output) { return run(ref, output, call); });
  }
  /// The same in `session`, whatever the client's own is. It is never renewed.
  template <Operation Op>
  Result<typename Op::Output> run_in(const Session& session, const Op& op, const Call& call) {
    return detail::with_output(
        op, [&](const OperationRef& ref, void* output) { return run_in(session, ref, output, call); });
  }
  Result<void> run_in(const Session& session, const OperationRef& op, void* output, const Call& call);

  Result<void> sign(http::Request& request, const OperationInfo& info, const Call& call) final;
  [[nodiscard]] bool renew(const http::Request& request, const OperationInfo& info) final;

  /// The session that requests are signed with, begun now where there is none.
  Result<std::shared_ptr<const Session>> session(const Call& call);
  /// The one that this client has begun or was given, alive or not; nullptr: none.
  [[nodiscard]] std::shared_ptr<const Session> current() const { return keeper_.current(); }
  void adopt(Session session) { keeper_.adopt(std::move(session)); }
  void forget() { keeper_.drop(); }
  /// Only if it is this one.
  void forget(const Session& session) { keeper_.drop(session); }

 protected:
  /// How long a session lives: until the vendor says otherwise, because every use prolongs it, or until
  /// `expires`.
  enum class Expiry : bool { by_vendor, by_clock };
  ClientSession(std::string_view vendor, Exchange exchange, std::shared_ptr<CodeSource> codes, Expiry expiry,
                CodeLimit limit = {});

  /// The session that the credentials are by themselves: a key, a token; nullopt: they sign in.
  [[nodiscard]] virtual std::optional<Session> given() const { return std::nullopt; }
  /// The first step of a sign-in, without a code.
  virtual Result<SignInProgress> start(const Call& call) = 0;
  /// The step after it, with a code.
  virtual Result<SignInProgress> answer(const NextStep& step, const SecretString& code, const Call& call);
  /// Whether a dead session may be followed by another.
  [[nodiscard]] virtual bool renewable() const { return true; }

  /// What every request carries, signed or not.
  virtual void address(http::Request& /*request*/) const {}
  /// What every request of a session carries beside its headers.
  virtual void add_context(http::Request& /*request*/) const {}
  /// Signs for `Auth::pending_session`: nullopt where the whole session has to do.
  [[nodiscard]] virtual std::optional<Session> pending_session() const { return std::nullopt; }
  /// The pending session is dead; whether there was one.
  virtual bool drop_pending() { return false; }

  [[nodiscard]] const Exchange& exchange() const noexcept { return exchange_; }
  [[nodiscard]] const std::shared_ptr<CodeSource>& codes() const noexcept { return codes_; }
  [[nodiscard]] Session session_of(std::string_view header, SecretString value) const;
  /// Why nobody may sign in now: what was refused before.
  [[nodiscard]] std::optional<Error> barred() const { return guard_.barred(); }
  /// `result`, which the vendor refused or not: refusals are counted.
  template <class T>
  Result<T> counted(Result<T> result) {
    if (!result) guard_.failed(result.error());
    return result;
  }
  /// The progress of a sign-in that has come to `session`, or failed.
  static Result<SignInProgress> ended(Result<Session> session);
  /// The same, where `code_required` is not a failure but the next step.
  static Result<SignInProgress> asked_for_code(Result<Session> session);
  /// A sign-in came to `session`, by `operation`.
  [[nodiscard]] Session began(Session session, std::string_view operation);

 private:
  class InSession;

  Result<Session> begin(const Call& call);
  void add_session(http::Request& request, const Session& session) const;

  std::string_view vendor_;
  Exchange exchange_;
  std::shared_ptr<CodeSource> codes_;
  LoginGuard guard_;
  SessionKeeper keeper_;
};

/// What each vendor's `connect` is: the client `Api` with its session. Errors: as `Exchange::create`.
template <class Api, class VendorSession, class Settings>
Result<std::shared_ptr<Api>> connect_client(Settings settings) {
  auto exchange = Exchange::create(settings.url, settings.options, VendorSession::kHeaders);
  if (!exchange) return std::move(exchange).error();
  return std::make_shared<Api>(std::make_shared<VendorSession>(*std::move(exchange), std::move(settings)));
}

/// "Bearer <token>".
[[nodiscard]] SecretString bearer(const SecretString& token, std::string_view type = "Bearer");

/// The password among `credentials`. Errors: `invalid_argument`: they have none.
template <class Password, class Credentials>
Result<const Password*> password_in(const Credentials& credentials) {
  if (const auto* password = std::get_if<Password>(&credentials)) return password;
  return invalid_argument("credentials", "hold no password to sign in with");
}

}  // namespace mfaclient
