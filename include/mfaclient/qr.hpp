#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// QR codes, written and read. What they hold is usually a secret, so text and pictures alike are secret
/// types; but the libraries that draw and read free copies of their own unwiped.
///
/// Optional component `mfaclient::qr`. Free functions without state: thread-safe.
namespace mfaclient::qr {

/// `text` for a terminal with light text on a dark ground: lines of half blocks (U+2580, U+2584, U+2588) and
/// spaces in UTF-8, without control sequences; a line for two rows of modules, a quiet zone of four modules.
/// A URI of 100 bytes is 45 columns by 23 lines.
///
/// Light modules are drawn and dark ones left out, so that a scanner sees dark on light. On a terminal with
/// dark text it sees a negative, which not every scanner reads: show `to_png` there.
///
/// Errors: `Errc::invalid_argument`, field "text": empty, not UTF-8, or too long for a code (2953 bytes of
/// ASCII fit).
Result<SecretString> to_terminal(std::string_view text);

/// `text` as a PNG, 8 bit greyscale, `scale` pixels a module (1 to 32), quiet zone of four modules, at most
/// 4096 x 4096 pixels.
///
/// Errors: `Errc::invalid_argument`, field "text" (as above) or "scale".
Result<SecretBytes> to_png(std::string_view text, int scale = 8);

/// The text, in UTF-8, of the one QR code in a PNG of any colour type and at most 4096 x 4096 pixels: dark on
/// light, turned any way; the same code several times counts as one. Takes bounded time and memory, whatever
/// the bytes are.
///
/// Errors: `Errc::invalid_argument`, field "png": not a PNG, damaged, too large; no readable code in it,
/// codes with different texts, one part of a text that is spread over several codes; or so many shapes like
/// the corner marks of codes that reading could take hours.
Result<SecretString> read_png(std::span<const std::uint8_t> png);

}  // namespace mfaclient::qr
