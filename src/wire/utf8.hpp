#pragma once
#include <cstddef>
#include <string_view>

namespace mfaclient::wire {

constexpr char32_t kReplacement = 0xfffd;

struct Utf8Character {
  char32_t point = kReplacement;  ///< `kReplacement` for a byte that begins no valid sequence
  std::size_t length = 1;         ///< bytes used
};

/// The first character of `text`, which must not be empty (RFC 3629: no surrogates, no overlong forms).
[[nodiscard]] Utf8Character decode_utf8(std::string_view text) noexcept;

}  // namespace mfaclient::wire
