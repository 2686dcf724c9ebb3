#include "mfaclient/qr.hpp"

#include "qr/picture.hpp"
#include "qr/png.hpp"
#include "qr/symbol.hpp"

namespace mfaclient::qr {
namespace {

// One character for two pixels, one above the other. Light is ink: the text of a dark terminal is light.
std::string_view half_blocks(bool upper_dark, bool lower_dark) {
  if (upper_dark) return lower_dark ? " " : "\xe2\x96\x84";  // U+2584 lower half block
  return lower_dark ? "\xe2\x96\x80" : "\xe2\x96\x88";       // U+2580 upper half block, U+2588 full block
}

}  // namespace

Result<SecretString> to_terminal(std::string_view text) {
  const auto symbol = draw_symbol(text);
  if (!symbol) return symbol.error();
  SecretString drawing;
  for (int y = 0; y < symbol->height(); y += 2) {
    // A code has an odd number of rows; the half line below the last one belongs to the quiet zone.
    const bool last = y + 1 == symbol->height();
    for (int x = 0; x < symbol->width(); ++x)
      drawing.append(half_blocks(symbol->dark(x, y), !last && symbol->dark(x, y + 1)));
    drawing.append("\n");
  }
  return drawing;
}

Result<SecretBytes> to_png(std::string_view text, int scale) {
  constexpr int kMaximumScale = 32;
  if (scale < 1 || scale > kMaximumScale) return invalid_argument("scale", "is not between 1 and 32");
  const auto symbol = draw_symbol(text);
  if (!symbol) return symbol.error();
  if (symbol->width() * scale > kMaximumSide)
    return invalid_argument("scale", "makes the picture of this text larger than 4096 x 4096 pixels");
  return encode_png(enlarged(*symbol, scale));
}

Result<SecretString> read_png(std::span<const std::uint8_t> png) {
  const auto picture = decode_png(png);
  if (!picture) return picture.error();
  return read_symbol(*picture);
}

}  // namespace mfaclient::qr
