#pragma once
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "mfaclient/client.hpp"
#include "mfaclient/onelogin/operations.hpp"

namespace mfaclient::onelogin {

/// A pair of API credentials with the scope Manage Users or Manage All; the reading calls do with Read Users
/// or Read All.
struct ClientCredentials {
  std::string client_id{};
  SecretString client_secret{};
};

/// A token that was got elsewhere. It can't be renewed.
struct AccessToken {
  SecretString token{};
};

using Credentials = std::variant<ClientCredentials, AccessToken>;

struct Settings {
  std::string url{};  ///< `https://<subdomain>.onelogin.com`
  Credentials credentials{};
  ClientOptions options{};
};

/// Reads a profile: "client_id" and "client_secret", or "access_token".
/// Errors: `invalid_argument`, naming the credential that is missing, unknown or too many.
Result<Settings> settings_from(const ProviderConfig& config);

/// The credentials that `settings_from` knows.
[[nodiscard]] std::span<const CredentialInfo> credential_infos() noexcept;

/// The account that a client with these settings works for; an empty account: nothing names it.
[[nodiscard]] FactorOwner owner_of(const Settings& settings);

class OneLoginSession;

/// The client of OneLogin's MFA API, version 1. Asks for a token once when a call first needs it, anew when
/// it ends by the server's clock, and at most once a call when the server says that it is dead. Never
/// revokes one: all processes with the same credentials share it. Thread-safe: threads share one token and
/// one request for it.
///
/// The account's 5000 calls an hour are everybody's. When the last answer said that none is left, calls but
/// `token` and `rate_limit` are `rate_limited`, unsent, until the hour is over. Refused credentials are not
/// sent again but by `sign_in`.
class MultiFactorAuthenticationV1Api final : public ClientOf<Settings, Operations, OneLoginSession> {
 public:
  /// Sends nothing yet. Errors: `invalid_argument`.
  static Result<std::shared_ptr<MultiFactorAuthenticationV1Api>> connect(Settings settings);
  using ClientOf::ClientOf;

  auto activate_mfa_factors(const ActivateMfaFactors& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto enroll_mfa_factor(const EnrollMfaFactor& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto generate_mfa_token(const GenerateMfaToken& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto get_enrolled_factors(const GetEnrolledFactors& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// Tries the documented path where the server has no other, and remembers it.
  auto get_mfa_factors(const GetMfaFactors& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto remove_mfa_factors(const RemoveMfaFactors& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  auto verify_mfa_factor(const VerifyMfaFactor& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// With the operation's own credentials; this client's token stays as it is.
  auto token(const Token& op, const CallOptions& options = {}) { return perform(op, options); }
  auto rate_limit(const RateLimit& op = {}, const CallOptions& options = {}) { return perform(op, options); }

  /// Asks for this client's token now, and tells what requests of your own must carry. `expires` is on the
  /// local clock; nullopt where it can't be told. Errors: as `Token`.
  Result<Session> sign_in(const CallOptions& options = {});
  /// Forgets the token, and sends nothing.
  Result<void> sign_out(const CallOptions& options = {});
};

/// What OneLogin can do in the common language.
[[nodiscard]] std::span<const Capability> capabilities() noexcept;

/// The common language over `api`. Accounts are users, by number; the API client itself is none, so that
/// `Account::self()` is `unsupported`.
///
/// `enroll()` adds an SMS or voice device and has its code sent; if that fails, its challenge names the
/// device all the same, and `challenge()` sends anew. An enrolment whose answer was lost is found by its
/// label and number in the list.
[[nodiscard]] std::shared_ptr<IMfaProvider> make_provider(
    std::shared_ptr<MultiFactorAuthenticationV1Api> api);

/// Manages the devices of `account`, a user by number. Errors: as `connect` and `FactorManager::create`.
Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store, const Account& account);

}  // namespace mfaclient::onelogin
