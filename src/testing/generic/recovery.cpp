#include "testing/generic/recovery.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "testing/generic/input.hpp"
#include "testing/generic/pages.hpp"
#include "testing/random.hpp"
#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::generic {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Takes the code, or answers no: spent codes and, where the documents have their way, that of the window.
bool takes_recovery_code(const Visit& visit, Account& account, const std::string& code) {
  if (!account.mfa) return false;
  if (std::erase(account.mfa->recovery_codes, code) > 0) return true;
  return visit.knobs().is_documented(Row::recovery_reuse) && account.has_window(visit.now()) &&
         account.window->code == code;
}

void mail(const Visit& visit, const Account& account, const std::string& address, const std::string& code) {
  if (address.empty()) return;
  visit.instance.deliver(
      {.kind = "email",
       .to = address,
       .code = code,
       .text = "Your code to reset the second factor is " + code +
               ". Enter it, and that of the other mail, at /reset-mfa?id=" + account.facts.id});
}

Account* account_of_reset(const Visit& visit, const Input& input) {
  auto& instance = visit.instance;
  const auto& segment = visit.segment;
  if (segment.empty()) {  // only where the documents have their way
    const auto at = std::ranges::find_if(instance.accounts, [&](const Account& account) {
      return account.reset_fits(input.text("main_email_code"), input.text("recovery_email_code"),
                                visit.now());
    });
    return at == instance.accounts.end() ? nullptr : &*at;
  }
  if (auto* account = instance.find_id(segment)) return account;
  if (visit.knobs().is_documented(Row::reset_id)) return instance.find(segment);
  const auto at = std::ranges::find_if(instance.accounts, [&](const Account& account) {
    return account.reset && !account.reset->token.empty() && account.reset->token == segment;
  });
  return at == instance.accounts.end() ? nullptr : &*at;
}

}  // namespace

http::Response recover(Visit& visit) {
  const auto& knobs = visit.knobs();
  const auto read = read_input(knobs, visit.request, {"identifier", "recovery_code"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  const auto& input = std::get<Input>(read);
  if (!complete(knobs, input, {"identifier", "recovery_code"})) return refusal(knobs, 400, "invalid entity");
  Account* account = visit.instance.find(input.text("identifier"));
  const auto& code = input.text("recovery_code");
  if (account == nullptr || !takes_recovery_code(visit, *account, code))
    return refusal(knobs, knobs.status("recover_refused"), "forbidden");
  account->window = Window{code, visit.now() + 10min};
  auto response = user_auth(visit.instance, *account);
  auto until = std::to_string(std::chrono::system_clock::to_time_t(account->window->until));
  if (knobs.is_documented(Row::expires_at)) until += "000";
  response.headers.add("X-Expires-At", until);
  return response;
}

http::Response recovery_disable(Visit& visit) {
  Account& account = *visit.caller;
  if (!account.mfa || !account.has_window(visit.now()))
    return refusal(visit.knobs(), visit.knobs().status("window_over"), "forbidden");
  account.turn_off();
  return done(visit.knobs());
}

http::Response request_reset(Visit& visit) {
  const auto& knobs = visit.knobs();
  const auto read = read_input(knobs, visit.request, {"identifier"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  const auto& input = std::get<Input>(read);
  if (!complete(knobs, input, {"identifier"})) return refusal(knobs, 400, "invalid entity");
  if (knobs.enterprise() && !knobs.is_documented(Row::editions)) return refusal(knobs, 403, "forbidden");

  const bool tells = !knobs.oldest() && !knobs.is_documented(Row::reset_token);
  const auto token = random_text(31, kBase64) + "=";
  if (Account* account = visit.instance.find(input.text("identifier"))) {
    account->reset = PendingReset{.token = tells ? token : "",
                                  .main = random_text(5, kBase32),
                                  .recovery = random_text(5, kBase32),
                                  .until = visit.now() + 24h};
    mail(visit, *account, account->facts.email, account->reset->main);
    mail(visit, *account, account->facts.recovery_email, account->reset->recovery);
  } else if (!knobs.is("reset_unknown", "200")) {
    return refusal(knobs, knobs.status("reset_unknown"), "not found");
  }
  if (!tells) return reply(200, "", "");
  wire::JsonWriter json;
  return json_reply(200, json.begin_object().name("token").text(token).end_object());
}

http::Response reset(Visit& visit) {
  const auto& knobs = visit.knobs();
  const auto read = read_input(knobs, visit.request, {"main_email_code", "recovery_email_code"});
  if (const auto* bad = std::get_if<http::Response>(&read)) return *bad;
  const auto& input = std::get<Input>(read);
  if (!complete(knobs, input, {"main_email_code", "recovery_email_code"}))
    return refusal(knobs, 400, "invalid entity");
  Account* account = account_of_reset(visit, input);
  if (account == nullptr) return refusal(knobs, 404, "not found");
  if (!account->reset_fits(input.text("main_email_code"), input.text("recovery_email_code"), visit.now()))
    return refusal(knobs, 403, "forbidden");
  account->turn_off();
  return user_auth(visit.instance, *account);
}

}  // namespace mfaclient::testing::generic
