#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "mfaclient/qr.hpp"
#include "qr/png_files.hpp"

namespace mfaclient::qr {
namespace {

using test::Bytes;
using test::Kind;

constexpr std::string_view kUri =
    "otpauth://totp/Example:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example";

std::string read_back(const SecretBytes& png) {
  const auto text = read_png(png.reveal());
  return text ? std::string(text->reveal()) : text.error().message;
}

std::uint32_t side(const SecretBytes& png) {
  const auto bytes = png.reveal();
  return (std::uint32_t{bytes[16]} << 24U) | (std::uint32_t{bytes[17]} << 16U) |
         (std::uint32_t{bytes[18]} << 8U) | bytes[19];
}

void expect_refused(const Error& error, std::string_view field) {
  EXPECT_EQ(error.code, Errc::invalid_argument);
  EXPECT_EQ(error.field, field);
}

TEST(Draw, PngHoldsTheText) {
  const std::string texts[] = {
      "1",
      "HELLO WORLD 42",
      std::string(kUri),
      "J\xc3\xbcrgen",
      "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e \xf0\x9f\x94\x91",
      "line\r\nline\ttab",
      "<U+12> & \\ \"",
  };
  for (const auto& text : texts) {
    const auto png = to_png(text);
    ASSERT_TRUE(png) << png.error().message;
    EXPECT_EQ(read_back(*png), text);
  }
}

// The lengths at which the symbol grows or the width of its length field changes.
TEST(Draw, EveryLengthUpToTheLargestSymbol) {
  for (const std::size_t length :
       {1U, 17U, 18U, 106U, 107U, 230U, 231U, 271U, 272U, 858U, 1367U, 1368U, 2331U, 2953U}) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) text.push_back(static_cast<char>('a' + (i * 7 + i / 13) % 26));
    const auto png = to_png(text, 4);
    ASSERT_TRUE(png) << length;
    EXPECT_EQ(read_back(*png), text);
  }
}

TEST(Draw, ScaleIsPixelsAModuleWithFourModulesAround) {
  for (const int scale : {1, 2, 3, 8, 32}) {
    const auto png = to_png("1", scale);
    ASSERT_TRUE(png);
    EXPECT_EQ(side(*png), static_cast<std::uint32_t>((21 + 2 * 4) * scale));
    EXPECT_EQ(png->reveal()[24], 8) << "bit depth";
    EXPECT_EQ(png->reveal()[25], 0) << "colour type";
    EXPECT_EQ(read_back(*png), "1") << scale;
  }
}

TEST(Draw, RefusesWhatIsNoText) {
  for (const std::string_view text :
       {"", "\xff", "ab\xe6\x97", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "x\x80y"}) {
    const auto png = to_png(text);
    ASSERT_FALSE(png);
    expect_refused(png.error(), "text");
    EXPECT_NE(png.error().text().find(text.empty() ? "is empty" : "is not UTF-8"), std::string::npos);
    const auto drawing = to_terminal(text);
    ASSERT_FALSE(drawing);
    expect_refused(drawing.error(), "text");
  }
}

TEST(Draw, RefusesWhatNoSymbolHolds) {
  const std::string text(2954, 'a');
  const auto png = to_png(text, 1);
  ASSERT_FALSE(png);
  expect_refused(png.error(), "text");
  EXPECT_EQ(png.error().text().find("aaa"), std::string::npos);
  const auto drawing = to_terminal(text);
  ASSERT_FALSE(drawing);
  expect_refused(drawing.error(), "text");
}

TEST(Draw, RefusesScalesOutOfRange) {
  for (const int scale : {-1, 0, 33, 2147483647}) {
    const auto png = to_png(kUri, scale);
    ASSERT_FALSE(png) << scale;
    expect_refused(png.error(), "scale");
  }
}

// The largest symbol has 177 modules and 8 around: 22 pixels a module are the last that fit into 4096.
TEST(Draw, WritesNothingTooLargeToRead) {
  const std::string text(2953, 'a');
  const auto fits = to_png(text, 22);
  ASSERT_TRUE(fits);
  EXPECT_EQ(side(*fits), 4070U);
  EXPECT_EQ(read_back(*fits), text);
  const auto too_large = to_png(text, 23);
  ASSERT_FALSE(too_large);
  expect_refused(too_large.error(), "scale");
}

// A larger symbol would be wasteful on a terminal; this is the smallest one for 79 bytes: version 5.
TEST(Draw, TheSmallestSymbolWithAllTheCorrectionItHasRoomFor) {
  ASSERT_EQ(kUri.size(), 79U);
  const auto png = to_png(kUri, 4);
  ASSERT_TRUE(png);
  EXPECT_EQ(side(*png), (37U + 8U) * 4U);
  // Format information: the two modules at the bottom of column 8 hold the level, the higher bit lowest.
  const auto drawing = to_terminal(kUri);
  ASSERT_TRUE(drawing);
  const auto modules = test::screen(drawing->reveal());
  const bool high = modules.at(4 + 8, 4 + 36) == 0;
  const bool low = modules.at(4 + 8, 4 + 35) == 0;
  EXPECT_TRUE(high && !low) << "level M is 00, under the mask 10; L would be 11";
}

TEST(Terminal, ShowsAScannerDarkOnLight) {
  for (const std::string_view text : {kUri, std::string_view("1"), std::string_view("J\xc3\xbcrgen")}) {
    const auto drawing = to_terminal(text);
    ASSERT_TRUE(drawing);
    const auto picture = test::enlarged(test::screen(drawing->reveal()), 4);
    const auto read = read_png(test::png_file(picture, Kind::grey8));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->reveal(), text);
  }
}

TEST(Terminal, HasFourLightModulesAround) {
  const auto drawing = to_terminal("1");
  ASSERT_TRUE(drawing);
  const auto modules = test::screen(drawing->reveal());
  ASSERT_EQ(modules.width, 29);
  ASSERT_EQ(modules.height, 30);
  for (int y = 0; y < modules.height; ++y)
    for (int x = 0; x < modules.width; ++x)
      if (x < 4 || x >= 25 || y < 4 || y >= 25) {
        EXPECT_EQ(modules.at(x, y), 255) << x << ' ' << y;
      }
  EXPECT_EQ(modules.at(4, 4), 0);
  EXPECT_EQ(modules.at(24, 4), 0);
  EXPECT_EQ(modules.at(4, 24), 0);
}

TEST(Terminal, HasNoEscapesAndNoOtherCharacters) {
  const auto drawing = to_terminal(kUri);
  ASSERT_TRUE(drawing);
  EXPECT_EQ(drawing->reveal().find('\x1b'), std::string_view::npos);
  EXPECT_EQ(drawing->reveal().back(), '\n');
  EXPECT_NO_THROW((void)test::screen(drawing->reveal()));
}

TEST(Draw, ManyThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::vector<std::string> answers(4);
  for (std::size_t i = 0; i < answers.size(); ++i)
    threads.emplace_back([&answer = answers[i], i] {
      const auto png = to_png("thread " + std::to_string(i));
      if (png) answer = read_back(*png);
    });
  for (auto& thread : threads) thread.join();
  for (std::size_t i = 0; i < answers.size(); ++i) EXPECT_EQ(answers[i], "thread " + std::to_string(i));
}

}  // namespace
}  // namespace mfaclient::qr
