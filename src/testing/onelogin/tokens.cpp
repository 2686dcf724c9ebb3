#include "testing/onelogin/tokens.hpp"

#include <variant>

#include "core/ascii.hpp"
#include "testing/credentials.hpp"
#include "testing/forms.hpp"
#include "testing/onelogin/pages.hpp"
#include "testing/replies.hpp"
#include "wire/json.hpp"

namespace mfaclient::testing::onelogin {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

using Pair = std::pair<std::string, std::string>;

/// "client_id:<id>, client_secret:<secret>", the space being optional.
std::optional<Pair> named_pair(std::string_view header) {
  constexpr std::string_view kId = "client_id:";
  constexpr std::string_view kSecret = "client_secret:";
  const auto comma = header.find(',');
  if (!header.starts_with(kId) || comma == std::string_view::npos) return std::nullopt;
  const auto second = ascii::trim(header.substr(comma + 1));
  if (!second.starts_with(kSecret)) return std::nullopt;
  return Pair(ascii::trim(header.substr(kId.size(), comma - kId.size())),
              ascii::trim(second.substr(kSecret.size())));
}

std::string type_of(const http::Request& request) {
  return joined_header(request, "Content-Type").value_or("");
}

/// The client that asks, in any of the three forms, or why not.
std::variant<const OneLoginCredentials*, http::Response> caller(const Tenant& tenant,
                                                                const http::Request& request) {
  auto pair = basic_pair(request);
  if (!pair) pair = named_pair(request.headers.get("Authorization").value_or(""));
  if (!pair && type_of(request) == kForm) {
    const auto form = parse_form(request);
    if (form.get("client_id")) pair = Pair(*form.get("client_id"), form.get("client_secret").value_or(""));
  }
  if (!pair) return refuse(tenant.knobs, 400, "The authorization information is missing");
  if (type_of(request) != kForm && !json_type(tenant.knobs, request)) return wrong_type(tenant.knobs);
  const auto* client = tenant.client(pair->first);
  if (client == nullptr || client->client_secret != pair->second)
    return refuse(tenant.knobs, 401, "Authentication Failure");
  return client;
}

/// A member of the body, which is JSON or a form.
std::string member(const http::Request& request, std::string_view name) {
  if (type_of(request) == kForm) return parse_form(request).get(name).value_or("");
  wire::JsonDocument document(request.body.reveal());
  const auto root = document.root();
  return document.fault() || root.type_of(name) != wire::JsonType::text ? std::string() : root.text(name);
}

}  // namespace

bool json_type(const Knobs& knobs, const http::Request& request) {
  constexpr std::string_view kJson = "application/json";
  const auto type = type_of(request);
  return type == kJson || (knobs.is("json_charset", "taken") && type.starts_with(kJson));
}

http::Response wrong_type(const Knobs& knobs) {
  return refuse(knobs, 400, "Content Type is not specified or specified incorrectly");
}

http::Response issue_token(Tenant& tenant, const http::Request& request, bool wrapped) {
  const auto asked = caller(tenant, request);
  if (const auto* refused = std::get_if<http::Response>(&asked)) return *refused;
  const auto& client = *std::get<const OneLoginCredentials*>(asked);
  if (member(request, "grant_type") != "client_credentials")
    return refuse(tenant.knobs, 400, "Invalid grant type");
  if (client.owner_deleted) {
    if (tenant.knobs.is_documented(Row::error_body))
      return refuse(tenant.knobs, 500, "Internal Server Error");
    return html_error(500, "text/html", "Internal Server Error", "We're sorry, but something went wrong.");
  }
  return token(tenant, tenant.token_of(client), wrapped || tenant.knobs.is("token_body", "wrapped"));
}

http::Response revoke_token(Tenant& tenant, const http::Request& request) {
  const auto asked = caller(tenant, request);
  if (const auto* refused = std::get_if<http::Response>(&asked)) return *refused;
  const auto text = member(request, "access_token");
  if (text.empty()) return refuse(tenant.knobs, 400, "Access Token Missing");
  tenant.revoke(text);
  wire::JsonWriter json;
  json.begin_object().name("status").begin_object().name("error").boolean(false).name("code").integer(200);
  json.name("type").text("success").name("message").text("Success").end_object().end_object();
  return json_reply(200, json);
}

}  // namespace mfaclient::testing::onelogin
