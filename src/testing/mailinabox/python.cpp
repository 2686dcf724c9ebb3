#include "testing/mailinabox/python.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "core/ascii.hpp"
#include "wire/utf8.hpp"

namespace mfaclient::testing::mailinabox {
namespace {

bool python_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r') || (c >= '\x1c' && c <= '\x1f'); }

bool beyond_ascii(char c) { return static_cast<unsigned char>(c) > 0x7f; }

int base64_value(char c) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

int base32_value(char c) {
  const char lower = ascii::lower(c);
  if (ascii::letter(lower)) return lower - 'a';
  return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

std::string_view trim_as_sqlite(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

std::string hex_of(char byte) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const auto value = static_cast<unsigned char>(byte);
  return {kHex[value >> 4U], kHex[value & 15U]};
}

}  // namespace

bool blank(std::string_view text) { return std::all_of(text.begin(), text.end(), python_space); }

std::size_t length(std::string_view utf8) {
  std::size_t count = 0;
  for (; !utf8.empty(); ++count) utf8.remove_prefix(wire::decode_utf8(utf8).length);
  return count;
}

std::optional<std::string> b64decode(std::string_view text) {
  std::string out;
  std::uint32_t bits = 0;
  int digits = 0, padding = 0;
  for (const char c : text) {
    // "=" ends the data only where it completes a group; elsewhere it is skipped like any other stray
    // character.
    if (c == '=' && digits >= 2 && digits + ++padding >= 4) return out;
    const int value = base64_value(c);
    if (value < 0) continue;
    padding = 0;
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (++digits > 1) out += static_cast<char>(bits >> (8U - 2U * static_cast<unsigned>(digits)) & 0xffU);
    digits %= 4;
  }
  return digits == 0 ? std::optional(out) : std::nullopt;
}

Decoded<SecretBytes> b32decode(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), beyond_ascii))
    return {{}, "string argument should contain only ASCII characters"};
  const auto digits = text.substr(0, text.find_last_not_of('=') + 1);
  const auto padding = text.size() - digits.size();
  SecretBytes bytes;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : digits) {
    const int value = base32_value(c);
    if (value < 0) return {{}, "Non-base32 digit found"};
    bits = bits << 5U | static_cast<std::uint32_t>(value);
    held += 5;
    if (held < 8) continue;
    held -= 8;
    const auto byte = static_cast<std::uint8_t>(bits >> held & 0xffU);
    bytes.append({&byte, 1});
  }
  constexpr std::array<std::size_t, 5> kPaddings = {0, 1, 3, 4, 6};
  if (std::find(kPaddings.begin(), kPaddings.end(), padding) == kPaddings.end())
    return {{}, "Incorrect padding"};
  return {std::move(bytes), {}};
}

std::string ascii_decode_error(std::string_view bytes) {
  const auto bad = std::find_if(bytes.begin(), bytes.end(), beyond_ascii);
  if (bad == bytes.end()) return {};
  return "'ascii' codec can't decode byte 0x" + hex_of(*bad) + " in position " +
         std::to_string(bad - bytes.begin()) + ": ordinal not in range(128)";
}

std::string ascii_encode_error(std::string_view latin1) {
  const auto bad = std::find_if(latin1.begin(), latin1.end(), beyond_ascii);
  if (bad == latin1.end()) return {};
  const auto first = bad - latin1.begin();
  const auto last = std::find_if_not(bad, latin1.end(), beyond_ascii) - latin1.begin() - 1;
  const std::string which = first == last
                                ? " '\\x" + hex_of(*bad) + "' in position " + std::to_string(first)
                                : "s in position " + std::to_string(first) + "-" + std::to_string(last);
  return "'ascii' codec can't encode character" + which + ": ordinal not in range(128)";
}

bool sqlite_equal(std::int64_t id, std::string_view text) {
  text = trim_as_sqlite(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return false;
  }
  if (text.empty() || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return false;
  const char* const end = text.data() + text.size();
  std::int64_t integer = 0;
  if (const auto read = std::from_chars(text.data(), end, integer); read.ec == std::errc() && read.ptr == end)
    return integer == id;
  double real = 0;
  const auto read = std::from_chars(text.data(), end, real);
  return read.ec == std::errc() && read.ptr == end && real == static_cast<double>(id);
}

}  // namespace mfaclient::testing::mailinabox
