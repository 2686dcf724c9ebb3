#include "mfaclient/providers.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <type_traits>
#include <utility>

#include "enrollment/manage.hpp"
#include "mfaclient/cohesity/client.hpp"
#include "mfaclient/generic/client.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/onelogin/client.hpp"
#include "mfaclient/quatrix/client.hpp"

namespace mfaclient {
namespace {

/// A vendor's row: its client, its operations, how its settings are read from a profile, and what ends a
/// session.
template <class Api, class Operations, auto settings_from, class Logout = void>
ProviderInfo vendor(ProviderInfo info) {
  info.operation_count = std::tuple_size_v<Operations>;
  if constexpr (!std::is_void_v<Logout>) info.logout = &type_of(static_cast<const Logout*>(nullptr));
  info.connect = [](const ProviderConfig& config) -> Result<AnyClient> {
    auto settings = settings_from(config);
    if (!settings) return std::move(settings).error();
    const auto api = Api::connect(*std::move(settings));
    if (!api) return api.error();
    return AnyClient{.client = *api, .provider = make_provider(*api)};
  };
  return info;
}

}  // namespace

std::span<const ProviderInfo> providers() noexcept {
  static constexpr std::array<std::string_view, 1> kGenericAliases{"shellhub"};
  static const auto kVendors = std::to_array<ProviderInfo>({
      vendor<mailinabox::MFAApi, mailinabox::Operations, mailinabox::settings_from, mailinabox::Logout>(
          {.name = "mailinabox",
           .title = "Mail-in-a-Box",
           .client = "mailinabox::MFAApi",
           .capabilities = mailinabox::capabilities(),
           .credentials = mailinabox::credential_infos(),
           .operations = mailinabox::operation_types()}),
      vendor<generic::MfaApi, generic::Operations, generic::settings_from>(
          {.name = "generic",
           .title = "Generic (ShellHub)",
           .client = "generic::MfaApi",
           .aliases = kGenericAliases,
           .capabilities = generic::capabilities(),
           .credentials = generic::credential_infos(),
           .operations = generic::operation_types()}),
      vendor<onelogin::MultiFactorAuthenticationV1Api, onelogin::Operations, onelogin::settings_from>(
          {.name = "onelogin",
           .title = "OneLogin",
           .client = "onelogin::MultiFactorAuthenticationV1Api",
           .capabilities = onelogin::capabilities(),
           .credentials = onelogin::credential_infos(),
           .operations = onelogin::operation_types()}),
      vendor<cohesity::MFAApi, cohesity::Operations, cohesity::settings_from>(
          {.name = "cohesity",
           .title = "Cohesity",
           .client = "cohesity::MFAApi",
           .capabilities = cohesity::capabilities(),
           .credentials = cohesity::credential_infos(),
           .operations = cohesity::operation_types()}),
      vendor<quatrix::MFAApi, quatrix::Operations, quatrix::settings_from, quatrix::Logout>(
          {.name = "quatrix",
           .title = "Quatrix",
           .client = "quatrix::MFAApi",
           .capabilities = quatrix::capabilities(),
           .credentials = quatrix::credential_infos(),
           .operations = quatrix::operation_types()}),
  });
  return kVendors;
}

Result<const ProviderInfo*> find_provider(std::string_view name) {
  const auto all = providers();
  const auto found = std::ranges::find_if(all, [name](const ProviderInfo& provider) {
    return provider.name == name || std::ranges::find(provider.aliases, name) != provider.aliases.end();
  });
  if (found == all.end())
    return invalid_argument("provider", "is not one of the providers; `mfactl providers` lists them");
  return &*found;
}

Result<AnyClient> make_client(const ProviderConfig& config) {
  const auto found = find_provider(config.provider);
  if (!found) return found.error();
  return (*found)->connect(config);
}

Result<std::shared_ptr<IMfaProvider>> make_provider(const ProviderConfig& config) {
  auto client = make_client(config);
  if (!client) return std::move(client).error();
  return std::move(client->provider);
}

Result<FactorOwner> owner_of(const ProviderConfig& config) {
  const auto provider = make_provider(config);
  if (!provider) return provider.error();
  return (*provider)->owner();
}

Result<FactorManager> manage_factors(const ProviderConfig& config, std::shared_ptr<Store> store,
                                     const Account& account) {
  auto owner = owner_of(config);
  if (!owner) return std::move(owner).error();
  return manage_over(config, *std::move(owner), std::move(store), account,
                     [](const ProviderConfig& with_codes) { return make_provider(with_codes); });
}

}  // namespace mfaclient
