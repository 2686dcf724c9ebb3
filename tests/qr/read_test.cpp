#include <string>

#include <gtest/gtest.h>

#include "mfaclient/qr.hpp"
#include "qr/png_files.hpp"

namespace mfaclient::qr {
namespace {

using test::Bitmap;
using test::Bytes;
using test::Kind;

constexpr std::string_view kUri =
    "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example";

// By way of the terminal drawing, so that the PNG files below owe nothing to the code under test.
Bitmap code(std::string_view text, int scale = 4) {
  return test::enlarged(test::screen(to_terminal(text).value().reveal()), scale);
}

std::string text_in(const Bytes& png) {
  const auto text = read_png(png);
  return text ? std::string(text->reveal()) : text.error().message;
}

void expect_refused(const Bytes& png, std::string_view why) {
  const auto text = read_png(png);
  ASSERT_FALSE(text) << why;
  EXPECT_EQ(text.error().code, Errc::invalid_argument);
  EXPECT_EQ(text.error().field, "png");
  EXPECT_NE(text.error().text().find(why), std::string::npos) << text.error().message;
}

TEST(Read, CodesOfAnotherProgram) {
  EXPECT_EQ(text_in(test::fixture("otpauth.png")), kUri);
  EXPECT_EQ(text_in(test::fixture("utf8.png")),
            "otpauth://totp/Beispiel:J\xc3\xbcrgen?secret=JBSWY3DPEHPK3PXP");
}

TEST(Read, EveryKindOfPng) {
  for (const Kind kind : {Kind::grey1, Kind::grey8, Kind::grey8_key, Kind::grey16, Kind::palette,
                          Kind::palette_transparent, Kind::rgb, Kind::rgba, Kind::rgba16, Kind::grey_alpha})
    for (const bool interlaced : {false, true})
      EXPECT_EQ(text_in(test::png_file(code(kUri), kind, interlaced)), kUri)
          << static_cast<int>(kind) << (interlaced ? " interlaced" : "");
}

TEST(Read, AScreenshotWithACodeSomewhere) {
  const auto small = code(kUri, 3);
  const auto shot = test::make_bitmap(1200, 800, [&](int x, int y) -> std::uint8_t {
    const int left = x - 700;
    const int top = y - 333;
    if (left >= 0 && left < small.width && top >= 0 && top < small.height) return small.at(left, top);
    return (x / 3 + y / 11) % 7 == 0 ? 200 : 30;  // light specks on a dark ground
  });
  EXPECT_EQ(text_in(test::png_file(shot, Kind::rgb)), kUri);
}

TEST(Read, AShadowAcrossTheCode) {
  const auto clear = code(kUri);
  const auto shadow = test::make_bitmap(clear.width, clear.height, [&](int x, int y) {
    const int light =
        255 - 190 * x / clear.width;  // what is light on the right is darker than what is dark on the left
    return static_cast<std::uint8_t>(clear.at(x, y) == 255 ? light : light * 5 / 10);
  });
  EXPECT_EQ(text_in(test::png_file(shadow, Kind::grey8)), kUri);
}

TEST(Read, ATurnedCode) {
  const auto upright = code(kUri);
  const auto turned = test::make_bitmap(upright.height, upright.width,
                                        [&](int x, int y) { return upright.at(y, upright.height - 1 - x); });
  EXPECT_EQ(text_in(test::png_file(turned, Kind::grey8)), kUri);
}

TEST(Read, TheLargestPicture) {
  auto png = test::header_only(4096, 4096);
  png.resize(png.size() - 12);  // the empty IDAT
  test::append(png, test::chunk("IDAT", test::deflated(Bytes(std::size_t{4096} * (1 + 4096)))));
  test::append(png, test::chunk("IEND", Bytes{}));
  expect_refused(png, "no readable QR code");
}

TEST(Read, NoCode) {
  const auto stripes =
      test::make_bitmap(300, 300, [](int x, int) { return static_cast<std::uint8_t>(x / 5 % 2 * 255); });
  expect_refused(test::png_file(stripes, Kind::grey8), "no readable QR code");
  const auto dot = test::make_bitmap(1, 1, [](int, int) { return std::uint8_t{0}; });
  expect_refused(test::png_file(dot, Kind::grey8), "no readable QR code");
}

Bitmap side_by_side(const Bitmap& left, const Bitmap& right) {
  return test::make_bitmap(left.width + right.width, left.height, [&](int x, int y) {
    return x < left.width ? left.at(x, y) : right.at(x - left.width, y);
  });
}

TEST(Read, TwoCodesAreRefusedUnlessTheySayTheSame) {
  expect_refused(test::png_file(side_by_side(code("secret one"), code("secret two")), Kind::grey8),
                 "more than one");
  EXPECT_EQ(text_in(test::png_file(side_by_side(code("secret one"), code("secret one")), Kind::grey8)),
            "secret one");
}

TEST(Read, APartOfATextIsNoText) { expect_refused(test::fixture("part.png"), "spread over several"); }

}  // namespace
}  // namespace mfaclient::qr
