#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/secret.hpp"

namespace mfactl {

/// The value of an environment variable; nullopt when it is unset or empty. Not for secrets.
[[nodiscard]] std::optional<std::string_view> variable(std::string_view name);

/// Secrets out of the environment. A variable is read once, then wiped in place and unset, so that neither
/// children nor /proc show it.
class SecretVariables {
 public:
  /// Nullopt when it is unset or empty. The same name may be asked for again.
  [[nodiscard]] std::optional<mfaclient::SecretString> take(std::string_view name);

 private:
  std::map<std::string, mfaclient::SecretString, std::less<>> taken_{};
};

/// The folder `below` of `$<variable>`, or of `$HOME/<standard>` where that is unset or relative, as the XDG
/// base directories say. Errors: `storage`.
[[nodiscard]] std::filesystem::path xdg_folder(std::string_view variable, std::string_view standard,
                                               std::string_view below);

}  // namespace mfactl
