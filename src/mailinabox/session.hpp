#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "exchange/client_session.hpp"
#include "mfaclient/mailinabox/client.hpp"

namespace mfaclient::mailinabox {

/// The credentials of one client, and the session they win. Thread-safe.
class BoxSession final : public ClientSession {
 public:
  static constexpr std::string_view kVendor = "mailinabox";
  static constexpr std::array<std::string_view, 2> kHeaders{"Authorization", "X-Auth-Token"};

  BoxSession(Exchange exchange, Settings settings);
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

  using ClientSession::run;
  Result<void> run(const OperationRef& op, void* output, const Call& call) override;
  /// Signs in with `code`, or without one, and keeps the session.
  Result<Session> sign_in(const std::optional<SecretString>& code, const Call& call);

 private:
  [[nodiscard]] std::optional<Session> given() const override;
  Result<SignInProgress> start(const Call& call) override;
  Result<SignInProgress> answer(const NextStep& step, const SecretString& code, const Call& call) override;
  Result<Session> login(const std::optional<SecretString>& code, const Call& call);
  [[nodiscard]] bool about_own_account(const OperationRef& op) const;

  const Settings settings_;
};

}  // namespace mfaclient::mailinabox
