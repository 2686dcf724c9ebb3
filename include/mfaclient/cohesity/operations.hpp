#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mfaclient/operation.hpp"
#include "mfaclient/secret.hpp"

/// Cohesity's MFA API and the sign-ins it needs, as values. Base URL: the cluster's origin, `https://<vip>`;
/// targets are whole paths (`/v2/...`, `/irisservices/api/v1/public/...`, `/login`).
///
/// Wire facts: the OpenAPI models of Cohesity's SDKs and the requests of its own scripts;
/// docs/wire/cohesity.md lists where they differ. Kinds of code are "totp", "email" and "salesforce",
/// whatever their spelling on the wire; words that are none of these are kept as they come.
///
/// Errors of all, beside their own: `session_expired` (the session is dead; a pending one is not),
/// `code_required` (a web session still waits for its code), `not_permitted`, `locked_out`, `rate_limited`.
/// Operation values are not synchronised; their const members are.
namespace mfaclient::cohesity {

/// POST /v2/email-otp: mails a code for a sign-in to come. Carries the credentials itself, and no session.
///
/// Each success mails a new code and voids the one before. Evidence: 204. Safety: `once`.
/// Errors: `invalid_credentials`, `invalid_argument` (no address is known).
struct CreateEmailOtp {
  using Output = Done;
  static constexpr OperationInfo info{.name = "cohesity.create_email_otp",
                                      .documented = "create_email_otp",
                                      .method = "POST",
                                      .path = "/v2/email-otp",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.statuses = {204}, .status_alone = true}};

  std::string username{};
  SecretString password{};
  std::optional<std::string> domain{};  ///< the server's default: LOCAL
};

/// A fresh secret, told once only.
struct TotpKeyInfo {
  std::optional<std::string> totp_key_id{};
  std::optional<std::string> totp_key_name{};
  SecretString totp_secret_key{};          ///< base32
  std::optional<SecretString> totp_uri{};  ///< otpauth
};

/// POST /v2/totp-key: makes a new secret for the caller, who needs a session (a pending one will do), not an
/// API key. Replaces the secret of an earlier call: whoever scanned that one has nothing. `VerifyOtp`
/// confirms it.
///
/// Evidence: 201 or 200 with `totpSecretKey`. Safety: `once`.
struct CreateTotpKey {
  using Output = TotpKeyInfo;
  static constexpr OperationInfo info{.name = "cohesity.create_totp_key",
                                      .documented = "create_totp_key",
                                      .method = "POST",
                                      .path = "/v2/totp-key",
                                      .safety = Safety::once,
                                      .auth = Auth::pending_session,
                                      .evidence = {.statuses = {201, 200}, .fields = {"totpSecretKey"}}};

  std::optional<std::string> totp_key_name{};
};

/// The policy of the whole cluster.
struct MfaConfigInfo {
  bool enabled = false;
  std::vector<std::string> authentication_types{};
  std::optional<bool> retain_user_mfa_settings{};
};

/// GET /v2/mfa-config. Evidence: `enabled`. Safety: `read`.
struct GetMfaConfig {
  using Output = MfaConfigInfo;
  static constexpr OperationInfo info{.name = "cohesity.get_mfa_config",
                                      .documented = "get_mfa_config",
                                      .method = "GET",
                                      .path = "/v2/mfa-config",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"enabled"}}};
};

/// The support user's MFA. The secret and the code of a change are never told again.
struct SupportMfaConfigInfo {
  bool enabled = false;
  std::optional<std::string> mfa_type{};
  std::optional<std::string> email{};
  /// "kNotStarted", "kPending", "kSuccess", "kFailure"; older clusters don't tell.
  std::optional<std::string> otp_verification_state{};
  std::optional<bool> is_quorum_managed{};
  std::optional<bool> requires_password_auth{};  ///< changes need `current_password`
};

/// GET /v2/support-user/mfa. Needs CLUSTER_VIEW. Evidence: `enabled`. Safety: `read`.
struct GetSupportMfaConfig {
  using Output = SupportMfaConfigInfo;
  static constexpr OperationInfo info{.name = "cohesity.get_support_mfa_config",
                                      .documented = "get_support_mfa_config",
                                      .method = "GET",
                                      .path = "/v2/support-user/mfa",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"enabled"}}};
};

/// POST /v2/send-email-otp: mails a code to whom the session belongs, a pending web session above all.
/// Evidence: 204. Safety: `once`. Errors: `invalid_argument` (no address is known).
struct SendEmailOtp {
  using Output = Done;
  static constexpr OperationInfo info{.name = "cohesity.send_email_otp",
                                      .documented = "send_email_otp",
                                      .method = "POST",
                                      .path = "/v2/send-email-otp",
                                      .safety = Safety::once,
                                      .auth = Auth::pending_session,
                                      .evidence = {.statuses = {204}, .status_alone = true}};
};

