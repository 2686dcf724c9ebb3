#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/clock.hpp"
#include "mfaclient/http.hpp"

/// Instants as they stand on the wire. What can't be read is nullopt, never a guess.
namespace mfaclient::wire {

/// RFC 9110, 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT", the one form that senders may generate. The names are
/// English in any locale.
[[nodiscard]] std::optional<std::chrono::sys_seconds> http_date(std::string_view text);
/// The `Date` of an answer: the server's own clock.
[[nodiscard]] std::optional<std::chrono::sys_seconds> date_of(const http::Headers& headers);

/// RFC 3339 in UTC: "2026-07-09T12:00:00Z", with or without a fraction, which is dropped.
[[nodiscard]] std::optional<std::chrono::sys_seconds> rfc3339(std::string_view text);
/// The same, written.
[[nodiscard]] std::string to_rfc3339(Time when);

}  // namespace mfaclient::wire
