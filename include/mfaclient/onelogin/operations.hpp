#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mfaclient/operation.hpp"
#include "mfaclient/secret.hpp"

/// OneLogin's MFA API, version 1, and the two calls that it needs, as values. Base URL:
/// `https://<subdomain>.onelogin.com`.
///
/// Wire facts: docs/wire/onelogin.md, where the vendor's documents and its answers differ.
/// Every operation but `Token` may answer, beside what it names: `session_expired`, `not_permitted` (the
/// error names the scope that is needed), `rate_limited`, `invalid_argument` (the caller's values, unsent
/// where we can tell), `server_error`, `protocol`. Operation values are not synchronised; their const members
/// are.
namespace mfaclient::onelogin {

/// The number of a user. Only `[1-9][0-9]*` that fits 63 bits is sent.
struct UserId {
  std::string text{};
};

/// The id of a user's device: letters, digits, "_" and "-". "0" stands for the user's temporary tokens, and
/// is taken by `VerifyMfaFactor` alone.
struct DeviceId {
  std::string text{};
};

/// One device of a user. What enrolling and listing tell alike.
struct OtpDevice {
  std::string id{};
  bool active = false;                        ///< false: enrolled, not yet verified
  std::optional<bool> is_default{};           ///< `default` on the wire
  std::optional<bool> needs_trigger{};        ///< says when triggering is a must, not when it is possible
  std::string auth_factor_name{};             ///< "OneLogin SMS", "Google Authenticator", ...
  std::string type_display_name{};            ///< the tenant's own text: never a kind
  std::string user_display_name{};            ///< the label
  std::optional<std::string> phone_number{};  ///< SMS and voice only
  std::optional<SecretString> state_token{};  ///< from enrolling only; a trigger replaces it
};

/// A device that a code or a push is on its way to.
struct TriggeredDevice {
  std::string device_id{};
  SecretString state_token{};
  /// Seconds from the answer, by the server's own clock; what was asked for, or 120, where it does not tell.
  std::int64_t state_token_expires_in = 0;
  std::string message{};  ///< for the person: "SMS token sent to your mobile device. ..."
};

/// POST /api/1/users/{user_id}/otp_devices/{device_id}/trigger: sends a code or a push, and opens a
/// verification.
///
/// In the answer `id` is the user; `device_id` is the device, and must be the one that was asked for: a
/// person's push must not go to another's phone unnoticed. Evidence: `device_id` and `state_token`, in a
/// list (the document has an object around it). Safety: `once`, each one sends. Errors: `not_found`.
struct ActivateMfaFactors {
  using Output = TriggeredDevice;
  static constexpr OperationInfo info{
      .name = "onelogin.activate_mfa_factors",
      .documented = "activate_mfa_factors",
      .method = "POST",
      .path = "/api/1/users/{user_id}/otp_devices/{device_id}/trigger",
      .safety = Safety::once,
      .evidence = {.statuses = {200, 201}, .fields = {"data.device_id", "data.state_token"}}};

  UserId user_id{};
  DeviceId device_id{};
  std::optional<std::int64_t> state_token_expires_in{};  ///< seconds, 1 to 900; OneLogin's default: 120
  std::optional<bool> numeric_sms_otp{};     ///< SMS only: six digits instead of six letters and digits
  std::optional<std::string> sms_message{};  ///< SMS only: with {{otp_code}} and {{expiration}}
};

/// Always one device, though it comes in a list.
using EnrollMfaFactor200Response = OtpDevice;

/// POST /api/1/users/{user_id}/otp_devices: adds an SMS or voice device to a user; others can't be enrolled
/// by API. It stays inactive until a code of it was verified.
///
/// Evidence: `id` of the new device, in a list. Safety: `once`, a second one may leave a second device.
/// Errors: `not_found` (no such user), `invalid_argument` (refused as it is).
struct EnrollMfaFactor {
  using Output = EnrollMfaFactor200Response;
  static constexpr OperationInfo info{.name = "onelogin.enroll_mfa_factor",
                                      .documented = "enroll_mfa_factor",
                                      .method = "POST",
                                      .path = "/api/1/users/{user_id}/otp_devices",
                                      .safety = Safety::once,
                                      .evidence = {.statuses = {200, 201}, .fields = {"data.id"}}};

