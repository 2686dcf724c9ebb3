#pragma once
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "mfaclient/secret.hpp"

/// Where the tool reads secrets from. What was read is never quoted in an error.
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

/// The secret of `source`, without its last line end; `field` names it in errors. Warns of a file that others
/// may read. Errors: `invalid_argument` (a variable that is not set), `storage` (a file or command that fails
/// or is empty), `timeout`, `cancelled`.
[[nodiscard]] mfaclient::SecretString read_secret(const Tool& tool, const SecretSource& source,
                                                  std::string_view field);

/// All of stdin, or one line where that is a terminal, without its last line end; ends early when a stop is
/// requested. Errors: `invalid_argument` (nothing comes), `storage`, `cancelled`.
[[nodiscard]] mfaclient::SecretString read_secret_stdin(std::string_view field, const std::stop_token& stop);

/// What a command's one secret argument stands for: "@FILE", or stdin where it is empty or "@-". Without its
/// last line end. Errors: `invalid_argument`, naming `field` (a literal, which other users of the machine
/// could read), else as above.
[[nodiscard]] mfaclient::SecretString read_secret_input(const Tool& tool, const std::string& argument,
                                                        std::string_view field);

/// What another command printed: a file or, as "-", stdin. Errors: as above.
[[nodiscard]] mfaclient::SecretString read_document(const Tool& tool, const std::string& file,
                                                    std::string_view option);

}  // namespace mfactl
