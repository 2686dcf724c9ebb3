#include "wire/json_writer.hpp"

#include <array>
#include <string>

#include "wire/utf8.hpp"

namespace mfaclient::wire {

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_.append({&bracket, 1});
  filled_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  const bool filled = filled_.back();
  filled_.pop_back();
  if (filled) new_line();
  out_.append({&bracket, 1});
  return *this;
}

JsonWriter& JsonWriter::name(std::string_view name) {
  separate();
  quote(name);
  out_.append(style_.colon);
  named_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  separate();
  quote(value);
  return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t value) {
  separate();
  out_.append(std::to_string(value));
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  separate();
  out_.append(value ? "true" : "false");
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_.append("null");
  return *this;
}

void JsonWriter::separate() {
  if (named_) {
    named_ = false;
    return;
  }
  if (filled_.empty()) return;
  if (filled_.back()) out_.append(style_.comma);
  filled_.back() = true;
  new_line();
}

void JsonWriter::new_line() {
  if (style_.indent == 0) return;
  out_.append("\n");
  out_.append(std::string(filled_.size() * static_cast<std::size_t>(style_.indent), ' '));
}

void JsonWriter::quote(std::string_view value) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  const auto escape = [this](char32_t unit) {
    const std::array<char, 6> text{
        '\\', 'u', kHex[unit >> 12U & 15U], kHex[unit >> 8U & 15U], kHex[unit >> 4U & 15U], kHex[unit & 15U]};
    out_.append({text.data(), text.size()});
  };
  out_.append("\"");
  while (!value.empty()) {
    const auto [point, length] = decode_utf8(value);
    const auto bytes = value.substr(0, length);
    value.remove_prefix(length);
    switch (point) {
      case '"':
        out_.append("\\\"");
        break;
      case '\\':
        out_.append("\\\\");
        break;
      case '\b':
        out_.append("\\b");
        break;
      case '\f':
        out_.append("\\f");
        break;
      case '\n':
        out_.append("\\n");
        break;
      case '\r':
        out_.append("\\r");
        break;
      case '\t':
        out_.append("\\t");
        break;
      default:
        if (point < 0x20 || (style_.ascii && point > 0x7e && point <= 0xffff)) {
          escape(point);
        } else if (style_.ascii && point > 0xffff) {
          escape(0xd800 + ((point - 0x10000) >> 10U));
          escape(0xdc00 + ((point - 0x10000) & 0x3ffU));
        } else if (point == kReplacement) {
          out_.append("\xEF\xBF\xBD");
        } else {
          out_.append(bytes);
        }
    }
  }
  out_.append("\"");
}

}  // namespace mfaclient::wire
