#include "otp/percent.hpp"

#include <cstdint>
#include <optional>

#include "core/ascii.hpp"
#include "otp/secret_builder.hpp"
#include "wire/utf8.hpp"

namespace mfaclient::otp {
namespace {

std::optional<std::uint8_t> hex_digit(char c) noexcept {
  const char lower = ascii::lower(c);
  if (ascii::digit(c)) return static_cast<std::uint8_t>(c - '0');
  if (lower >= 'a' && lower <= 'f') return static_cast<std::uint8_t>(lower - 'a' + 10);
  return std::nullopt;
}

/// The byte that the escape at the front of `text` stands for.
std::optional<char> escaped_byte(std::string_view text) noexcept {
  if (text.size() < 3) return std::nullopt;
  const auto high = hex_digit(text[1]);
  const auto low = hex_digit(text[2]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high << 4U | *low);
}

constexpr bool control(char32_t point) noexcept { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

/// UTF-8 of characters that are no controls.
bool readable(std::string_view text) noexcept {
  while (!text.empty()) {
    const auto character = wire::decode_utf8(text);
    const bool invalid = character.point == wire::kReplacement && character.length == 1;
    if (invalid || control(character.point)) return false;
    text.remove_prefix(character.length);
  }
  return true;
}

}  // namespace

Result<SecretString> percent_decode(std::string_view field, std::string_view text) {
  SecretTextBuilder decoded;
  while (!text.empty()) {
    const bool escape = text.front() == '%';
    const auto byte = escape ? escaped_byte(text) : std::optional(text.front());
    if (!byte) return invalid_argument(field, "holds a percent sign without two hexadecimal digits");
    decoded.push(*byte);
    text.remove_prefix(escape ? 3 : 1);
  }
  auto result = decoded.take();
  if (!readable(result.reveal())) return invalid_argument(field, "holds a control character or is not UTF-8");
  return result;
}

}  // namespace mfaclient::otp
