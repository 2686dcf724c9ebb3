#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "mfaclient/operation.hpp"
#include "mfaclient/secret.hpp"

/// Mail-in-a-Box's MFA API and the sign-in it needs, as values. Base URL: the control panel,
/// `https://<box>/admin`.
///
/// Wire facts: management/daemon.py, auth.py and mfa.py of Mail-in-a-Box v75; docs/wire/mailinabox.md lists
/// where its API document says otherwise. Operation values are not synchronised; their const members are.
namespace mfaclient::mailinabox {

/// The number of one method. Only `[1-9][0-9]*` is sent: an absent or empty id would turn every method off.
struct MfaId {
  std::string text{};
};

/// POST /login: trades a password, and a code where MFA is on, for a session key.
///
/// The server says no with status 200. A call without a code is free: it burns nothing and a missing code
/// isn't counted by fail2ban; a wrong password is. E-mail and password must be ASCII: the server can't read
/// others. Evidence: `status` "ok" with `email` and `api_key`. Safety: `once` with a code, which the server
/// takes once. Errors: `code_required`, `code_rejected`, `invalid_credentials`.
struct LoginReply {
  std::string email{};
  std::vector<std::string> privileges{};  ///< may be empty: such a user is refused by every MFA route
  SecretString api_key{};                 ///< the session key: two days from its last use
};

struct Login {
  using Output = LoginReply;
  static constexpr OperationInfo info{.name = "mailinabox.login",
                                      .method = "POST",
                                      .path = "/login",
                                      .safety = Safety::once,
                                      .auth = Auth::own,
                                      .evidence = {.fields = {"status", "email", "api_key"}},
                                      .form = true};

  std::string email{};
  SecretString password{};
  std::optional<SecretString> code{};
};

/// POST /logout: ends the session whose key the request carries. Evidence: `status` "ok", which the server
/// always says.
struct Logout {
  using Output = Done;
  static constexpr OperationInfo info{.name = "mailinabox.logout",
                                      .method = "POST",
                                      .path = "/logout",
                                      .safety = Safety::idempotent,
                                      .evidence = {.fields = {"status"}},
                                      .form = true,
                                      .ends_session = true};
};

/// One method that is on.
struct EnabledMfa {
  std::string id{};
  std::string type{};  ///< "totp"; others are kept as they come
  std::optional<std::string> label{};
};

/// A fresh secret for the caller. The server keeps no copy: it is a proposal until `MfaTotpEnable` brings it
/// back.
struct NewMfaTotp {
  std::string type{};
  SecretString secret{};          ///< 32 characters of base32
  SecretString qr_code_base64{};  ///< PNG of the otpauth URI; empty when the server sends none
};

struct NewMfa {
  std::optional<NewMfaTotp> totp{};
};

struct MfaStatusResponse {
  std::vector<EnabledMfa> enabled_mfa{};
  std::optional<NewMfa> new_mfa{};  ///< only for the caller's own account
};

/// POST /mfa/status: lists the methods of an account.
///
/// Evidence: `enabled_mfa`, which is a list (the documents say an object), and the id of each. Safety:
/// `read`. Errors: `not_found` (no such user), `not_permitted`, `session_expired`.
struct MfaStatus {
  using Output = MfaStatusResponse;
  static constexpr OperationInfo info{.name = "mailinabox.mfa_status",
                                      .documented = "mfa_status",
                                      .method = "POST",
                                      .path = "/mfa/status",
                                      .safety = Safety::read,
                                      .evidence = {.fields = {"enabled_mfa", "enabled_mfa.id"}},
                                      .form = true};

  std::optional<std::string> user{};  ///< e-mail; default: the caller. Undocumented, and honoured since v0.51
};

/// POST /mfa/totp/enable: turns a method on for the caller, always a further one. Ends all of the caller's
/// sessions.
///
/// The server reads `token`; its documents say `code`. Both are sent. Evidence: 200 with the text "OK".
/// Safety: `once`. Errors: `code_rejected`, `invalid_argument` (the secret), `not_permitted`,
/// `session_expired`.
struct MfaTotpEnable {
  using Output = Done;
  static constexpr OperationInfo info{.name = "mailinabox.mfa_totp_enable",
                                      .documented = "mfa_totp_enable",
                                      .method = "POST",
                                      .path = "/mfa/totp/enable",
                                      .safety = Safety::once,
                                      .evidence = {.text = "OK", .text_as_json = true},
                                      .form = true,
                                      .ends_session = true};

  SecretString secret{};  ///< base32, as `MfaStatus` proposed it
  SecretString code{};    ///< a code of that secret, one step of 30 s off at most
  std::optional<std::string> label{};
};

/// POST /mfa/disable: turns one method off. `MfaTotpDisableAll` is another operation. Ends the account's
/// sessions.
///
/// The server reads `mfa-id`; its documents say `mfa_id`, and a request that carries only the documented name
/// turns every method off. Both are sent, and an id that is no number is refused unsent. Evidence: 200 with
/// the text "OK". Safety: `once`. Errors: `not_found`, `not_permitted`, `session_expired`.
struct MfaTotpDisable {
  using Output = Done;
  static constexpr OperationInfo info{.name = "mailinabox.mfa_totp_disable",
                                      .documented = "mfa_totp_disable",
                                      .method = "POST",
                                      .path = "/mfa/disable",
                                      .safety = Safety::once,
                                      .evidence = {.text = "OK", .text_as_json = true},
                                      .form = true,
                                      .ends_session = true};

  MfaId mfa_id{};
  std::optional<std::string> user{};  ///< e-mail; default: the caller
};

/// POST /mfa/disable without an id: turns every method of the account off.
///
/// Evidence, safety and errors: as `MfaTotpDisable`; an account without methods is `not_found`.
struct MfaTotpDisableAll {
  using Output = Done;
  static constexpr OperationInfo info{.name = "mailinabox.mfa_totp_disable_all",
                                      .documented = "mfa_totp_disable",
                                      .method = "POST",
                                      .path = "/mfa/disable",
                                      .safety = Safety::once,
                                      .evidence = {.text = "OK", .text_as_json = true},
                                      .form = true,
                                      .ends_session = true};

  std::optional<std::string> user{};  ///< e-mail; default: the caller
};

/// Every operation of this vendor, in the order in which they are listed everywhere.
using Operations = std::tuple<MfaStatus, MfaTotpEnable, MfaTotpDisable, MfaTotpDisableAll, Login, Logout>;

/// How each of `Operations` is written and read, in that order.
[[nodiscard]] const OperationType* operation_types() noexcept;
template <class Op>
requires(mfaclient::detail::kListed<Op, Operations>)
    [[nodiscard]] const OperationType& type_of(const Op* /*op*/) noexcept {
  return mfaclient::detail::listed_type<Op, Operations>(operation_types());
}

}  // namespace mfaclient::mailinabox
