#pragma once
#include <optional>
#include <string>
#include <utility>

#include "mfaclient/http.hpp"

/// Credentials as most servers read them out of the Authorization header.
namespace mfaclient::testing {

/// The token of "Bearer <token>" (RFC 6750), its scheme in any case; nullopt: there is none.
[[nodiscard]] std::optional<std::string> bearer_token(const http::Request& request);
/// User and password of "Basic <base64>" (RFC 7617); nullopt: there are none, or they are garbled.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> basic_pair(const http::Request& request);

}  // namespace mfaclient::testing
