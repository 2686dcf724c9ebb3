#include <algorithm>
#include <functional>
#include <utility>

#include "core/ascii.hpp"
#include "testing/cohesity/routes.hpp"
#include "testing/forms.hpp"
#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::cohesity {
namespace {

constexpr std::string_view kWrongPassword = "Invalid Username or Password";

/// How an endpoint spells the kind of a code: `true` for "Totp".
bool right_case(const Knobs& knobs, std::string_view type, bool capital) {
  // Documented, every kind is in lower case, everywhere.
  const bool strict = knobs.is("otp_case", "strict") || (capital && knobs.is_documented(Row::otp_type_case));
  if (!strict || type.empty()) return true;
  const bool is_capital = type.front() >= 'A' && type.front() <= 'Z';
  return is_capital == (capital && !knobs.is_documented(Row::otp_type_case));
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), ascii::lower);
  return text;
}

http::Response locked_out(const Call& call) {
  return call.refuse(401, "KStatusUnauthorized", "The user account is locked: FailedLoginAttempts.");
}

/// The user whose password the body holds, or why not.
std::variant<User*, http::Response> by_password(const Call& call, int wrong_status) {
  const auto wrong = [&] {
    return call.refuse(wrong_status, "KStatusUnauthorized", std::string(kWrongPassword));
  };
  auto domain = call.text("domain");
  auto* user = call.cluster.find(call.text("username"), domain.empty() ? "LOCAL" : domain);
  if (user == nullptr) return wrong();
  if (user->locked) return locked_out(call);
  if (user->facts.password != call.text("password")) {
    call.cluster.fail(*user);
    return wrong();
  }
  return user;
}

struct SentCode {
  std::string type{};
  std::string code{};
  bool capital = false;  ///< how this endpoint spells the type
};

/// What `code` comes to; nullopt: it is right. `first`: its words before the fixed ones.
std::optional<http::Response> check_code(const Call& call, User& user, const SentCode& sent) {
  if (!right_case(call.cluster.knobs, sent.type, sent.capital))
    return call.invalid("otpType has an unknown value.");
  if (call.cluster.accept(user, lower(sent.type), sent.code)) return std::nullopt;
  call.cluster.fail(user);
  const auto kind = lower(sent.type) == "email" ? "email OTP" : "TOTP";
  return call.invalid("[13]:OTP code validation for user " + user.facts.username +
                      " failed with error: Invalid " + kind + " code for user " + user.facts.username + ".");
}

/// A sign-in in one shot: `open` makes the answer for the user who got in.
http::Response one_shot(const Call& call, int wrong_status, const SentCode& sent,
                        const std::function<http::Response(User&)>& open) {
  auto found = by_password(call, wrong_status);
  if (auto* refusal = std::get_if<http::Response>(&found)) return std::move(*refusal);
  auto& user = *std::get<User*>(found);
  // Without MFA a code is ignored: scripts always send one, often null.
  if (call.cluster.needs_code(user)) {
    if (sent.code.empty() || sent.type.empty())
      return call.invalid("Please specify the mandatory parameters.");
    if (auto refusal = check_code(call, user, sent)) return *std::move(refusal);
  }
  user.failures = 0;
  return open(user);
}

http::Response token_page(const Call& call, User& user) {
  wire::JsonWriter json;
  json.begin_object().name("accessToken").text(call.cluster.open(Login::Kind::token, user, false));
  json.name("tokenType").text("Bearer").name("privileges").begin_list();
  for (const auto& privilege : user.facts.privileges) json.text(privilege);
  json.end_list().end_object();
  return json_reply(201, json);
}

/// The code of the caller's own session.
http::Response verify(const Call& call, const SentCode& sent) {
  auto& user = *call.caller.user;
  if (user.locked) return locked_out(call);
  if (sent.code.empty() || sent.type.empty()) return call.invalid("Please specify the mandatory parameters.");
  if (auto refusal = check_code(call, user, sent)) return *std::move(refusal);
  call.caller.login->pending = false;
  return user_page(call.cluster, user, false);
}

}  // namespace

