#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include "mfaclient/client.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/quatrix/operations.hpp"
#include "mfaclient/result.hpp"

namespace mfaclient::quatrix {

/// A user's own account.
struct Password {
  std::string email{};
  SecretString password{};
};

/// A real API key: sent as a Bearer token, without a session, and never asked for a second factor. The choice
/// for what runs unattended. Whether a host lets it call the MFA routes is the host's to say.
struct ApiKey {
  SecretString key{};
};

/// A session that was begun elsewhere: what the vendor's documents call "api_key". It can't be renewed.
struct SessionId {
  SecretString id{};
};

using Credentials = std::variant<Password, ApiKey, SessionId>;

/// How a host wants codes written; see `LoginCode`. Unset: as today's hosts do.
struct Dialect {
  std::optional<std::string> code_encoding{};
  std::optional<bool> value_shape{};
};

struct Settings {
  std::string url{};  ///< `https://<account-host>/api/1.0`
  Credentials credentials{};
  ClientOptions options{};
  std::string referer{};  ///< such as `https://<account-host>`, for a host that serves many accounts
  Dialect dialect{};      ///< what this client's own sign-in and its provider use
};

/// Reads a profile: "username" and "password", or "api_key", or "session_id".
/// Errors: `invalid_argument`, naming the credential that is missing, unknown or too many.
Result<Settings> settings_from(const ProviderConfig& config);

/// The credentials that `settings_from` knows.
[[nodiscard]] std::span<const CredentialInfo> credential_infos() noexcept;

/// The account that a client with these settings works for; an empty account: nothing names it.
[[nodiscard]] FactorOwner owner_of(const Settings& settings);

/// A session, or the partial one that waits for `LoginCode`.
using SignInStep = std::variant<Session, SessionStartReply>;

class QuatrixSession;

/// The client of Quatrix's MFA API. Signs in once when a call first needs it, with a code of its code source
/// where one is wanted; signs in again at most once a call, after a session that died of 15 idle minutes, and
/// not at all where that would take a code that nobody can give. Thread-safe: threads share one session and
/// one sign-in.
///
/// Quatrix lets a user sign in 15 times in 15 minutes and blocks who guesses. So all clients of a process
/// count together, and the sixteenth is `rate_limited` unsent; a refused password is not sent again, nor are
/// codes of the code source after two refusals in a row.
class MFAApi final : public ClientOf<Settings, Operations, QuatrixSession> {
 public:
  /// Sends nothing yet. Errors: `invalid_argument`.
  static Result<std::shared_ptr<MFAApi>> connect(Settings settings);
  using ClientOf::ClientOf;

  auto profile_remove_mfa(const ProfileRemoveMfa& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto profile_set_mfa(const ProfileSetMfa& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// With the operation's own partial session; this client's session stays as it is.
  auto session_login(const LoginCode& op, const CallOptions& options = {}) { return perform(op, options); }
  auto user_remove_mfa(const UserRemoveMfa& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// The caller's own id goes through here: who gives it to this method insists.
  auto user_reset_mfa(const UserResetMfa& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto user_set_mfa(const UserSetMfa& op, const CallOptions& options = {}) { return perform(op, options); }
  /// With the operation's own credentials; this client's session stays as it is.
  auto session_start(const SessionStart& op, const CallOptions& options = {}) { return perform(op, options); }
  auto keepalive(const Keepalive& op = {}, const CallOptions& options = {}) { return perform(op, options); }
  auto logout(const Logout& op = {}, const CallOptions& options = {}) { return perform(op, options); }
  auto profile(const Profile& op = {}, const CallOptions& options = {}) { return perform(op, options); }
  auto user_metadata(const UserMetadata& op, const CallOptions& options = {}) { return perform(op, options); }
  auto generate_2fa(const Generate2fa& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }

  /// The first step of signing in, with this client's own credentials. A whole session becomes the client's;
  /// a partial one is remembered as `unfinished_sign_in()`. Errors: as `SessionStart`.
  Result<SignInStep> sign_in(const CallOptions& options = {});
  /// The second step. The session becomes the client's. A lost answer is settled by reading the profile with
  /// the partial session. Errors: as `LoginCode`, and `outcome_unknown`.
  Result<Session> sign_in(const LoginCode& answer, const CallOptions& options = {});
  /// The partial session of the latest sign-in that wants another step. With it a user who was told to set
  /// MFA up may enrol.
  [[nodiscard]] std::optional<SecretString> unfinished_sign_in() const;
  /// Makes a session of this client's credentials the client's own: a partial one that an enrolment has made
  /// whole. Sends nothing.
  Session adopt(const SecretString& session_id);
  /// Ends this client's session, if it has one.
  Result<void> sign_out(const CallOptions& options = {});
};

/// What Quatrix can do in the common language.
[[nodiscard]] std::span<const Capability> capabilities() noexcept;

/// The common language over `api`. Accounts are users' UUIDs; factors are "2FA" and "PIN", one of each at
/// most.
///
/// `enroll()` of oneself takes the secret out of the vendor's picture and drops a secret that was begun and
/// never confirmed. A user who was told to set MFA up enrols with the partial session of `sign_in()`, and
/// `verify()` then brings the session as well. An active factor is a conflict even for
/// `EnrollmentRequest::additional`: Quatrix keeps one secret, and a second would silently replace the first.
/// `enroll()` of another user sets the PIN that the request brings, which an administrator hands over.
///
/// A user with both factors may be asked for the PIN after the code: `Code::second` brings it. A PIN never
/// changes, so that it may be sent again. `reset()` refuses the caller's own account.
[[nodiscard]] std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MFAApi> api);

/// Manages the factors of the account that signs in, or the PIN of another user, by id. Errors: as `connect`
/// and `FactorManager::create`.
Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account = Account::self());

}  // namespace mfaclient::quatrix
