#pragma once
#include <optional>
#include <string>

#include "exchange/exchange.hpp"
#include "exchange/login_guard.hpp"
#include "exchange/session_keeper.hpp"
#include "mfaclient/mailinabox/client.hpp"

namespace mfaclient::mailinabox {

/// The credentials of one client, and the session they win. Thread-safe.
class BoxSession final : public Authoriser {
 public:
  BoxSession(const Exchange& exchange, const Settings& settings);

  [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
  [[nodiscard]] bool renew(const http::Request& request) override;

  /// Signs in with `code`, or without one, and keeps the session.
  [[nodiscard]] Result<Session> sign_in(const std::optional<SecretString>& code, const Call& call);
  [[nodiscard]] bool live() const { return keeper_.current() != nullptr; }
  void forget() { keeper_.drop(); }
  /// Is `user` the account that this client signs in with? nullopt stands for it.
  [[nodiscard]] bool own(const std::optional<std::string>& user) const;

 private:
  [[nodiscard]] Result<Session> begin(const Call& call);
  [[nodiscard]] Result<Session> login(const std::optional<SecretString>& code, const Call& call);

  const Exchange& exchange_;
  const Settings& settings_;
  LoginGuard guard_;
  SessionKeeper keeper_;
};

}  // namespace mfaclient::mailinabox
