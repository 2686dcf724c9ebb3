#include <algorithm>

#include "core/ascii.hpp"
#include "mfaclient/http.hpp"

namespace mfaclient::http {
namespace {

// RFC 9110, 5.6.2: token.
bool token(std::string_view text) {
  const auto allowed = [](char c) {
    return ascii::letter(c) || ascii::digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), allowed);
}

// RFC 9110, 5.5: visible characters, spaces and tabs; bytes above 0x7f are opaque but allowed.
bool header_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  });
}

/// The transport frames messages (RFC 9112, 6); a second word on it would let one request smuggle another.
bool framing(std::string_view name) {
  static constexpr std::string_view kFraming[] = {"Connection", "Content-Length",    "Expect",
                                                  "Host",       "Keep-Alive",        "TE",
                                                  "Trailer",    "Transfer-Encoding", "Upgrade"};
  return std::ranges::any_of(kFraming,
                             [name](std::string_view own) { return ascii::equal_without_case(own, name); });
}

bool target(std::string_view text) {
  return text.starts_with('/') && !text.starts_with("//") &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; });
}

}  // namespace

Result<void> validate(const Request& request) {
  if (!token(request.method)) return invalid_argument("method", "is not an HTTP method");
  if (!target(request.target)) return invalid_argument("target", "is not an absolute, percent-encoded path");
  for (const auto& header : request.headers.fields()) {
    if (!token(header.name)) return invalid_argument("header", "has a name that is no HTTP token");
    if (framing(header.name)) return invalid_argument(header.name, "is the transport's own to send");
    if (!header_value(header.value.reveal()))
      return invalid_argument(
          header.name, "holds a character that can't go into a header (CR, LF, NUL or another control)");
  }
  return {};
}

}  // namespace mfaclient::http
