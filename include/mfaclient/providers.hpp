#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "mfaclient/client_options.hpp"
#include "mfaclient/provider.hpp"

/// The vendors by name, for programs that choose one at run time. Part of the umbrella component.
namespace mfaclient {

/// One vendor as a profile names it.
struct ProviderInfo {
  std::string_view name{};   ///< "mailinabox"
  std::string_view title{};  ///< "Mail-in-a-Box"
  std::span<const Capability> capabilities{};
};

[[nodiscard]] std::span<const ProviderInfo> providers() noexcept;

/// Errors: `invalid_argument`, field "provider" for an unknown name, else as the vendor's `settings_from` and
/// `connect`.
[[nodiscard]] Result<std::shared_ptr<IMfaProvider>> make_provider(const ProviderConfig& config);

}  // namespace mfaclient
