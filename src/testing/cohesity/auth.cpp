#include "testing/cohesity/auth.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "core/ascii.hpp"
#include "testing/cohesity/routes.hpp"
#include "testing/credentials.hpp"
#include "testing/forms.hpp"

namespace mfaclient::testing::cohesity {
namespace {

constexpr std::chrono::hours kTokenLife{24};

Refusal unauthorised(std::string_view message) {
  return {.status = 401, .code = "KStatusUnauthorized", .message = std::string(message), .numbered = true};
}

std::optional<std::string> cookie_of(const http::Request& request) {
  std::string all = joined_header(request, "Cookie").value_or("");
  for (std::string_view rest(all); !rest.empty();) {
    const auto one = ascii::trim(rest.substr(0, rest.find(';')));
    rest.remove_prefix(
        std::min(rest.size(), rest.find(';') == std::string_view::npos ? rest.size() : rest.find(';') + 1));
    if (one.starts_with(kCookieName) && one.substr(kCookieName.size()).starts_with('='))
      return std::string(one.substr(kCookieName.size() + 1));
  }
  return std::nullopt;
}

Identity by_api_key(Cluster& cluster, std::string_view key) {
  const auto at = std::ranges::find(cluster.api_keys, key, &CohesityKey::key);
  auto* user = at == cluster.api_keys.end() ? nullptr : cluster.find(at->username, "LOCAL");
  if (user == nullptr) return unauthorised("API Key does not exist");
  return Caller{user, nullptr};
}

Identity by_login(Cluster& cluster, Login::Kind kind, std::string_view key) {
  auto* login = cluster.find_login(kind, key);
  if (login == nullptr) return unauthorised("Authentication failed: Unauthorized access.");
  if (kind == Login::Kind::token && cluster.now() - login->begun >= kTokenLife)
    return unauthorised("Token expired");
  return Caller{login->user, login};
}

}  // namespace

Refusal still_pending() {
  return {.status = 401,
          .code = "KStatusUnauthorized",
          .message = "Only Multi-factor Authentication (MFA) related operations are allowed in this state."};
}

Identity authenticate(Cluster& cluster, const http::Request& request) {
  using Kind = Login::Kind;
  if (const auto key = request.headers.get("apiKey")) return by_api_key(cluster, *key);
  if (!cluster.knobs.is_documented(Row::auth_list))
    if (const auto id = request.headers.get("session-id")) return by_login(cluster, Kind::session, *id);
  const bool own_header = cluster.knobs.is_documented(Row::bearer_header);
  if (own_header)
    if (const auto token = request.headers.get("Bearer")) return by_login(cluster, Kind::token, *token);
  if (!own_header)
    if (const auto token = bearer_token(request)) return by_login(cluster, Kind::token, *token);
  if (const auto cookie = cookie_of(request))
    if (auto* login = cluster.find_login(Kind::cookie, *cookie)) return Caller{login->user, login};
  return unauthorised("Authentication failed: Neither session cookie nor token is present in the request");
}

}  // namespace mfaclient::testing::cohesity
