#include "wire/time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

#include "core/ascii.hpp"

namespace mfaclient::wire {
namespace {

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

int number_at(std::string_view text, std::size_t at, std::size_t width) {
  int value = 0;
  std::from_chars(text.data() + at, text.data() + at + width, value);
  return value;
}

std::optional<std::chrono::sys_seconds> instant(std::chrono::year_month_day day, int hour, int minute,
                                                int second) {
  // 60 is a leap second.
  if (!day.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days{day} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
         std::chrono::seconds{second};
}

}  // namespace

std::optional<std::chrono::sys_seconds> http_date(std::string_view text) {
  if (!fits(text, "aaa, 00 aaa 0000 00:00:00 GMT")) return std::nullopt;
  const auto weekday = index_of(text.substr(0, 3), "SunMonTueWedThuFriSat");
  const auto month = index_of(text.substr(8, 3), "JanFebMarAprMayJunJulAugSepOctNovDec");
  if (!weekday || !month) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{number_at(text, 12, 4)},
                                        std::chrono::month{*month + 1},
                                        std::chrono::day{static_cast<unsigned>(number_at(text, 5, 2))}};
  return instant(day, number_at(text, 17, 2), number_at(text, 20, 2), number_at(text, 23, 2));
}

std::optional<std::chrono::sys_seconds> date_of(const http::Headers& headers) {
  return http_date(ascii::trim(headers.get("Date").value_or("")));
}

std::optional<std::chrono::sys_seconds> rfc3339(std::string_view text) {
  constexpr std::string_view kLayout = "0000-00-00T00:00:00";
  if (!fits(text.substr(0, kLayout.size()), kLayout)) return std::nullopt;
  auto rest = text.substr(kLayout.size());
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
    if (digits == 0) return std::nullopt;
    rest.remove_prefix(digits);
  }
  if (rest != "Z" && rest != "+00:00") return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{number_at(text, 0, 4)},
                                        std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
                                        std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
  return instant(day, number_at(text, 11, 2), number_at(text, 14, 2), number_at(text, 17, 2));
}

std::string to_rfc3339(Time when) {
  const auto seconds = std::chrono::system_clock::to_time_t(when);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

}  // namespace mfaclient::wire
