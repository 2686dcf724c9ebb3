#include "wire/reply.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/ascii.hpp"

namespace mfaclient::wire {
namespace {

constexpr std::chrono::seconds kLongestWait{24 * 60 * 60};

/// Is `text` laid out like `pattern`, in which "0" stands for any digit and "a" for any letter?
bool fits(std::string_view text, std::string_view pattern) {
  return std::ranges::equal(text, pattern, [](char c, char wanted) {
    if (wanted == '0') return ascii::digit(c);
    return wanted == 'a' ? ascii::letter(c) : c == wanted;
  });
}

/// The place of a three-letter name in `names`; nullopt: it is none of them.
std::optional<unsigned> index_of(std::string_view name, std::string_view names) {
  const auto at = names.find(name);
  if (at == std::string_view::npos || at % 3 != 0) return std::nullopt;
  return static_cast<unsigned>(at / 3);
}

// RFC 9110, 5.6.7: IMF-fixdate, the one form that senders may generate. The names are English in any locale.
std::optional<std::chrono::sys_seconds> http_date(std::string_view text) {
  if (!fits(text, "aaa, 00 aaa 0000 00:00:00 GMT")) return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t width) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + width, value);
    return value;
  };
  const auto weekday = index_of(text.substr(0, 3), "SunMonTueWedThuFriSat");
  const auto month = index_of(text.substr(8, 3), "JanFebMarAprMayJunJulAugSepOctNovDec");
  if (!weekday || !month) return std::nullopt;
  const int hour = number(17, 2);
  const int minute = number(20, 2);
  const int second = number(23, 2);
  const std::chrono::year_month_day day{std::chrono::year{number(12, 4)}, std::chrono::month{*month + 1},
                                        std::chrono::day{static_cast<unsigned>(number(5, 2))}};
  // 60 is a leap second.
  if (!day.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days{day} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

}  // namespace

Error refusal(Errc code, std::string_view message, std::string_view vendor_message) {
  Error error;
  error.code = code;
  error.message = message;
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
    const auto now = http_date(ascii::trim(headers.get("Date").value_or("")));
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
  if (!evidence.text.empty() && body != evidence.text)
    return refusal(Errc::protocol, "the answer is not the word that this operation's success is told by");
  if (evidence.status_alone && !body.empty())
    if (const JsonDocument document(body); document.fault())
      return refusal(Errc::protocol,
                     "the answer is neither empty nor JSON; something else than the vendor spoke");
  return {};
}

}  // namespace mfaclient::wire
