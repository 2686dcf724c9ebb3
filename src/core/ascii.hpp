#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

/// Character classes of the wire: ASCII only, whatever the locale says.
namespace mfaclient::ascii {

constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
constexpr bool digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool letter(char c) noexcept { return lower(c) >= 'a' && lower(c) <= 'z'; }
constexpr bool printable(char c) noexcept { return c >= 0x20 && c < 0x7f; }
constexpr bool space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

constexpr bool all_printable(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), printable);
}

constexpr bool equal_without_case(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

constexpr bool contains_without_case(std::string_view text, std::string_view part) noexcept {
  for (; text.size() >= part.size(); text.remove_prefix(1)) {
    if (equal_without_case(text.substr(0, part.size()), part)) return true;
    if (text.empty()) break;
  }
  return false;
}

constexpr std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

/// A decimal number that is the whole text; nullopt for any other, and for one that does not fit.
inline std::optional<std::int64_t> whole_number(std::string_view text) noexcept {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace mfaclient::ascii
