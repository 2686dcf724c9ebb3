#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "mfaclient/client.hpp"
#include "mfaclient/mailinabox/operations.hpp"

namespace mfaclient::mailinabox {

/// An administrator's own account. ASCII only, because the server can read nothing else; the e-mail in lower
/// case.
struct Password {
  std::string email{};
  SecretString password{};
};

/// A session that was begun elsewhere. It can't be renewed.
struct SessionKey {
  std::string email{};
  SecretString key{};
};

/// The box's own key, from its root-only file; another one after each restart. It has no account of its own:
/// every call must name a user, and it can't enrol.
struct SystemKey {
  SecretString key{};
};

using Credentials = std::variant<Password, SessionKey, SystemKey>;

struct Settings {
  std::string url{};  ///< `https://box.example.com/admin`
  Credentials credentials{};
  ClientOptions options{};
};

/// Reads a profile: "username" and "password", or "username" and "session_key", or "system_key".
/// Errors: `invalid_argument`, naming the credential that is missing, unknown or too many.
Result<Settings> settings_from(const ProviderConfig& config);

/// The credentials that `settings_from` knows.
[[nodiscard]] std::span<const CredentialInfo> credential_infos() noexcept;

/// The account that a client with these settings works for; an empty account: nothing names it.
[[nodiscard]] FactorOwner owner_of(const Settings& settings);

class BoxSession;

/// The client of Mail-in-a-Box's MFA API. Signs in once when a call first needs it, then uses the session
/// key; drops the key after a change that ended the session; signs in again at most once a call. Thread-safe:
/// threads share one session and one sign-in.
///
/// The box bans an address after 20 refusals in 30 s, so this client does not insist: a refused password is
/// not sent again, and after three refused codes in a row it waits out those 30 s (`locked_out`).
class MFAApi final : public ClientOf<Settings, Operations, BoxSession> {
 public:
  /// Sends nothing yet. Errors: `invalid_argument`.
  static Result<std::shared_ptr<MFAApi>> connect(Settings settings);
  using ClientOf::ClientOf;

  auto mfa_status(const MfaStatus& op = {}, const CallOptions& options = {}) { return perform(op, options); }
  auto mfa_totp_enable(const MfaTotpEnable& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto mfa_totp_disable(const MfaTotpDisable& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto mfa_totp_disable_all(const MfaTotpDisableAll& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// With the operation's own credentials; this client's session stays as it is.
  auto login(const Login& op, const CallOptions& options = {}) { return perform(op, options); }
  auto logout(const Logout& op = {}, const CallOptions& options = {}) { return perform(op, options); }

  /// Begins this client's session with its own credentials and `code`, or without a code where it is nullopt.
  /// Errors: as `Login`.
  Result<Session> sign_in(const std::optional<SecretString>& code, const CallOptions& options = {});
  /// Ends this client's session, if it has one.
  Result<void> sign_out(const CallOptions& options = {});
};

/// What Mail-in-a-Box can do in the common language.
[[nodiscard]] std::span<const Capability> capabilities() noexcept;

/// The common language over `api`.
///
/// `enroll()` takes the box's own proposal, whose otpauth URI comes out of its QR code; `verify()` turns it
/// on, signs in again with a code of the client's code source, and reads the new method's id. A change whose
/// answer was lost is settled by reading the list.
[[nodiscard]] std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MFAApi> api);

/// Manages the factors of the account that signs in, or of another, whose methods an administrator can turn
/// off. Errors: as `connect` and `FactorManager::create`.
Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account = Account::self());

}  // namespace mfaclient::mailinabox
