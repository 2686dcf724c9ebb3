#include <algorithm>
#include <charconv>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <curl/curl.h>

#include "core/ascii.hpp"
#include "mfaclient/http.hpp"

namespace mfaclient::http {
namespace {

struct CurluDeleter {
  void operator()(CURLU* handle) const noexcept { curl_url_cleanup(handle); }
};
struct TextDeleter {
  void operator()(char* text) const noexcept { curl_free(text); }
};

constexpr std::uint16_t default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, TextDeleter> owner(text);
  return text;
}

bool is_loopback(const std::string& host) {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24U == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return host == "localhost";
}

int hex_digit(char c) {
  if (ascii::digit(c)) return c - '0';
  const char low = ascii::lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/// RFC 3986, 3.3: the characters of a path segment beside percent-encoded ones.
bool is_path_char(char c) {
  return ascii::letter(c) || ascii::digit(c) ||
         std::string_view("-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

/// A segment means itself: it is not empty, is no dot segment in any spelling, and hides no separator or
/// control character behind percent-encoding.
bool is_plain_segment(std::string_view segment) {
  std::string decoded;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '%') {
      if (!is_path_char(segment[i])) return false;
      decoded += segment[i];
      continue;
    }
    if (segment.size() - i < 3) return false;
    const int high = hex_digit(segment[i + 1]);
    const int low = hex_digit(segment[i + 2]);
    if (high < 0 || low < 0) return false;
    const int value = high * 16 + low;
    if (value < 0x20 || value == 0x7f || value == '/' || value == '\\') return false;
    decoded += static_cast<char>(value);
    i += 2;
  }
  return !decoded.empty() && decoded != "." && decoded != "..";
}

/// `path` begins with "/" and does not end with one.
bool is_plain_path(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = std::min(path.find('/'), path.size());
    if (!is_plain_segment(path.substr(0, end))) return false;
    path.remove_prefix(end);
  }
  return true;
}

/// The authority of `text`, or nullopt where it isn't "scheme://authority...". libcurl forgives one to three
/// slashes.
std::optional<std::string_view> authority(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || text.substr(colon, 3) != "://") return std::nullopt;
  text.remove_prefix(colon + 3);
  return text.substr(0, text.find('/'));
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  const auto refuse = [](std::string_view why) { return invalid_argument("url", why); };
  if (!std::all_of(text.begin(), text.end(),
                   [](char c) { return ascii::printable(c) && c != ' ' && c != '\\'; }))
    return refuse("holds a space, a backslash, a control character or one that is not ASCII");
  if (text.find_first_of("?#") != std::string_view::npos)
    return refuse("must not have a query or a fragment");
  const auto given = authority(text);
  if (!given) return refuse("must begin with https://");
  if (given->empty()) return refuse("has no host");
  if (given->find('@') != std::string_view::npos)
    return refuse("must not hold a user name or password; credentials are settings of their own");
  // libcurl decodes an encoded host name and takes an empty port for none; both only hide what is meant.
  if (given->find('%') != std::string_view::npos || given->ends_with(':'))
    return refuse("has no valid host or port");

  const std::unique_ptr<CURLU, CurluDeleter> parsed(curl_url());
  if (!parsed) throw std::bad_alloc();
  // Schemes libcurl does not know are let through here and refused below, with the reason.
  const auto code = curl_url_set(parsed.get(), CURLUPART_URL, std::string(text).c_str(),
                                 CURLU_PATH_AS_IS | CURLU_DISALLOW_USER | CURLU_NON_SUPPORT_SCHEME);
  if (code != CURLUE_OK) return refuse("has no valid host or port");

  Url url;
  url.scheme_ = part(parsed.get(), CURLUPART_SCHEME);
  if (url.scheme_ != "https" && url.scheme_ != "http") return refuse("must begin with https://");
  url.host_ = part(parsed.get(), CURLUPART_HOST);
  std::transform(url.host_.begin(), url.host_.end(), url.host_.begin(), ascii::lower);
  if (url.host_.starts_with('[')) url.host_ = url.host_.substr(1, url.host_.size() - 2);
  if (url.host_.empty()) return refuse("has no host");
  const auto port = part(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), url.port_);
  if (url.port_ == 0) return refuse("has no valid port");
  url.path_ = part(parsed.get(), CURLUPART_PATH);
  if (url.path_.ends_with('/')) url.path_.pop_back();
  if (!is_plain_path(url.path_))
    return refuse("has a path with an empty or dot segment, or with a forbidden character");
  url.loopback_ = is_loopback(url.host_);
  if (url.scheme_ == "http" && !url.loopback_)
    return refuse("must begin with https://: plain http is only for a loopback host");
  return url;
}

std::string Url::origin() const {
  std::string text = scheme_ + "://";
  text += host_.find(':') == std::string::npos ? host_ : "[" + host_ + "]";
  if (port_ != default_port(scheme_)) text += ":" + std::to_string(port_);
  return text;
}

}  // namespace mfaclient::http
