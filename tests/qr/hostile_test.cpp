#include <algorithm>
#include <chrono>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "mfaclient/qr.hpp"
#include "qr/png_files.hpp"

namespace mfaclient::qr {
namespace {

using test::Bytes;
using test::Kind;

constexpr std::string_view kText = "otpauth://totp/a?secret=JBSWY3DPEHPK3PXP";

Bytes good_png(Kind kind = Kind::grey8, bool interlaced = false) {
  return test::png_file(test::enlarged(test::screen(to_terminal(kText).value().reveal()), 2), kind,
                        interlaced);
}

void expect_refused(const Bytes& png, std::string_view why = "") {
  const auto text = read_png(png);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Errc::invalid_argument);
  EXPECT_EQ(text.error().field, "png");
  EXPECT_NE(text.error().text().find(why), std::string::npos) << text.error().message;
}

long peak_kilobytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(Hostile, NotAPng) {
  expect_refused({}, "is not a PNG");
  expect_refused({0}, "is not a PNG");
  expect_refused(Bytes(1000, 'A'), "is not a PNG");
  expect_refused({0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, "is not a PNG");
}

TEST(Hostile, TruncatedAtEachLength) {
  for (const bool interlaced : {false, true}) {
    const auto whole = good_png(Kind::palette, interlaced);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      // A copy of exactly that size, so that a byte read too many is seen.
      const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      expect_refused(part);
    }
  }
}

TEST(Hostile, EachBitFlipped) {
  auto png = good_png();
  for (std::size_t i = 0; i < png.size(); ++i)
    for (const unsigned bit : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 7U}) {
      png[i] = static_cast<std::uint8_t>(png[i] ^ (1U << bit));
      const auto text = read_png(png);
      if (text)
        EXPECT_EQ(text->reveal(), kText) << i << '.' << bit;
      else
        EXPECT_EQ(text.error().field, "png") << i << '.' << bit;
      png[i] = static_cast<std::uint8_t>(png[i] ^ (1U << bit));
    }
}

// Past the checksums, into the depths of the decoder.
TEST(Hostile, RandomBytesUnderRightChecksums) {
  std::mt19937 random(20240229);
  std::size_t refused = 0;
  for (const Kind kind : {Kind::grey1, Kind::palette_transparent, Kind::rgba16})
    for (const bool interlaced : {false, true}) {
      const auto whole = good_png(kind, interlaced);
      for (int round = 0; round < 150; ++round) {
        auto png = whole;
        for (auto changes = 1 + random() % 3; changes > 0; --changes)
          png[8 + random() % (png.size() - 8)] = static_cast<std::uint8_t>(random());
        test::repair_checksums(png);
        const auto text = read_png(png);
        if (text) continue;
        ++refused;
        EXPECT_EQ(text.error().field, "png");
      }
    }
  EXPECT_GT(refused, 0U);
}

TEST(Hostile, HugeSidesAreRefusedBeforeMemoryIsTaken) {
  const long before = peak_kilobytes();
  expect_refused(test::header_only(4097, 1), "larger than 4096");
  expect_refused(test::header_only(1, 4097), "larger than 4096");
  expect_refused(test::header_only(1000000, 1000000), "larger than 4096");
  expect_refused(test::header_only(60000, 60000), "larger than 4096");
  expect_refused(test::header_only(0x7fffffff, 0x7fffffff), "is not a PNG");
  expect_refused(test::header_only(0xffffffff, 1), "is not a PNG");
  expect_refused(test::header_only(0, 10), "is not a PNG");
  EXPECT_LT(peak_kilobytes() - before, 32 * 1024);
}

TEST(Hostile, TextsAreNotInflated) {
  const auto bomb = test::deflated(Bytes(7'500'000, 'A'));
  Bytes text{'k', 0, 0};
  test::append(text, bomb);
  auto png = good_png();
  Bytes texts;
  for (int i = 0; i < 60; ++i) test::append(texts, test::chunk("zTXt", text));
  constexpr std::ptrdiff_t kAfterHeader = 8 + 25;
  png.insert(png.begin() + kAfterHeader, texts.begin(), texts.end());
  const long before = peak_kilobytes();
  const auto read = read_png(png);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->reveal(), kText);
  EXPECT_LT(peak_kilobytes() - before, 100 * 1024);
}

TEST(Hostile, MorePixelsThanDeclared) {
  auto png = test::header_only(10, 10);
  png.resize(8 + 25);
  test::append(png, test::chunk("IDAT", test::deflated(Bytes(50'000'000))));
  test::append(png, test::chunk("IEND", Bytes{}));
  expect_refused(png);
}

// Pixels.
struct Mark {
  int ring;
  int gap;
  int core;

  [[nodiscard]] int side() const { return 2 * (ring + gap) + core; }
};

// Whether a sheet full of marks, a pixel apart, is dark here.
bool dark_in_crowd(const Mark& mark, int x, int y) {
  const int left = x % (mark.side() + 1);
  const int top = y % (mark.side() + 1);
  const int depth = std::min({left, top, mark.side() - 1 - left, mark.side() - 1 - top});
  return depth >= 0 && (depth < mark.ring || depth >= mark.ring + mark.gap);
}

// A reader that compares all triples of them takes seconds for 529, and for a full page more than a life.
TEST(Hostile, ACrowdOfCornerMarks) {
  // The last three are misshapen, yet followed up by the reader.
  for (const Mark mark : {Mark{1, 1, 3}, {2, 2, 6}, {5, 5, 15}, {2, 1, 6}, {2, 3, 5}, {3, 3, 6}})
    for (const int marks_a_row : {18, 23}) {
      const int side = marks_a_row * (mark.side() + 1);
      const auto crowd = test::make_bitmap(
          side, side, [&](int x, int y) -> std::uint8_t { return dark_in_crowd(mark, x, y) ? 0 : 255; });
      expect_refused(test::png_file(crowd, Kind::grey1), "crowded");
    }
}

// Marks that only a copy of a third of the size shows: there, a block with one light pixel is light.
TEST(Hostile, ACrowdThatOnlyASmallerCopyShows) {
  const auto begin = std::chrono::steady_clock::now();
  const auto hidden = test::make_bitmap(1600, 1600, [&](int x, int y) -> std::uint8_t {
    if (dark_in_crowd({1, 1, 3}, x / 3, y / 3)) return 0;
    const int light_pixel =
        (x / 3 * 5 + y / 3 * 7) % 9;  // never in line, so that they show no mark by themselves
    return y % 3 * 3 + x % 3 == light_pixel ? 255 : 0;
  });
  expect_refused(test::png_file(hidden, Kind::grey1), "no readable");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(Hostile, AFewCornerMarksAreNoCrowd) {
  auto sheet = test::screen(to_terminal(kText).value().reveal());
  const int side = sheet.height;
  const auto nine = test::make_bitmap(3 * sheet.width, 3 * side,
                                      [&](int x, int y) { return sheet.at(x % sheet.width, y % side); });
  const auto text = read_png(test::png_file(test::enlarged(nine, 4), Kind::grey1));
  ASSERT_TRUE(text) << text.error().message;
  EXPECT_EQ(text->reveal(), kText);
}

}  // namespace
}  // namespace mfaclient::qr
