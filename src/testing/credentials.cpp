#include "testing/credentials.hpp"

#include "core/ascii.hpp"
#include "core/base64.hpp"

namespace mfaclient::testing {
namespace {

/// What follows `scheme` and a space.
std::optional<std::string> after_scheme(const http::Request& request, std::string_view scheme) {
  const auto value = request.headers.get("Authorization");
  if (!value || value->size() <= scheme.size() || (*value)[scheme.size()] != ' ' ||
      !ascii::equal_without_case(value->substr(0, scheme.size()), scheme))
    return std::nullopt;
  return std::string(ascii::trim(value->substr(scheme.size())));
}

}  // namespace

std::optional<std::string> bearer_token(const http::Request& request) {
  return after_scheme(request, "Bearer");
}

std::optional<std::pair<std::string, std::string>> basic_pair(const http::Request& request) {
  const auto encoded = after_scheme(request, "Basic");
  if (!encoded) return std::nullopt;
  const auto bytes = base64_decode("Authorization", *encoded);
  if (!bytes) return std::nullopt;
  const std::string pair(bytes->reveal().begin(), bytes->reveal().end());
  const auto colon = pair.find(':');
  if (colon == std::string::npos) return std::nullopt;
  return std::pair(pair.substr(0, colon), pair.substr(colon + 1));
}

}  // namespace mfaclient::testing
