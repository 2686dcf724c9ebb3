#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/http.hpp"
#include "mfaclient/operation.hpp"
#include "mfaclient/result.hpp"
#include "wire/json.hpp"

/// What every vendor's `decode` starts from.
namespace mfaclient::wire {

/// A refusal in the vendor's words. The exchange adds operation, status and request id.
[[nodiscard]] Error refusal(Errc code, std::string_view message, std::string_view vendor_message = {});

/// The error for a status that an operation has no words of its own for: 3xx and the rest `protocol`, 401
/// `session_expired`, 403 `not_permitted`, 404 `not_found`, 409 `conflict`, 429 `rate_limited` with its wait,
/// 5xx `server_error`.
[[nodiscard]] Error unexpected_status(const http::Response& response);

/// RFC 9110, 10.2.3: a number of seconds, or a date, which is measured against the answer's own `Date`.
/// Absent, negative and unreadable values are nullopt; more than a day is a day.
[[nodiscard]] std::optional<std::chrono::seconds> retry_after(const http::Headers& headers);

/// The answer's status and, where they are declared, its text or its silence are what `evidence` says. Its
/// fields are for the operation's own reading.
Result<void> check_evidence(const http::Response& response, const Evidence& evidence);

}  // namespace mfaclient::wire
