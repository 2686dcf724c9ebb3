#include "wire/request.hpp"

#include <algorithm>

#include "core/ascii.hpp"

namespace mfaclient::wire {
namespace {

constexpr std::size_t kLongestId = 128;

}  // namespace

http::Request bare(std::string_view method, std::string_view target) {
  http::Request request{.method = std::string(method), .target = std::string(target)};
  request.headers.add("Accept", "application/json");
  return request;
}

http::Request with_json(std::string_view method, std::string_view target, const JsonWriter& body) {
  auto request = bare(method, target);
  request.headers.add("Content-Type", "application/json");
  request.body = body.result();
  return request;
}

Result<void> check_id(std::string_view field, std::string_view id) {
  if (id.empty()) return invalid_argument(field, "is empty");
  const bool plain = std::ranges::all_of(
      id, [](char c) { return ascii::letter(c) || ascii::digit(c) || c == '_' || c == '-'; });
  if (!plain || id.size() > kLongestId)
    return invalid_argument(field, "is no id: only letters, digits, \"_\" and \"-\" are sent, at most 128");
  return {};
}

Result<void> check_uuid(std::string_view field, std::string_view id) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  const bool fits = std::ranges::equal(id, kShape, [](char c, char shape) {
    const char low = ascii::lower(c);
    return shape == '-' ? c == '-' : ascii::digit(c) || (low >= 'a' && low <= 'f');
  });
  if (fits) return {};
  return invalid_argument(field, "is no UUID");
}

}  // namespace mfaclient::wire
