#pragma once
#include <optional>
#include <string>
#include <variant>

#include "mfaclient/http.hpp"
#include "testing/mailinabox/box.hpp"

/// Who is asking: the daemon's one way to authenticate, for all routes.
namespace mfaclient::testing::mailinabox {

enum class Purpose : std::uint8_t {
  route,   ///< any credential will do
  login,   ///< a password only
  logout,  ///< ends the session that it is asked with
};

struct Caller {
  std::optional<std::string> email{};  ///< nullopt: the system key, which is nobody's
  bool admin = false;
};
/// The exact words of a refusal.
struct Refusal {
  std::string reason{};
};
/// The server's own fault: it answers with 500 where a header holds what its string comparison can't take.
struct Crash {};

using Identity = std::variant<Caller, Refusal, Crash>;

/// Checks the `Authorization` and `X-Auth-Token` headers. A right code is burnt by this, whatever the route
/// then says.
[[nodiscard]] Identity authenticate(Box& box, const http::Request& request, Purpose purpose);

}  // namespace mfaclient::testing::mailinabox
