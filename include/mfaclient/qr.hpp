#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// QR codes, written and read. What they hold is usually a secret, so text and pictures alike are secret
/// types. Optional component `mfaclient::qr`. Free functions without state: thread-safe.
namespace mfaclient::qr {

/// `text` as terminal half blocks with a quiet zone, dark modules drawn on a light ground by ANSI-free
/// characters: one line of text per two rows of modules. Errors: `Errc::invalid_argument`, field "text"
/// (empty, or too long for a code).
[[nodiscard]] Result<SecretString> to_terminal(std::string_view text);

/// `text` as a PNG, 8 bit greyscale, `scale` pixels a module (1 to 32), quiet zone of four modules.
/// Errors: `Errc::invalid_argument`, field "text" or "scale".
[[nodiscard]] Result<SecretBytes> to_png(std::string_view text, int scale = 8);

/// The text of the one QR code in a PNG of at most 4096 x 4096 pixels. Errors: `Errc::invalid_argument`,
/// field "png": not a PNG, too large, or no readable code in it.
[[nodiscard]] Result<SecretString> read_png(std::span<const std::uint8_t> png);

}  // namespace mfaclient::qr
