#include "wire/picture.hpp"

#include <string>

#include <gtest/gtest.h>

#include "core/base64.hpp"

namespace mfaclient::wire {
namespace {

std::string bytes() {
  using namespace std::string_literals;
  return "\x89PNG\r\n\x1a\n"s + "what is between" + "\0\0\0\0IEND\xae\x42\x60\x82"s;
}

std::string base64(const std::string& raw) {
  return std::string(base64_encode({reinterpret_cast<const std::uint8_t*>(raw.data()), raw.size()}).reveal());
}

TEST(Picture, IsFoundInEveryWrapping) {
  const auto text = base64(bytes());
  for (const auto& one : {bytes(), text, text.substr(0, 10) + "\r\n " + text.substr(10) + "\n",
                          "data:image/png;base64," + text, "data:image/x;a=b;base64,\n" + text}) {
    const auto found = png_in(one);
    ASSERT_TRUE(found) << one;
    EXPECT_EQ(found->reveal(), text);
  }
}

TEST(Picture, ThatIsNotWholeIsNone) {
  const auto text = base64(bytes());
  for (std::size_t length = 0; length < text.size(); ++length) EXPECT_FALSE(png_in(text.substr(0, length)));
  for (std::size_t length = 0; length < bytes().size(); ++length)
    EXPECT_FALSE(png_in(bytes().substr(0, length)));
  EXPECT_FALSE(png_in(base64(bytes() + "x")));
  EXPECT_FALSE(png_in(base64(bytes().substr(8))));
  EXPECT_FALSE(png_in("data:image/png," + text));
  EXPECT_FALSE(png_in("data:text/plain;base64," + text));
  EXPECT_FALSE(png_in("<html>" + text));
  EXPECT_FALSE(png_in(std::string(1 << 20, 'x')));
}

}  // namespace
}  // namespace mfaclient::wire
