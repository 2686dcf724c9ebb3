#include "mfaclient/providers.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "mfaclient/cohesity/client.hpp"
#include "mfaclient/generic/client.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/onelogin/client.hpp"
#include "mfaclient/quatrix/client.hpp"

namespace mfaclient {
namespace {

template <class Api, class Settings>
Result<std::shared_ptr<IMfaProvider>> connect(Result<Settings> settings) {
  if (!settings) return std::move(settings).error();
  auto api = Api::connect(*std::move(settings));
  if (!api) return std::move(api).error();
  return make_provider(*std::move(api));
}

struct Vendor {
  ProviderInfo info;
  Result<std::shared_ptr<IMfaProvider>> (*make)(const ProviderConfig&);
};

std::span<const Vendor> vendors() {
  static const auto kVendors = std::to_array<Vendor>({
      {{.name = "mailinabox", .title = "Mail-in-a-Box", .capabilities = mailinabox::capabilities()},
       [](const ProviderConfig& config) {
         return connect<mailinabox::MFAApi>(mailinabox::settings_from(config));
       }},
      {{.name = "generic", .title = "Generic (ShellHub)", .capabilities = generic::capabilities()},
       [](const ProviderConfig& config) { return connect<generic::MfaApi>(generic::settings_from(config)); }},
      {{.name = "onelogin", .title = "OneLogin", .capabilities = onelogin::capabilities()},
       [](const ProviderConfig& config) {
         return connect<onelogin::MultiFactorAuthenticationV1Api>(onelogin::settings_from(config));
       }},
      {{.name = "cohesity", .title = "Cohesity", .capabilities = cohesity::capabilities()},
       [](const ProviderConfig& config) {
         return connect<cohesity::MFAApi>(cohesity::settings_from(config));
       }},
      {{.name = "quatrix", .title = "Quatrix", .capabilities = quatrix::capabilities()},
       [](const ProviderConfig& config) { return connect<quatrix::MFAApi>(quatrix::settings_from(config)); }},
  });
  return kVendors;
}

}  // namespace

std::span<const ProviderInfo> providers() noexcept {
  static const auto kInfos = [] {
    std::vector<ProviderInfo> infos;
    std::ranges::transform(vendors(), std::back_inserter(infos), &Vendor::info);
    return infos;
  }();
  return kInfos;
}

Result<std::shared_ptr<IMfaProvider>> make_provider(const ProviderConfig& config) {
  const auto all = vendors();
  const auto vendor = std::ranges::find(all, config.provider, [](const Vendor& v) { return v.info.name; });
  if (vendor == all.end())
    return invalid_argument("provider", "is none of the providers; `mfactl providers` lists them");
  return vendor->make(config);
}

}  // namespace mfaclient
