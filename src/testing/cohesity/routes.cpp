#include "testing/cohesity/routes.hpp"

#include <algorithm>
#include <array>

#include "testing/forms.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing::cohesity {
namespace {

/// Whom a path lets in.
enum class Gate : std::uint8_t {
  open,     ///< the request carries its own credentials, or none
  pending,  ///< any session, a pending one too; no API key
  anyone,   ///< any credential, a pending session too
  full,     ///< any credential but a pending session
};

struct Route {
  std::string_view method;
  std::string_view path;
  Door door;
  Gate gate;
  std::string_view privilege;
  http::Response (*handle)(const Call&);
};

constexpr std::array<Route, 18> kRoutes{{
    {"POST", "/v2/email-otp", Door::v2, Gate::open, "", create_email_otp},
    {"POST", "/v2/users/sessions", Door::v2, Gate::open, "", create_session},
    {"DELETE", "/v2/users/sessions", Door::v2, Gate::full, "", delete_sessions},
    {"POST", "/v2/access-tokens", Door::v2, Gate::open, "", create_token_v2},
    {"POST", "/v2/users/verify-otp", Door::v2, Gate::pending, "", verify_otp_v2},
    {"POST", "/v2/totp-key", Door::v2, Gate::pending, "", create_totp_key},
    {"POST", "/v2/send-email-otp", Door::v2, Gate::pending, "", send_email_otp},
    {"GET", "/v2/mfa-config", Door::v2, Gate::anyone, "", get_policy},
    {"PUT", "/v2/mfa-config", Door::v2, Gate::full, "MFA_MODIFY", put_policy},
    {"GET", "/v2/support-user/mfa", Door::v2, Gate::full, "CLUSTER_VIEW", get_support},
    {"PATCH", "/v2/support-user/mfa", Door::v2, Gate::full, "CLUSTER_MODIFY", patch_support},
    {"PUT", "/v2/support-user/mfa", Door::v2, Gate::full, "CLUSTER_MODIFY", patch_support},
    {"POST", "/v2/support-user/verify-totp", Door::v2, Gate::full, "CLUSTER_MODIFY", verify_support},
    {"POST", "/v2/support-user/send-email-otp", Door::v2, Gate::full, "CLUSTER_MODIFY", mail_support},
    {"POST", "/irisservices/api/v1/public/accessTokens", Door::v1, Gate::open, "", create_token},
    {"POST", "/irisservices/api/v1/public/verify-otp", Door::v1, Gate::pending, "", verify_otp},
    {"GET", "/irisservices/api/v1/public/sessionUser", Door::v1, Gate::full, "", session_user},
    {"POST", "/login", Door::web, Gate::open, "", web_login},
}};

/// Whether this release has the path at all.
bool exists(const Knobs& knobs, const Route& route) {
  if (knobs.is("spec", "old") && (route.path == "/v2/users/verify-otp" ||
                                  (route.method == "PUT" && route.path == "/v2/support-user/mfa")))
    return false;
  return !(knobs.is("v1_verify", "off") && route.door == Door::v1 && route.path.ends_with("/verify-otp"));
}

/// Old scripts sent their credentials with this one, too.
bool carries_credentials(const Cluster& cluster, const Route& route) {
  return cluster.knobs.is_documented(Row::email_otp) && route.path == "/v2/send-email-otp";
}

std::optional<Refusal> bar(const Route& route, const Caller& caller) {
  const bool pending = caller.login != nullptr && caller.login->pending;
  if (route.gate == Gate::full && pending) return still_pending();
  if (route.gate == Gate::pending && caller.login == nullptr)
    return Refusal{.status = 403, .code = "KStatusForbidden", .message = "An API key has no session."};
  if (!route.privilege.empty() && !caller.user->may(route.privilege))
    return Refusal{.status = 403,
                   .code = "KStatusForbidden",
                   .message = "User does not have the privilege " + std::string(route.privilege) + "."};
  return std::nullopt;
}

http::Response enter(Cluster& cluster, const http::Request& request, const Route& route) {
  wire::JsonDocument document(request.body.reveal());
  Call call{.cluster = cluster, .request = request, .door = route.door, .body = document.root()};
  const bool credentials_first = route.gate == Gate::open || carries_credentials(cluster, route);
  // Documented, even the mail for a sign-in to come takes a credential.
  const bool asked = cluster.knobs.is_documented(Row::auth_list) && route.path == "/v2/email-otp";
  if (!credentials_first || asked) {
    auto identity = authenticate(cluster, request);
    if (const auto* refusal = std::get_if<Refusal>(&identity))
      return refuse(cluster.knobs, route.door, *refusal);
    call.caller = std::get<Caller>(identity);
    if (const auto refusal = bar(route, call.caller)) return refuse(cluster.knobs, route.door, *refusal);
  }
  if (!request.body.empty() && (document.fault() || call.body.type() != wire::JsonType::object))
    return call.invalid("The body of the request could not be read.");
  return route.handle(call);
}

}  // namespace

http::Response route(Cluster& cluster, const http::Request& request) {
  if (!cluster.within_rate()) return reply(429, "text/plain", "Too Many Requests");
  const auto path = decoded_path(request.target);
  const auto door = path.starts_with("/v2/") ? Door::v2 : path == "/login" ? Door::web : Door::v1;
  const auto there = [&](const Route& route) { return route.path == path && exists(cluster.knobs, route); };
  const auto at =
      std::ranges::find_if(kRoutes, [&](const Route& r) { return there(r) && r.method == request.method; });
  if (at != kRoutes.end()) return enter(cluster, request, *at);
  if (std::ranges::none_of(kRoutes, there))
    return refuse(cluster.knobs, door, {.status = 404, .code = "KNotFound", .message = "No such path."});
  return refuse(cluster.knobs, door,
                {.status = 405, .code = "KMethodNotAllowed", .message = "The path takes another method."});
}

}  // namespace mfaclient::testing::cohesity
