#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mfaclient/operation.hpp"
#include "mfaclient/secret.hpp"

/// The `/api/user/mfa/*` API that ShellHub serves, and the sign-in it needs, as values. Base URL: the
/// instance's origin.
///
/// Wire facts: ShellHub's OpenAPI documents, its open server (routes/auth.go, services/auth.go), its console
/// and its end-to-end tests; docs/wire/generic.md lists where the documented client says otherwise. Three
/// eras of the server are in use: before July 2026 (mostly without bodies in refusals, and 500 for a wrong
/// code), 2026-07/08, and later ones. Operation values are not synchronised; their const members are.
///
/// Errors that every operation shares: `locked_out` with its wait (429 with a lock-out header),
/// `rate_limited`, `invalid_argument` (400, 415, 422), `server_error`; of the MFA routes also `unsupported`
/// (404: the community edition has none).
namespace mfaclient::generic {

/// A person, signed in. Whoever has `token` is that person for 72 hours: nothing revokes it.
struct UserAuth {
  SecretString token{};  ///< JWT for `Authorization: Bearer`
  std::string id{};      ///< a UUID; 24 hex digits where the account is old
  std::string user{};    ///< the user name
  std::string name{};
  std::string email{};
  std::string origin{};                     ///< "local", "SAML", in either case
  std::vector<std::string> auth_methods{};  ///< "local", "saml"; may be absent
  std::string recovery_email{};             ///< empty: none is set
  std::string tenant{};                     ///< empty: the user has no namespace
  std::string role{};
  bool mfa = false;                              ///< the state now
  std::optional<bool> admin{};                   ///< unset: a server of before November 2025
  std::optional<std::int64_t> max_namespaces{};  ///< -1: no limit
};

/// Exactly one of the two is set.
struct LoginReply {
  std::optional<UserAuth> user_auth{};  ///< MFA is off: signed in
  std::optional<SecretString>
      mfa_token{};  ///< MFA is on: `AuthMfa` trades it for a `UserAuth`, within 30 min
};

/// POST /api/login: checks a password. Where MFA is on, nobody is signed in yet: the reply has a token to
/// answer.
///
/// Evidence: 200 with `token`, `id` and `mfa`; or 401 with an `X-MFA-Token` that isn't empty, which is the
/// challenge and no refusal. Safety: `idempotent`; a right password only makes a further token, the third
/// wrong one locks the account for this address. Errors: `invalid_credentials`; `not_permitted` (the address
/// is not confirmed, or the account waits for approval). Source: services/auth.go (`AuthLocalUser`).
struct Login {
  using Output = LoginReply;
  static constexpr OperationInfo info{.name = "generic.login",
                                      .method = "POST",
                                      .path = "/api/login",
                                      .safety = Safety::idempotent,
                                      .auth = Auth::own,
                                      .evidence = {.statuses = {200, 401}, .fields = {"token", "id", "mfa"}}};

  std::string username{};  ///< or e-mail address; in any case
  SecretString password{};
};

/// GET /api/auth/user: the caller's own account, with MFA as it is now; the token tells it as it was when it
/// was made. The one way to ask for the status.
///
/// Evidence: `id` and `mfa`. Safety: `read`; its fresh token is a by-product that replaces none.
/// Errors: `session_expired`. Source: routes/auth.go.
struct User {
  using Output = UserAuth;
  static constexpr OperationInfo info{.name = "generic.user",
                                      .method = "GET",
                                      .path = "/api/auth/user",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"id", "mfa"}}};
};

/// PATCH /api/users: sets the address that `EnableMfa` demands and a reset writes to. It must differ from the
/// account's own, and can't be taken away again.
///
/// Evidence: 200 or 204, empty. Safety: `idempotent`. Errors: `invalid_argument` (the account's own address,
/// or none at all), `conflict`, `session_expired`. Source: the OpenAPI document, the console.
struct SetRecoveryEmail {
  using Output = Done;
  static constexpr OperationInfo info{.name = "generic.set_recovery_email",
                                      .method = "PATCH",
                                      .path = "/api/users",
                                      .safety = Safety::idempotent,
                                      .evidence = {.statuses = {200, 204}, .status_alone = true}};

  std::string recovery_email{};
};

