#include "qr/corner_marks.hpp"

#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace mfaclient::qr {
namespace {

using Runs = std::array<int, 5>;

// Looser than the reader's own test, so that nothing it would follow up goes uncounted.
bool like_corner_mark(const Runs& runs) {
  constexpr std::array<int, 5> kModules{1, 1, 3, 1, 1};
  const double module = std::accumulate(runs.begin(), runs.end(), 0) / 7.0;
  const double tolerance = 0.75 * module + 0.5;
  for (std::size_t i = 0; i < runs.size(); ++i)
    if (std::abs(runs[i] - module * kModules[i]) > tolerance) return false;
  return true;
}

struct Step {
  int x;
  int y;
};

// Walks away from a point and measures runs of one colour.
class Walk {
 public:
  Walk(const Picture& picture, int x, int y, Step step, int longest)
      : picture_(picture), x_(x), y_(y), step_(step), longest_(longest) {}

  // The length of the next run, `longest` at most.
  [[nodiscard]] int run(bool dark) {
    int length = 0;
    while (length < longest_ && inside() && picture_.dark(x_, y_) == dark) {
      ++length;
      x_ += step_.x;
      y_ += step_.y;
    }
    return length;
  }

 private:
  [[nodiscard]] bool inside() const {
    return x_ >= 0 && x_ < picture_.width() && y_ >= 0 && y_ < picture_.height();
  }

  const Picture& picture_;
  int x_;
  int y_;
  Step step_;
  int longest_;
};

struct Crossing {
  Runs runs{};
  int to_middle = 0;  // steps from the starting point to the middle of the core
};

// The line through the dark point (x, y), with the core in the middle.
Crossing cross(const Picture& picture, int x, int y, Step step, int longest) {
  Walk forward(picture, x, y, step, longest);
  Walk backward(picture, x, y, {-step.x, -step.y}, longest);
  const int ahead = forward.run(true);
  const int behind = backward.run(true);
  Crossing crossing;
  crossing.to_middle = (ahead - behind) / 2;
  crossing.runs[2] = ahead + behind - 1;
  crossing.runs[3] = forward.run(false);
  crossing.runs[4] = forward.run(true);
  crossing.runs[1] = backward.run(false);
  crossing.runs[0] = backward.run(true);
  return crossing;
}

// The corner marks that row `y` crosses, each as the share of it that one row is: a mark is crossed by as
// many rows as its core is high.
double row_share(const Picture& picture, int y, std::vector<int>& edges) {
  edges.assign(1, 0);
  const std::uint8_t* const row = picture.row(y);
  for (int x = 1; x < picture.width(); ++x)
    if (row[x] != row[x - 1]) edges.push_back(x);
  edges.push_back(picture.width());
  double share = 0;
  for (std::size_t i = picture.dark(0, y) ? 0 : 1; i + 5 < edges.size(); i += 2) {
    Runs across{};
    for (std::size_t run = 0; run < across.size(); ++run) across[run] = edges[i + run + 1] - edges[i + run];
    if (!like_corner_mark(across)) continue;
    // The reader follows a mark over three times its width at most (a very slanted picture).
    const int longest = 3 * (edges[i + 5] - edges[i]);
    const int x = (edges[i + 2] + edges[i + 3]) / 2;
    const Crossing down = cross(picture, x, y, {0, 1}, longest);
    const int middle = y + down.to_middle;
    if (like_corner_mark(down.runs) && like_corner_mark(cross(picture, x, middle, {1, 1}, longest).runs) &&
        like_corner_mark(cross(picture, x, middle, {1, -1}, longest).runs))
      share += 1.0 / down.runs[2];
  }
  return share;
}

}  // namespace

bool more_corner_marks_than(int limit, const Picture& picture) {
  double marks = 0;
  std::vector<int> edges;
  for (int y = 0; y < picture.height() && marks <= limit; ++y) marks += row_share(picture, y, edges);
  return marks > limit;
}

}  // namespace mfaclient::qr
