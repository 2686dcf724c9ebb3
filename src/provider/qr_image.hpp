#pragma once
#include <cstdint>
#include <span>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient {

/// The text of the QR code in a vendor's PNG. Errors: `unsupported` in a build without mfaclient::qr;
/// `protocol` for a picture without a readable code.
Result<SecretString> read_qr_image(std::span<const std::uint8_t> png);

}  // namespace mfaclient
