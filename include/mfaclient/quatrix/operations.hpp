#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mfaclient/operation.hpp"
#include "mfaclient/secret.hpp"

/// Quatrix's MFA API and the calls around it, as values. Base URL: that of the account's own host,
/// `https://<account-host>/api/1.0`.
///
/// Wire facts: the vendor's specification as its Go and JavaScript clients carry it, and what its C# client
/// does; docs/wire/quatrix.md lists where they disagree. A refusal is read by the number in its body, because
/// the status alone tells little. Operation values are not synchronised; their const members are.
namespace mfaclient::quatrix {

/// Which factor: "2FA", an authenticator app, or "PIN", a fixed one that an administrator hands out. Nothing
/// else is sent.
struct AuthType {
  std::string text{};
};
inline constexpr std::string_view kTwoFactor = "2FA";
inline constexpr std::string_view kPin = "PIN";

/// GET /session/login: trades e-mail address (sent in lower case) and password, both UTF-8, for a session.
///
/// **Status 207 is no sign-in**: the session is partial, `mfa_code` is set, and `LoginCode` takes the next
/// step. So is a 200 with that header. Each call begins a session and counts: 15 in 15 minutes for a user,
/// which the client keeps to by itself. Evidence: 200 or 207 with a session id, in the body or, where there
/// is none, in the header X-Auth-Token. Safety: `once`. Errors: `invalid_credentials`, `not_permitted`
/// (deactivated; no rights on this account), `locked_out` (a captcha is due), `rate_limited`.
struct SessionStartReply {
  SecretString session_id{};
  /// Set: NOT signed in. What is wanted next, as it came: "71" a code, "73" the PIN; anything else, and
  /// nothing at all, is a step that this client doesn't know.
  std::optional<std::string> mfa_code{};

  static constexpr auto fields() {
    return std::tuple(field("session_id", &SessionStartReply::session_id),
                      field("mfa_code", &SessionStartReply::mfa_code));
  }
};

struct SessionStart {
  using Output = SessionStartReply;
  static constexpr std::string_view name = "quatrix.session_start";
  static constexpr Evidence evidence{.statuses = {200, 207}, .fields = {"session_id"}};

  std::string email{};
  SecretString password{};

  static constexpr auto fields() {
    return std::tuple(field("email", &SessionStart::email), field("password", &SessionStart::password));
  }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

struct SessionLoginResp {
  std::optional<SecretString> session_id{};  ///< absent: the partial session has become the whole one

  static constexpr auto fields() { return std::tuple(field("session_id", &SessionLoginResp::session_id)); }
};

/// POST /session/login: answers a partial session with a code or the PIN. The documents call this request
/// `SessionLoginPostResp`.
///
/// Evidence: 200; another session id is adopted where one comes, from the body or else from the header
/// X-Auth-Token. Another 207 is no yes either. Safety: `once`. Errors: `code_rejected`, `challenge_expired`
/// (the partial session is dead: begin again), `code_required` (another factor is wanted; `vendor_code` has
/// the wire's "71" or "73").
struct LoginCode {
  using Output = SessionLoginResp;
  static constexpr std::string_view name = "quatrix.session_login";
  static constexpr Evidence evidence{.status_alone = true};

  SecretString session_id{};  ///< the partial one
  AuthType auth_type{};
  SecretString code{};
  std::optional<std::string> code_encoding{};  ///< "plain" (default), or "base64" for a host of early 2018
  /// True: `{"auth_type", "value": {...}}`, as the vendor's C# client sends it, its PIN always in base64.
  std::optional<bool> value_shape{};

  static constexpr auto fields() {
    return std::tuple(field("session_id", &LoginCode::session_id), field("auth_type", &LoginCode::auth_type),
                      field("code", &LoginCode::code), field("code_encoding", &LoginCode::code_encoding),
                      field("value_shape", &LoginCode::value_shape));
  }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// GET /session/keepalive: a session dies after 15 minutes without a call. No thread of ours makes this one.
/// Evidence: 200. Safety: `idempotent`. Errors: `session_expired`.
struct Keepalive {
  using Output = Done;
  static constexpr std::string_view name = "quatrix.keepalive";
  static constexpr Evidence evidence{.status_alone = true};

