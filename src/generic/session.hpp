#pragma once
#include <array>
#include <optional>
#include <string_view>

#include "exchange/client_session.hpp"
#include "mfaclient/generic/client.hpp"

namespace mfaclient::generic {

/// The credentials of one client, and the session they win. Thread-safe.
class GenericSession final : public ClientSession {
 public:
  static constexpr std::string_view kVendor = "generic";
  // The server takes an API key for the caller, whatever the session says.
  static constexpr std::array<std::string_view, 2> kHeaders{"Authorization", "X-API-Key"};

  GenericSession(Exchange exchange, Settings settings);
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

  using ClientSession::run;
  Result<void> run(const OperationRef& op, void* output, const Call& call) override;

  Result<SignInReply> sign_in(const Call& call);
  /// From now on the session is the one that `user` won, by `operation`.
  [[nodiscard]] Session adopt_user(const UserAuth& user, std::optional<Time> recovery_until,
                                   std::string_view operation);

 private:
  [[nodiscard]] std::optional<Session> given() const override;
  [[nodiscard]] bool renewable() const override;
  Result<SignInProgress> start(const Call& call) override;
  Result<SignInProgress> answer(const NextStep& step, const SecretString& code, const Call& call) override;
  Result<SignInReply> log_in(const Call& call);
  [[nodiscard]] Session session_with(const SecretString& token) const;

  /// Performs `op` in one session, and looks at a 401 before acting on it: the code, or the token?
  Result<void> run_looking(const OperationRef& op, void* output, const Call& call);
  /// Asks with that very session, so that nothing is renewed meanwhile. Where that can't be found out: no.
  [[nodiscard]] bool dead(const Session& session, const Call& call);

  const Settings settings_;
};

}  // namespace mfaclient::generic
