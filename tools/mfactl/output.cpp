#include "output.hpp"

#include <algorithm>
#include <ostream>

#include "mfaclient/otp.hpp"
#include "tool.hpp"
#include "wire/time.hpp"

namespace mfactl {

using mfaclient::SecretString;
using mfaclient::wire::JsonWriter;

void print(Tool& tool, const SecretString& text) {
  const auto view = text.reveal();
  tool.out.write(view.data(), static_cast<std::streamsize>(view.size())).put('\n');
}

void print_value(Tool& tool, std::string_view name, const SecretString& value) {
  if (!tool.globals.json) return print(tool, value);
  print(tool, JsonWriter().begin_object().name(name).text(value.reveal()).end_object().result());
}

std::string padded(std::string_view text, std::size_t width) {
  std::string cell(text);
  cell.resize(std::max(width, text.size() + 1), ' ');
  return cell;
}

SecretString error_json(const mfaclient::Error& error, std::string_view provider) {
  const auto wait =
      error.retry_after ? std::optional<std::int64_t>(error.retry_after->count()) : std::nullopt;
  JsonWriter json;
  json.begin_object().name("error").begin_object();
  json.name("code").text(to_string(error.code));
  json.name("message").text(error.text());
  write_or_null(json, "provider", provider);
  write_or_null(json, "operation", error.operation);
  write_or_null(json, "http_status", error.http_status);
  write_or_null(json, "vendor_code", error.vendor_code);
  write_or_null(json, "vendor_message", error.vendor_message);
  write_or_null(json, "request_id", error.request_id);
  write_or_null(json, "retry_after", wait);
  json.name("delivery").text(to_string(error.delivery));
  return json.end_object().end_object().result();
}

namespace {

void print_status_json(Tool& tool, const mfaclient::Account& account, const mfaclient::Status& status) {
  auto json = begin_result(tool);
  write_or_null(json, "account", account.id().value_or(""));
  write_or_null(json, "enabled", status.enabled);
  write_or_null(json, "forced", status.forced);
  json.name("factors").begin_list();
  for (const auto& factor : status.factors) write_factor(json, factor);
  json.end_list().name("enrollable").begin_list();
  for (const auto kind : status.enrollable) json.text(to_string(kind));
  print(tool, json.end_list().end_object().result());
}

}  // namespace

void print_status(Tool& tool, const mfaclient::Account& account, const mfaclient::Status& status) {
  if (tool.globals.json) return print_status_json(tool, account, status);
  const std::string_view state = !status.enabled ? "not told" : *status.enabled ? "on" : "off";
  tool.out << tool.provider << ": MFA of " << account.id().value_or("this account") << " is " << state
           << (status.forced.value_or(false) ? " (forced)\n" : "\n");
  for (const auto& factor : status.factors) {
    tool.out << "  " << (factor.id.empty() ? "?" : factor.id) << "  " << to_string(factor.kind);
    if (!factor.label.empty()) tool.out << "  \"" << factor.label << '"';
    tool.out << (factor.active ? "\n" : "  (not confirmed yet)\n");
  }
  if (status.enrollable.empty()) return;
  tool.out << "can be enrolled:";
  for (const auto kind : status.enrollable) tool.out << ' ' << to_string(kind);
  tool.out << '\n';
}

void print_challenge(Tool& tool, const mfaclient::Challenge& challenge) {
  auto json = begin_result(tool);
  json.name("challenge").begin_object().name("accepts").begin_list();
  for (const auto kind : challenge.accepts) json.text(to_string(kind));
  json.end_list();
  write_or_null(json, "prompt", challenge.prompt);
  write_or_null(json, "sent_to", challenge.sent_to);
  write_or_null(json, "expires", challenge.expires);
  json.name("state").text(challenge.state.reveal());
  print(tool, json.end_object().end_object().result());
}

void print_accepted(Tool& tool, const mfaclient::Accepted& accepted) {
  auto json = begin_result(tool);
  json.name("accepted").boolean(true).name("session");
  if (accepted.session) {
    json.begin_object();
    write_session(json, *accepted.session);
    json.end_object();
  } else {
    json.null();
  }
  json.name("factor");
  if (accepted.factor) {
    write_factor(json, *accepted.factor);
  } else {
    json.null();
  }
  print(tool, json.end_object().result());
}

JsonWriter begin_result(const Tool& tool) {
  JsonWriter json;
  json.begin_object().name("provider").text(tool.provider);
  return json;
}

void write_factor(JsonWriter& json, const mfaclient::Factor& factor) {
  json.begin_object();
  write_or_null(json, "id", factor.id);
  json.name("kind").text(to_string(factor.kind));
  json.name("label").text(factor.label);
  json.name("active").boolean(factor.active);
  write_or_null(json, "vendor_kind", factor.vendor_kind);
  json.end_object();
}

void write_session(JsonWriter& json, const mfaclient::Session& session) {
  json.name("origin").text(session.origin);
  json.name("headers").begin_object();
  for (const auto& [name, value] : session.headers) json.name(name).text(value.reveal());
  json.end_object();
  write_or_null(json, "expires", session.expires);
}

void write_or_null(JsonWriter& json, std::string_view name, std::string_view value) {
  json.name(name);
  if (value.empty()) {
    json.null();
  } else {
    json.text(value);
  }
}

void write_or_null(JsonWriter& json, std::string_view name, const std::optional<mfaclient::Time>& when) {
  write_or_null(json, name, when ? mfaclient::wire::to_rfc3339(*when) : "");
}

SecretString masked_uri(const SecretString& text) {
  auto uri = mfaclient::otp::OtpauthUri::parse(text.reveal());
  if (!uri) return text;
  const auto plain = uri->build();
  constexpr std::string_view kParameter = "?secret=";  // build() puts it first
  const auto view = plain.reveal();
  const auto begin = view.find(kParameter) + kParameter.size();
  SecretString masked(view.substr(0, begin));
  masked.append("******");
  masked.append(view.substr(std::min(view.find('&', begin), view.size())));
  return masked;
}

}  // namespace mfactl
