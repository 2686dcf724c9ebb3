#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient {

/// RFC 4648, section 4, with padding and without line breaks.
[[nodiscard]] SecretString base64_encode(std::span<const std::uint8_t> bytes);
/// The strict inverse. Errors: `Errc::invalid_argument` naming `field`.
Result<SecretBytes> base64_decode(std::string_view field, std::string_view text);

}  // namespace mfaclient
