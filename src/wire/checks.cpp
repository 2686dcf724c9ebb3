#include <algorithm>

#include "core/ascii.hpp"
#include "mfaclient/schema.hpp"

namespace mfaclient::schema {
namespace {

constexpr std::size_t kLongestId = 128;

bool all_digits(std::string_view text) { return std::ranges::all_of(text, ascii::digit); }

}  // namespace

std::string_view printable_ascii(std::string_view text) {
  if (text.empty()) return "is empty";
  return ascii::all_printable(text) ? "" : "must be printable ASCII: the server can't read other characters";
}

std::string_view user_name(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return "holds a colon, which ends the user name on the wire";
  return printable_ascii(text);
}

std::string_view no_control_characters(std::string_view text) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (text.empty()) return "is empty";
  return std::ranges::any_of(text, control) ? "holds a control character" : "";
}

std::string_view plain_id(std::string_view text) {
  const auto plain = [](char c) { return ascii::letter(c) || ascii::digit(c) || c == '_' || c == '-'; };
  if (text.empty()) return "is empty";
  // Everything else could change which resource a path means.
  return text.size() <= kLongestId && std::ranges::all_of(text, plain)
             ? ""
             : "is not an id: only letters, digits, \"_\" and \"-\" are sent, at most 128";
}

std::string_view positive_number(std::string_view text) {
  const bool number = !text.empty() && text.front() != '0' && all_digits(text);
  return number ? "" : "is not a number from 1 on; nothing was sent";
}

std::string_view uuid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  const bool fits = std::ranges::equal(text, kShape, [](char c, char shape) {
    const char low = ascii::lower(c);
    return shape == '-' ? c == '-' : ascii::digit(c) || (low >= 'a' && low <= 'f');
  });
  return fits ? "" : "is not a UUID";
}

std::string_view phone_number(std::string_view text) {
  const bool fits =
      text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' && all_digits(text.substr(1));
  return fits ? "" : "is not a phone number in E.164 form: a plus sign, the country, 7 to 15 digits in all";
}

std::string_view six_digits(std::string_view text) {
  return text.size() == 6 && all_digits(text) ? "" : "is not six digits";
}

}  // namespace mfaclient::schema
