#include "testing/mailinabox/routes.hpp"

#include <algorithm>

#include "core/base64.hpp"
#include "mfaclient/qr.hpp"
#include "testing/forms.hpp"
#include "testing/mailinabox/auth.hpp"
#include "testing/mailinabox/pages.hpp"
#include "testing/mailinabox/python.hpp"

namespace mfaclient::testing::mailinabox {
namespace {

constexpr std::string_view kNoUser = "User does not exist.";

void count_failure(Box& box, std::string_view peer) {
  if (box.knobs.is("ban", "on")) box.jail.count(peer, box.clock->now());
}

http::Response login(Box& box, const http::Request& request, std::string_view peer) {
  const auto identity = authenticate(box, request, Purpose::login);
  if (std::holds_alternative<Crash>(identity)) return framework_error(500);
  if (const auto* refusal = std::get_if<Refusal>(&identity)) {
    const bool challenge = refusal->reason.find("missing-totp-token") != std::string::npos;
    if (challenge && !box.knobs.is_documented(Row::login_status))
      return login_refused("missing-totp-token", refusal->reason);
    if (!challenge) count_failure(box, peer);
    return login_refused("invalid", refusal->reason);
  }
  const User& user = *box.find(*std::get<Caller>(identity).email);
  return login_ok(user, box.sessions.open(user, box.clock->now(), box.knobs.number("sessions")));
}

http::Response logout(Box& box, const http::Request& request) {
  // Whatever comes of it, a server-side failure included: it says ok.
  static_cast<void>(authenticate(box, request, Purpose::logout));
  return logged_out();
}

// The URI that pyotp writes: spaces as %20, and nothing that equals a default.
std::string provisioning_uri(const Box& box, const User& user, std::string_view secret) {
  const auto issuer = box.host + " Mail-in-a-Box Control Panel";
  std::string uri = "otpauth://totp/" + percent_encode(issuer, "/") + ":" + percent_encode(user.email, "/");
  uri.append("?secret=").append(secret).append("&issuer=").append(percent_encode(issuer));
  return uri;
}

Result<Provision> provision(const Box& box, const User& user) {
  const auto secret = otp::Base32Secret::generate(20);
  if (!secret) return secret.error();
  const auto png = qr::to_png(provisioning_uri(box, user, secret->text().reveal()));
  if (!png) return png.error();
  return Provision{std::string(secret->text().reveal()), base64_encode(png->reveal())};
}

struct Call {
  Box& box;
  const Caller& caller;
  const FormData& form;

  // The account that is acted on: `user` where it is given, even empty; else the caller's own, which the
  // system key hasn't got.
  [[nodiscard]] User* target() const {
    auto email = caller.email;
    if (caller.admin && !box.knobs.is_documented(Row::user_field))
      if (auto other = form.get("user")) email = std::move(other);
    return email ? box.find(*email) : nullptr;
  }
  [[nodiscard]] http::Response refuse(std::string_view why) const { return text(400, why); }
};

http::Response mfa_status(const Call& call) {
  const auto& knobs = call.box.knobs;
  const User* const target = call.target();
  if (target == nullptr && knobs.is_documented(Row::error_400)) return status(knobs, User{}, std::nullopt);
  if (target == nullptr) return call.refuse(kNoUser);
  if (target->email != call.caller.email && !knobs.is_documented(Row::new_mfa_shape))
    return status(knobs, *target, std::nullopt);
  auto fresh = provision(call.box, *target);
  return fresh ? status(knobs, *target, *std::move(fresh)) : framework_error(500);
}

// Why `secret` and `token` can't be enrolled; empty: they can.
std::string refusal_of(const Call& call, const std::optional<std::string>& secret, const std::string& token) {
  if (!secret || blank(*secret)) return "No secret provided.";
  if (length(*secret) != 32) return "Secret should be a 32 characters base32 string";
  auto key = b32decode(*secret);
  if (!key.refusal.empty()) return key.refusal;
  const auto totp = otp::Totp::create(otp::RawSecret(std::move(key.value)));
  if (!totp || !totp->verify(token, call.box.clock->now())) return "Invalid token.";
  return {};
}

http::Response mfa_enable(const Call& call) {
  const auto token = call.form.get(call.box.knobs.is_documented(Row::enable_field) ? "code" : "token");
  const auto secret = call.form.get("secret");
  if (!token) return call.refuse("Bad Input");
  if (const auto refusal = refusal_of(call, secret, *token); !refusal.empty()) return call.refuse(refusal);
  if (!call.caller.email) return call.refuse(kNoUser);
  // Nothing remembers this code, so that it opens one more login.
  call.box.add_method(*call.box.find(*call.caller.email), {0, *secret, call.form.get("label")});
  return done(call.box.knobs);
}

http::Response mfa_disable(const Call& call) {
  const auto& knobs = call.box.knobs;
  User* const target = call.target();
  const auto refuse = [&](std::string_view why) {
    return knobs.is_documented(Row::error_400) ? done(knobs) : call.refuse(why);
  };
  if (target == nullptr) return refuse(kNoUser);
  auto id = call.form.get(knobs.is_documented(Row::disable_field) ? "mfa_id" : "mfa-id").value_or("");
  if (knobs.is_documented(Row::null_mfa_id) && (id == "None" || id == "null")) id.clear();
  const auto chosen = [&](const Method& method) { return id.empty() || sqlite_equal(method.facts.id, id); };
  if (std::erase_if(target->methods, chosen) == 0) return refuse("Invalid user or MFA id.");
  return done(knobs);
}

FormData form_of(const Knobs& knobs, const http::Request& request) {
  const auto type = joined_header(request, "Content-Type").value_or("");
  if (knobs.is_documented(Row::form_content_type) && !type.starts_with("multipart/form-data"))
    return parse_urlencoded(request.body.reveal());
  return parse_form(request);
}

using Action = http::Response (*)(const Call&);

http::Response protect(Box& box, const http::Request& request, std::string_view peer, Action action) {
  const auto identity = authenticate(box, request, Purpose::route);
  if (std::holds_alternative<Crash>(identity)) return framework_error(500);
  if (const auto* refusal = std::get_if<Refusal>(&identity)) {
    if (request.headers.get("Authorization")) count_failure(box, peer);
    return not_authorised(box.knobs, request, refusal->reason);
  }
  const auto& caller = std::get<Caller>(identity);
  if (!caller.admin && !box.knobs.is_documented(Row::privilege))
    return not_authorised(box.knobs, request, "You are not an administrator.");
  return action({box, caller, form_of(box.knobs, request)});
}

Action protected_action(const Knobs& knobs, std::string_view path) {
  if (path == "/mfa/status") return mfa_status;
  if (path == "/mfa/totp/enable") return mfa_enable;
  if (path == "/mfa/disable") return mfa_disable;
  if (path == "/mfa/totp/disable" && knobs.is_documented(Row::disable_path)) return mfa_disable;
  return nullptr;
}

}  // namespace

http::Response route(Box& box, const http::Request& request, std::string_view peer) {
  const auto path = decoded_path(request.target);
  const auto action = protected_action(box.knobs, path);
  if (action == nullptr && path != "/login" && path != "/logout") return framework_error(404);
  if (request.method == "OPTIONS") {
    auto response = text(200, "");
    response.headers.add("Allow", "OPTIONS, POST");
    return response;
  }
  if (request.method != "POST") return framework_error(405);
  if (action != nullptr) return protect(box, request, peer, action);
  return path == "/login" ? login(box, request, peer) : logout(box, request);
}

}  // namespace mfaclient::testing::mailinabox
