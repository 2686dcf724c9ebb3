#include "testing/mailinabox/pages.hpp"

#include "testing/forms.hpp"
#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::mailinabox {
namespace {

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kPlain = "text/plain; charset=utf-8";
constexpr std::string_view kJson = "application/json";

// Python's json.dumps(..., indent=2, sort_keys=True); the callers write the names in order.
wire::JsonWriter pretty() {
  return wire::JsonWriter({.indent = 2, .ascii = true, .comma = ",", .colon = ": "});
}

http::Response json(int status, const wire::JsonWriter& writer) {
  auto body = writer.result();
  body.append("\n");
  return reply(status, kJson, std::move(body));
}

void write_method(wire::JsonWriter& writer, const Knobs& knobs, const MailinaboxMethod& method) {
  writer.begin_object().name("id");
  if (knobs.is_documented(Row::id_type)) {
    writer.text(std::to_string(method.id));
  } else {
    writer.integer(method.id);
  }
  writer.name("label");
  if (method.label || knobs.is_documented(Row::label_type)) {
    writer.text(method.label.value_or(""));
  } else {
    writer.null();
  }
  writer.name("type").text("totp").end_object();
}

void write_methods(wire::JsonWriter& writer, const Knobs& knobs, const std::vector<Method>& methods) {
  if (!knobs.is_documented(Row::enabled_mfa_shape)) {
    writer.begin_list();
    for (const auto& method : methods) write_method(writer, knobs, method.facts);
    writer.end_list();
  } else if (methods.empty()) {
    writer.null();
  } else {
    write_method(writer, knobs, methods.front().facts);
  }
}

}  // namespace

http::Response text(int status, std::string_view words) { return reply(status, kHtml, words); }

http::Response done(const Knobs& knobs) {
  if (knobs.is_documented(Row::success_body)) return reply(200, kJson, "\"OK\"\n");
  return text(200, "OK");
}

http::Response framework_error(int status) {
  switch (status) {
    case 404:
      return html_error(404, kHtml, "Not Found", "There is nothing at this URL.");
    case 405: {
      auto page = html_error(405, kHtml, "Method Not Allowed", "This URL takes another method.");
      page.headers.add("Allow", "OPTIONS, POST");
      return page;
    }
    default:
      return html_error(500, kHtml, "Internal Server Error", "The server failed at this request.");
  }
}

http::Response not_authorised(const Knobs& knobs, const http::Request& request, std::string_view reason) {
  if (knobs.is_documented(Row::auth_failure)) return text(403, reason);
  const bool from_script = joined_header(request, "X-Requested-With") == "XMLHttpRequest";
  const auto accept = joined_header(request, "Accept").value_or("");
  const int status = from_script ? 403 : 401;

  http::Response response;
  if (accept.empty() || accept == "*/*") {
    response = reply(status, kPlain, std::string(reason) + "\n");
  } else {
    wire::JsonWriter writer({.indent = 0, .ascii = true, .comma = ", ", .colon = ": "});
    writer.begin_object().name("status").text("error").name("reason").text(reason).end_object();
    response = json(status, writer);
  }
  if (!from_script) {
    response.headers.add("WWW-Authenticate", "Basic realm=\"Mail-in-a-Box Management Server\"");
    response.headers.add("X-Reason", reason);
  }
  return response;
}

http::Response login_refused(std::string_view status, std::string_view reason) {
  auto writer = pretty();
  writer.begin_object().name("reason").text(reason).name("status").text(status).end_object();
  return json(200, writer);
}

http::Response login_ok(const User& user, std::string_view key) {
  auto writer = pretty();
  writer.begin_object()
      .name("api_key")
      .text(key)
      .name("email")
      .text(user.email)
      .name("privileges")
      .begin_list();
  if (user.admin) writer.text("admin");
  writer.end_list().name("status").text("ok").end_object();
  return json(200, writer);
}

http::Response logged_out() {
  auto writer = pretty();
  writer.begin_object().name("status").text("ok").end_object();
  return json(200, writer);
}

http::Response status(const Knobs& knobs, const User& user, const std::optional<Provision>& provision) {
  auto writer = pretty();
  writer.begin_object().name("enabled_mfa");
  write_methods(writer, knobs, user.methods);
  if (provision) {
    const bool flat = knobs.is_documented(Row::new_mfa_shape);
    writer.name("new_mfa").begin_object();
    if (!flat) writer.name("totp").begin_object();
    writer.name("qr_code_base64")
        .text(provision->qr_code_base64.reveal())
        .name("secret")
        .text(provision->secret);
    writer.name("type").text("totp");
    if (!flat) writer.end_object();
    writer.end_object();
  }
  writer.end_object();
  return json(200, writer);
}

}  // namespace mfaclient::testing::mailinabox
