#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "mfaclient/client.hpp"
#include "mfaclient/cohesity/operations.hpp"

namespace mfaclient::cohesity {

/// What a password is traded for.
enum class LoginWay : std::uint8_t {
  session,  ///< a v2 session; where these are off, a v1 token after all, with a fresh code
  token,    ///< a v1 access token: 24 hours
  web,      ///< the web pages' cookie: the only session that is there, pending, before the code is
};

/// `tenant`, here and below: acts in this tenant (`x-impersonate-tenant-id`). A tenant's own user is
/// "user@tenant".
struct Password {
  std::string username{};
  SecretString password{};
  std::string domain{};  ///< empty: LOCAL
  std::string tenant{};
};

/// Of a cluster or of Helios. Not subject to MFA, and can't enrol.
struct ApiKey {
  SecretString key{};
  std::string tenant{};
};

/// An access token that was made elsewhere. It can't be renewed.
struct BearerToken {
  SecretString token{};
  std::string tenant{};
  std::string token_type = "Bearer";
};

/// A v2 session that was begun elsewhere. It can't be renewed.
struct SessionId {
  SecretString id{};
  std::string tenant{};
};

using Credentials = std::variant<Password, ApiKey, BearerToken, SessionId>;

/// Whose MFA the common language is about: no operation takes a user's id.
enum class Principal : std::uint8_t {
  user,     ///< whom the credentials belong to
  support,  ///< the cluster's support user, managed by whom the credentials belong to
};

struct Settings {
  std::string url{};  ///< the cluster's origin, `https://<vip>`
  Credentials credentials{};
  LoginWay login = LoginWay::session;  ///< of `Password`
  Principal principal = Principal::user;
  std::string cluster_id{};       ///< digits: routes a Helios call to one cluster (`accessClusterId`)
  std::string region_id{};        ///< the data plane of Helios (`regionId`)
  std::string v2_prefix = "/v2";  ///< what stands in its place, such as "/v2/mcm"
  ClientOptions options{};
};

/// Reads a profile: "username" and "password" with "domain", or "api_key", or "bearer_token", or
/// "session_id"; with any of them "tenant", "cluster_id", "principal" (user, support), and with a password
/// "login" (session, token, web).
/// Errors: `invalid_argument`, naming the credential that is missing, unknown, wrong or too many.
Result<Settings> settings_from(const ProviderConfig& config);

/// The credentials that `settings_from` knows.
[[nodiscard]] std::span<const CredentialInfo> credential_infos() noexcept;

/// The account that a client with these settings works for, "support" for the support user; an empty account:
/// nothing names it.
[[nodiscard]] FactorOwner owner_of(const Settings& settings);

/// What to change of the cluster's policy; the rest stays.
struct MfaPolicyChange {
  std::optional<bool> enabled{};
  std::optional<std::vector<std::string>> authentication_types{};
  bool retain_user_mfa_settings = true;  ///< false: everybody sets up anew
  bool force = false;                    ///< also what only Helios takes
};

/// A web session, and what the cluster told of its user.
struct WebSession {
  Session session{};
  User user{};
};

class CohesitySession;

/// The client of Cohesity's MFA API. Signs in once when a call first needs it; signs in again at most once a
/// call, and only where no code is needed or its code source can give one. A refused password is not sent
/// again, and a code never twice. Thread-safe: threads share one session and one sign-in.
///
/// It never ends sessions: the route for that ends those of all users.
class MFAApi final : public ClientOf<Settings, Operations, CohesitySession> {
 public:
  /// Sends nothing yet. Errors: `invalid_argument`, field "cluster_id" or "v2_prefix" among others.
  static Result<std::shared_ptr<MFAApi>> connect(Settings settings);
  using ClientOf::ClientOf;

  /// With the operation's own credentials, as all that carry a password.
  auto create_email_otp(const CreateEmailOtp& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto create_totp_key(const CreateTotpKey& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto get_mfa_config(const GetMfaConfig& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto get_support_mfa_config(const GetSupportMfaConfig& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto send_email_otp(const SendEmailOtp& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto send_support_email_otp(const SendSupportEmailOtp& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto update_mfa_config(const UpdateMfaConfig& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto update_support_mfa_config(const UpdateSupportMfaConfig& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto verify_support_user_totp(const VerifySupportUserTotp& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// This client's session stays as it is, here and at the next two.
  auto create_session(const CreateSession& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto create_access_token(const CreateAccessToken& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto web_login(const WebLogin& op, const CallOptions& options = {}) { return perform(op, options); }
  /// Completes this client's pending web session, if it has one.
  auto verify_otp(const VerifyOtp& op, const CallOptions& options = {}) { return perform(op, options); }
  auto session_user(const SessionUser& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }

  /// Reads the cluster's policy, puts `change` into it, writes it whole and reads it back: the policy as it
  /// then is. Turning MFA on without a kind of code is refused unsent. Errors: `outcome_unknown` when the
  /// policy that is read back is not the one that was written.
  Result<MfaConfigInfo> merge_mfa_config(const MfaPolicyChange& change, const CallOptions& options = {});

  /// Begins this client's session with its own credentials and `code`, or without a code where it is nullopt.
  /// Errors: as `CreateSession`. After `code_required` a web session is pending, and `create_totp_key`,
  /// `send_email_otp` and `verify_otp` use it.
  Result<Session> sign_in(const std::optional<Code>& code, const CallOptions& options = {});
  /// Forgets this client's session. Sends nothing.
  Result<void> sign_out(const CallOptions& options = {});

  /// The web session that waits for its code, if there is one: with what the login told of its user.
  [[nodiscard]] std::optional<WebSession> pending_session() const;
  /// Verifies `code` for the web session of `cookie`, whichever client began it, and keeps that session; for
  /// this client's own where there is no cookie. Errors: as `VerifyOtp`; `challenge_expired` when the
  /// cookie's session is dead.
  Result<WebSession> complete_session(const SecretString& cookie, const Code& code,
                                      const CallOptions& options = {});
  /// Mails a code for the sign-in under way: to the pending web session, else for the password. Safety:
  /// `once`. Errors: as `SendEmailOtp` and `CreateEmailOtp`.
  Result<Done> mail_code(const CallOptions& options = {});
};

/// What Cohesity can do in the common language, for either principal.
[[nodiscard]] std::span<const Capability> capabilities(Principal principal = Principal::user) noexcept;

/// The common language over `api`, for the principal of its settings.
///
/// A user has at most one TOTP secret: `enroll()` would replace one that is set up, so that is a `conflict`,
/// `additional` or not. Likewise for the support user, unless their secret was never confirmed. Lost answers
/// are settled by reading.
[[nodiscard]] std::shared_ptr<IMfaProvider> make_provider(std::shared_ptr<MFAApi> api);

/// Manages the factors of the principal of the settings. Errors: as `connect` and `FactorManager::create`.
Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account = Account::self());

}  // namespace mfaclient::cohesity
