#pragma once
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <string_view>

#include "exchange/client_session.hpp"
#include "mfaclient/cohesity/client.hpp"

namespace mfaclient::cohesity {

/// The credentials of one client, and the session they win; beside it a web session that waits for its code,
/// where there is one. Thread-safe.
class CohesitySession final : public ClientSession {
 public:
  static constexpr std::string_view kVendor = "cohesity";
  static constexpr std::array<std::string_view, 7> kHeaders{
      "apiKey",          "session-id", "Authorization", "Cookie", "x-impersonate-tenant-id",
      "accessClusterId", "regionId"};

  CohesitySession(Exchange exchange, Settings settings);
  [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

  using ClientSession::run;
  Result<void> run(const OperationRef& op, void* output, const Call& call) override;

  /// Signs in with `code`, or without one, and keeps the session; a pending one is kept beside.
  Result<Session> sign_in(const std::optional<Code>& code, const Call& call);
  /// Verifies `code` for the web session `cookie`, of whatever client, and keeps that session; for the own
  /// one where it is empty.
  Result<WebSession> complete(const SecretString& cookie, const Code& code, const Call& call);
  /// Mails a code: within the pending session, else for the password.
  Result<Done> mail_code(const Call& call);
  [[nodiscard]] std::optional<WebSession> pending() const;
  /// Forgets the pending session, too.
  void forget_all();

 private:
  [[nodiscard]] std::optional<Session> given() const override;
  Result<SignInProgress> start(const Call& call) override;
  Result<SignInProgress> answer(const NextStep& step, const SecretString& code, const Call& call) override;
  [[nodiscard]] bool renewable() const override;
  void address(http::Request& request) const override;
  void add_context(http::Request& request) const override;
  [[nodiscard]] std::optional<Session> pending_session() const override;
  bool drop_pending() override;

  Result<Session> login(const std::optional<Code>& code, const Call& call);
  Result<Session> login_by(LoginWay way, const std::optional<Code>& code, const Call& call);
  Result<Session> session_login(const std::optional<Code>& code, const Call& call);
  Result<Session> token_login(const std::optional<Code>& code, const Call& call);
  Result<Session> web_login(const std::optional<Code>& code, const Call& call);
  Result<bool> waits_for_code(const WebSession& web, const Call& call);
  /// The pending session got its code.
  void promote();
  /// `session` waits for nothing any more, if it is the pending one.
  void drop_if_pending(const Session& session);

  const Settings settings_;
  mutable std::mutex mutex_{};
  std::optional<WebSession> pending_{};
  std::atomic<bool> sessions_off_ = false;  // the cluster refused a v2 session: tokens from now on
  std::atomic<bool> code_needed_ = false;   // at the latest sign-in
};

}  // namespace mfaclient::cohesity
