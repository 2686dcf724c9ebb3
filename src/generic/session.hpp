#pragma once
#include <optional>

#include "exchange/exchange.hpp"
#include "exchange/login_guard.hpp"
#include "exchange/session_keeper.hpp"
#include "mfaclient/generic/client.hpp"

namespace mfaclient::generic {

/// The credentials of one client, and the session they win. Thread-safe.
class GenericSession final : public Authoriser {
 public:
  GenericSession(const Exchange& exchange, const Settings& settings);

  [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
  [[nodiscard]] bool renew(const http::Request& request) override;

  [[nodiscard]] Result<SignInReply> sign_in(const Call& call);
  /// From now on the session is the one that `user` won.
  [[nodiscard]] Session adopt(const UserAuth& user, std::optional<Time> recovery_until);
  void forget() { keeper_.drop(); }

  /// Is the token of `request` dead? Asked with that very token, so that nothing is renewed meanwhile.
  [[nodiscard]] Result<bool> dead(const http::Request& request, const Call& call) const;

 private:
  [[nodiscard]] Result<Session> begin(const Call& call);
  [[nodiscard]] Result<LoginReply> login(const Call& call);
  [[nodiscard]] Session session_of(const SecretString& token) const;

  const Exchange& exchange_;
  const Settings& settings_;
  LoginGuard guard_;
  SessionKeeper keeper_;
};

/// One request's view of a session: what it was sent with.
class Witness final : public Authoriser {
 public:
  explicit Witness(Authoriser& session) : session_(session) {}
  [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
  [[nodiscard]] bool renew(const http::Request& request) override { return session_.renew(request); }
  [[nodiscard]] const http::Request& sent() const noexcept { return sent_; }

 private:
  Authoriser& session_;
  http::Request sent_{};
};

}  // namespace mfaclient::generic
