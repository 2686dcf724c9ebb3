// In the place of mfaclient::qr, for this program alone: pictures whose bytes are the text itself. A million
// lives need no real ones, which take ten times as long as everything else together.
#include <string>

#include "mfaclient/qr.hpp"

namespace mfaclient::qr {
namespace {

using namespace std::string_view_literals;

// As a PNG begins and ends.
constexpr auto kBegin = "\x89PNG\r\n\x1a\n"sv;
constexpr auto kEnd = "\0\0\0\0IEND\xae\x42\x60\x82"sv;

}  // namespace

Result<SecretBytes> to_png(std::string_view text, int /*scale*/) {
  const auto bytes = std::string(kBegin).append(text).append(kEnd);
  return SecretBytes({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

Result<SecretString> read_png(std::span<const std::uint8_t> png) {
  std::string_view text(reinterpret_cast<const char*>(png.data()), png.size());
  if (!text.starts_with(kBegin) || !text.ends_with(kEnd))
    return Error{.message = "no picture of this program's"};
  text.remove_prefix(kBegin.size());
  text.remove_suffix(kEnd.size());
  return SecretString(text);
}

}  // namespace mfaclient::qr