/// POST /api/user/mfa/auth: answers a login's challenge with a code.
///
/// Evidence: `token`, `id` and `mfa`. Safety: `once`. Errors: `code_rejected`, which a challenge that is too
/// old or was answered already gets as well: the server tells them no other way. The oldest era answers 500
/// to a wrong code, which is `server_error`; start again at `Login`, with the next code. `locked_out`: wrong
/// codes have a lock of their own, which no right password lifts. Source: the newer OpenAPI document, the
/// console.
struct AuthMfa {
  using Output = UserAuth;
  static constexpr OperationInfo info{.name = "generic.auth_mfa",
                                      .documented = "authMFA",
                                      .method = "POST",
                                      .path = "/api/user/mfa/auth",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.fields = {"token", "id", "mfa"}}};

  SecretString token{};  ///< `LoginReply::mfa_token`
  SecretString code{};   ///< six digits
};

/// A fresh secret and its recovery codes. The server keeps no copy: it is a proposal until `EnableMfa` brings
/// all of it back, and no two proposals may be mixed.
struct MfaGenerate {
  SecretString link{};                         ///< otpauth URI
  SecretString secret{};                       ///< 32 characters of base32
  std::vector<SecretString> recovery_codes{};  ///< six of 16 characters
};

/// GET /api/user/mfa/generate: proposes a secret.
///
/// Evidence: `link`, `secret` and `recovery_codes`, none of them empty. Safety: `once`: it mints a secret.
/// Errors: `conflict` (MFA is on already), `session_expired`. Source: the OpenAPI document, the console.
struct GenerateMfa {
  using Output = MfaGenerate;
  static constexpr OperationInfo info{.name = "generic.generate_mfa",
                                      .documented = "generateMFA",
                                      .method = "GET",
                                      .path = "/api/user/mfa/generate",
                                      .safety = Safety::once,
                                      .evidence = {.fields = {"link", "secret", "recovery_codes"}}};
};

/// PUT /api/user/mfa/enable: turns MFA on with a proposal of `GenerateMfa`. Tokens that are out stay good.
///
/// Evidence: 200 or 204, empty. Safety: `once`. Errors: `code_rejected` (401; a dead token is 401 too, which
/// `MfaApi` tells apart by asking `User`); `conflict` (MFA is on, or no recovery e-mail is set). Source: the
/// OpenAPI document; the statuses as the console reads them.
struct EnableMfa {
  using Output = Done;
  static constexpr OperationInfo info{.name = "generic.enable_mfa",
                                      .documented = "enableMFA",
                                      .method = "PUT",
                                      .path = "/api/user/mfa/enable",
                                      .safety = Safety::once,
                                      .evidence = {.statuses = {200, 204}, .status_alone = true}};

  SecretString code{};                         ///< six digits, of `secret`
  SecretString secret{};                       ///< as it was proposed
  std::vector<SecretString> recovery_codes{};  ///< the very set of the same proposal
};

/// PUT /api/user/mfa/disable: turns MFA off, which ends all recovery codes too. Tokens that are out stay
/// good.
///
/// One proof, and exactly one: a code, a recovery code, both mailed codes, or `recovery_window`. Anything
/// else is refused unsent: inside a recovery window the server takes a request without a proof as a yes, so
/// that a code which got lost on the way here would turn MFA off. In the window the recovery code that opened
/// it is taken once more, in every era; mailed codes and the bare window since July 2026.
///
/// Evidence: 200 or 204, empty. Safety: `once`. Errors: `code_rejected`; `challenge_expired` (no window is
/// open); 401 as at `EnableMfa`. Source: the OpenAPI document, the end-to-end tests.
struct DisableMfa {
  using Output = Done;
  static constexpr OperationInfo info{.name = "generic.disable_mfa",
                                      .documented = "disableMFA",
                                      .method = "PUT",
                                      .path = "/api/user/mfa/disable",
                                      .safety = Safety::once,
                                      .evidence = {.statuses = {200, 204}, .status_alone = true}};

  std::optional<SecretString> code{};
  std::optional<SecretString> recovery_code{};
  std::optional<SecretString> main_email_code{};
  std::optional<SecretString> recovery_email_code{};
  std::optional<bool> recovery_window{};  ///< true: the ten minutes after `MfaRecover` are the proof
};

struct RecoverReply {
  UserAuth user_auth{};
  /// Unix time of the window's end, ten minutes on; unset where the server does not say.
  std::optional<std::int64_t> expires_at{};
};

