#include "mfaclient/providers.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "mfaclient/mailinabox/client.hpp"
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

const std::array<Vendor, 2>& vendors() {
  static const std::array<Vendor, 2> kVendors{{
      {{.name = "mailinabox", .title = "Mail-in-a-Box", .capabilities = mailinabox::capabilities()},
       [](const ProviderConfig& config) {
         return connect<mailinabox::MFAApi>(mailinabox::settings_from(config));
       }},
      {{.name = "quatrix", .title = "Quatrix", .capabilities = quatrix::capabilities()},
       [](const ProviderConfig& config) { return connect<quatrix::MFAApi>(quatrix::settings_from(config)); }},
  }};
  return kVendors;
}

}  // namespace

std::span<const ProviderInfo> providers() noexcept {
  static const auto kInfos = [] {
    std::array<ProviderInfo, 2> infos{};
    std::ranges::transform(vendors(), infos.begin(), &Vendor::info);
    return infos;
  }();
  return kInfos;
}

Result<std::shared_ptr<IMfaProvider>> make_provider(const ProviderConfig& config) {
  const auto vendor =
      std::ranges::find(vendors(), config.provider, [](const Vendor& v) { return v.info.name; });
  if (vendor == vendors().end())
    return invalid_argument("provider", "is none of the providers; `mfactl providers` lists them");
  return vendor->make(config);
}

}  // namespace mfaclient
