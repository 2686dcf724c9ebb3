#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "mfaclient/client.hpp"
#include "mfaclient/generic/operations.hpp"

namespace mfaclient::generic {

/// A local account. `username` may be its e-mail address.
struct Password {
  std::string username{};
  SecretString password{};
};

/// A token that was won elsewhere. It can't be renewed.
struct Jwt {
  SecretString token{};
};

using Credentials = std::variant<Password, Jwt>;

struct Settings {
  std::string url{};  ///< the instance's origin: `https://cloud.shellhub.io`
  Credentials credentials{};
  ClientOptions options{};
};

/// Reads a profile: "username" and "password", or "jwt".
/// Errors: `invalid_argument`, naming the credential that is missing, unknown or too many.
Result<Settings> settings_from(const ProviderConfig& config);

/// The credentials that `settings_from` knows.
[[nodiscard]] std::span<const CredentialInfo> credential_infos() noexcept;

/// The account that a client with these settings works for; an empty account: nothing names it.
[[nodiscard]] FactorOwner owner_of(const Settings& settings);

/// A password was right, and now a code is wanted: `AuthMfa::token`.
struct MfaToken {
  SecretString text{};
  Time expires{};  ///< half an hour after the sign-in
};

using SignInReply = std::variant<MfaToken, Session>;

class GenericSession;

/// The client of ShellHub's MFA API. Signs in once when a call first needs it, with a code of the code source
/// where MFA is on; signs in again at most once a call, when the token is dead. Thread-safe: threads share
/// one session and one sign-in.
///
/// Too many failures lock the account, so this client does not insist: a refused password is not sent again,
/// and while the server has it locked out it signs in no more (`locked_out`).
///
/// A 401 of `enable_mfa`, `disable_mfa` and `recovery_disable` may mean the code or the token; `User` is
/// asked which. A dead token is renewed and the operation sent once more, for then it was not even looked at.
/// Operations that sign in leave this client's session as it is.
class MfaApi final : public ClientOf<Settings, Operations, GenericSession> {
 public:
  /// Sends nothing yet. Errors: `invalid_argument`.
  static Result<std::shared_ptr<MfaApi>> connect(Settings settings);
  using ClientOf::ClientOf;

  auto auth_mfa(const AuthMfa& op, const CallOptions& options = {}) { return perform(op, options); }
  auto disable_mfa(const DisableMfa& op, const CallOptions& options = {}) { return perform(op, options); }
  auto enable_mfa(const EnableMfa& op, const CallOptions& options = {}) { return perform(op, options); }
  auto generate_mfa(const GenerateMfa& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto mfa_recover(const MfaRecover& op, const CallOptions& options = {}) { return perform(op, options); }
  auto request_reset_mfa(const RequestResetMfa& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto reset_mfa(const ResetMfa& op, const CallOptions& options = {}) { return perform(op, options); }
  auto login(const Login& op, const CallOptions& options = {}) { return perform(op, options); }
  auto user(const User& op = {}, const CallOptions& options = {}) { return perform(op, options); }
  auto set_recovery_email(const SetRecoveryEmail& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto recovery_disable(const RecoveryDisable& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }

  /// Begins this client's session with its own password, or, where MFA is on, tells what to answer. With a
  /// token of one's own: asks whether it is alive. Errors: as `Login`; `session_expired`.
  Result<SignInReply> sign_in(const CallOptions& options = {});
  /// Begins this client's session with a code (`AuthMfa`), a recovery code (`MfaRecover`) or both mailed
  /// codes (`ResetMfa`). Errors: as these.
  Result<Session> sign_in_by(const AuthMfa& op, const CallOptions& options = {});
  Result<Session> sign_in_by(const MfaRecover& op, const CallOptions& options = {});
  Result<Session> sign_in_by(const ResetMfa& op, const CallOptions& options = {});
  /// Forgets the token. It stays good until it expires: the server can't end it.
  Result<void> sign_out(const CallOptions& options = {});
};

/// What this API can do in the common language.
[[nodiscard]] std::span<const Capability> capabilities() noexcept;

/// The common language over `api`.
///
/// `enroll()` needs a recovery e-mail address: the account's own, or `EnrollmentRequest::destination`, which
/// it then sets. The challenge of `sign_in()` takes a code or a recovery code; after the latter MFA is still
/// on, and the same code is proof for `disable_all()` until `Session::recovery_until`. The challenge of
/// `reset()` takes both mailed codes: `Code::text` is the one of the account's address, `Code::second` that
/// of the recovery address. A change whose answer was lost is settled by reading the user.
[[nodiscard]] std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MfaApi> api);

/// Manages the factor of the account that signs in. Errors: as `connect` and `FactorManager::create`.
Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account = Account::self());

}  // namespace mfaclient::generic
