#include "testing/generic/factor.hpp"

#include <algorithm>
#include <string>

#include "mfaclient/otp.hpp"
#include "testing/generic/input.hpp"
#include "testing/generic/pages.hpp"
#include "testing/random.hpp"
#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::generic {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr int kRecoveryCodes = 6;

/// The code, or the token beside it, was wrong: the server does not tell which.
http::Response auth_refused(const Visit& visit) {
  const auto& knobs = visit.knobs();
  const bool fails = knobs.oldest() && !knobs.is_documented(Row::auth_wrong_code);
  return refusal(knobs, fails ? 500 : 401, "auth unauthorized");
}

http::Response wrong_code(Visit& visit, const Account& account) {
  const auto& knobs = visit.knobs();
  if (!knobs.newest() || knobs.is_documented(Row::mfa_lockout)) return auth_refused(visit);
  const auto until = visit.instance.mfa_locks.fail(lock_key(visit.peer, account), visit.now(),
                                                   knobs.number("lockout_minutes"));
  if (!until) return auth_refused(visit);
  auto response = refusal(knobs, 429, "too many attempts");
  add_lockout(response, until);
  return response;
}

enum class Proof : std::uint8_t { right, wrong, none, half };

bool spend(std::vector<std::string>& codes, const std::string& code) { return std::erase(codes, code) > 0; }

/// What the body of `disable` proves.
Proof judge(Visit& visit, const Input& input) {
  Account& account = *visit.caller;
  const auto right = [](bool yes) { return yes ? Proof::right : Proof::wrong; };
  const bool since_b = !visit.knobs().oldest() && !visit.knobs().is_documented(Row::disable_proofs);
  if (const auto& code = input.text("code"); !code.empty())
    return right(visit.instance.takes_code(account, code));
  if (const auto& code = input.text("recovery_code"); !code.empty()) {
    if (spend(account.mfa->recovery_codes, code)) return Proof::right;
    return right(account.has_window(visit.now()) && account.window->code == code &&
                 !visit.knobs().is_documented(Row::recovery_reuse));
  }
  const auto& main = input.text("main_email_code");
  const auto& recovery = input.text("recovery_email_code");
  if (since_b && main.empty() != recovery.empty()) return Proof::half;
  if (since_b && !main.empty()) return right(account.reset_fits(main, recovery, visit.now()));
  return since_b && account.has_window(visit.now()) ? Proof::right : Proof::none;
}

}  // namespace

http::Response auth(Visit& visit) {
  const auto& knobs = visit.knobs();
  const auto read = read_input(knobs, visit.request, {"token", "code"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  const auto& input = std::get<Input>(read);
  if (!complete(knobs, input, {"token", "code"})) return refusal(knobs, 400, "invalid entity");

  auto& instance = visit.instance;
  const auto token = instance.mfa_tokens.find(input.text("token"));
  Account* account = token == instance.mfa_tokens.end() ? nullptr : instance.find_id(token->second.user_id);
  if (account == nullptr) return auth_refused(visit);
  const auto key = lock_key(visit.peer, *account);
  if (const auto until = instance.mfa_locks.locked_until(key, visit.now())) {
    auto response = refusal(knobs, 429, "too many attempts");
    add_lockout(response, until);
    return response;
  }
  const bool over = token->second.expires <= visit.now() || (token->second.spent && knobs.newest());
  if (over) return auth_refused(visit);
  if (!instance.takes_code(*account, input.text("code"))) return wrong_code(visit, *account);
  token->second.spent = true;
  instance.mfa_locks.clear(key);
  return user_auth(instance, *account);
}

http::Response generate(Visit& visit) {
  if (visit.caller->mfa && !visit.knobs().oldest()) return refusal(visit.knobs(), 409, "conflict");
  const auto secret = random_text(32, kBase32);
  const auto& issuer = visit.instance.issuer;
  const auto link =
      "otpauth://totp/" + issuer + ":" + visit.caller->facts.id + "?issuer=" + issuer + "&secret=" + secret;
  wire::JsonWriter json;
  json.begin_object().name("link").text(link).name("secret").text(secret);
  json.name("recovery_codes").begin_list();
  for (int i = 0; i < kRecoveryCodes; ++i) json.text(random_text(16, kBase32));
  return json_reply(200, json.end_list().end_object());
}

http::Response enable(Visit& visit) {
  const auto& knobs = visit.knobs();
  const auto read = read_input(knobs, visit.request, {"code", "secret"}, {"recovery_codes"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  const auto& input = std::get<Input>(read);
  if (!complete(knobs, input, {"code", "secret", "recovery_codes"}))
    return refusal(knobs, 400, "invalid entity");
  Account& account = *visit.caller;
  if (account.mfa) return refusal(knobs, knobs.oldest() ? 403 : knobs.status("enable_on"), "conflict");
  if (account.facts.recovery_email.empty() && !knobs.is_documented(Row::recovery_email_first))
    return refusal(knobs, knobs.status("enable_unready"), "bad request");
  Mfa mfa{Authenticator(input.text("secret")), input.list("recovery_codes")};
  if (!mfa.authenticator.accept(input.text("code"), visit.now())) return refusal(knobs, 401, "unauthorized");
  account.mfa = std::move(mfa);
  return done(knobs);
}

http::Response disable(Visit& visit) {
  const auto& knobs = visit.knobs();
  const auto read =
      read_input(knobs, visit.request, {"code", "recovery_code", "main_email_code", "recovery_email_code"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  if (!visit.caller->mfa) return refusal(knobs, knobs.status("disable_off"), "forbidden");
  switch (judge(visit, std::get<Input>(read))) {
    case Proof::right:
      break;
    case Proof::half:
      return refusal(knobs, 400, "bad request");
    case Proof::none:
      return refusal(knobs, knobs.status("disable_unproven"), "forbidden");
    case Proof::wrong:
      return refusal(knobs, 403, "forbidden");
  }
  visit.caller->turn_off();
  return done(knobs);
}

}  // namespace mfaclient::testing::generic
