#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iosfwd>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

struct Tool;

/// Where a profile says that one of its secrets is. The secret of a variable is already here, because the
/// variable is gone; files and commands are read when they are needed.
struct SecretSource {
  enum class Kind : std::uint8_t { env, file, command };
  Kind kind = Kind::env;
  std::string name{};                                 ///< of the variable, the file or the command
  std::optional<mfaclient::SecretString> variable{};  ///< nullopt: it was unset or empty
};

/// What reading may cost, and where a warning goes.
struct SecretReading {
  std::chrono::milliseconds most{60'000};
  std::stop_token stop{};
  std::ostream* warnings = nullptr;
};

/// What the tool's own options allow.
[[nodiscard]] SecretReading reading(const Tool& tool);

/// The secret of `source`, without its last line end; `field` names it in errors. Warns of a file that others
/// may read. Errors: `invalid_argument` (a variable that is not set), `storage` (a file or command that fails
/// or is empty), `timeout`, `cancelled`.
[[nodiscard]] mfaclient::Result<mfaclient::SecretString> read_secret(const SecretSource& source,
                                                                     std::string_view field,
                                                                     const SecretReading& how = {});

/// All of stdin, or one line where that is a terminal, without its last line end; ends early when a stop is
/// requested. Errors: `invalid_argument` (nothing comes), `storage`, `cancelled`.
[[nodiscard]] mfaclient::Result<mfaclient::SecretString> read_secret_stdin(std::string_view field,
                                                                           const std::stop_token& stop);

}  // namespace mfactl
