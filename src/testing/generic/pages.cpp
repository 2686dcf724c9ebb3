#include "testing/generic/pages.hpp"

#include <string>

#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::generic {
namespace {

http::Response with_message(int status, std::string_view message) {
  wire::JsonWriter json;
  json.begin_object().name("message").text(message).end_object();
  return json_reply(status, json);
}

std::string seconds(Time when) { return std::to_string(std::chrono::system_clock::to_time_t(when)); }

}  // namespace

http::Response refusal(const Knobs& knobs, int status, std::string_view message) {
  const bool words = !knobs.oldest() || knobs.is_documented(Row::error_bodies);
  if (words) return with_message(status, status >= 500 ? "internal server error" : message);
  return reply(status, "", "");
}

http::Response silent(const Knobs& knobs, int status) {
  if (knobs.is_documented(Row::error_bodies)) return with_message(status, "unauthorized");
  return reply(status, "", "");
}

http::Response done(const Knobs& knobs) {
  const bool empty_status = knobs.is("done", "204") && !knobs.is_documented(Row::done_status);
  return reply(empty_status ? 204 : 200, "", "");
}

http::Response user_auth(Instance& instance, const Account& account) {
  const bool formats = instance.knobs.is_documented(Row::user_auth_formats);
  const auto& facts = account.facts;
  wire::JsonWriter json;
  json.begin_object().name("token").text(instance.issue_token(account));
  json.name("id").text(facts.id).name("origin").text("local");
  if (!formats) json.name("auth_methods").begin_list().text("local").end_list();
  json.name("user").text(facts.username).name("name").text(facts.name).name("email").text(facts.email);
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!formats || !value.empty()) json.name(name).text(value);
  };
  add("recovery_email", facts.recovery_email);
  add("tenant", facts.tenant);
  add("role", facts.role);
  json.name("mfa").boolean(account.mfa.has_value()).name("admin").boolean(facts.admin);
  json.name("max_namespaces").integer(-1).end_object();
  return json_reply(200, json);
}

http::Response bad_recovery_email(const Knobs& knobs) {
  wire::JsonWriter json;
  if (knobs.oldest()) {
    json.begin_list().text("email").text("recovery_email").end_list();
    return json_reply(400, json);
  }
  json.begin_object().name("message").text("bad request").name("fields").begin_object();
  json.name("email").text("invalid").name("recovery_email").text("invalid").end_object().end_object();
  return json_reply(400, json);
}

void add_lockout(http::Response& response, std::optional<Time> until) {
  response.headers.add("X-Account-Lockout", until ? seconds(*until) : "0");
}

http::Response locked(const Knobs& knobs, Time until) {
  auto response = silent(knobs, 429);
  add_lockout(response, until);
  return response;
}

}  // namespace mfaclient::testing::generic
