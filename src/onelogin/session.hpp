#pragma once
#include <mutex>
#include <optional>

#include "exchange/exchange.hpp"
#include "exchange/login_guard.hpp"
#include "exchange/session_keeper.hpp"
#include "mfaclient/onelogin/client.hpp"

namespace mfaclient::onelogin {

/// The token of one client, and what is known of the account's rate limit. Thread-safe.
class OneLoginSession final : public Authoriser {
 public:
  OneLoginSession(const Exchange& exchange, const Settings& settings);

  [[nodiscard]] Result<void> authorise(http::Request& request, const Call& call) override;
  [[nodiscard]] bool renew(const http::Request& request) override;
  void answered(const http::Response& response) override;

  /// Asks for a token, refused credentials or not, and keeps it.
  [[nodiscard]] Result<Session> sign_in(const Call& call);
  void forget() { keeper_.drop(); }

  /// `rate_limited`, while no call of the account is left as far as is known; nullopt: go ahead.
  [[nodiscard]] std::optional<Error> closed(std::string_view operation) const;
  /// Takes note of what one call came to, and adds the wait where the answer did not tell it.
  void settle(Error& error);

 private:
  [[nodiscard]] Result<Session> begin(const Call& call);
  [[nodiscard]] Session session_of(const TokenReply& reply) const;
  [[nodiscard]] std::optional<std::chrono::seconds> wait(SteadyTime until) const;

  const Exchange& exchange_;
  const Settings& settings_;
  LoginGuard guard_;
  SessionKeeper keeper_;
  mutable std::mutex mutex_{};
  SteadyTime window_ends_{};   // when the count begins anew, as the latest headers say
  SteadyTime closed_until_{};  // nothing is left until then
};

}  // namespace mfaclient::onelogin
