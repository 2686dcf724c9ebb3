#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/http.hpp"

/// Requests as web frameworks read them.
namespace mfaclient::testing {

/// The path of a request target, without its query, percent-decoded.
[[nodiscard]] std::string decoded_path(std::string_view target);

/// "%41" becomes "A"; a "%" that begins no escape stays as it is.
[[nodiscard]] std::string percent_decode(std::string_view text);
/// Escapes all but letters, digits, "_.-~" and what `safe` holds, byte by byte, as Python's `quote` does.
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view safe = {});

/// `text` with U+FFFD for each byte that belongs to no UTF-8 character.
[[nodiscard]] std::string valid_utf8(std::string_view text);

/// All values of a header in one text, as WSGI and CGI hand them to an application; nullopt: the header is
/// absent.
[[nodiscard]] std::optional<std::string> joined_header(const http::Request& request, std::string_view name);

/// The fields of a form, in the order they came.
class FormData {
 public:
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  /// The first value of `name`; nullopt when there is none. An empty value is not an absent one.
  [[nodiscard]] std::optional<std::string> get(std::string_view name) const;

 private:
  std::vector<std::pair<std::string, std::string>> fields_{};
};

[[nodiscard]] FormData parse_urlencoded(std::string_view body);
/// RFC 7578. Parts with a file name are uploads, not fields, and are left out.
[[nodiscard]] FormData parse_multipart(std::string_view body, std::string_view boundary);
/// By content type; empty for any other than the two form types. The query is never part of it.
[[nodiscard]] FormData parse_form(const http::Request& request);

}  // namespace mfaclient::testing