  static constexpr auto fields() { return std::tuple(); }
  [[nodiscard]] Safety safety() const { return Safety::idempotent; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// GET /session/logout: ends the session. Evidence: 200; or the refusal's number 14 or 70, by which the
/// session is over already. Safety: `idempotent`.
struct Logout {
  using Output = Done;
  static constexpr std::string_view name = "quatrix.logout";
  static constexpr Evidence evidence{.status_alone = true};

  static constexpr auto fields() { return std::tuple(); }
  [[nodiscard]] Safety safety() const { return Safety::idempotent; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// A user, as far as MFA is concerned: the caller, or another one. All fields but `id` are optional in the
/// vendor's own words; a descriptive one of another type than documented reads as absent.
struct ProfileResp {
  std::string id{};  ///< a UUID
  std::optional<std::string> email{}, name{}, status{};
  std::optional<std::string> super_admin{};                ///< "Y" or "N"; only of the caller
  std::optional<std::vector<std::string>> auth_methods{};  ///< what is on: "2FA", "PIN", "IP"
  std::optional<std::vector<std::string>> forced_auth{};   ///< what an administrator demands

  static constexpr auto fields() {
    return std::tuple(
        field("id", &ProfileResp::id), field("email", &ProfileResp::email), field("name", &ProfileResp::name),
        field("status", &ProfileResp::status), field("super_admin", &ProfileResp::super_admin),
        field("auth_methods", &ProfileResp::auth_methods), field("forced_auth", &ProfileResp::forced_auth));
  }
};
using UserResp = ProfileResp;

/// GET /profile: who the caller is, and which factors are on. It also tells whether a lost `LoginCode` or
/// `ProfileSetMfa` was carried out. Evidence: `id`. Safety: `read`. Errors: `session_expired`,
/// `code_required` (the session is partial).
struct Profile {
  using Output = ProfileResp;
  static constexpr std::string_view name = "quatrix.profile";
  static constexpr Evidence evidence{.fields = {"id"}};

  std::optional<SecretString> session_id{};  ///< a session of the caller's own; default: the client's

  static constexpr auto fields() { return std::tuple(field("session_id", &Profile::session_id)); }
  [[nodiscard]] Safety safety() const { return Safety::read; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// GET /user/metadata/{id}: another user, for administrators. Evidence: `id`, which must be the one asked
/// for. Safety: `read`. Errors: `not_found`, `not_permitted`, `session_expired`.
struct UserMetadata {
  using Output = UserResp;
  static constexpr std::string_view name = "quatrix.user_metadata";
  static constexpr Evidence evidence{.fields = {"id"}};

  std::string id{};  ///< a UUID

  static constexpr auto fields() { return std::tuple(field("id", &UserMetadata::id)); }
  [[nodiscard]] Safety safety() const { return Safety::read; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// What the generate call brought. The vendor documents a picture and no field, so one of the three is there.
struct Generate2faReply {
  std::optional<SecretString> qr_code_base64{};  ///< PNG of the otpauth URI
  std::optional<SecretString> otpauth_uri{};
  std::optional<SecretString> secret{};  ///< base32

  static constexpr auto fields() {
    return std::tuple(field("qr_code_base64", &Generate2faReply::qr_code_base64),
                      field("otpauth_uri", &Generate2faReply::otpauth_uri),
                      field("secret", &Generate2faReply::secret));
  }
};

/// GET /profile/2fa/generate: a GET that changes state. It mints a pending secret for the caller and drops
/// the one before; `ProfileSetMfa` turns it on. The last answer seen is the only one that counts.
///
/// Evidence: a whole PNG, an otpauth URI or a base32 secret; as JSON, as text in base64 or as it is. Safety:
/// `once`. Errors: `code_required` (the session is partial and the user has a factor), `session_expired`.
struct Generate2fa {
  using Output = Generate2faReply;
  static constexpr std::string_view name = "quatrix.generate_2fa";
  static constexpr Evidence evidence{.picture = true};

  /// The partial session of a user who was told to set MFA up; default: the client's session.
  std::optional<SecretString> session_id{};

  static constexpr auto fields() { return std::tuple(field("session_id", &Generate2fa::session_id)); }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

struct ProfileSetMfaResp {
  std::vector<SecretString> session_ids{};  ///< the user's other sessions, which this has ended

  static constexpr auto fields() { return std::tuple(field("session_ids", &ProfileSetMfaResp::session_ids)); }
};

/// POST /profile/set-mfa: turns a factor on for the caller, with a code of the pending secret. Ends the
/// caller's other sessions, and makes a partial one whole.
///
/// Evidence: 200; `session_ids` may be absent, null, one or many. Safety: `once`. Errors: `code_rejected`,
/// `conflict` (no pending secret: generate one first), `session_expired`.
struct ProfileSetMfa {
  using Output = ProfileSetMfaResp;
  static constexpr std::string_view name = "quatrix.profile_set_mfa";
  static constexpr Evidence evidence{.status_alone = true};

  AuthType auth_type{};
  SecretString code{};
  std::optional<std::string> code_encoding{};  ///< as in `LoginCode`
  std::optional<SecretString> session_id{};    ///< as in `Generate2fa`

  static constexpr auto fields() {
    return std::tuple(field("auth_type", &ProfileSetMfa::auth_type), field("code", &ProfileSetMfa::code),
                      field("code_encoding", &ProfileSetMfa::code_encoding),
                      field("session_id", &ProfileSetMfa::session_id));
  }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// The answer of four changes. Any other `status` than "success" is no yes.
struct ProfileRemoveMfaResp {
  std::optional<std::string> status{};  ///< "success", or absent

  static constexpr auto fields() { return std::tuple(field("status", &ProfileRemoveMfaResp::status)); }
};

/// POST /profile/remove-mfa: turns one of the caller's factors off; one that isn't on is a yes as well.
///
/// Evidence: 200. Safety: `idempotent`. Errors: `not_permitted` (an administrator demands it),
/// `session_expired`.
struct ProfileRemoveMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr std::string_view name = "quatrix.profile_remove_mfa";
  static constexpr Evidence evidence{.status_alone = true};

  AuthType auth_type{};

  static constexpr auto fields() { return std::tuple(field("auth_type", &ProfileRemoveMfa::auth_type)); }
  [[nodiscard]] Safety safety() const { return Safety::idempotent; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// POST /user/remove-mfa: turns a factor of other users off, and no longer demands it. For administrators.
///
/// The vendor gives no result per id: send one id where it matters which one failed. Evidence: 200. Safety:
/// `idempotent`. Errors: `not_found`, `not_permitted` (no administrator, or the account demands it of
/// everybody), `session_expired`.
struct UserRemoveMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr std::string_view name = "quatrix.user_remove_mfa";
  static constexpr Evidence evidence{.status_alone = true};

  std::vector<std::string> ids{};  ///< UUIDs; refused unsent when empty
  AuthType auth_type{};

  static constexpr auto fields() {
    return std::tuple(field("ids", &UserRemoveMfa::ids), field("auth_type", &UserRemoveMfa::auth_type));
  }
  [[nodiscard]] Safety safety() const { return Safety::idempotent; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// POST /user/reset-mfa: wipes the users' secrets and ends their sessions; the demand stays, so that each
/// enrols again at the next sign-in. For administrators.
///
/// Never repeat it blindly: a late one wipes a secret that was just enrolled. Only "2FA" can be reset; a PIN
/// is refused unsent. Evidence: 200. Safety: `once`. Errors: as `UserRemoveMfa`, and `unsupported` by a host
/// from before April 2019.
struct UserResetMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr std::string_view name = "quatrix.user_reset_mfa";
  static constexpr Evidence evidence{.status_alone = true};

  std::vector<std::string> ids{};  ///< UUIDs; refused unsent when empty
  AuthType auth_type{};

  static constexpr auto fields() {
    return std::tuple(field("ids", &UserResetMfa::ids), field("auth_type", &UserResetMfa::auth_type));
  }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// POST /user/set-mfa: demands "2FA" of users, who enrol at their next sign-in, or sets their PIN. Ends their
/// sessions. For administrators.
///
/// Evidence: 200. Safety: `once`. Errors: as `UserRemoveMfa`.
struct UserSetMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr std::string_view name = "quatrix.user_set_mfa";
  static constexpr Evidence evidence{.status_alone = true};

  std::vector<std::string> ids{};  ///< UUIDs; refused unsent when empty
  AuthType auth_type{};
  std::optional<SecretString> code{};          ///< the PIN itself; for "2FA" "" is sent unless given
  std::optional<std::string> code_encoding{};  ///< as in `LoginCode`

  static constexpr auto fields() {
    return std::tuple(field("ids", &UserSetMfa::ids), field("auth_type", &UserSetMfa::auth_type),
                      field("code", &UserSetMfa::code), field("code_encoding", &UserSetMfa::code_encoding));
  }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// Every operation of this vendor: what `mfactl call`, the goldens and the robustness tests go through.
using Operations =
    std::tuple<ProfileRemoveMfa, ProfileSetMfa, LoginCode, UserRemoveMfa, UserResetMfa, UserSetMfa,
               SessionStart, Keepalive, Logout, Profile, UserMetadata, Generate2fa>;

}  // namespace mfaclient::quatrix