http::Response create_token(const Call& call) {
  if (call.cluster.knobs.is("tokens", "off")) return call.refuse(400, "KInvalidRequest", "Access denied");
  return one_shot(call, 400, {call.text("otpType"), call.text("otpCode"), true},
                  [&](User& user) { return token_page(call, user); });
}

http::Response create_token_v2(const Call& call) {
  if (call.cluster.knobs.is("tokens", "off")) return call.refuse(400, "KInvalidRequest", "Access denied");
  SentCode sent;
  const bool nested = !call.cluster.knobs.is_documented(Row::otp_field);
  if (nested && call.body.type_of("mfaParams") == wire::JsonType::object) {
    const auto parameters = call.body.object("mfaParams");
    sent = {parameters.optional_text("otpType").value_or(""),
            parameters.optional_text("otpCode").value_or("")};
  }
  if (!nested) sent = {call.text("otpType"), call.text("otpCode")};
  // Before there were parameters for it, this way knew no MFA.
  if (call.cluster.knobs.is("spec", "old")) sent = {};
  return one_shot(call, 401, sent, [&](User& user) { return token_page(call, user); });
}

http::Response create_session(const Call& call) {
  if (call.cluster.knobs.is("sessions", "off"))
    return call.refuse(403, "KStatusForbidden", "Session Management must be enabled on the cluster.");
  return one_shot(call, 401, {call.text("otpType"), call.text("otpCode")}, [&](User& user) {
    wire::JsonWriter json;
    json.begin_object().name("sessionId").text(call.cluster.open(Login::Kind::session, user, false));
    return json_reply(201, json.end_object());
  });
}

http::Response web_login(const Call& call) {
  auto found = by_password(call, 401);
  if (auto* refusal = std::get_if<http::Response>(&found)) return std::move(*refusal);
  auto& user = *std::get<User*>(found);
  if (!user.facts.web)
    return call.refuse(403, "KStatusForbidden", "User does not have the privilege to access UI");
  const bool pending = call.cluster.needs_code(user) && !call.cluster.knobs.is_documented(Row::login_pending);
  const auto key = call.cluster.open(Login::Kind::cookie, user, pending);
  auto response = user_page(call.cluster, user, true);
  response.headers.add("Set-Cookie", std::string(kCookieName) + "=" + key + "; Path=/; Secure; HttpOnly");
  return response;
}

http::Response create_email_otp(const Call& call) {
  auto found = by_password(call, 401);
  if (auto* refusal = std::get_if<http::Response>(&found)) return std::move(*refusal);
  auto& user = *std::get<User*>(found);
  if (user.facts.email.empty()) return call.invalid("No email address is configured for the user.");
  call.cluster.mail(user.facts.email, user.mailed.draw(call.cluster.now()));
  return silence();
}

http::Response verify_otp(const Call& call) {
  return verify(call, {call.text("otpType"), call.text("otpCode"), true});
}

http::Response verify_otp_v2(const Call& call) {
  const auto* field = call.cluster.knobs.is_documented(Row::otp_field) ? "otpCode" : "otp";
  return verify(call, {call.text("otpType"), call.text(field), true});
}

http::Response delete_sessions(const Call& call) {
  const auto query = call.request.target.find("?sid=");
  const auto sid = query == std::string::npos ? std::string{} : call.request.target.substr(query + 5);
  const auto* user = call.caller.user;
  // Without a session's name it is all sessions of the cluster; documented, it reads as the caller's.
  const bool everyone = !call.cluster.knobs.is_documented(Row::delete_sessions);
  call.cluster.logins.remove_if([&](const Login& login) {
    if (!sid.empty()) return login.key == sid;
    return everyone || login.user == user;
  });
  return silence();
}

}  // namespace mfaclient::testing::cohesity
