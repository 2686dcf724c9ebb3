#include "json_out.hpp"

#include <ostream>

#include "tool.hpp"
#include "wire/time.hpp"

namespace mfactl {

using mfaclient::wire::JsonWriter;

void print(Tool& tool, const mfaclient::SecretString& text) {
  const auto view = text.reveal();
  tool.out.write(view.data(), static_cast<std::streamsize>(view.size())).put('\n');
}

void write_text_or_null(JsonWriter& json, std::string_view name, std::string_view value) {
  json.name(name);
  if (value.empty()) {
    json.null();
  } else {
    json.text(value);
  }
}

void write_time_or_null(JsonWriter& json, std::string_view name, const std::optional<mfaclient::Time>& when) {
  write_text_or_null(json, name, when ? mfaclient::wire::to_rfc3339(*when) : "");
}

namespace {

template <class Number>
void write_number_or_null(JsonWriter& json, std::string_view name, const std::optional<Number>& value) {
  json.name(name);
  if (value) {
    json.integer(*value);
  } else {
    json.null();
  }
}

void write_flag_or_null(JsonWriter& json, std::string_view name, const std::optional<bool>& value) {
  json.name(name);
  if (value) {
    json.boolean(*value);
  } else {
    json.null();
  }
}

}  // namespace

mfaclient::SecretString error_json(const mfaclient::Error& error, std::string_view provider) {
  const auto wait =
      error.retry_after ? std::optional<std::int64_t>(error.retry_after->count()) : std::nullopt;
  JsonWriter json;
  json.begin_object().name("error").begin_object();
  json.name("code").text(to_string(error.code));
  json.name("message").text(error.text());
  write_text_or_null(json, "provider", provider);
  write_text_or_null(json, "operation", error.operation);
  write_number_or_null(json, "http_status", error.http_status);
  write_text_or_null(json, "vendor_code", error.vendor_code);
  write_text_or_null(json, "vendor_message", error.vendor_message);
  write_text_or_null(json, "request_id", error.request_id);
  write_number_or_null(json, "retry_after", wait);
  json.name("delivery").text(to_string(error.delivery));
  json.end_object().end_object();
  return json.result();
}

void write_factor(JsonWriter& json, const mfaclient::Factor& factor) {
  json.begin_object();
  write_text_or_null(json, "id", factor.id);
  json.name("kind").text(to_string(factor.kind));
  json.name("label").text(factor.label);
  json.name("active").boolean(factor.active);
  write_text_or_null(json, "vendor_kind", factor.vendor_kind);
  json.end_object();
}

void write_session(JsonWriter& json, const mfaclient::Session& session) {
  json.name("origin").text(session.origin);
  json.name("headers").begin_object();
  for (const auto& [name, value] : session.headers) json.name(name).text(value.reveal());
  json.end_object();
  write_time_or_null(json, "expires", session.expires);
}

void write_challenge(JsonWriter& json, const mfaclient::Challenge& challenge) {
  json.begin_object().name("accepts").begin_list();
  for (const auto kind : challenge.accepts) json.text(to_string(kind));
  json.end_list();
  write_text_or_null(json, "prompt", challenge.prompt);
  write_text_or_null(json, "sent_to", challenge.sent_to);
  write_time_or_null(json, "expires", challenge.expires);
  json.name("state").text(challenge.state.reveal());
  json.end_object();
}

mfaclient::SecretString status_json(std::string_view provider, const mfaclient::Account& account,
                                    const mfaclient::Status& status) {
  JsonWriter json;
  json.begin_object().name("provider").text(provider);
  write_text_or_null(json, "account", account.id().value_or(""));
  write_flag_or_null(json, "enabled", status.enabled);
  write_flag_or_null(json, "forced", status.forced);
  json.name("factors").begin_list();
  for (const auto& factor : status.factors) write_factor(json, factor);
  json.end_list().name("enrollable").begin_list();
  for (const auto kind : status.enrollable) json.text(to_string(kind));
  json.end_list().end_object();
  return json.result();
}

}  // namespace mfactl
