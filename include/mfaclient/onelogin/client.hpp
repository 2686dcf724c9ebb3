#pragma once
#include <memory>
#include <span>
#include <string>
#include <variant>

#include "mfaclient/call_options.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/onelogin/operations.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/result.hpp"

namespace mfaclient {
class FactorManager;
class Store;
}  // namespace mfaclient

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
[[nodiscard]] Result<Settings> settings_from(const ProviderConfig& config);

/// The credentials that `settings_from` knows.
[[nodiscard]] std::span<const CredentialInfo> credential_infos() noexcept;

/// The account that a client with these settings works for; an empty account: nothing names it.
[[nodiscard]] FactorOwner owner_of(const Settings& settings);

/// The client of OneLogin's MFA API, version 1. Asks for a token once when a call first needs it, anew when
/// it ends by the server's clock, and at most once a call when the server says that it is dead. Never
/// revokes one: all processes with the same credentials share it. Thread-safe: threads share one token and
/// one request for it.
///
/// The account's 5000 calls an hour are everybody's. When the last answer said that none is left, calls but
/// `token` and `rate_limit` are `rate_limited`, unsent, until the hour is over. Refused credentials are not
/// sent again but by `sign_in`.
class MultiFactorAuthenticationV1Api final {
 public:
  /// Sends nothing yet. Errors: `invalid_argument`.
  [[nodiscard]] static Result<std::shared_ptr<MultiFactorAuthenticationV1Api>> connect(Settings settings);
  ~MultiFactorAuthenticationV1Api();
  MultiFactorAuthenticationV1Api(const MultiFactorAuthenticationV1Api&) = delete;
  MultiFactorAuthenticationV1Api& operator=(const MultiFactorAuthenticationV1Api&) = delete;

  [[nodiscard]] Result<TriggeredDevice> activate_mfa_factors(const ActivateMfaFactors& op,
                                                             const CallOptions& options = {}) {
    return perform(op, options);
  }
  [[nodiscard]] Result<EnrollMfaFactor200Response> enroll_mfa_factor(const EnrollMfaFactor& op,
                                                                     const CallOptions& options = {}) {
    return perform(op, options);
  }
  [[nodiscard]] Result<GenerateMFAtoken200Response> generate_mfa_token(const GenerateMfaToken& op,
                                                                       const CallOptions& options = {}) {
    return perform(op, options);
  }
  [[nodiscard]] Result<GetEnrolledFactors200Response> get_enrolled_factors(const GetEnrolledFactors& op,
                                                                           const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// Tries the documented path where the server has no other, and remembers it.
  [[nodiscard]] Result<GetMFAFactors200Response> get_mfa_factors(const GetMfaFactors& op,
                                                                 const CallOptions& options = {}) {
    return perform(op, options);
  }
  [[nodiscard]] Result<Done> remove_mfa_factors(const RemoveMfaFactors& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  [[nodiscard]] Result<Done> verify_mfa_factor(const VerifyMfaFactor& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  /// With the operation's own credentials; this client's token stays as it is.
  [[nodiscard]] Result<TokenReply> token(const Token& op, const CallOptions& options = {}) {
    return perform(op, options);
  }
  [[nodiscard]] Result<RateLimitReply> rate_limit(const RateLimit& op = {}, const CallOptions& options = {}) {
    return perform(op, options);
  }

  /// Any of `Operations`: what the methods above are short for.
  template <class Op>
  requires(mfaclient::detail::kListed<Op, Operations>)
      [[nodiscard]] Result<typename Op::Output> perform(const Op& op, const CallOptions& options = {}) {
    return mfaclient::detail::with_output(
        op, [&](const OperationRef& ref, void* output) { return perform(ref, output, options); });
  }
  /// The same of an operation that is chosen at run time; `output` is its `Output`.
  [[nodiscard]] Result<void> perform(const OperationRef& op, void* output, const CallOptions& options = {});

  /// Asks for this client's token now, and tells what requests of your own must carry. `expires` is on the
  /// local clock; nullopt where it can't be told. Errors: as `Token`.
  [[nodiscard]] Result<Session> sign_in(const CallOptions& options = {});
  /// Forgets the token, and sends nothing.
  [[nodiscard]] Result<void> sign_out(const CallOptions& options = {});

  [[nodiscard]] const Settings& settings() const noexcept;

 private:
  struct Impl;
  explicit MultiFactorAuthenticationV1Api(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
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
[[nodiscard]] Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                                   const Account& account);

}  // namespace mfaclient::onelogin
