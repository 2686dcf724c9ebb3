#pragma once
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"
#include "qr/picture.hpp"

namespace mfaclient::qr {

/// `text` as a QR code with its quiet zone, one pixel a module. Errors: `Errc::invalid_argument`, field
/// "text".
Result<Picture> draw_symbol(std::string_view text);

/// The text of the one QR code in `picture`. Errors: `Errc::invalid_argument`, field "png".
Result<SecretString> read_symbol(const Picture& picture);

}  // namespace mfaclient::qr
