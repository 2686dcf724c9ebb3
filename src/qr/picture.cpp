#include "qr/picture.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace mfaclient::qr {
namespace {

// The sum over a window of pixels that slides down, for each column.
class ColumnSums {
 public:
  explicit ColumnSums(const Picture& picture)
      : picture_(picture), sums_(static_cast<std::size_t>(picture.width())) {}

  void add_row(int y) { add(y, 1); }
  void remove_row(int y) { add(y, -1); }
  [[nodiscard]] const int* sums() const noexcept { return sums_.data(); }

 private:
  void add(int y, int sign) {
    const std::uint8_t* pixel = picture_.row(y);
    for (int& sum : sums_) sum += sign * *pixel++;
  }

  const Picture& picture_;
  std::vector<int> sums_;
};

// `columns` holds the sums over `height` rows around this one.
void judge_row(const std::uint8_t* grey, const int* columns, int width, int height, int reach,
               std::uint8_t* result) {
  std::int64_t sum = 0;
  for (int x = 0; x < std::min(reach, width); ++x) sum += columns[x];
  for (int x = 0; x < width; ++x) {
    if (x + reach < width) sum += columns[x + reach];
    if (x > reach) sum -= columns[x - reach - 1];
    const std::int64_t area =
        std::int64_t{height} * (std::min(x + reach, width - 1) - std::max(x - reach, 0) + 1);
    // Dark is what lies an eighth below the mean around it; the eighth keeps a plain ground plain.
    result[x] = 8 * area * grey[x] < 7 * sum ? kDark : kLight;
  }
}

}  // namespace

Picture enlarged(const Picture& picture, int scale) {
  Picture large(picture.width() * scale, picture.height() * scale);
  for (int y = 0; y < large.height(); ++y) {
    std::uint8_t* out = large.row(y);
    const std::uint8_t* const in = picture.row(y / scale);
    for (int x = 0; x < picture.width(); ++x) out = std::fill_n(out, scale, in[x]);
  }
  return large;
}

Picture black_and_white(const Picture& grey) {
  // The window must be wider than the largest dark area of a code that fills the picture (three modules of
  // the 21 of the smallest one).
  const int reach = std::max(grey.width(), grey.height()) / 8 + 1;
  const int last = grey.height() - 1;
  Picture result(grey.width(), grey.height());
  ColumnSums columns(grey);
  for (int y = 0; y < std::min(reach, grey.height()); ++y) columns.add_row(y);
  for (int y = 0; y <= last; ++y) {
    if (y + reach <= last) columns.add_row(y + reach);
    if (y > reach) columns.remove_row(y - reach - 1);
    const int height = std::min(y + reach, last) - std::max(y - reach, 0) + 1;
    judge_row(grey.row(y), columns.sums(), grey.width(), height, reach, result.row(y));
  }
  return result;
}

}  // namespace mfaclient::qr
