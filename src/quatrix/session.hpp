#pragma once
#include <mutex>
#include <optional>
#include <string_view>

#include "exchange/budget.hpp"
#include "exchange/exchange.hpp"
#include "exchange/login_guard.hpp"
#include "exchange/session_keeper.hpp"
#include "mfaclient/quatrix/client.hpp"

namespace mfaclient::quatrix {

/// What answers a partial session that wants `mfa_code`; `other` for a step that nobody here knows.
[[nodiscard]] FactorKind factor_wanted(std::string_view mfa_code);
/// The vendor's word for it. `kind` is totp or pin.
[[nodiscard]] AuthType auth_type_of(FactorKind kind);

/// The credentials of one client, and the session they win. Thread-safe.
class QuatrixSession final : public Authoriser {
 public:
  QuatrixSession(const Exchange& exchange, const Settings& settings);

  [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
  [[nodiscard]] bool renew(const http::Request& request) override;
  /// For operations that bring their own credentials: adds the Referer alone.
  [[nodiscard]] Authoriser& bystander() noexcept { return bystander_; }

  /// One first step, counted against the vendor's limit.
  [[nodiscard]] Result<SessionStartReply> start(const SessionStart& op, const Call& call);
  [[nodiscard]] Result<SignInStep> sign_in(const Call& call);
  [[nodiscard]] Result<Session> sign_in(const LoginCode& answer, const Call& call);
  /// `second_step`: winning another one will take a code again.
  Session adopt(const SecretString& session_id, bool second_step);
  [[nodiscard]] std::optional<SecretString> unfinished() const;
  [[nodiscard]] bool live() const { return keeper_.current() != nullptr; }
  void forget() { keeper_.drop(); }

 private:
  struct Bystander final : Authoriser {
    explicit Bystander(const Settings& its) : settings(its) {}
    [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
    [[nodiscard]] bool renew(const http::Request& /*request*/) override { return false; }
    const Settings& settings;
  };

  [[nodiscard]] Result<Session> begin(const Call& call);
  [[nodiscard]] Result<Session> settle(const LoginCode& answer, Error lost, const Call& call);
  [[nodiscard]] Session session_of(const SecretString& id) const;

  const Exchange& exchange_;
  const Settings& settings_;
  CallBudget budget_;
  Bystander bystander_;
  LoginGuard guard_;
  SessionKeeper keeper_;
  mutable std::mutex mutex_{};
  std::optional<SecretString> unfinished_{};
  bool wants_second_step_ = false;
};

}  // namespace mfaclient::quatrix