  UserId user_id{};
  std::int64_t factor_id = 0;  ///< from `GetMfaFactors`: each tenant has its own
  std::string display_name{};
  std::string number{};  ///< E.164: "+14155550100"
  /// True: the number was proven elsewhere, and the device is active at once. Nobody will be asked for a
  /// code.
  std::optional<bool> verified{};
};

struct GenerateMFAtoken200Response {
  SecretString mfa_token{};
  std::optional<bool> reusable{};  ///< read as `reusable`, else as `resuable`, which the document has
  std::string expires_at{};        ///< as it came
};

/// POST /api/1/users/{user_id}/mfa_token: mints a code that stands in for the user's devices, for whoever
/// holds it. It can't be listed or revoked, so its life is never left to the default of 72 hours.
///
/// Evidence: `mfa_token`, not wrapped. Safety: `once`, each one mints another. Errors: `not_found`.
struct GenerateMfaToken {
  using Output = GenerateMFAtoken200Response;
  static constexpr OperationInfo info{.name = "onelogin.generate_mfa_token",
                                      .documented = "generate_mf_atoken",
                                      .method = "POST",
                                      .path = "/api/1/users/{user_id}/mfa_token",
                                      .safety = Safety::once,
                                      .evidence = {.statuses = {200, 201}, .fields = {"mfa_token"}}};

  UserId user_id{};
  std::int64_t expires_in = 0;     ///< seconds, 1 to 259200
  std::optional<bool> reusable{};  ///< OneLogin's default: false, good for one use
};

struct GetEnrolledFactors200Response {
  std::vector<OtpDevice> otp_devices{};
};

/// GET /api/1/users/{user_id}/otp_devices: the devices of a user that the API can verify, those that are not
/// verified yet among them. None listed does not mean that the user has no MFA.
///
/// Evidence: `data` with `otp_devices`; where it is empty also a list, a list in a list, or null; and the id
/// of each device. Safety: `read`. Errors: `not_found`.
struct GetEnrolledFactors {
  using Output = GetEnrolledFactors200Response;
  static constexpr OperationInfo info{
      .name = "onelogin.get_enrolled_factors",
      .documented = "get_enrolled_factors",
      .method = "GET",
      .path = "/api/1/users/{user_id}/otp_devices",
      .safety = Safety::read,
      .evidence = {.fields = {"data", "data.otp_devices", "data.otp_devices.id"}}};

  UserId user_id{};
};

/// A factor that the API can enrol for this user.
struct AuthFactor {
  std::string name{};
  std::optional<std::int64_t> factor_id{};
};

struct GetMFAFactors200Response {
  std::vector<AuthFactor> auth_factors{};
};

/// GET /api/1/users/{user_id}/auth_factors: what the API can enrol and the user has not enrolled yet. Often
/// none.
///
/// The document says `auth_factor`, which `singular_path` asks for; the client falls back to it where the
/// server has no other route. Evidence, safety and errors: as `GetEnrolledFactors`, with `auth_factors` and
/// the name or the id of each. A path that the server does not have is `not_found`, field "path".
struct GetMfaFactors {
  using Output = GetMFAFactors200Response;
  static constexpr OperationInfo info{.name = "onelogin.get_mfa_factors",
                                      .documented = "get_mfa_factors",
                                      .method = "GET",
                                      .path = "/api/1/users/{user_id}/auth_factors",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"data", "data.auth_factors"}}};

  UserId user_id{};
  std::optional<bool> singular_path{};  ///< unset: the client finds out; without a client, the plural
};

/// DELETE /api/1/users/{user_id}/otp_devices/{device_id}: removes one device, for good.
///
/// Evidence: the status alone; the body says nothing. Safety: `idempotent`; the second time it is
/// `not_found`.
struct RemoveMfaFactors {
  using Output = Done;
  static constexpr OperationInfo info{.name = "onelogin.remove_mfa_factors",
                                      .documented = "remove_mfa_factors",
                                      .method = "DELETE",
                                      .path = "/api/1/users/{user_id}/otp_devices/{device_id}",
                                      .safety = Safety::idempotent,
                                      .evidence = {.statuses = {200, 201, 202, 204}, .status_alone = true}};

