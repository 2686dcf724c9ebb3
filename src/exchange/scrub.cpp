#include "exchange/scrub.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "core/percent.hpp"
#include "wire/form.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient {
namespace {

constexpr std::size_t kLongestVendorText = 200;
constexpr std::size_t kShortestSecret = 4;  // shorter ones stand in innocent words too

bool stands_in(std::string_view text, const SecretString& secret) {
  return text.find(secret.reveal()) != std::string_view::npos;
}

/// As it is, or as URLs, forms and JSON write it.
bool contains(std::string_view text, std::string_view secret) {
  if (secret.size() < kShortestSecret) return false;
  if (text.find(secret) != std::string_view::npos) return true;
  SecretString escaped;
  percent_encode(escaped, secret);
  wire::Form form;
  form.add("", secret);  // "=" and the value
  const SecretString value(form.body().reveal().substr(1));
  wire::JsonWriter json;
  const auto quoted = json.text(secret).result();
  const SecretString inside(quoted.reveal().substr(1, quoted.size() - 2));
  return stands_in(text, escaped) || stands_in(text, value) || stands_in(text, inside);
}

/// A value such as "name=value; name=value", in which what follows a name may be the secret.
bool repeats_part(std::string_view text, std::string_view value) {
  for (auto at = value.find_first_of("=:"); at != std::string_view::npos; at = value.find_first_of("=:")) {
    value.remove_prefix(at + 1);
    if (contains(text, value.substr(0, value.find_first_of(" ;,")))) return true;
  }
  return false;
}

bool repeats_header(std::string_view text, std::string_view value) {
  if (contains(text, value) || repeats_part(text, value)) return true;
  const auto space = value.find(' ');
  if (space == std::string_view::npos) return false;
  const auto token = value.substr(space + 1);
  if (contains(text, token)) return true;
  const auto pair = base64_decode("authorization", token);
  if (!pair) return false;
  const auto bytes = pair->reveal();
  const std::string_view decoded(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const auto colon = std::min(decoded.find(':'), decoded.size());
  const auto user = decoded.substr(0, colon);
  const auto password = decoded.substr(std::min(colon + 1, decoded.size()));
  // A key sent as the user's name comes without a password: then the name is the secret.
  return contains(text, password.empty() ? user : password);
}

/// The headers that say nothing about the caller.
bool innocent(std::string_view name) {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"User-Agent", "Accept", "Content-Type"},
      [name](std::string_view known) { return ascii::equal_without_case(name, known); });
}

}  // namespace

void scrub(Error& error, const http::Request& request, std::span<const SecretString* const> secrets) {
  const auto repeats = [&](std::string_view text) {
    return std::ranges::any_of(
               secrets, [text](const SecretString* secret) { return contains(text, secret->reveal()); }) ||
           std::ranges::any_of(request.headers.fields(), [text](const auto& header) {
             return !innocent(header.name) && repeats_header(text, header.value.reveal());
           });
  };
  for (std::string* text : {&error.vendor_message, &error.vendor_code, &error.request_id}) {
    if (repeats(*text)) *text = "(withheld: it repeats a secret)";
    if (text->size() > kLongestVendorText) text->resize(kLongestVendorText);
    std::ranges::replace_if(
        *text, [](char c) { return !ascii::printable(c); }, '?');
  }
}

}  // namespace mfaclient