/// POST /v2/support-user/send-email-otp: mails a code to the support user. Needs CLUSTER_MODIFY.
/// Evidence: 204. Safety: `once`. Errors: `invalid_argument` (not in e-mail mode).
struct SendSupportEmailOtp {
  using Output = Done;
  static constexpr OperationInfo info{.name = "cohesity.send_support_email_otp",
                                      .documented = "send_support_email_otp",
                                      .method = "POST",
                                      .path = "/v2/support-user/send-email-otp",
                                      .safety = Safety::once,
                                      .evidence = {.statuses = {204}, .status_alone = true}};
};

/// PUT /v2/mfa-config: replaces the policy of the whole cluster by exactly this. `MFAApi::merge_mfa_config`
/// reads first. Needs MFA_MODIFY. What is left out is reset: `enabled` must be said, and without
/// `retain_user_mfa_settings` a change of it drops every user's set-up. May lock everybody out, the caller
/// included.
///
/// Evidence: 204, 200 or 201; a body, if any, must be JSON. Safety: `idempotent`. Errors: `invalid_argument`.
struct UpdateMfaConfig {
  using Output = Done;
  static constexpr OperationInfo info{.name = "cohesity.update_mfa_config",
                                      .documented = "update_mfa_config",
                                      .method = "PUT",
                                      .path = "/v2/mfa-config",
                                      .safety = Safety::idempotent,
                                      .evidence = {.statuses = {204, 200, 201}, .status_alone = true}};

  std::optional<bool> enabled{};  ///< refused unsent when unset: the server would take it for false
  std::optional<std::vector<std::string>> authentication_types{};
  std::optional<bool> retain_user_mfa_settings{};
  std::optional<bool> force{};  ///< true: also what only Helios takes, "salesforce"
};

/// The support user's MFA after a change, as `SupportMfaConfigInfo`; with TOTP its new secret, shown only
/// once.
struct UpdateMfaResult {
  bool enabled = false;
  std::optional<std::string> mfa_type{};
  std::optional<std::string> email{};
  std::optional<std::string> otp_verification_state{};
  std::optional<bool> is_quorum_managed{};
  std::optional<bool> requires_password_auth{};
  std::optional<std::string> account_name{};
  std::optional<SecretString> totp_secret_key{};  ///< base32
  std::optional<SecretString> totp_uri{};         ///< otpauth
};

/// PATCH /v2/support-user/mfa: changes the support user's MFA. Needs CLUSTER_MODIFY. TOTP on a configured
/// user re-keys. Turning off, and another address in e-mail mode, take a code.
///
/// Evidence: 200 with `enabled` as it was asked for. Safety: `once`. Errors: `code_required`,
/// `code_rejected`, `invalid_credentials` (the current password), `invalid_argument`.
struct UpdateSupportMfaConfig {
  using Output = UpdateMfaResult;
  static constexpr OperationInfo info{.name = "cohesity.update_support_mfa_config",
                                      .documented = "update_support_mfa_config",
                                      .method = "PATCH",
                                      .path = "/v2/support-user/mfa",
                                      .safety = Safety::once,
                                      .evidence = {.fields = {"enabled"}}};

  std::optional<bool> enabled{};  ///< refused unsent when unset: a partial change would turn MFA off
  std::optional<std::string> mfa_type{};
  std::optional<std::string> email{};
  std::optional<SecretString> mfa_code{};
  std::optional<SecretString> current_password{};  ///< where `requires_password_auth` says so
  std::optional<std::string> reference_id{};       ///< instead of a code, where a quorum approved
  std::optional<bool> force{};                     ///< true: also "salesforce", which only Helios takes
};

/// POST /v2/support-user/verify-totp: confirms the support user's new secret. Needs CLUSTER_MODIFY. The
/// server says no with status 200. Evidence: `success` true. Safety: `once`. Errors: `code_rejected`.
struct VerifySupportUserTotp {
  using Output = Done;
  static constexpr OperationInfo info{.name = "cohesity.verify_support_user_totp",
                                      .documented = "verify_support_user_totp",
                                      .method = "POST",
                                      .path = "/v2/support-user/verify-totp",
                                      .safety = Safety::once,
                                      .evidence = {.fields = {"success"}}};

  SecretString totp_code{};
};

struct CreateSessionReply {
  SecretString session_id{};
};

/// POST /v2/users/sessions: trades a password, and a code where MFA is on, for a session. Without a code it
/// spends nothing and tells whether one is needed.
///
/// Evidence: 201 or 200 with `sessionId`. Safety: `once`. Errors: `code_required`, `code_rejected`,
/// `invalid_credentials`, `not_permitted` (sessions are off: use a token).
struct CreateSession {
  using Output = CreateSessionReply;
  static constexpr OperationInfo info{.name = "cohesity.create_session",
                                      .method = "POST",
                                      .path = "/v2/users/sessions",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.statuses = {201, 200}, .fields = {"sessionId"}}};

  std::string username{};
  SecretString password{};
  std::optional<std::string> domain{};
  std::optional<SecretString> otp_code{};
  std::optional<std::string> otp_type{};  ///< of the code: default "totp"
};

