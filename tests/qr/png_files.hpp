#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

/// Pictures and PNG files for the tests, written without the code under test.
namespace mfaclient::qr::test {

using Bytes = std::vector<std::uint8_t>;

struct Bitmap {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> grey{};  ///< row by row

  [[nodiscard]] std::uint8_t& at(int x, int y) { return grey[index(x, y)]; }
  [[nodiscard]] std::uint8_t at(int x, int y) const { return grey[index(x, y)]; }
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  }
};

Bitmap make_bitmap(int width, int height, const std::function<std::uint8_t(int x, int y)>& grey);
Bitmap enlarged(const Bitmap& bitmap, int scale);

enum class Kind {
  grey1,
  grey8,
  grey8_key,
  grey16,
  palette,
  palette_transparent,
  rgb,
  rgba,
  rgba16,
  grey_alpha
};

/// Encodes `bitmap`; with transparency, what is light in it becomes fully transparent, in a colour that is
/// black or at least darker than what is dark.
Bytes png_file(const Bitmap& bitmap, Kind kind, bool interlaced = false);

Bytes chunk(std::string_view type, std::span<const std::uint8_t> data);
Bytes deflated(std::span<const std::uint8_t> data);
void append(Bytes& to, std::span<const std::uint8_t> bytes);
/// A file of the signature and an IHDR of these sides, 8 bit grey, and nothing else.
Bytes header_only(std::uint32_t width, std::uint32_t height);
/// Writes the right checksum into each chunk.
void repair_checksums(Bytes& png);

Bytes fixture(std::string_view name);
/// The modules of a terminal drawing, one pixel each, on a terminal with light text on a dark ground.
Bitmap screen(std::string_view drawing);

}  // namespace mfaclient::qr::test
