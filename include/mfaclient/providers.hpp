#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "mfaclient/client.hpp"

/// The vendors by name, for programs that choose one at run time. Part of the umbrella component.
namespace mfaclient {

/// A vendor's client, and the common language over it.
struct AnyClient {
  std::shared_ptr<Client> client{};
  std::shared_ptr<IMfaProvider> provider{};
};

/// One vendor, as a profile names it.
struct ProviderInfo {
  std::string_view name{};                      ///< "mailinabox"
  std::string_view title{};                     ///< "Mail-in-a-Box"
  std::string_view client{};                    ///< its class: "mailinabox::MFAApi"
  std::span<const std::string_view> aliases{};  ///< what else a profile may call it
  std::span<const Capability> capabilities{};
  std::span<const CredentialInfo> credentials{};  ///< what `ProviderConfig::credentials` may name
  const OperationType* operations = nullptr;      ///< the first of `operation_count`
  std::size_t operation_count = 0;
  /// Ends the session that it is sent with; nullptr: no operation does.
  const OperationType* logout = nullptr;
  /// As `make_client`, whatever provider `config` names.
  Result<AnyClient> (*connect)(const ProviderConfig& config) = nullptr;
};

/// Every vendor: the one list of them.
[[nodiscard]] std::span<const ProviderInfo> providers() noexcept;

/// The vendor of that name or alias. Errors: `invalid_argument`, field "provider".
Result<const ProviderInfo*> find_provider(std::string_view name);

/// Sends nothing. Errors: `invalid_argument`, field "provider" for an unknown name, else as the vendor's
/// `settings_from` and `connect`.
Result<AnyClient> make_client(const ProviderConfig& config);
Result<std::shared_ptr<IMfaProvider>> make_provider(const ProviderConfig& config);

/// The account that such a client works for; an empty account: nothing names it. Errors: as `settings_from`.
Result<FactorOwner> owner_of(const ProviderConfig& config);

/// Manages the factors of `account`. Errors: as `make_client` and `FactorManager::create`.
Result<FactorManager> manage_factors(const ProviderConfig& config, std::shared_ptr<Store> store,
                                     const Account& account = Account::self());

}  // namespace mfaclient
