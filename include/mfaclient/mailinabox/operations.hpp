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

  static constexpr auto fields() {
    return std::tuple(field("email", &LoginReply::email), field("privileges", &LoginReply::privileges),
                      field("api_key", &LoginReply::api_key));
  }
};

struct Login {
  using Output = LoginReply;
  static constexpr std::string_view name = "mailinabox.login";
  static constexpr Evidence evidence{.fields = {"status", "email", "api_key"}};

  std::string email{};
  SecretString password{};
  std::optional<SecretString> code{};

  static constexpr auto fields() {
    return std::tuple(field("email", &Login::email), field("password", &Login::password),
                      field("code", &Login::code));
  }
  [[nodiscard]] Safety safety() const { return code ? Safety::once : Safety::idempotent; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// POST /logout: ends the session whose key the request carries. Evidence: `status` "ok", which the server
/// always says.
struct Logout {
  using Output = Done;
  static constexpr std::string_view name = "mailinabox.logout";
  static constexpr Evidence evidence{.fields = {"status"}};
  static constexpr bool ends_sessions = true;

  static constexpr auto fields() { return std::tuple(); }
  [[nodiscard]] Safety safety() const { return Safety::idempotent; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// One method that is on.
struct EnabledMfa {
  std::string id{};
  std::string type{};  ///< "totp"; others are kept as they come
  std::optional<std::string> label{};

  static constexpr auto fields() {
    return std::tuple(field("id", &EnabledMfa::id), field("type", &EnabledMfa::type),
                      field("label", &EnabledMfa::label));
  }
};

/// A fresh secret for the caller. The server keeps no copy: it is a proposal until `MfaTotpEnable` brings it
/// back.
struct NewMfaTotp {
  std::string type{};
  SecretString secret{};          ///< 32 characters of base32
  SecretString qr_code_base64{};  ///< PNG of the otpauth URI; empty when the server sends none

  static constexpr auto fields() {
    return std::tuple(field("type", &NewMfaTotp::type), field("secret", &NewMfaTotp::secret),
                      field("qr_code_base64", &NewMfaTotp::qr_code_base64));
  }
};

struct NewMfa {
  std::optional<NewMfaTotp> totp{};

  static constexpr auto fields() { return std::tuple(field("totp", &NewMfa::totp)); }
};

struct MfaStatusResponse {
  std::vector<EnabledMfa> enabled_mfa{};
  std::optional<NewMfa> new_mfa{};  ///< only for the caller's own account

  static constexpr auto fields() {
    return std::tuple(field("enabled_mfa", &MfaStatusResponse::enabled_mfa),
                      field("new_mfa", &MfaStatusResponse::new_mfa));
  }
};

/// POST /mfa/status: lists the methods of an account.
///
/// Evidence: `enabled_mfa`, which is a list (the documents say an object). Safety: `read`.
/// Errors: `not_found` (no such user), `not_permitted`, `session_expired`.
struct MfaStatus {
  using Output = MfaStatusResponse;
  static constexpr std::string_view name = "mailinabox.mfa_status";
  static constexpr Evidence evidence{.fields = {"enabled_mfa"}};

  std::optional<std::string> user{};  ///< e-mail; default: the caller. Undocumented, and honoured since v0.51

  static constexpr auto fields() { return std::tuple(field("user", &MfaStatus::user)); }
  [[nodiscard]] Safety safety() const { return Safety::read; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// POST /mfa/totp/enable: turns a method on for the caller, always a further one. Ends all of the caller's
/// sessions.
///
/// The server reads `token`; its documents say `code`. Both are sent. Evidence: 200 with the text "OK".
/// Safety: `once`. Errors: `code_rejected`, `invalid_argument` (the secret), `not_permitted`,
/// `session_expired`.
struct MfaTotpEnable {
  using Output = Done;
  static constexpr std::string_view name = "mailinabox.mfa_totp_enable";
  static constexpr Evidence evidence{.text = "OK"};
  static constexpr bool ends_sessions = true;

  SecretString secret{};  ///< base32, as `MfaStatus` proposed it
  SecretString code{};    ///< a code of that secret, one step of 30 s off at most
  std::optional<std::string> label{};

  static constexpr auto fields() {
    return std::tuple(field("secret", &MfaTotpEnable::secret), field("code", &MfaTotpEnable::code),
                      field("label", &MfaTotpEnable::label));
  }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// POST /mfa/disable: turns one method off. `MfaTotpDisableAll` is another operation. Ends the account's
/// sessions.
///
/// The server reads `mfa-id`; its documents say `mfa_id`, and a request that carries only the documented name
/// turns every method off. Both are sent, and an id that is no number is refused unsent. Evidence: 200 with
/// the text "OK". Safety: `once`. Errors: `not_found`, `not_permitted`, `session_expired`.
struct MfaTotpDisable {
  using Output = Done;
  static constexpr std::string_view name = "mailinabox.mfa_totp_disable";
  static constexpr Evidence evidence{.text = "OK"};
  static constexpr bool ends_sessions = true;

  MfaId mfa_id{};
  std::optional<std::string> user{};  ///< e-mail; default: the caller

  static constexpr auto fields() {
    return std::tuple(field("mfa_id", &MfaTotpDisable::mfa_id), field("user", &MfaTotpDisable::user));
  }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// POST /mfa/disable without an id: turns every method of the account off.
///
/// Evidence, safety and errors: as `MfaTotpDisable`; an account without methods is `not_found`.
struct MfaTotpDisableAll {
  using Output = Done;
  static constexpr std::string_view name = "mailinabox.mfa_totp_disable_all";
  static constexpr Evidence evidence{.text = "OK"};
  static constexpr bool ends_sessions = true;

  std::optional<std::string> user{};  ///< e-mail; default: the caller

  static constexpr auto fields() { return std::tuple(field("user", &MfaTotpDisableAll::user)); }
  [[nodiscard]] Safety safety() const { return Safety::once; }
  [[nodiscard]] Result<http::Request> encode() const;
  [[nodiscard]] Result<Output> decode(const http::Response& response) const;
};

/// Every operation of this vendor: what `mfactl call`, the goldens and the robustness tests go through.
using Operations = std::tuple<MfaStatus, MfaTotpEnable, MfaTotpDisable, MfaTotpDisableAll, Login, Logout>;

}  // namespace mfaclient::mailinabox
