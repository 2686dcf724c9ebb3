#pragma once
#include <chrono>
#include <cstdint>
#include <optional>

#include "mfaclient/http.hpp"

namespace mfaclient::onelogin {

/// What the headers of an answer tell about the account's rate limit.
struct RateWindow {
  std::int64_t remaining = 0;
  std::chrono::seconds reset{0};  ///< until the count begins anew
};

/// nullopt: the call was not counted, or the headers can't be read.
[[nodiscard]] std::optional<RateWindow> rate_window_of(const http::Headers& headers);

}  // namespace mfaclient::onelogin
