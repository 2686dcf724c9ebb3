#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "mfaclient/http.hpp"
#include "secret_source.hpp"

namespace mfactl {

struct Tool;

/// One `[profiles.NAME]`, its secrets not yet read.
struct Profile {
  std::string name{};
  std::string provider{};
  std::string url{};
  /// In the vendor's names; a plain text for what is no secret.
  std::vector<std::pair<std::string, std::variant<std::string, SecretSource>>> credentials{};
  std::optional<SecretSource> totp{};  ///< base32 or an otpauth URI
  std::optional<SecretSource> code{};  ///< a command that prints a code
  mfaclient::http::TlsOptions tls{};
};

/// The profile named `name`; where that is empty the one of --profile, or the only one there is. All
/// variables that the file names are taken out of the environment, whichever profile they belong to. Errors:
/// `invalid_argument`, naming file, profile and key, never a value; `storage`.
[[nodiscard]] Profile load_profile(Tool& tool, std::string_view name = {});

/// Whether the configuration has a profile of that name. Reads no secret.
[[nodiscard]] bool has_profile(const Tool& tool, std::string_view name);

/// `[store]`: where the factors are kept. Paths are absolute.
struct StoreSettings {
  std::filesystem::path folder{};
  std::filesystem::path key_folder{};  ///< unused with `key`
  std::optional<SecretSource> key{};   ///< a file or a command
};

/// What the configuration says, where there is one; else the standard places below `$XDG_STATE_HOME/mfactl`.
/// Errors: `invalid_argument`, naming the key; `storage`.
[[nodiscard]] StoreSettings load_store_settings(const Tool& tool);

}  // namespace mfactl