struct AccessToken {
  SecretString access_token{};
  std::string token_type{};  ///< "Bearer": what goes before the token in the header
  std::vector<std::string> privileges{};
};

/// POST /irisservices/api/v1/public/accessTokens, or with `api` "v2" POST /v2/access-tokens (newer, and only
/// Helios on premises takes a code there): the same for a token that lives 24 hours. One operation, because
/// only the spelling differs.
///
/// Evidence: 201 or 200 with `accessToken` and `tokenType`. Safety and errors: as `CreateSession`.
struct CreateAccessToken {
  using Output = AccessToken;
  static constexpr OperationInfo info{
      .name = "cohesity.create_access_token",
      .method = "POST",
      .path = "/irisservices/api/v1/public/accessTokens",
      .safety = Safety::once,
      .auth = Auth::own,
      .evidence = {.statuses = {201, 200}, .fields = {"accessToken", "tokenType"}}};

  std::string username{};
  SecretString password{};
  std::optional<std::string> domain{};
  std::optional<SecretString> otp_code{};
  std::optional<std::string> otp_type{};  ///< of the code: default "totp"
  std::optional<std::string> api{};       ///< "v1" (default) or "v2"
};

struct MfaInfo {
  std::optional<bool> is_totp_setup_done{};
  std::optional<bool> is_email_otp_setup_done{};
  std::optional<bool> is_user_exempt_from_mfa{};
};

/// What the cluster tells of a user's MFA; older ones tell less.
struct User {
  std::string username{};
  std::optional<MfaInfo> mfa_info{};
  std::vector<std::string> mfa_methods{};
  std::optional<bool> is_cluster_mfa_enabled{};
  std::optional<bool> is_account_mfa_enabled{};
};

struct WebLoginReply {
  SecretString cookie{};  ///< the `Cookie` header of the session; with MFA it waits for `VerifyOtp`
  User user{};
};

/// POST /login: the one sign-in in two steps. Where MFA is on, the session it begins may only set up MFA and
/// verify a code, though nothing in the answer says so.
///
/// Evidence: 200 or 201 with a cookie and `user.username`. Safety: `once`. Errors: `invalid_credentials`,
/// `not_permitted` (no right to use the web pages: sign in another way).
struct WebLogin {
  using Output = WebLoginReply;
  static constexpr OperationInfo info{.name = "cohesity.web_login",
                                      .method = "POST",
                                      .path = "/login",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.statuses = {200, 201}, .fields = {"user.username"}}};

  std::string username{};
  SecretString password{};
  std::optional<std::string> domain{};
};

struct VerifyOtpReply {
  std::optional<User> user{};
};

/// POST /irisservices/api/v1/public/verify-otp, or with `api` "v2" POST /v2/users/verify-otp (newest): a code
/// for the session of the request. Completes a pending web session, and confirms a new TOTP secret.
///
/// Evidence: 200; v1 with `user.username`, while no body is known of v2, where the status alone counts.
/// Safety: `once`. Errors: `code_rejected`.
struct VerifyOtp {
  using Output = VerifyOtpReply;
  static constexpr OperationInfo info{.name = "cohesity.verify_otp",
                                      .method = "POST",
                                      .path = "/irisservices/api/v1/public/verify-otp",
                                      .safety = Safety::once,
                                      .auth = Auth::pending_session,
                                      .evidence = {.fields = {"user.username"}}};

  SecretString code{};
  std::optional<std::string> otp_type{};  ///< of the code: default "totp"
  std::optional<std::string> api{};       ///< "v1" (default) or "v2"
};

/// GET /irisservices/api/v1/public/sessionUser: whose session it is, and the state of their own MFA.
/// Evidence: `user.username`, or `username` where nothing is wrapped around it. Safety: `read`.
struct SessionUser {
  using Output = User;
  static constexpr OperationInfo info{.name = "cohesity.session_user",
                                      .method = "GET",
                                      .path = "/irisservices/api/v1/public/sessionUser",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"user.username"}}};
};

/// Every operation of this vendor, in the order in which they are listed everywhere.
using Operations =
    std::tuple<CreateEmailOtp, CreateTotpKey, GetMfaConfig, GetSupportMfaConfig, SendEmailOtp,
               SendSupportEmailOtp, UpdateMfaConfig, UpdateSupportMfaConfig, VerifySupportUserTotp,
               CreateSession, CreateAccessToken, WebLogin, VerifyOtp, SessionUser>;

/// How each of `Operations` is written and read, in that order.
[[nodiscard]] const OperationType* operation_types() noexcept;
template <class Op>
requires(mfaclient::detail::kListed<Op, Operations>)
    [[nodiscard]] const OperationType& type_of(const Op* /*op*/) noexcept {
  return mfaclient::detail::listed_type<Op, Operations>(operation_types());
}

}  // namespace mfaclient::cohesity
