#include "wire/picture.hpp"

#include "core/ascii.hpp"
#include "core/base64.hpp"

namespace mfaclient::wire {
namespace {

using namespace std::string_view_literals;

constexpr auto kSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr auto kLastChunk = "\0\0\0\0IEND\xae\x42\x60\x82"sv;
constexpr auto kMark = ";base64,"sv;

bool whole(std::string_view bytes) {
  return bytes.size() > kSignature.size() + kLastChunk.size() && bytes.starts_with(kSignature) &&
         bytes.ends_with(kLastChunk);
}

}  // namespace

std::optional<SecretString> png_in(std::string_view text) {
  if (whole(text)) return base64_encode({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  if (text.starts_with("data:image/")) {
    const auto mark = text.find(kMark);
    if (mark == std::string_view::npos) return std::nullopt;
    text.remove_prefix(mark + kMark.size());
  }
  SecretString digits;
  for (const char c : text)
    if (!ascii::space(c)) digits.append({&c, 1});
  const auto bytes = base64_decode("picture", digits.reveal());
  if (!bytes) return std::nullopt;
  const auto raw = bytes->reveal();
  if (!whole({reinterpret_cast<const char*>(raw.data()), raw.size()})) return std::nullopt;
  return digits;
}

}  // namespace mfaclient::wire
