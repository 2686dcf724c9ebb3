#include "testing/replies.hpp"

#include <array>
#include <cstdio>

namespace mfaclient::testing {

http::Response reply(int status, std::string_view content_type, SecretString body) {
  http::Response response;
  response.status = status;
  if (!content_type.empty()) response.headers.add("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

http::Response reply(int status, std::string_view content_type, std::string_view body) {
  return reply(status, content_type, SecretString(body));
}

http::Response json_reply(int status, const wire::JsonWriter& body) {
  return reply(status, "application/json", body.result());
}

http::Response html_error(int status, std::string_view content_type, std::string_view title,
                          std::string_view explanation) {
  std::string page = "<!doctype html>\n<html lang=en>\n<title>" + std::to_string(status) + " ";
  page.append(title)
      .append("</title>\n<h1>")
      .append(title)
      .append("</h1>\n<p>")
      .append(explanation)
      .append("</p>\n");
  return reply(status, content_type, page);
}

std::string http_date(Time when) {
  using namespace std::chrono;
  // The names are the protocol's own, whatever the locale says.
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(when);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(when - day));
  std::array<char, 64> text{};
  const int size = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT", kDays[weekday(day).c_encoding()],
      static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
      static_cast<int>(date.year()), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace mfaclient::testing
