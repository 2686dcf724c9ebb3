#include "testing/quatrix/routes.hpp"

#include <algorithm>
#include <array>

#include "testing/credentials.hpp"
#include "testing/forms.hpp"
#include "testing/quatrix/answers.hpp"

namespace mfaclient::testing::quatrix {
namespace {

/// Who may call a route.
enum class Door : std::uint8_t {
  open,     ///< anybody
  partial,  ///< any session
  enrol,    ///< a whole session, and a partial one that is to enrol
  whole,    ///< a whole session or an API key
};

struct Route {
  std::string_view method;
  std::string_view path;
  Door door;
  http::Response (*action)(const Call&);
};

constexpr auto kRoutes = std::to_array<Route>({
    {"GET", "/session/login", Door::open, start_session},
    {"POST", "/session/login", Door::partial, answer_step},
    {"GET", "/session/keepalive", Door::whole, keep_alive},
    {"GET", "/session/logout", Door::whole, log_out},
    {"GET", "/session/unblock-captcha", Door::open, unblock_captcha},
    {"POST", "/session/unblock-captcha", Door::open, unblock_captcha},
    {"GET", "/profile", Door::whole, own_profile},
    {"GET", "/profile/2fa/generate", Door::enrol, generate_secret},
    {"POST", "/profile/set-mfa", Door::enrol, set_own},
    {"POST", "/profile/remove-mfa", Door::whole, remove_own},
    {"POST", "/user/set-mfa", Door::whole, set_others},
    {"POST", "/user/remove-mfa", Door::whole, remove_others},
    {"POST", "/user/reset-mfa", Door::whole, reset_others},
});
constexpr Route kMetadata{"GET", "/user/metadata/", Door::whole, user_metadata};

/// The table as the documents of one time have it.
bool there(const Knobs& knobs, const Route& route) {
  if (route.path == "/profile/2fa/generate") return !knobs.is_documented(Row::generate_route);
  if (route.path == "/user/reset-mfa") return !knobs.is_documented(Row::reset_route);
  if (route.path == "/session/unblock-captcha")
    return (route.method == "POST") == knobs.is_documented(Row::captcha_method);
  return true;
}

const Route* find(const Knobs& knobs, std::string_view method, std::string_view path, bool& known) {
  if (path == "/session/login-2fa" && knobs.is_documented(Row::login_path)) path = "/session/login";
  if (path.starts_with(kMetadata.path)) {
    known = true;
    return method == kMetadata.method ? &kMetadata : nullptr;
  }
  for (const auto& route : kRoutes) {
    if (route.path != path || !there(knobs, route)) continue;
    known = true;
    if (route.method == method) return &route;
  }
  return nullptr;
}

/// One host for all accounts tells them apart by who refers to it.
bool names_the_account(const Host& host, const http::Request& request) {
  return request.headers.get("Referer").value_or("").find(host.name) != std::string_view::npos;
}

/// Finds out who asks; false: nobody.
bool identify(Call& call) {
  auto& host = call.host;
  const auto token = call.request.headers.get("X-Auth-Token").value_or("");
  const bool as_documented = host.knobs.is_documented(Row::token_header);
  if (as_documented) call.user = host.by_api_key(token);
  if (const auto key = bearer_token(call.request); key && !as_documented) call.user = host.by_api_key(*key);
  if (call.user != nullptr) return true;
  call.session = token.empty() ? nullptr : host.use_session(token);
  if (call.session != nullptr) call.user = host.by_id(call.session->user);
  return call.user != nullptr;
}

http::Response enter(Call& call, const Route& route) {
  if (route.door == Door::open) return route.action(call);
  if (!identify(call)) return refuse(call.host, 401, 14);
  if (call.session == nullptr) {
    const bool refused = route.door == Door::partial ||
                         (call.host.knobs.is("api_key_mfa", "refused") && route.action != own_profile);
    return refused ? refuse(call.host, 401, 50) : route.action(call);
  }
  const auto state = call.session->state;
  const bool in = state == SessionState::full || route.door == Door::partial ||
                  (route.door == Door::enrol && state == SessionState::need_enrol);
  return in ? route.action(call) : refuse(call.host, 401, state == SessionState::need_pin ? 73 : 71);
}

}  // namespace

std::optional<std::string> Call::text(std::string_view name) const {
  if (body.type_of(name) != wire::JsonType::text) return std::nullopt;
  return body.text(name);
}

http::Response route(Host& host, const http::Request& request) {
  if (host.knobs.is("html_502", "on")) return html_502();
  const auto path = decoded_path(request.target);
  bool known = false;
  const auto* found = find(host.knobs, request.method, path, known);
  if (found == nullptr) return no_route(known ? 405 : 404);
  if (host.knobs.is_documented(Row::host) && !names_the_account(host, request)) return refuse(host, 400, 12);
  wire::JsonDocument document(request.body.empty() ? std::string_view("{}") : request.body.reveal());
  const auto body = document.root();
  Call call{host, request, body};
  if (document.fault()) return refuse(host, 400, 10);
  return enter(call, *found);
}

}  // namespace mfaclient::testing::quatrix
