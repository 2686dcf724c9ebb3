#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

#include "exchange/exchange.hpp"
#include "exchange/login_guard.hpp"
#include "exchange/session_keeper.hpp"
#include "mfaclient/cohesity/client.hpp"

namespace mfaclient::cohesity {

/// The credentials of one client, and the session they win. As an `Authoriser` for what needs a whole
/// session. Thread-safe.
class CohesitySession final : public Authoriser {
 public:
  CohesitySession(const Exchange& exchange, const Settings& settings);

  [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
  [[nodiscard]] bool renew(const http::Request& request) override;
  /// For what a pending session may do, too.
  [[nodiscard]] Authoriser& or_pending() noexcept { return or_pending_; }
  /// For what carries its own credentials.
  [[nodiscard]] Authoriser& bare() noexcept { return bare_; }

  /// Signs in with `code`, or without one, and keeps the session; a pending one is kept beside.
  [[nodiscard]] Result<Session> sign_in(const std::optional<Code>& code, const Call& call);
  /// Verifies `code` for the web session `cookie`, of whatever client, and keeps that session; for the own
  /// one where it is empty.
  [[nodiscard]] Result<WebSession> complete(const SecretString& cookie, const Code& code, const Call& call);
  /// Mails a code: to whom the pending session belongs, else for the password.
  [[nodiscard]] Result<Done> mail_code(const Call& call);
  [[nodiscard]] std::optional<WebSession> pending() const;
  /// The pending session got its code.
  void promote();
  void forget();

 private:
  /// Puts fixed headers, or none, on a request.
  class Fixed final : public Authoriser {
   public:
    Fixed(const CohesitySession& owner, Session session) : owner_(owner), session_(std::move(session)) {}
    [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
    [[nodiscard]] bool renew(const http::Request& /*request*/) override { return false; }

   private:
    const CohesitySession& owner_;
    Session session_;
  };
  class OrPending final : public Authoriser {
   public:
    explicit OrPending(CohesitySession& owner) : owner_(owner) {}
    [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
    [[nodiscard]] bool renew(const http::Request& request) override;

   private:
    CohesitySession& owner_;
  };

  [[nodiscard]] Result<Session> begin(const Call& call);
  [[nodiscard]] Result<Session> login(const std::optional<Code>& code, const Call& call);
  [[nodiscard]] Result<Session> login_by(LoginWay way, const std::optional<Code>& code, const Call& call);
  [[nodiscard]] Result<Session> web_login(const std::optional<Code>& code, const Call& call);
  [[nodiscard]] Result<bool> waits_for_code(const WebSession& web, const Call& call) const;
  [[nodiscard]] Result<Session> with_next_code(const Call& call,
                                               const std::function<Result<Session>(const Code&)>& send) const;
  [[nodiscard]] Session session_of(std::string_view header, SecretString value) const;
  void address(http::Request& request) const;
  void drop_pending(const Session& session);

  const Exchange& exchange_;
  const Settings& settings_;
  SessionKeeper keeper_;
  Fixed bare_;
  OrPending or_pending_;
  mutable std::mutex mutex_{};
  std::optional<WebSession> pending_{};
  LoginGuard guard_{exchange_.clock()};
  std::atomic<bool> sessions_off_ = false;  // the cluster refused a v2 session: tokens from now on
  std::atomic<bool> code_needed_ = false;   // at the latest sign-in
};

}  // namespace mfaclient::cohesity
