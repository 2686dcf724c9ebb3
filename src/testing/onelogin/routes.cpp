#include "testing/onelogin/routes.hpp"

#include <vector>

#include "core/ascii.hpp"
#include "testing/forms.hpp"
#include "testing/onelogin/actions.hpp"
#include "testing/onelogin/pages.hpp"
#include "testing/onelogin/tokens.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing::onelogin {
namespace {

using Parts = std::vector<std::string>;

Parts parts_of(std::string_view path) {
  Parts parts;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

struct Route {
  http::Response (*action)(const Asked&) = nullptr;
  bool writes = false;
  bool factors = false;
  bool mints = false;
};

bool factors_path(const Knobs& knobs, std::string_view name) {
  const bool singular = knobs.is_documented(Row::auth_factors_path);
  if (name == "auth_factor") return singular || knobs.is("auth_factor_paths", "both");
  return name == "auth_factors" && !singular;
}

/// What stands below /api/1/users/{id}. No action: there is no such route.
Route find_route(const Knobs& knobs, std::string_view method, const Parts& parts) {
  const auto& name = parts[4];
  if (parts.size() == 5) {
    if (method == "GET" && factors_path(knobs, name)) return {list_factors, false, true, false};
    if (method == "GET" && name == "otp_devices") return {.action = list_devices};
    if (method == "POST" && name == "otp_devices") return {enrol, true, false, false};
    if (method == "POST" && name == "mfa_token") return {mint_temporary, true, false, true};
  }
  if (name != "otp_devices") return {};
  if (parts.size() == 6 && method == "DELETE") return {remove, true, false, false};
  if (parts.size() == 7 && method == "POST" && parts[6] == "trigger") return {trigger, true, false, false};
  if (parts.size() == 7 && method == "POST" && parts[6] == "verify") return {verify, true, false, false};
  return {};
}

/// "Bearer x", "bearer x", "bearer:x" and "bearer: x" are all in use. nullopt: malformed.
std::optional<std::string> token_in(const http::Request& request) {
  constexpr std::string_view kScheme = "bearer";
  const auto header = request.headers.get("Authorization").value_or("");
  if (header.size() <= kScheme.size() ||
      !ascii::equal_without_case(header.substr(0, kScheme.size()), kScheme))
    return std::nullopt;
  auto rest = header.substr(kScheme.size());
  if (rest.front() != ':' && rest.front() != ' ') return std::nullopt;
  rest = ascii::trim(rest.substr(1));
  if (rest.empty()) return std::nullopt;
  return std::string(rest);
}

/// The client whose live token the request carries, or why not.
std::variant<const OneLoginCredentials*, http::Response> authenticate(const Tenant& tenant,
                                                                      const http::Request& request) {
  const auto text = token_in(request);
  if (!text) return refuse(tenant.knobs, 400, "Authorization Information is incorrect");
  const auto* token = tenant.live_token(*text);
  if (token == nullptr) return refuse(tenant.knobs, 401, "Authentication Failure");
  return tenant.client(token->client_id);
}

bool permitted(const Knobs& knobs, const OneLoginCredentials& client, const Route& route) {
  if (route.mints && knobs.is_documented(Row::mfa_token_refusals)) return true;
  return route.writes ? client.scope.starts_with("Manage") : client.scope != "Authentication Only";
}

http::Response call_api(Tenant& tenant, const http::Request& request, const Parts& parts) {
  const auto found = find_route(tenant.knobs, request.method, parts);
  if (found.action == nullptr) return no_route(tenant.knobs);
  const auto caller = authenticate(tenant, request);
  if (const auto* refused = std::get_if<http::Response>(&caller)) return *refused;
  if (!permitted(tenant.knobs, *std::get<const OneLoginCredentials*>(caller), found))
    return unauthorised(tenant.knobs, "Insufficient Permission");
  const bool in_time =
      tenant.meter.count(tenant.now(), static_cast<std::int64_t>(tenant.knobs.number("limit")));
  if (!in_time && !tenant.knobs.is_documented(Row::rate_limit)) return limit_exceeded(tenant);

  auto* user = tenant.find(parts[3]);
  auto response = user == nullptr ? no_user(tenant.knobs, parts[3], found.factors)
                  : !request.body.empty() && !json_type(tenant.knobs, request)
                      ? wrong_type(tenant.knobs)
                      : found.action({tenant, *user, parts.size() > 5 ? parts[5] : std::string(), request});
  add_rate_headers(tenant, response);
  return response;
}

/// What the person's phone sends, for clients that have no other way to it. No part of OneLogin's API.
http::Response answer_push(Tenant& tenant, const Parts& parts) {
  if (parts.size() != 4 || parts[1] != "push" || (parts[3] != "accept" && parts[3] != "deny"))
    return no_route(tenant.knobs);
  return reply(tenant.answer_push(parts[2], parts[3] == "accept") ? 204 : 404, "", "");
}

}  // namespace

http::Response route(Tenant& tenant, const http::Request& request) {
  const auto path = decoded_path(request.target);
  const auto parts = parts_of(path);
  const bool post = request.method == "POST";
  if (post && path == "/auth/oauth2/v2/token") return issue_token(tenant, request, false);
  if (post && path == "/auth/oauth2/token") return issue_token(tenant, request, true);
  if (post && path == "/auth/oauth2/revoke") return revoke_token(tenant, request);
  if (post && parts[0] == "_person") return answer_push(tenant, parts);
  if (request.method == "GET" && path == "/auth/rate_limit") {
    const auto caller = authenticate(tenant, request);
    if (const auto* refused = std::get_if<http::Response>(&caller)) return *refused;
    return rate_limit(tenant);
  }
  if (parts.size() >= 5 && path.starts_with("/api/1/users/")) return call_api(tenant, request, parts);
  return no_route(tenant.knobs);
}

}  // namespace mfaclient::testing::onelogin