  UserId user_id{};
  DeviceId device_id{};
};

/// POST /api/1/users/{user_id}/otp_devices/{device_id}/verify: checks a code, or asks whether a push was
/// answered. The first success turns a new device on.
///
/// A push that was not answered yet comes as 401 or as 200, so the words are looked at before the status.
/// Evidence: `type` "success", wrapped in `status` or bare, with nothing that contradicts it. Safety: `once`
/// with a code, `read` without. Errors: `still_pending` (ask again, not sooner than `retry_after`),
/// `code_rejected`, `denied` (a push), `challenge_expired`, `not_found`.
struct VerifyMfaFactor {
  using Output = Done;
  static constexpr OperationInfo info{.name = "onelogin.verify_mfa_factor",
                                      .documented = "verify_mfa_factor",
                                      .method = "POST",
                                      .path = "/api/1/users/{user_id}/otp_devices/{device_id}/verify",
                                      .safety = Safety::once,
                                      .evidence = {.statuses = {200, 201}, .fields = {"status.type"}}};

  UserId user_id{};
  DeviceId device_id{};                       ///< "0": `otp_token` is a temporary token
  std::optional<SecretString> otp_token{};    ///< may hold letters; unset: asks about a push
  std::optional<SecretString> state_token{};  ///< from the trigger, where there was one
};

struct TokenReply {
  SecretString access_token{};
  std::optional<std::string> created_at{};   ///< often earlier than now: the token is shared
  std::optional<std::int64_t> expires_in{};  ///< seconds from `created_at`, not from now
  /// Seconds from the answer, by the server's own clock; negative: it is dead already; unset: can't be told.
  std::optional<std::int64_t> valid_for{};
};

/// POST /auth/oauth2/v2/token: the access token of an API client. All who ask with the same credentials get
/// the same token until it ends, so asking early brings the old one, and revoking it would end everybody's.
///
/// Evidence: `access_token`, flat or in `data`. Safety: `idempotent`. Errors: `invalid_credentials`,
/// `server_error` (also when the owner of the credentials was deleted).
struct Token {
  using Output = TokenReply;
  static constexpr OperationInfo info{.name = "onelogin.token",
                                      .method = "POST",
                                      .path = "/auth/oauth2/v2/token",
                                      .safety = Safety::idempotent,
                                      .auth = Auth::own,
                                      .evidence = {.fields = {"access_token"}}};

  std::string client_id{};
  SecretString client_secret{};
};

struct RateLimitReply {
  std::int64_t limit = 0;
  std::int64_t remaining = 0;
  std::int64_t reset = 0;  ///< seconds until the count begins anew
};

/// GET /auth/rate_limit: how many calls the whole account has left.
///
/// Evidence: the three numbers. Safety: `read`.
struct RateLimit {
  using Output = RateLimitReply;
  static constexpr OperationInfo info{
      .name = "onelogin.rate_limit",
      .method = "GET",
      .path = "/auth/rate_limit",
      .safety = Safety::read,
      .evidence = {
          .fields = {"data.X-RateLimit-Limit", "data.X-RateLimit-Remaining", "data.X-RateLimit-Reset"}}};
};

/// Every operation of this vendor, in the order in which they are listed everywhere.
using Operations = std::tuple<ActivateMfaFactors, EnrollMfaFactor, GenerateMfaToken, GetEnrolledFactors,
                              GetMfaFactors, RemoveMfaFactors, VerifyMfaFactor, Token, RateLimit>;

/// How each of `Operations` is written and read, in that order.
[[nodiscard]] const OperationType* operation_types() noexcept;
template <class Op>
requires(mfaclient::detail::kListed<Op, Operations>)
    [[nodiscard]] const OperationType& type_of(const Op* /*op*/) noexcept {
  return mfaclient::detail::listed_type<Op, Operations>(operation_types());
}

}  // namespace mfaclient::onelogin
