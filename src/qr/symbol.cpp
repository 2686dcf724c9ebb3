// The one door to ZXing-C++. What it copies inside itself is freed unwiped; what is handed to us is wiped.
#include "qr/symbol.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <ZXing/ReadBarcode.h>

#include "qr/corner_marks.hpp"
#include "wire/utf8.hpp"

namespace mfaclient::qr {
namespace {

constexpr int kQuietZone = 4;  // modules; ISO/IEC 18004 asks for no less

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto character = wire::decode_utf8(text);
    if (character.point == wire::kReplacement && character.length == 1) return false;
    text.remove_prefix(character.length);
  }
  return true;
}

// The writer's scale for the four levels of error correction.
constexpr int kLevelL = 2;
constexpr int kStrongerLevels[] = {8, 6, 4};  // H, Q, M

// Nothing when the text is too long for the level.
std::optional<ZXing::BitMatrix> encode(const std::string& text, bool ascii, int level) {
  // Plain ASCII goes without a character set designator, which a few old scanners can't read; without one,
  // anything else would mean Latin-1.
  const auto encoding = ascii ? ZXing::CharacterSet::Unknown : ZXing::CharacterSet::UTF8;
  try {
    return ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
        .setEncoding(encoding)
        .setMargin(kQuietZone)
        .setEccLevel(level)
        .encode(text, 0, 0);
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

// The smallest code that holds the text, with all the error correction that this size has room for.
std::optional<ZXing::BitMatrix> encode(const std::string& text, bool ascii) {
  auto smallest = encode(text, ascii, kLevelL);
  if (!smallest) return std::nullopt;
  for (const int level : kStrongerLevels) {
    auto stronger = encode(text, ascii, level);
    if (stronger && stronger->width() == smallest->width()) return stronger;
  }
  return smallest;
}

// The reader compares all triples of corner marks, so that its time grows with the cube of their number: 300
// take half a second, the two hundred thousand of a crafted picture years. A page of small print has a
// handful of lookalikes.
constexpr int kCornerMarks = 300;

ZXing::Results find_codes(const Picture& picture) {
  const ZXing::ImageView view(picture.pixels().data(), picture.width(), picture.height(),
                              ZXing::ImageFormat::Lum);
  // Neither thresholds nor reduced copies of the reader's own: it must see the very pixels that were counted.
  return ZXing::ReadBarcodes(view, ZXing::DecodeHints()
                                       .setFormats(ZXing::BarcodeFormat::QRCode)
                                       .setBinarizer(ZXing::Binarizer::BoolCast)
                                       .setTryDownscale(false));
}

Result<SecretString> text_of(const ZXing::Results& codes) {
  SecretString text;
  for (const auto& code : codes) {
    if (code.isPartOfSequence())
      return invalid_argument("png", "holds one part of a text that is spread over several QR codes");
    const WipedText part(code.text());
    if (!text.empty() && text.reveal() != part.text)
      return invalid_argument("png", "holds more than one QR code");
    text = SecretString(part.text);
  }
  if (text.empty()) return invalid_argument("png", "holds no readable QR code");
  return text;
}

}  // namespace

Result<Picture> draw_symbol(std::string_view text) {
  if (text.empty()) return invalid_argument("text", "is empty");
  // The writer would drop what is not UTF-8 without a word.
  if (!is_utf8(text)) return invalid_argument("text", "is not UTF-8");
  const WipedText copy{std::string(text)};
  const bool ascii =
      std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  const auto modules = encode(copy.text, ascii);
  if (!modules) return invalid_argument("text", "is too long for a QR code");
  Picture picture(modules->width(), modules->height());
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x) picture.row(y)[x] = modules->get(x, y) ? kDark : kLight;
  return picture;
}

Result<SecretString> read_symbol(const Picture& picture) {
  const Picture clear = black_and_white(picture);
  if (more_corner_marks_than(kCornerMarks, clear))
    return invalid_argument("png", "is too crowded: crop it to one QR code");
  try {
    return text_of(find_codes(clear));
  } catch (const std::logic_error&) {
  } catch (const std::runtime_error&) {
  }
  return invalid_argument("png", "holds no readable QR code");
}

}  // namespace mfaclient::qr
