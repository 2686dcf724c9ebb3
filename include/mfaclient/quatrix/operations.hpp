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
};

struct SessionStart {
  using Output = SessionStartReply;
  static constexpr OperationInfo info{.name = "quatrix.session_start",
                                      .method = "GET",
                                      .path = "/session/login",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.statuses = {200, 207}, .fields = {"session_id"}}};

  std::string email{};
  SecretString password{};
};

struct SessionLoginResp {
  std::optional<SecretString> session_id{};  ///< absent: the partial session has become the whole one
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
  static constexpr OperationInfo info{.name = "quatrix.session_login",
                                      .documented = "SessionLoginPost",
                                      .method = "POST",
                                      .path = "/session/login",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.status_alone = true}};

  SecretString session_id{};  ///< the partial one
  AuthType auth_type{};
  SecretString code{};
  std::optional<std::string> code_encoding{};  ///< "plain" (default), or "base64" for a host of early 2018
  /// True: `{"auth_type", "value": {...}}`, as the vendor's C# client sends it, its PIN always in base64.
  std::optional<bool> value_shape{};
};

/// GET /session/keepalive: a session dies after 15 minutes without a call. No thread of ours makes this one.
/// Evidence: 200. Safety: `idempotent`. Errors: `session_expired`.
struct Keepalive {
  using Output = Done;
  static constexpr OperationInfo info{.name = "quatrix.keepalive",
                                      .method = "GET",
                                      .path = "/session/keepalive",
                                      .safety = Safety::idempotent,
                                      .evidence = {.status_alone = true}};
};

/// GET /session/logout: ends the session. Evidence: 200; or 400 or 401 with the refusal's number 14 or 70,
/// which say that there is no session anymore. Safety: `idempotent`.
struct Logout {
  using Output = Done;
  static constexpr OperationInfo info{.name = "quatrix.logout",
                                      .method = "GET",
                                      .path = "/session/logout",
                                      .safety = Safety::idempotent,
                                      .evidence = {.statuses = {200, 400, 401}, .status_alone = true},
                                      .ends_session = true};
};

/// A user, as far as MFA is concerned: the caller, or another one. All fields but `id` are optional in the
/// vendor's own words; a descriptive one of another type than documented reads as absent.
struct ProfileResp {
  std::string id{};  ///< a UUID
  std::optional<std::string> email{}, name{}, status{};
  std::optional<std::string> super_admin{};                ///< "Y" or "N"; only of the caller
  std::optional<std::vector<std::string>> auth_methods{};  ///< what is on: "2FA", "PIN", "IP"
  std::optional<std::vector<std::string>> forced_auth{};   ///< what an administrator demands
};
using UserResp = ProfileResp;

/// GET /profile: who the caller is, and which factors are on. It also tells whether a lost `LoginCode` or
/// `ProfileSetMfa` was carried out. Evidence: `id`. Safety: `read`. Auth: `own` with a `session_id`. Errors:
/// `session_expired`, `code_required` (the session is partial).
struct Profile {
  using Output = ProfileResp;
  static constexpr OperationInfo info{.name = "quatrix.profile",
                                      .method = "GET",
                                      .path = "/profile",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"id"}}};

  std::optional<SecretString> session_id{};  ///< a session of the caller's own; default: the client's
};

/// GET /user/metadata/{id}: another user, for administrators. Evidence: `id`, which must be the one asked
/// for. Safety: `read`. Errors: `not_found`, `not_permitted`, `session_expired`.
struct UserMetadata {
  using Output = UserResp;
  static constexpr OperationInfo info{.name = "quatrix.user_metadata",
                                      .method = "GET",
                                      .path = "/user/metadata/{id}",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"id"}}};

  std::string id{};  ///< a UUID
};

/// What the generate call brought. The vendor documents a picture and no field, so one of the three is there.
struct Generate2faReply {
  std::optional<SecretString> qr_code_base64{};  ///< PNG of the otpauth URI
  std::optional<SecretString> otpauth_uri{};
  std::optional<SecretString> secret{};  ///< base32
};

/// GET /profile/2fa/generate: a GET that changes state. It mints a pending secret for the caller and drops
/// the one before; `ProfileSetMfa` turns it on. The last answer seen is the only one that counts.
///
/// Evidence: a whole PNG, an otpauth URI or a base32 secret; as JSON, as text in base64 or as it is. Safety:
/// `once`. Auth: `own` with a `session_id`. Errors: `code_required` (the session is partial and the user has
/// a factor), `session_expired`.
struct Generate2fa {
  using Output = Generate2faReply;
  static constexpr OperationInfo info{.name = "quatrix.generate_2fa",
                                      .method = "GET",
                                      .path = "/profile/2fa/generate",
                                      .safety = Safety::once,
                                      .evidence = {.picture = true}};

  /// The partial session of a user who was told to set MFA up; default: the client's session.
  std::optional<SecretString> session_id{};
};

struct ProfileSetMfaResp {
  std::vector<SecretString> session_ids{};  ///< the user's other sessions, which this has ended
};

