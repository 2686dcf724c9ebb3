#pragma once
#include <string_view>

#include "mfaclient/otp.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

/// The generator of a base32 secret (SHA-1, 6 digits, 30 s) or of an otpauth URI.
/// Errors: `invalid_argument`, naming the parameter.
[[nodiscard]] mfaclient::Result<mfaclient::otp::Totp> read_totp(const mfaclient::SecretString& text);

}  // namespace mfactl
