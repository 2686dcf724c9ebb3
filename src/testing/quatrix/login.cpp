#include "core/base64.hpp"
#include "testing/credentials.hpp"
#include "testing/forms.hpp"
#include "testing/quatrix/answers.hpp"
#include "testing/quatrix/routes.hpp"
#include "wire/json_writer.hpp"

/// Sessions: how they begin, in one step or in two, and how they end.
namespace mfaclient::testing::quatrix {
namespace {

// What the fake's captcha wants to hear.
constexpr std::string_view kNoRobot = "not-a-robot";

/// What is wanted of `user` after the password.
SessionState first_state(const Host& host, const User& user) {
  if (user.totp) return SessionState::need_2fa;
  if (user.must_enrol || host.forced(user, "2FA")) return SessionState::need_enrol;
  return user.facts.pin.empty() ? SessionState::full : SessionState::need_pin;
}

std::optional<int> step_of(const Host& host, SessionState state) {
  switch (state) {
    case SessionState::full:
      return std::nullopt;
    case SessionState::need_2fa:
      return 71;
    case SessionState::need_pin:
      return 73;
    case SessionState::need_enrol:
      break;
  }
  return host.knobs.is("enrol_code", "61") ? 61 : 71;
}

/// The answer of a second step as the host's time writes it.
struct Answer {
  std::string type{};
  std::string code{};
  bool base64 = false;
};

std::optional<Answer> read_answer(const Call& call) {
  const auto type = call.text("auth_type");
  if (!type) return std::nullopt;
  if (const auto code = call.text("code")) return Answer{*type, *code};
  const bool old_shape = !call.host.knobs.is_documented(Row::login_shape) &&
                         call.body.type_of("value") == wire::JsonType::object;
  if (!old_shape) return std::nullopt;
  const auto value = call.body.object("value");
  const auto* name = *type == "PIN" ? "pin" : "code";
  if (value.type_of(name) != wire::JsonType::text) return std::nullopt;
  return Answer{*type, value.text(name), *type == "PIN"};
}

bool right_pin(const Host& host, const User& user, const Answer& answer) {
  if (!answer.base64) return contains(host.readings(answer.code), user.facts.pin);
  const auto bytes = base64_decode("pin", answer.code);
  return bytes && std::string(bytes->reveal().begin(), bytes->reveal().end()) == user.facts.pin;
}

http::Response wrong(const Call& call, int number) {
  if (++call.user->fails >= call.host.knobs.number("wrong_codes")) {
    call.user->blocked = true;
    call.host.close_session(std::string(call.session->id));
  }
  return refuse(call.host, 401, number);
}

/// The partial session has become a whole one.
http::Response whole(const Call& call) {
  auto& host = call.host;
  call.user->fails = 0;
  call.session->state = SessionState::full;
  const auto old = call.session->id;
  const bool fresh = host.knobs.is_documented(Row::login_reply) || host.knobs.is("login_id", "new") ||
                     host.knobs.is("login_id", "header");
  auto id = old;
  if (fresh) {
    id = host.open_session(*call.user, SessionState::full).id;
    host.close_session(old);
  }
  const bool in_header = host.knobs.is("login_id", "header") && !host.knobs.is_documented(Row::login_reply);
  wire::JsonWriter json;
  json.begin_object();
  if (!in_header && !host.knobs.is("login_id", "none")) json.name("session_id").text(id);
  json.end_object();
  http::Response response{.status = 200, .body = json.result()};
  response.headers.add("Content-Type", "application/json");
  if (in_header) response.headers.add("X-Auth-Token", id);
  return response;
}

http::Response after_2fa(const Call& call) {
  const bool both = call.host.knobs.is("both_factors", "2fa_then_pin") && !call.user->facts.pin.empty();
  if (!both) return whole(call);
  call.session->state = SessionState::need_pin;
  return signed_in(call.host, call.session->id, call.host.account_id,
                   step_of(call.host, call.session->state));
}

}  // namespace

http::Response start_session(const Call& call) {
  auto& host = call.host;
  const auto pair = basic_pair(call.request);
  if (!pair) return refuse(host, 401, 14);
  if (!host.sign_ins.count(pair->first, host.clock->now(), host.knobs.number("sign_ins")))
    return nothing(429);
  auto* user = host.by_email(pair->first);
  const bool captcha = host.knobs.is("captcha", "on") && !host.captcha_solved;
  if (captcha || (user != nullptr && user->blocked)) return captcha_due(host);
  if (user == nullptr || user->facts.password != pair->second) return refuse(host, 401, 14);
  if (!user->facts.active) return refuse(host, 401, 80);
  const auto& session = host.open_session(*user, first_state(host, *user));
  const auto step = host.knobs.is_documented(Row::login_status) ? std::nullopt : step_of(host, session.state);
  return signed_in(host, session.id, host.account_id, step);
}

http::Response answer_step(const Call& call) {
  auto& host = call.host;
  const auto answer = read_answer(call);
  if (!answer) return refuse(host, 400, 11);
  if (answer->type != "2FA" && answer->type != "PIN") return refuse(host, 400, 10);
  const bool pin = answer->type == "PIN";
  switch (call.session->state) {
    case SessionState::full:
      return refuse(host, 400, 70);
    case SessionState::need_pin:
      if (!pin) return refuse(host, 401, 73);
      return right_pin(host, *call.user, *answer) ? whole(call) : wrong(call, 84);
    case SessionState::need_2fa:
    case SessionState::need_enrol:
      break;
  }
  if (pin) return refuse(host, 401, 71);
  const bool right = call.user->totp && host.accept(*call.user->totp, answer->code);
  return right ? after_2fa(call) : wrong(call, 83);
}

http::Response keep_alive(const Call& /*call*/) { return nothing(200); }

http::Response log_out(const Call& call) {
  if (call.session != nullptr) call.host.close_session(std::string(call.session->id));
  return nothing(200);
}

http::Response unblock_captcha(const Call& call) {
  const auto& target = call.request.target;
  const auto query = target.find('?');
  const auto token =
      call.host.knobs.is_documented(Row::captcha_method)
          ? call.text("token")
          : parse_urlencoded(query == std::string::npos ? std::string() : target.substr(query + 1))
                .get("token");
  if (token != kNoRobot) return captcha_due(call.host);
  for (auto& user : call.host.users) {
    user.blocked = false;
    user.fails = 0;
  }
  call.host.captcha_solved = true;
  return valid(true, 200);
}

}  // namespace mfaclient::testing::quatrix
