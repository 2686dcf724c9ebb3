#include "qr/png_files.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <png.h>
#include <zlib.h>

namespace mfaclient::qr::test {
namespace {

constexpr std::uint8_t kKey = 40;

struct Format {
  int depth;
  int colour;
  int channels;
};

Format format_of(Kind kind) {
  switch (kind) {
    case Kind::grey1:
      return {1, PNG_COLOR_TYPE_GRAY, 1};
    case Kind::grey8:
    case Kind::grey8_key:
      return {8, PNG_COLOR_TYPE_GRAY, 1};
    case Kind::grey16:
      return {16, PNG_COLOR_TYPE_GRAY, 1};
    case Kind::palette:
    case Kind::palette_transparent:
      return {8, PNG_COLOR_TYPE_PALETTE, 1};
    case Kind::rgb:
      return {8, PNG_COLOR_TYPE_RGB, 3};
    case Kind::rgba:
      return {8, PNG_COLOR_TYPE_RGB_ALPHA, 4};
    case Kind::rgba16:
      return {16, PNG_COLOR_TYPE_RGB_ALPHA, 4};
    case Kind::grey_alpha:
      return {8, PNG_COLOR_TYPE_GRAY_ALPHA, 2};
  }
  throw std::logic_error("kind");
}

// One row in the file's own format, before packing to less than 8 bits.
Bytes file_row(const Bitmap& bitmap, int y, Kind kind, const Format& format) {
  const bool alpha = (format.colour & PNG_COLOR_MASK_ALPHA) != 0;
  Bytes row;
  for (int x = 0; x < bitmap.width; ++x) {
    const std::uint8_t grey = bitmap.at(x, y);
    const bool light = grey >= 128;
    for (int channel = 0; channel < format.channels; ++channel) {
      std::uint8_t value = grey;
      if (alpha) value = channel + 1 == format.channels ? (light ? 0 : 255) : 0;
      // Dark is colour 200 and light colour 7, so that indices are not mistaken for brightness.
      if (kind == Kind::palette || kind == Kind::palette_transparent) value = light ? 7 : 200;
      if (kind == Kind::grey8_key) value = light ? kKey : 90;
      if (kind == Kind::grey1) value = light ? 1 : 0;
      row.insert(row.end(), format.depth == 16 ? 2 : 1, value);
    }
  }
  return row;
}

void set_palette(png_structp png, png_infop info, Kind kind) {
  std::vector<png_color> colours(256, png_color{128, 128, 128});
  const bool transparent = kind == Kind::palette_transparent;
  colours[200] = png_color{40, 0, 90};
  colours[7] = transparent ? png_color{0, 0, 0} : png_color{255, 250, 200};
  png_set_PLTE(png, info, colours.data(), static_cast<int>(colours.size()));
  if (!transparent) return;
  Bytes alpha(256, 255);
  alpha[7] = 0;
  png_set_tRNS(png, info, alpha.data(), static_cast<int>(alpha.size()), nullptr);
}

}  // namespace

Bitmap make_bitmap(int width, int height, const std::function<std::uint8_t(int x, int y)>& grey) {
  Bitmap bitmap{width, height, Bytes(static_cast<std::size_t>(width * height))};
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) bitmap.at(x, y) = grey(x, y);
  return bitmap;
}

Bitmap enlarged(const Bitmap& bitmap, int scale) {
  return make_bitmap(bitmap.width * scale, bitmap.height * scale,
                     [&](int x, int y) { return bitmap.at(x / scale, y / scale); });
}

Bytes png_file(const Bitmap& bitmap, Kind kind, bool interlaced) {
  const Format format = format_of(kind);
  Bytes file;
  const auto error = [](png_structp, png_const_charp message) { throw std::runtime_error(message); };
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, error, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep data, std::size_t size) {
        append(*static_cast<Bytes*>(png_get_io_ptr(writer)), {data, size});
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(bitmap.width), static_cast<png_uint_32>(bitmap.height),
               format.depth, format.colour, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
  if (format.colour == PNG_COLOR_TYPE_PALETTE) set_palette(png, info, kind);
  if (kind == Kind::grey8_key) {
    png_color_16 key{};
    key.gray = kKey;
    png_set_tRNS(png, info, nullptr, 0, &key);
  }
  png_write_info(png, info);
  if (format.depth < 8) png_set_packing(png);
  std::vector<Bytes> rows;
  for (int y = 0; y < bitmap.height; ++y) rows.push_back(file_row(bitmap, y, kind, format));
  std::vector<png_bytep> pointers;
  for (auto& row : rows) pointers.push_back(row.data());
  png_write_image(png, pointers.data());
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return file;
}

