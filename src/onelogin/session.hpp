#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>

#include "exchange/client_session.hpp"
#include "mfaclient/onelogin/client.hpp"

namespace mfaclient::onelogin {

/// The token of one client, and what is known of the account's rate limit. Thread-safe.
class OneLoginSession final : public ClientSession {
 public:
  static constexpr std::string_view kVendor = "onelogin";
  static constexpr std::array<std::string_view, 1> kHeaders{"Authorization"};

  OneLoginSession(Exchange exchange, Settings settings);
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

  using ClientSession::run;
  /// Sends nothing while no call of the account is left, as far as is known. Finds out which path
  /// `GetMfaFactors` has.
  Result<void> run(const OperationRef& op, void* output, const Call& call) override;
  void answered(const OperationInfo& info, const http::Response& response) override;
  void refused(const OperationInfo& info, Error& error) override;

  /// Asks for a token, even where the credentials were refused before, and keeps it.
  Result<Session> sign_in(const Call& call);

 private:
  [[nodiscard]] std::optional<Session> given() const override;
  Result<SignInProgress> start(const Call& call) override;
  Result<Session> ask_for_token(const Call& call);
  [[nodiscard]] Session session_with(const TokenReply& reply) const;

  /// The same on the path that `op` says.
  Result<void> run_on_path(const OperationRef& op, void* output, const Call& call);
  /// `rate_limited`, while no call of the account is left; nullopt: go ahead.
  [[nodiscard]] std::optional<Error> closed(std::string_view operation) const;
  [[nodiscard]] std::optional<std::chrono::seconds> wait(SteadyTime until) const;

  const Settings settings_;
  std::atomic<bool> singular_path_{false};
  mutable std::mutex mutex_{};
  SteadyTime window_ends_{};   // when the count starts again, as the latest headers say
  SteadyTime closed_until_{};  // nothing is left until then
};

}  // namespace mfaclient::onelogin
