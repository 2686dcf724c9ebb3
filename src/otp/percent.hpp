#pragma once
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient::otp {

/// RFC 3986, section 2.1. "+" stays a plus. The result is UTF-8 without control characters.
/// Errors: `Errc::invalid_argument` naming `field`.
Result<SecretString> percent_decode(std::string_view field, std::string_view text);

}  // namespace mfaclient::otp
