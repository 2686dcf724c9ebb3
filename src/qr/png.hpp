#pragma once
#include <cstdint>
#include <span>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"
#include "qr/picture.hpp"

namespace mfaclient::qr {

/// As PNG, 8 bit greyscale.
[[nodiscard]] SecretBytes encode_png(const Picture& picture);

/// Any kind of PNG in grey; what is transparent lies on white. Errors: `Errc::invalid_argument`, field "png".
Result<Picture> decode_png(std::span<const std::uint8_t> png);

}  // namespace mfaclient::qr
