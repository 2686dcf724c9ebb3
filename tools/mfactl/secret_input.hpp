#pragma once
#include <string>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

struct Tool;

/// What a command's one secret argument stands for: "@FILE", or stdin where it is empty or "@-". Without its
/// last line end. Errors: `invalid_argument`, naming `field` (a literal, which other users of the machine
/// could read), `storage`, `cancelled`.
[[nodiscard]] mfaclient::Result<mfaclient::SecretString> read_secret_input(const Tool& tool,
                                                                           const std::string& argument,
                                                                           std::string_view field);

/// An otpauth URI with asterisks for its secret; any other text as it is.
[[nodiscard]] mfaclient::SecretString masked_uri(const mfaclient::SecretString& text);

}  // namespace mfactl
