#include "duration.hpp"

#include <charconv>
#include <cstdint>

namespace mfactl {

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  constexpr std::chrono::milliseconds kLongest = std::chrono::hours(24);
  std::uint32_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc{}) return std::nullopt;
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  std::chrono::milliseconds length{0};
  if (unit == "ms") {
    length = std::chrono::milliseconds(count);
  } else if (unit == "s") {
    length = std::chrono::seconds(count);
  } else if (unit == "m") {
    length = std::chrono::minutes(count);
  }
  if (length <= length.zero() || length > kLongest) return std::nullopt;
  return length;
}

}  // namespace mfactl
