#include "testing/onelogin/pages.hpp"

#include "testing/replies.hpp"
#include "wire/time.hpp"

namespace mfaclient::testing::onelogin {
namespace {

using wire::JsonWriter;

// The vendor's own spelling.
std::string_view type_of(int status) {
  if (status == 401) return "Unauthorized";
  if (status == 404) return "not found";
  return status == 200 ? "success" : "bad request";
}

/// The members of the v1 status.
void write_status(JsonWriter& json, int code, std::string_view type, std::string_view message) {
  json.name("error").boolean(code != 200).name("code").integer(code).name("type").text(type);
  json.name("message").text(message);
}

}  // namespace

http::Response refuse(const Knobs& knobs, int status, std::string_view message, std::string_view attribute) {
  JsonWriter json;
  if (knobs.is("error_envelope", "statusCode")) {
    json.begin_object().name("statusCode").integer(status).name("name").text(type_of(status));
    json.name("message").text(message).end_object();
    return json_reply(status, json);
  }
  json.begin_object().name("status").begin_object();
  if (attribute.empty()) {
    write_status(json, status, type_of(status), message);
  } else {
    json.name("error").boolean(true).name("code").integer(status).name("type").text(type_of(status));
    json.name("message").begin_object().name("description").text(message);
    json.name("attribute").text(attribute).end_object();
  }
  json.end_object().end_object();
  return json_reply(status, json);
}

http::Response no_route(const Knobs& knobs) { return refuse(knobs, 404, "No Route Exists"); }

http::Response no_user(const Knobs& knobs, std::string_view user_id, bool by_factors) {
  if (by_factors) return refuse(knobs, 404, "User for id " + std::string(user_id) + " was not found");
  return refuse(knobs, knobs.is("unknown_user", "404") ? 404 : 400, "User does not exist");
}

http::Response no_device(const Knobs& knobs) {
  return refuse(knobs, knobs.is("unknown_device", "404") ? 404 : 400, "Factor could not be found");
}

http::Response unauthorised(const Knobs& knobs, std::string_view message) {
  return refuse(
      knobs, 401,
      knobs.is_documented(Row::unauthorised_words) ? std::string_view("Authentication Failure") : message);
}

JsonWriter begin_data(std::string_view message) {
  JsonWriter json;
  json.begin_object().name("status").begin_object();
  write_status(json, 200, "success", message);
  json.end_object().name("data");
  return json;
}

http::Response finish(JsonWriter& body) { return json_reply(200, body.end_object()); }

http::Response verified(const Knobs& knobs) {
  JsonWriter json;
  const bool bare = knobs.is_documented(Row::verify_body);
  json.begin_object();
  if (!bare) json.name("status").begin_object();
  if (knobs.is_documented(Row::success_type)) {
    json.name("code").integer(200).name("message").text("Success");
  } else {
    json.name("type").text("success").name("code").integer(200).name("message").text("Success");
    json.name("error").boolean(false);
  }
  if (!bare) json.end_object();
  return json_reply(200, json.end_object());
}

http::Response pending(const Knobs& knobs) {
  constexpr std::string_view kWords = "Authentication pending on OL Protect";
  const bool documented = knobs.is_documented(Row::pending_status);
  if (!documented && knobs.is("pending_style", "401")) return refuse(knobs, 401, kWords);
  JsonWriter json;
  json.begin_object().name("status").begin_object();
  write_status(json, 200,
               documented || knobs.is("pending_style", "200_pending") ? std::string_view("pending")
                                                                      : std::string_view("success"),
               kWords);
  return json_reply(200, json.end_object().end_object());
}

http::Response token(const Tenant& tenant, const AccessToken& token, bool wrapped) {
  JsonWriter json;
  if (wrapped) {
    json = begin_data();
    json.begin_list();
  }
  json.begin_object().name("access_token").text(token.text).name("created_at").text(instant(token.created));
  // The life that a token begins with, however old it is.
  json.name("expires_in").integer(36'000).name("token_type").text("bearer");
  json.name("account_id").integer(tenant.account_id).end_object();
  if (!wrapped) return json_reply(200, json);
  return finish(json.end_list());
}

http::Response rate_limit(const Tenant& tenant) {
  const auto limit = static_cast<std::int64_t>(tenant.knobs.number("limit"));
  auto json = begin_data();
  json.begin_object().name("X-RateLimit-Limit").integer(limit).name("X-RateLimit-Remaining");
  json.integer(tenant.meter.left(tenant.now(), limit)).name("X-RateLimit-Reset");
  json.integer(tenant.meter.reset(tenant.now())).end_object();
  return finish(json);
}

http::Response limit_exceeded(const Tenant& tenant) {
  constexpr std::string_view kWords = "rate_limit_exceeded";
  if (!tenant.knobs.is("limit_style", "429")) {
    auto response = refuse(tenant.knobs, 400, kWords);
    if (tenant.knobs.is("limit_style", "400")) add_rate_headers(tenant, response);
    return response;
  }
  auto response = refuse(tenant.knobs, 429, "Too Many Requests");
  response.headers.add("Retry-After", std::to_string(tenant.meter.reset(tenant.now())));
  return response;
}

void add_rate_headers(const Tenant& tenant, http::Response& response) {
  const auto limit = static_cast<std::int64_t>(tenant.knobs.number("limit"));
  const auto now = tenant.now();
  response.headers.add("x-ratelimit-limit", std::to_string(limit));
  response.headers.add("x-ratelimit-remaining", std::to_string(tenant.meter.left(now, limit)));
  response.headers.add("x-ratelimit-reset", std::to_string(tenant.meter.reset(now)));
}

void write_id(JsonWriter& json, const Knobs& knobs, std::int64_t id) {
  if (knobs.is_documented(Row::device_id_type)) {
    json.text(std::to_string(id));
  } else {
    json.integer(id);
  }
}

std::string_view name_of(const Knobs& knobs, const AuthFactor& factor) {
  if (knobs.is("factor_names", "long")) return factor.name;
  if (factor.key == "protect") return "OneLogin";
  if (factor.key == "sms") return "SMS";
  return factor.key == "voice" ? std::string_view("Voice") : factor.name;
}

std::string instant(Time when) {
  auto text = wire::to_rfc3339(when);
  return text.replace(text.size() - 1, 1, ".000Z");
}

}  // namespace mfaclient::testing::onelogin
