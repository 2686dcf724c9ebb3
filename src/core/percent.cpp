#include "core/percent.hpp"

#include <array>
#include <cstdint>

#include "core/ascii.hpp"

namespace mfaclient {
namespace {

constexpr bool unreserved(char c) noexcept {
  return ascii::letter(c) || ascii::digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

}  // namespace

void percent_encode(SecretString& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    const std::array escape{'%', kHex[byte >> 4U], kHex[byte & 0x0fU]};
    out.append(unreserved(c) ? std::string_view(&c, 1) : std::string_view(escape.data(), escape.size()));
  }
}

}  // namespace mfaclient