void append(Bytes& to, std::span<const std::uint8_t> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

namespace {

void append_number(Bytes& to, std::uint32_t number) {
  for (const unsigned shift : {24U, 16U, 8U, 0U}) to.push_back(static_cast<std::uint8_t>(number >> shift));
}

}  // namespace

Bytes chunk(std::string_view type, std::span<const std::uint8_t> data) {
  Bytes body(type.begin(), type.end());
  append(body, data);
  Bytes out;
  append_number(out, static_cast<std::uint32_t>(data.size()));
  append(out, body);
  append_number(out, static_cast<std::uint32_t>(crc32(0, body.data(), static_cast<uInt>(body.size()))));
  return out;
}

Bytes deflated(std::span<const std::uint8_t> data) {
  uLongf size = compressBound(static_cast<uLong>(data.size()));
  Bytes out(size);
  if (compress(out.data(), &size, data.data(), static_cast<uLong>(data.size())) != Z_OK)
    throw std::runtime_error("compress");
  out.resize(size);
  return out;
}

Bytes header_only(std::uint32_t width, std::uint32_t height) {
  Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  Bytes header;
  append_number(header, width);
  append_number(header, height);
  append(header, Bytes{8, 0, 0, 0, 0});
  append(out, chunk("IHDR", header));
  // A reader that believes in the picture comes as far as its first pixels.
  append(out, chunk("IDAT", Bytes{}));
  return out;
}

void repair_checksums(Bytes& png) {
  std::size_t at = 8;
  while (at + 12 <= png.size()) {
    const std::size_t size = (std::size_t{png[at]} << 24U) | (std::size_t{png[at + 1]} << 16U) |
                             (std::size_t{png[at + 2]} << 8U) | png[at + 3];
    if (size > png.size() - at - 12) return;
    Bytes checksum;
    append_number(checksum,
                  static_cast<std::uint32_t>(crc32(0, png.data() + at + 4, static_cast<uInt>(size + 4))));
    std::copy(checksum.begin(), checksum.end(), png.begin() + static_cast<std::ptrdiff_t>(at + 8 + size));
    at += size + 12;
  }
}

Bytes fixture(std::string_view name) {
  std::ifstream file(std::string(MFACLIENT_SOURCE_DIR "/tests/fixtures/qr/").append(name), std::ios::binary);
  if (!file) throw std::runtime_error("no such fixture");
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Bitmap screen(std::string_view drawing) {
  struct Glyph {
    std::string_view text;
    std::uint8_t upper;
    std::uint8_t lower;
  };
  const Glyph glyphs[] = {
      {" ", 0, 0}, {"\xe2\x96\x80", 255, 0}, {"\xe2\x96\x84", 0, 255}, {"\xe2\x96\x88", 255, 255}};
  Bitmap bitmap;
  while (!drawing.empty()) {
    const auto end = drawing.find('\n');
    if (end == std::string_view::npos) throw std::runtime_error("the last line does not end");
    auto line = drawing.substr(0, end);
    drawing.remove_prefix(end + 1);
    Bytes upper;
    Bytes lower;
    while (!line.empty()) {
      const auto glyph = std::find_if(std::begin(glyphs), std::end(glyphs),
                                      [&](const Glyph& known) { return line.starts_with(known.text); });
      if (glyph == std::end(glyphs)) throw std::runtime_error("not a half block");
      line.remove_prefix(glyph->text.size());
      upper.push_back(glyph->upper);
      lower.push_back(glyph->lower);
    }
    if (bitmap.height > 0 && static_cast<int>(upper.size()) != bitmap.width)
      throw std::runtime_error("ragged lines");
    bitmap.width = static_cast<int>(upper.size());
    bitmap.height += 2;
    append(bitmap.grey, upper);
    append(bitmap.grey, lower);
  }
  return bitmap;
}

}  // namespace mfaclient::qr::test
