#include "wire/request.hpp"

namespace mfaclient::wire {
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

}  // namespace mfaclient::wire
