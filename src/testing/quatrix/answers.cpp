#include "testing/quatrix/answers.hpp"

#include <algorithm>
#include <array>

#include "core/base64.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/qr.hpp"
#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::quatrix {
namespace {

using wire::JsonWriter;

struct Text {
  int number;
  std::string_view words;
};
constexpr auto kTexts = std::to_array<Text>({{-1, "Unknown error"},
                                             {10, "Bad parameter value"},
                                             {11, "Missing parameter"},
                                             {12, "Bad hostname"},
                                             {14, "Not authorized"},
                                             {20, "Not found"},
                                             {50, "Restriction"},
                                             {70, "Not allowed"},
                                             {71, "Two-factor code needed"},
                                             {73, "PIN needed"},
                                             {80, "Deactivated"},
                                             {83, "Wrong two-factor code"},
                                             {84, "Wrong PIN"},
                                             {122, "Quota exceeded"}});

void write_list(JsonWriter& json, std::string_view name, const std::vector<std::string>& items) {
  json.name(name).begin_list();
  for (const auto& item : items) json.text(item);
  json.end_list();
}

std::vector<std::string> methods_of(const Host& host, const User& user) {
  std::vector<std::string> methods;
  if (user.totp || (user.must_enrol && host.knobs.is("reset_lists_2fa", "on"))) methods.emplace_back("2FA");
  if (!user.facts.pin.empty()) methods.emplace_back("PIN");
  return methods;
}

void write_user(JsonWriter& json, const Host& host, const User& user) {
  json.begin_object().name("id").text(user.facts.id).name("email").text(user.facts.email);
  json.name("name").text(user.facts.email.substr(0, user.facts.email.find('@')));
  json.name("status").text(user.facts.active ? "A" : "D");
  write_list(json, "auth_methods", methods_of(host, user));
  write_list(json, "forced_auth", host.forced_on(user));
}

}  // namespace

http::Response refuse(const Host& host, int status, int number) {
  if (number > 100 && host.knobs.is_documented(Row::error_code)) number = -1;
  if (host.knobs.is("error_body", "empty")) return nothing(status);
  if (host.knobs.is("error_body", "html"))
    return html_error(status, "text/html", "Refused", "A page for people.");
  const auto text = std::ranges::find(kTexts, number, &Text::number);
  JsonWriter json;
  json.begin_object().name("code");
  if (host.knobs.is("error_body", "text_code")) {
    json.text(std::to_string(number));
  } else {
    json.integer(number);
  }
  json.name("msg").text(text == kTexts.end() ? "Refused" : text->words).end_object();
  return json_reply(status, json);
}

http::Response captcha_due(const Host& host) {
  return host.knobs.is_documented(Row::refusal_body) ? refuse(host, 401, 50) : valid(false, 401);
}

http::Response no_route(int status) {
  return html_error(status, "text/html", status == 404 ? "Not Found" : "Method Not Allowed",
                    "There is nothing at this address.");
}

http::Response html_502() {
  return html_error(502, "text/html", "Bad Gateway", "The application behind this server did not answer.");
}

http::Response nothing(int status) { return reply(status, "", std::string_view()); }

http::Response valid(bool yes, int status) {
  JsonWriter json;
  json.begin_object().name("valid").boolean(yes).end_object();
  return json_reply(status, json);
}

http::Response signed_in(const Host& host, std::string_view session_id, std::string_view account_id,
                         std::optional<int> step) {
  const auto& knobs = host.knobs;
  const bool no_rights = knobs.is("session_id_in", "header_without_rights");
  const bool only_header = knobs.is("session_id_in", "header") || no_rights;
  const bool documented = knobs.is_documented(Row::session_place);
  JsonWriter json;
  json.begin_object();
  if (only_header && !documented) {
    json.name("account_id");
    if (no_rights) {
      json.null();
    } else {
      json.text(account_id);
    }
  } else {
    json.name("session_id").text(session_id);
  }
  json.end_object();
  auto response = json_reply(step ? 207 : 200, json);
  if (!documented && !knobs.is("session_id_in", "body")) response.headers.add("X-Auth-Token", session_id);
  if (!step || knobs.is("mfa_code", "missing")) return response;
  const auto name = knobs.is_documented(Row::step_header) ? "Mfa-Code" : "mfa-code";
  response.headers.add(name, knobs.is("mfa_code", "garbled")   ? "seventy-one"
                             : knobs.is("mfa_code", "unknown") ? "99"
                                                               : std::to_string(*step));
  return response;
}

http::Response success(const Host& host) {
  JsonWriter json;
  json.begin_object();
  if (!host.knobs.is("status_field", "absent"))
    json.name("status").text(host.knobs.is("status_field", "other") ? "pending" : "success");
  json.end_object();
  return json_reply(200, json);
}

http::Response closed(const Host& host, const std::vector<std::string>& session_ids) {
  const auto& knobs = host.knobs;
  const bool text = knobs.is_documented(Row::session_ids) || knobs.is("session_ids_shape", "text");
  JsonWriter json;
  json.begin_object();
  if (knobs.is("session_ids_shape", "null") || (text && session_ids.empty())) {
    json.name("session_ids").null();
  } else if (text) {
    json.name("session_ids").text(session_ids.front());
  } else if (!knobs.is("session_ids_shape", "absent")) {
    write_list(json, "session_ids", session_ids);
  }
  json.end_object();
  return json_reply(200, json);
}

http::Response profile(const Host& host, const User& user, std::string_view account_id) {
  JsonWriter json;
  write_user(json, host, user);
  json.name("account_id").text(account_id).name("account_status").text("A");
  json.name("is_contact").boolean(false).name("super_admin").text(user.facts.admin ? "Y" : "N").end_object();
  return json_reply(200, json);
}

http::Response metadata(const Host& host, const User& user) {
  JsonWriter json;
  write_user(json, host, user);
  json.name("last_login").null().end_object();
  return json_reply(200, json);
}

http::Response generated(const Host& host, const User& user) {
  const auto secret = otp::Base32Secret::parse(user.pending->secret());
  const auto uri =
      otp::OtpauthUri{.issuer = "Quatrix", .account = user.facts.email, .secret = secret.value()}.build();
  const auto png = qr::to_png(uri.reveal()).value();
  const auto base64 = base64_encode(png.reveal());
  const auto bytes = png.reveal();
  const auto& knobs = host.knobs;
  if (knobs.is("qr_reply", "png"))
    return reply(200, "image/png",
                 std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  if (knobs.is("qr_reply", "data_uri"))
    return reply(200, "text/plain", "data:image/png;base64," + std::string(base64.reveal()));
  JsonWriter json;
  if (knobs.is("qr_reply", "json_string")) return json_reply(200, json.text(base64.reveal()));
  if (knobs.is("qr_reply", "json"))
    return json_reply(200, json.begin_object().name("otpauth_url").text(uri.reveal()).end_object());
  if (knobs.is("qr_reply", "secret"))
    return json_reply(200, json.begin_object().name("secret").text(user.pending->secret()).end_object());
  return reply(200, "text/plain", base64.reveal());
}

}  // namespace mfaclient::testing::quatrix
