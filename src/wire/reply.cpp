#include "wire/reply.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/ascii.hpp"
#include "wire/time.hpp"

namespace mfaclient::wire {
namespace {

constexpr std::chrono::seconds kLongestWait{24 * 60 * 60};

bool is_json_string(std::string_view body, std::string_view text) {
  JsonDocument document(body);
  return document.root().as_text() == text && !document.fault();
}

}  // namespace

Error refusal(Errc code, std::string_view message, std::string_view vendor_message) {
  auto error = make_error(code, message);
  error.vendor_message = vendor_message;
  return error;
}

Error unexpected_status(const http::Response& response) {
  const int status = response.status;
  const std::string seen = "the server answered with status " + std::to_string(status);
  if (status == 401) return refusal(Errc::session_expired, seen + "; sign in again");
  if (status == 403) return refusal(Errc::not_permitted, seen + ": this account may not do that");
  if (status == 404) return refusal(Errc::not_found, seen + "; check the base URL");
  if (status == 409) return refusal(Errc::conflict, seen + "; read the status first");
  if (status == 429) {
    auto error = refusal(Errc::rate_limited, seen + "; wait before the next call");
    error.retry_after = retry_after(response.headers);
    return error;
  }
  if (status >= 500) {
    auto error = refusal(Errc::server_error, seen + "; try again later");
    error.retry_after = retry_after(response.headers);
    return error;
  }
  if (status >= 300 && status < 400)
    return refusal(Errc::protocol, seen + ", a redirect, which is never followed; check the base URL");
  return refusal(Errc::protocol, seen + ", which this operation does not know");
}

std::optional<std::chrono::seconds> retry_after(const http::Headers& headers) {
  const auto value = headers.get("Retry-After");
  if (!value) return std::nullopt;
  const auto text = ascii::trim(*value);
  std::chrono::seconds wait{-1};
  if (const auto until = http_date(text)) {
    const auto now = date_of(headers);
    if (!now) return std::nullopt;
    wait = std::max(*until - *now, std::chrono::seconds{0});
  } else {
    std::int64_t seconds = -1;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
    const bool digits = !text.empty() && std::all_of(text.begin(), text.end(), ascii::digit);
    if (digits && parsed.ec == std::errc::result_out_of_range) return kLongestWait;
    if (!digits) return std::nullopt;
    wait = std::chrono::seconds{seconds};
  }
  return std::min(wait, kLongestWait);
}

Result<void> check_evidence(const http::Response& response, const Evidence& evidence) {
  if (!evidence.has(response.status)) return unexpected_status(response);
  const auto body = ascii::trim(response.body.reveal());
  const bool said = body == evidence.text || (evidence.text_as_json && is_json_string(body, evidence.text));
  if (!evidence.text.empty() && !said)
    return refusal(Errc::protocol, "the answer is not the word that this operation's success is told by");
  if (evidence.status_alone && !body.empty())
    if (const JsonDocument document(body); document.fault())
      return refusal(Errc::protocol,
                     "the answer is neither empty nor JSON; something else than the vendor spoke");
  return {};
}

}  // namespace mfaclient::wire
