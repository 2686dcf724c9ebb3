#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace mfactl {

/// Reads "500ms", "10s" or "2m"; nullopt for anything else, zero and more than a day.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace mfactl
