#pragma once
#include <array>
#include <mutex>
#include <optional>
#include <string_view>

#include "exchange/budget.hpp"
#include "exchange/client_session.hpp"
#include "mfaclient/quatrix/client.hpp"

namespace mfaclient::quatrix {

/// What answers a partial session that wants `mfa_code`; `other` for a step that this client does not know.
[[nodiscard]] FactorKind factor_wanted(std::string_view mfa_code);
/// The vendor's word for it. `kind` is totp or pin.
[[nodiscard]] AuthType auth_type_of(FactorKind kind);

/// The credentials of one client, and the session they win. Thread-safe.
class QuatrixSession final : public ClientSession {
 public:
  static constexpr std::string_view kVendor = "quatrix";
  static constexpr std::array<std::string_view, 2> kHeaders{"Authorization", "X-Auth-Token"};

  QuatrixSession(Exchange exchange, Settings settings);
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

  using ClientSession::run;
  Result<void> run(const OperationRef& op, void* output, const Call& call) override;
  /// The first step, barred by refused credentials alone: a person may still have the right code.
  Result<SignInStep> sign_in(const Call& call);
  Result<Session> sign_in(const LoginCode& answer, const Call& call);
  /// `second_step`: winning another one will take a code again.
  Session adopt(const SecretString& session_id, bool second_step);
  [[nodiscard]] std::optional<SecretString> unfinished() const;

 private:
  [[nodiscard]] std::optional<Session> given() const override;
  Result<SignInProgress> start(const Call& call) override;
  Result<SignInProgress> answer(const NextStep& step, const SecretString& code, const Call& call) override;
  [[nodiscard]] bool renewable() const override;
  void address(http::Request& request) const override;
  /// Counts against the vendor's limit, which all clients of a process share.
  Result<void> run_in_budget(const SessionStart& op, void* output, const Call& call);
  Result<Session> settle(const LoginCode& answer, Error lost, const Call& call);

  const Settings settings_;
  CallBudget budget_;
  mutable std::mutex mutex_{};
  std::optional<SecretString> unfinished_{};
  bool wants_second_step_ = false;
};

}  // namespace mfaclient::quatrix
