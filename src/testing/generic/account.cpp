#include "testing/generic/account.hpp"

#include "core/ascii.hpp"
#include "testing/generic/input.hpp"
#include "testing/generic/pages.hpp"

namespace mfaclient::testing::generic {
namespace {

/// What every answer of the handler itself carries; empty and "0" where there is nothing to tell.
http::Response with_headers(http::Response response, std::optional<Time> locked_until,
                            std::string_view mfa_token) {
  add_lockout(response, locked_until);
  response.headers.add("X-Mfa-Token", mfa_token);
  return response;
}

http::Response refuse(const Visit& visit, int status, std::string_view message) {
  return with_headers(refusal(visit.knobs(), status, message), std::nullopt, "");
}

http::Response lock_answer(const Visit& visit, Time until) {
  return with_headers(silent(visit.knobs(), 429), until, "");
}

http::Response check_password(Visit& visit, Account& account, const std::string& password) {
  auto& [instance, request, peer, caller, segment] = visit;
  const auto key = lock_key(peer, account);
  const bool locks = visit.knobs().is("lockout", "on");
  if (locks)
    if (const auto until = instance.login_locks.locked_until(key, visit.now()))
      return lock_answer(visit, *until);
  if (account.facts.password != password) {
    const auto until =
        locks ? instance.login_locks.fail(key, visit.now(), visit.knobs().number("lockout_minutes"))
              : std::nullopt;
    return until ? lock_answer(visit, *until) : refuse(visit, 401, "auth unauthorized");
  }
  instance.login_locks.clear(key);
  if (!account.mfa) return with_headers(user_auth(instance, account), std::nullopt, "");
  if (visit.knobs().is_documented(Row::login_challenge)) return refuse(visit, 401, "auth unauthorized");
  return with_headers(silent(visit.knobs(), 401), std::nullopt, instance.issue_mfa_token(account));
}

}  // namespace

http::Response login(Visit& visit) {
  const auto& knobs = visit.knobs();
  const auto read = read_input(knobs, visit.request, {"username", "password"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  const auto& input = std::get<Input>(read);
  if (!complete(knobs, input, {"username", "password"})) return refusal(knobs, 400, "invalid entity");
  if (knobs.is("local_login", "off")) return refuse(visit, 500, "");
  Account* account = visit.instance.find(input.text("username"));
  if (account == nullptr) return refuse(visit, 401, "auth unauthorized");
  if (!account->facts.confirmed) return refuse(visit, 403, "user not confirmed");
  if (account->facts.awaiting_approval) return refuse(visit, 423, "user awaiting approval");
  return check_password(visit, *account, input.text("password"));
}

http::Response get_user(Visit& visit) { return user_auth(visit.instance, *visit.caller); }

http::Response patch_user(Visit& visit) {
  const auto read = read_input(visit.knobs(), visit.request, {"recovery_email"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  const auto& address = std::get<Input>(read).text("recovery_email");
  auto& facts = visit.caller->facts;
  if (address.empty()) return done(visit.knobs());  // nothing to change
  if (address.find('@') == std::string::npos || ascii::equal_without_case(address, facts.email))
    return bad_recovery_email(visit.knobs());
  facts.recovery_email = address;
  return done(visit.knobs());
}

}  // namespace mfaclient::testing::generic
