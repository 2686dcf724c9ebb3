#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "qr/wiped.hpp"

namespace mfaclient::qr {

inline constexpr int kMaximumSide = 4096;  ///< pixels; what is written can be read back
inline constexpr std::uint8_t kDark = 0;
inline constexpr std::uint8_t kLight = 255;

/// Grey pixels, one byte each, row by row from the top; wiped when dropped. It begins all dark.
class Picture {
 public:
  /// Both sides 1 to `kMaximumSide`.
  Picture(int width, int height)
      : width_(width),
        height_(height),
        block_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height)) {}

  [[nodiscard]] int width() const noexcept { return width_; }
  [[nodiscard]] int height() const noexcept { return height_; }
  [[nodiscard]] std::span<std::uint8_t> pixels() noexcept { return block_.bytes(); }
  [[nodiscard]] std::span<const std::uint8_t> pixels() const noexcept { return block_.bytes(); }
  [[nodiscard]] std::uint8_t* row(int y) noexcept { return pixels().data() + offset(y); }
  [[nodiscard]] const std::uint8_t* row(int y) const noexcept { return pixels().data() + offset(y); }
  [[nodiscard]] bool dark(int x, int y) const noexcept { return row(y)[x] == kDark; }

 private:
  [[nodiscard]] std::ptrdiff_t offset(int y) const noexcept { return std::ptrdiff_t{y} * width_; }

  int width_;
  int height_;
  WipedBlock block_;
};

/// Each pixel drawn as `scale` x `scale` pixels.
[[nodiscard]] Picture enlarged(const Picture& picture, int scale);

/// Dark and light only, judged by the brightness around each pixel, so that shadows and grey grounds don't
/// matter.
[[nodiscard]] Picture black_and_white(const Picture& grey);

}  // namespace mfaclient::qr