/// POST /api/user/mfa/recover: signs in with a recovery code alone. It takes no password: such a code is a
/// full credential. MFA stays on; a window opens in which the same code turns it off.
///
/// Evidence: `token`, `id` and `mfa`. Safety: `once`: the code is spent even if the answer is lost.
/// Errors: `code_rejected`, also for an account that doesn't exist. Source: the OpenAPI document, the
/// end-to-end tests.
struct MfaRecover {
  using Output = RecoverReply;
  static constexpr OperationInfo info{.name = "generic.mfa_recover",
                                      .documented = "mfaRecover",
                                      .method = "POST",
                                      .path = "/api/user/mfa/recover",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.fields = {"token", "id", "mfa"}}};

  std::string identifier{};      ///< user name or e-mail address
  SecretString recovery_code{};  ///< white space around it is left out
};

/// PUT /api/user/mfa/recovery/disable: turns MFA off inside the window, without a proof. Since July 2026, and
/// not in every edition; `DisableMfa` with the recovery code works everywhere.
///
/// Evidence: 200 or 204, empty. Safety: `once`. Errors: `challenge_expired` (no window is open), 401 as at
/// `EnableMfa`. Source: the OpenAPI document.
struct RecoveryDisable {
  using Output = Done;
  static constexpr OperationInfo info{.name = "generic.recovery_disable",
                                      .method = "PUT",
                                      .path = "/api/user/mfa/recovery/disable",
                                      .safety = Safety::once,
                                      .evidence = {.statuses = {200, 204}, .status_alone = true}};
};

struct ResetRequested {
  std::optional<SecretString> token{};  ///< for `ResetMfa`; unset: a server of before July 2026
};

/// POST /api/user/mfa/reset: mails a code to the account's address, and another one to its recovery address.
/// Earlier ones end.
///
/// Evidence: 200 or 204; the token is newer than the call. Safety: `once`: it sends messages.
/// Errors: `not_found`; `unsupported` (403, and 401, which a server without the route answers): this instance
/// sends no such mails, or won't for this account. Source: the OpenAPI document, the vendor's user manual.
struct RequestResetMfa {
  using Output = ResetRequested;
  static constexpr OperationInfo info{.name = "generic.request_reset_mfa",
                                      .documented = "requestResetMFA",
                                      .method = "POST",
                                      .path = "/api/user/mfa/reset",
                                      .safety = Safety::once,
                                      .auth = Auth::none,
                                      .evidence = {.statuses = {200, 204}, .status_alone = true}};

  std::string identifier{};  ///< user name or e-mail address
};

/// PUT /api/user/mfa/reset/{user_id}, or with `token` /api/user/mfa/reset/{token}: turns MFA off and signs
/// in, with both mailed codes and nothing else: together they are a full credential.
///
/// The path takes the token of `RequestResetMfa`, or, in place of it, the user's id (of a `UserAuth`, or of
/// the mailed link); never the user name, though the documents call it "the same as used for the request".
///
/// Evidence: `token` and `id`, and `mfa` false. Safety: `once`. Errors: `not_found` (the id or token),
/// `code_rejected`. Source: the OpenAPI document, the console, the end-to-end tests.
struct ResetMfa {
  using Output = UserAuth;
  static constexpr OperationInfo info{.name = "generic.reset_mfa",
                                      .documented = "resetMFA",
                                      .method = "PUT",
                                      .path = "/api/user/mfa/reset/{user_id}",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.fields = {"token", "id", "mfa"}}};

  std::optional<std::string> user_id{};  ///< either this
  std::optional<SecretString> token{};   ///< or this
  SecretString main_email_code{};        ///< five characters, sent in upper case
  SecretString recovery_email_code{};
};

/// Every operation of this vendor, in the order in which they are listed everywhere.
using Operations = std::tuple<AuthMfa, DisableMfa, EnableMfa, GenerateMfa, MfaRecover, RequestResetMfa,
                              ResetMfa, Login, User, SetRecoveryEmail, RecoveryDisable>;

/// How each of `Operations` is written and read, in that order.
[[nodiscard]] const OperationType* operation_types() noexcept;
template <class Op>
requires(mfaclient::detail::kListed<Op, Operations>)
    [[nodiscard]] const OperationType& type_of(const Op* /*op*/) noexcept {
  return mfaclient::detail::listed_type<Op, Operations>(operation_types());
}

}  // namespace mfaclient::generic
