#pragma once
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "mfaclient/client_options.hpp"
#include "mfaclient/provider.hpp"
#include "op_args.hpp"

namespace mfactl {

/// A documented operation, callable by its name.
struct Operation {
  std::string_view name{};
  std::vector<FieldInfo> fields{};
  /// Reads `arguments` and, when they fit, performs the call; answers the typed reply as JSON. `mask` hides
  /// secrets.
  std::function<mfaclient::Result<mfaclient::SecretString>(const mfaclient::ProviderConfig& config,
                                                           Arguments& arguments,
                                                           const mfaclient::CallOptions& options, bool mask)>
      perform{};
};

/// What the tool needs of a vendor beyond the common language.
struct Vendor {
  std::string_view name{};
  std::vector<Operation> operations{};
  mfaclient::Result<void> (*end_session)(const mfaclient::Session& session,
                                         const mfaclient::ProviderConfig& config,
                                         const mfaclient::CallOptions& options) = nullptr;
};

[[nodiscard]] std::span<const Vendor> vendors();
/// Nullptr: unknown.
[[nodiscard]] const Vendor* find_vendor(std::string_view name);

}  // namespace mfactl