/// POST /profile/set-mfa: turns a factor on for the caller, with a code of the pending secret. Ends the
/// caller's other sessions, and makes a partial one whole.
///
/// Evidence: 200; `session_ids` may be absent, null, one or many. Safety: `once`. Auth: `own` with a
/// `session_id`. Errors: `code_rejected`, `conflict` (no pending secret: generate one first),
/// `session_expired`.
struct ProfileSetMfa {
  using Output = ProfileSetMfaResp;
  static constexpr OperationInfo info{.name = "quatrix.profile_set_mfa",
                                      .documented = "ProfileSetMfaPost",
                                      .method = "POST",
                                      .path = "/profile/set-mfa",
                                      .safety = Safety::once,
                                      .evidence = {.status_alone = true}};

  AuthType auth_type{};
  SecretString code{};
  std::optional<std::string> code_encoding{};  ///< as in `LoginCode`
  std::optional<SecretString> session_id{};    ///< as in `Generate2fa`
};

/// The answer of four changes. Any other `status` than "success" is no yes.
struct ProfileRemoveMfaResp {
  std::optional<std::string> status{};  ///< "success", or absent
};

/// POST /profile/remove-mfa: turns one of the caller's factors off; one that isn't on is a yes as well.
///
/// Evidence: 200. Safety: `idempotent`. Errors: `not_permitted` (an administrator demands it),
/// `session_expired`.
struct ProfileRemoveMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr OperationInfo info{.name = "quatrix.profile_remove_mfa",
                                      .documented = "ProfileRemoveMfaPost",
                                      .method = "POST",
                                      .path = "/profile/remove-mfa",
                                      .safety = Safety::idempotent,
                                      .evidence = {.status_alone = true}};

  AuthType auth_type{};
};

/// POST /user/remove-mfa: turns a factor of other users off, and no longer demands it. For administrators.
///
/// The vendor gives no result per id: send one id where it matters which one failed. Evidence: 200. Safety:
/// `idempotent`. Errors: `not_found`, `not_permitted` (no administrator, or the account demands it of
/// everybody), `session_expired`.
struct UserRemoveMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr OperationInfo info{.name = "quatrix.user_remove_mfa",
                                      .documented = "UserRemoveMfaPost",
                                      .method = "POST",
                                      .path = "/user/remove-mfa",
                                      .safety = Safety::idempotent,
                                      .evidence = {.status_alone = true}};

  std::vector<std::string> ids{};  ///< UUIDs; refused unsent when empty
  AuthType auth_type{};
};

/// POST /user/reset-mfa: wipes the users' secrets and ends their sessions; the demand stays, so that each
/// enrols again at the next sign-in. For administrators.
///
/// Never repeat it blindly: a late one wipes a secret that was just enrolled. Only "2FA" can be reset; a PIN
/// is refused unsent. Evidence: 200. Safety: `once`. Errors: as `UserRemoveMfa`, and `unsupported` by a host
/// from before April 2019.
struct UserResetMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr OperationInfo info{.name = "quatrix.user_reset_mfa",
                                      .documented = "UserResetMfaPost",
                                      .method = "POST",
                                      .path = "/user/reset-mfa",
                                      .safety = Safety::once,
                                      .evidence = {.status_alone = true},
                                      .ends_session = true};

  std::vector<std::string> ids{};  ///< UUIDs; refused unsent when empty
  AuthType auth_type{};
};

/// POST /user/set-mfa: demands "2FA" of users, who enrol at their next sign-in, or sets their PIN. Ends their
/// sessions. For administrators.
///
/// Evidence: 200. Safety: `once`. Errors: as `UserRemoveMfa`.
struct UserSetMfa {
  using Output = ProfileRemoveMfaResp;
  static constexpr OperationInfo info{.name = "quatrix.user_set_mfa",
                                      .documented = "UserSetMfaPost",
                                      .method = "POST",
                                      .path = "/user/set-mfa",
                                      .safety = Safety::once,
                                      .evidence = {.status_alone = true},
                                      .ends_session = true};

  std::vector<std::string> ids{};  ///< UUIDs; refused unsent when empty
  AuthType auth_type{};
  std::optional<SecretString> code{};          ///< the PIN itself; for "2FA" "" is sent unless given
  std::optional<std::string> code_encoding{};  ///< as in `LoginCode`
};

/// Every operation of this vendor, in the order in which they are listed everywhere.
using Operations =
    std::tuple<ProfileRemoveMfa, ProfileSetMfa, LoginCode, UserRemoveMfa, UserResetMfa, UserSetMfa,
               SessionStart, Keepalive, Logout, Profile, UserMetadata, Generate2fa>;

/// How each of `Operations` is written and read, in that order.
[[nodiscard]] const OperationType* operation_types() noexcept;
template <class Op>
requires(mfaclient::detail::kListed<Op, Operations>)
    [[nodiscard]] const OperationType& type_of(const Op* /*op*/) noexcept {
  return mfaclient::detail::listed_type<Op, Operations>(operation_types());
}

}  // namespace mfaclient::quatrix
