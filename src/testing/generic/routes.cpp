#include "testing/generic/routes.hpp"

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "testing/credentials.hpp"
#include "testing/forms.hpp"
#include "testing/generic/account.hpp"
#include "testing/generic/factor.hpp"
#include "testing/generic/pages.hpp"
#include "testing/generic/recovery.hpp"
#include "testing/generic/visit.hpp"

namespace mfaclient::testing::generic {
namespace {

enum class Access : std::uint8_t { anybody, token };

struct Route {
  std::string_view method;
  std::string_view path;  // one that ends with "/" takes a further segment
  Access access;
  http::Response (*handler)(Visit&);
};

constexpr std::array<Route, 13> kRoutes{{
    {"POST", "/api/login", Access::anybody, login},
    {"POST", "/api/auth/user", Access::anybody, login},
    {"GET", "/api/auth/user", Access::token, get_user},
    {"PATCH", "/api/users", Access::token, patch_user},
    {"POST", "/api/user/mfa/auth", Access::anybody, auth},
    {"POST", "/api/mfa/auth", Access::anybody, auth},
    {"GET", "/api/user/mfa/generate", Access::token, generate},
    {"PUT", "/api/user/mfa/enable", Access::token, enable},
    {"PUT", "/api/user/mfa/disable", Access::token, disable},
    {"PUT", "/api/user/mfa/recovery/disable", Access::token, recovery_disable},
    {"POST", "/api/user/mfa/recover", Access::anybody, recover},
    {"POST", "/api/user/mfa/reset", Access::anybody, request_reset},
    {"PUT", "/api/user/mfa/reset/", Access::anybody, reset},
}};

/// Does this instance have the route?
bool served(const Knobs& knobs, const Route& route) {
  if (route.path == "/api/mfa/auth" && !knobs.is_documented(Row::auth_path)) return false;
  if (route.handler == recovery_disable && (knobs.oldest() || knobs.enterprise())) return false;
  return !knobs.is("era", "community") || route.path.find("/mfa/") == std::string_view::npos;
}

/// Is `path` this route's? `segment` gets its parameter.
bool fits(const Knobs& knobs, const Route& route, std::string_view path, std::string& segment) {
  if (!route.path.ends_with('/')) return path == route.path;
  if (!path.starts_with(route.path)) return false;
  const auto rest = path.substr(route.path.size());
  if (rest.find('/') != std::string_view::npos) return false;
  if (rest.empty() && !knobs.is_documented(Row::user_id_optional)) return false;
  segment = percent_decode(rest);
  return true;
}

Access access_of(const Knobs& knobs, const Route& route) {
  const bool step = route.handler == recover || route.handler == reset;
  return step && knobs.is_documented(Row::full_credentials) ? Access::token : route.access;
}

/// Is this the instance that is asked for? The documents know one address only.
bool addressed(const Knobs& knobs, const http::Request& request) {
  const auto host = request.headers.get("Host");
  if (!host || !knobs.is_documented(Row::base_url)) return true;
  return std::ranges::any_of(std::array<std::string_view, 3>{"localhost", "127.0.0.1", "[::1]"},
                             [&](std::string_view local) { return host->starts_with(local); });
}

/// The nearest of the statuses that the documents know.
int documented_status(int status) {
  if (status == 409 || status == 423 || status == 429) return 403;
  return status == 415 || status == 422 ? 400 : status;
}

http::Response dispatch(Instance& instance, const http::Request& request, std::string_view peer) {
  const auto& knobs = instance.knobs;
  Visit visit{.instance = instance, .request = request, .peer = peer};
  const auto path = std::string_view(request.target).substr(0, request.target.find('?'));
  const auto route = std::ranges::find_if(kRoutes, [&](const Route& one) {
    return one.method == request.method && served(knobs, one) && fits(knobs, one, path, visit.segment);
  });
  if (route != kRoutes.end() && access_of(knobs, *route) == Access::anybody) return route->handler(visit);

  // Who asks is looked at before what is asked for, so that a route that isn't there is 401 to strangers.
  if (request.headers.get("X-API-Key")) return silent(knobs, 403);
  const auto token = bearer_token(request);
  visit.caller = token ? instance.find_token(*token) : nullptr;
  if (visit.caller == nullptr) return silent(knobs, 401);
  if (route == kRoutes.end()) return refusal(knobs, 404, "not found");
  return route->handler(visit);
}

}  // namespace

http::Response route(Instance& instance, const http::Request& request, std::string_view peer) {
  if (!addressed(instance.knobs, request)) return refusal(instance.knobs, 404, "not found");
  auto response = dispatch(instance, request, peer);
  if (instance.knobs.is_documented(Row::statuses)) response.status = documented_status(response.status);
  return response;
}

}  // namespace mfaclient::testing::generic
