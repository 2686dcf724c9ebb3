#include "testing/forms.hpp"

#include <algorithm>
#include <charconv>

#include "core/ascii.hpp"
#include "wire/utf8.hpp"

namespace mfaclient::testing {
namespace {

std::string plus_decode(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return valid_utf8(percent_decode(spaced));
}

// The parameter `name` of a header value such as `form-data; name="user"`.
std::optional<std::string> parameter(std::string_view value, std::string_view name) {
  auto end = value.find(';');
  while (end != std::string_view::npos) {
    value = ascii::trim(value.substr(end + 1));
    const auto equals = value.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const auto key = ascii::trim(value.substr(0, equals));
    value = ascii::trim(value.substr(equals + 1));
    std::string text;
    if (value.starts_with('"')) {
      std::size_t i = 1;
      for (; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        text += value[i];
      }
      end = value.find(';', i);
    } else {
      end = value.find(';');
      text = ascii::trim(value.substr(0, end));
    }
    if (ascii::equal_without_case(key, name)) return text;
  }
  return std::nullopt;
}

void add_part(FormData& form, std::string_view part) {
  const auto blank = part.find("\r\n\r\n");
  if (blank == std::string_view::npos) return;
  auto head = part.substr(0, blank + 2);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(std::min(head.size(), line.size() + 2));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos ||
        !ascii::equal_without_case(line.substr(0, colon), "Content-Disposition"))
      continue;
    const auto value = line.substr(colon + 1);
    const auto name = parameter(value, "name");
    if (name && !parameter(value, "filename"))
      form.add(valid_utf8(*name), valid_utf8(part.substr(blank + 4)));
  }
}

}  // namespace

std::string decoded_path(std::string_view target) {
  return percent_decode(target.substr(0, target.find('?')));
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned char byte = 0;
    const auto digits = text.substr(i, 3);
    if (digits.size() == 3 && digits[0] == '%' &&
        std::from_chars(digits.data() + 1, digits.data() + 3, byte, 16).ptr == digits.data() + 3) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text, std::string_view safe) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (ascii::letter(c) || ascii::digit(c) || std::string_view("_.-~").find(c) != std::string_view::npos ||
        safe.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
  }
  return out;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto character = wire::decode_utf8(text);
    if (character.point == wire::kReplacement) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(0, character.length);
    }
    text.remove_prefix(character.length);
  }
  return out;
}

std::optional<std::string> joined_header(const http::Request& request, std::string_view name) {
  std::optional<std::string> joined;
  for (const auto value : request.headers.all(name)) {
    if (joined) {
      *joined += ',';
    } else {
      joined.emplace();
    }
    *joined += ascii::trim(value);
  }
  return joined;
}

std::optional<std::string> FormData::get(std::string_view name) const {
  for (const auto& [field, value] : fields_)
    if (field == name) return value;
  return std::nullopt;
}

FormData parse_urlencoded(std::string_view body) {
  FormData form;
  while (!body.empty()) {
    const auto pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(body.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    form.add(plus_decode(pair.substr(0, equals)),
             equals == std::string_view::npos ? std::string() : plus_decode(pair.substr(equals + 1)));
  }
  return form;
}

FormData parse_multipart(std::string_view body, std::string_view boundary) {
  FormData form;
  const std::string delimiter = "\r\n--" + std::string(boundary);
  // The first delimiter may be the very first line: one without its line break.
  auto begin =
      body.starts_with(std::string_view(delimiter).substr(2)) ? delimiter.size() - 2 : std::string_view::npos;
  if (begin == std::string_view::npos) {
    begin = body.find(delimiter);
    if (begin == std::string_view::npos) return form;
    begin += delimiter.size();
  }
  while (!body.substr(begin).starts_with("--")) {
    const auto end = body.find(delimiter, begin);
    if (end == std::string_view::npos) break;  // cut off: an unfinished part is no part
    add_part(form, body.substr(begin, end - begin));
    begin = end + delimiter.size();
  }
  return form;
}

FormData parse_form(const http::Request& request) {
  const auto type = joined_header(request, "Content-Type").value_or("");
  const auto name = ascii::trim(std::string_view(type).substr(0, type.find(';')));
  if (ascii::equal_without_case(name, "application/x-www-form-urlencoded"))
    return parse_urlencoded(request.body.reveal());
  if (ascii::equal_without_case(name, "multipart/form-data"))
    if (const auto boundary = parameter(type, "boundary"))
      return parse_multipart(request.body.reveal(), *boundary);
  return {};
}

}  // namespace mfaclient::testing
