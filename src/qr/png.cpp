// The one door to libpng.
//
// Pictures are read with its classic interface, for memory errors keep turning up in how the simplified one
// reads (CVE-2025-64720, -65018, -66293) and in ancillary chunks (CVE-2026-46675), which are skipped here
// unread. libpng reports errors by longjmp, which may not pass over a C++ destructor: each function that
// calls setjmp holds trivial objects only.
#include "qr/png.hpp"

#include <algorithm>
#include <csetjmp>
#include <new>
#include <vector>

#include <png.h>

namespace mfaclient::qr {
namespace {

constexpr std::size_t kChannels = 4;  // red, green, blue, alpha

[[noreturn]] void fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }
void ignore_warning(png_structp, png_const_charp) {}

void read_some(png_structp png, png_bytep out, std::size_t size) {
  auto& rest = *static_cast<std::span<const std::uint8_t>*>(png_get_io_ptr(png));
  if (size > rest.size()) png_error(png, "truncated");
  std::copy_n(rest.begin(), size, out);
  rest = rest.subspan(size);
}

/// One picture being read. `rest` must outlive it.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t>& rest)
      : png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, ignore_warning)) {
    if (png_ == nullptr) throw std::bad_alloc();
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(png_, &rest, read_some);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }

  /// Up to the first pixels. False: not a PNG.
  [[nodiscard]] bool read_header() {
    // NOLINTNEXTLINE(cert-err52-cpp): the only way in which libpng reports an error
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    // All but the chunks that make the pixels: texts and profiles may inflate to gigabytes.
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
    png_read_info(png_, info_);
    return true;
  }

  [[nodiscard]] std::uint32_t width() const { return png_get_image_width(png_, info_); }
  [[nodiscard]] std::uint32_t height() const { return png_get_image_height(png_, info_); }

  /// Whatever the file holds, as 8 bit red, green, blue and alpha. False: damaged.
  [[nodiscard]] bool read_pixels(std::uint8_t** rows) {
    // NOLINTNEXTLINE(cert-err52-cpp): the only way in which libpng reports an error
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_expand(png_);
    png_set_scale_16(png_);
    png_set_gray_to_rgb(png_);
    png_set_add_alpha(png_, 0xff, PNG_FILLER_AFTER);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    png_read_image(png_, rows);
    png_read_end(png_, nullptr);
    return true;
  }

 private:
  png_structp png_;
  png_infop info_{};
};

// Brightness (ITU-R BT.601) on a white ground, where codes with a transparent ground are meant to lie.
std::uint8_t grey(const std::uint8_t* pixel) {
  const unsigned brightness = (299U * pixel[0] + 587U * pixel[1] + 114U * pixel[2]) / 1000U;
  return static_cast<std::uint8_t>((brightness * pixel[3] + 255U * (255U - pixel[3])) / 255U);
}

}  // namespace

SecretBytes encode_png(const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width());
  image.height = static_cast<png_uint_32>(picture.height());
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  WipedBlock file(size);
  // It can only fail for want of memory: picture and room are ours.
  if (png_image_write_to_memory(&image, file.bytes().data(), &size, 0, picture.pixels().data(), 0, nullptr) ==
      0)
    throw std::bad_alloc();
  return SecretBytes(file.bytes().first(size));
}

Result<Picture> decode_png(std::span<const std::uint8_t> png) {
  auto rest = png;
  Reader reader(rest);
  if (!reader.read_header()) return invalid_argument("png", "is not a PNG");
  if (reader.width() > kMaximumSide || reader.height() > kMaximumSide)
    return invalid_argument("png", "is larger than 4096 x 4096 pixels");
  Picture picture(static_cast<int>(reader.width()), static_cast<int>(reader.height()));
  const std::size_t stride = kChannels * reader.width();
  WipedBlock colours(stride * reader.height());
  std::vector<std::uint8_t*> rows;
  for (std::size_t y = 0; y < reader.height(); ++y)
    rows.push_back(colours.bytes().subspan(y * stride).data());
  if (!reader.read_pixels(rows.data())) return invalid_argument("png", "is damaged");
  const std::uint8_t* colour = colours.bytes().data();
  for (std::uint8_t& pixel : picture.pixels()) {
    pixel = grey(colour);
    colour += kChannels;
  }
  return picture;
}

}  // namespace mfaclient::qr
