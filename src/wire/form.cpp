#include "wire/form.hpp"

#include "core/ascii.hpp"
#include "core/base64.hpp"

namespace mfaclient::wire {
namespace {

void append_encoded(SecretString& out, std::string_view text) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (ascii::letter(c) || ascii::digit(c) || c == '*' || c == '-' || c == '.' || c == '_') {
      out.append({&c, 1});
    } else if (c == ' ') {
      out.append("+");
    } else {
      const char escaped[] = {'%', kHex[byte >> 4U], kHex[byte & 15U]};
      out.append({escaped, sizeof escaped});
    }
  }
}

}  // namespace

void Form::add(std::string_view name, std::string_view value) {
  if (!body_.empty()) body_.append("&");
  append_encoded(body_, name);
  body_.append("=");
  append_encoded(body_, value);
}

http::Request post_form(std::string_view target, const Form& form) {
  http::Request request{.method = "POST", .target = std::string(target), .body = form.body()};
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.headers.add("Accept", "application/json");
  return request;
}

SecretString basic_credentials(std::string_view user, std::string_view password) {
  SecretString pair(user);
  pair.append(":");
  pair.append(password);
  const auto text = pair.reveal();
  SecretString value("Basic ");
  value.append(base64_encode({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}).reveal());
  return value;
}

}  // namespace mfaclient::wire
