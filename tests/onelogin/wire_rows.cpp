#include "onelogin/wire_rows.hpp"

#include <array>

namespace mfaclient::onelogin {
namespace {

using wire_rows::first;
using wire_rows::need;
using wire_rows::Outcome;

const UserId kFullUser{std::string(kFull)};
const UserId kNewUser{std::string(kNew)};

std::string path_of(std::string_view user, std::string_view rest) {
  return "/api/1/users/" + std::string(user) + "/" + std::string(rest);
}

VerifyMfaFactor totp_check(std::string_view code) {
  return {.user_id = kFullUser, .device_id = {std::string(kTotp)}, .otp_token = SecretString(code)};
}

Outcome auth_factors_is_plural(Lab& lab) {
  const auto raw = lab.call("GET", path_of(kNew, "auth_factors"));
  const auto singular = lab.call("GET", path_of(kNew, "auth_factor"));
  const auto factors = lab.client()->get_mfa_factors({.user_id = kNewUser});
  return first({need(raw.status == 200, "the plural is there"),
                need(singular.status == 404 && has(singular, "No Route Exists"), "the singular is not"),
                need(factors && factors->auth_factors.size() == 2, "the client lists two factors")});
}

Outcome trigger_answers_a_list(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kFull, "otp_devices/201/trigger"));
  const auto enrolled = lab.call("POST", path_of(kNew, "otp_devices"),
                                 R"({"factor_id":11501,"display_name":"a","number":"+14155550100"})");
  const auto sent =
      lab.client()->activate_mfa_factors({.user_id = kFullUser, .device_id = {std::string(kSms)}});
  return first({need(has(raw, R"("data":[{)"), "a trigger answers a list"),
                need(has(enrolled, R"("data":[{)"), "and so does enrolling"),
                need(sent && !sent->state_token.empty(), "the client reads it")});
}

Outcome trigger_id_is_the_user(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kFull, "otp_devices/201/trigger"));
  const auto sent =
      lab.client()->activate_mfa_factors({.user_id = kFullUser, .device_id = {std::string(kSms)}});
  return first({need(has(raw, R"("id":102)") && has(raw, R"("device_id":201)"), "`id` is the user"),
                need(sent && sent->device_id == kSms, "the client reads `device_id`")});
}

Outcome verify_wraps_its_body(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kFull, "otp_devices/204/verify"),
                            R"({"otp_token":")" + lab.yubikey_otp() + "\"}");
  const auto done = lab.client()->verify_mfa_factor(totp_check(lab.totp()));
  return first({need(raw.status == 200 && has(raw, R"({"status":{)") && !has(raw, "\"data\""),
                     "a success stands in `status`, without data"),
                need(done.has_value(), "the client takes it")});
}

Outcome pending_is_401(Lab& lab) {
  const auto client = lab.client();
  const auto sent = client->activate_mfa_factors({.user_id = kFullUser, .device_id = {std::string(kPush)}});
  if (!sent) return sent.error().message;
  const auto raw = lab.call("POST", path_of(kFull, "otp_devices/203/verify"),
                            R"({"state_token":")" + std::string(sent->state_token.reveal()) + "\"}");
  const auto polled = client->verify_mfa_factor(
      {.user_id = kFullUser, .device_id = {std::string(kPush)}, .state_token = sent->state_token});
  return first(
      {need(raw.status == 401 && has(raw, "Authentication pending"), "it is 401, by its words pending"),
       need(!polled && polled.error().code == Errc::still_pending, "the client: still_pending"),
       need(lab.arrived("/token") == 2, "and no new token for it")});
}

Outcome type_tells_success(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kFull, "otp_devices/204/verify"),
                            R"({"otp_token":")" + lab.yubikey_otp() + "\"}");
  const auto done = lab.client()->verify_mfa_factor(totp_check(lab.totp()));
  return first({need(has(raw, R"("type":"success")"), "a success says so"),
                need(done.has_value(), "the client takes nothing else")});
}

Outcome unauthorised_has_meanings(Lab& lab) {
  const auto client = lab.client();
  const auto wrong = client->verify_mfa_factor(totp_check("000000"));
  const auto small =
      lab.client(kReader)->remove_mfa_factors({.user_id = kFullUser, .device_id = {std::string(kSms)}});
  return first(
      {need(!wrong && wrong.error().code == Errc::code_rejected, "a wrong code: code_rejected"),
       need(lab.arrived("/verify") == 1, "which is sent once"),
       need(!small && small.error().code == Errc::not_permitted, "a scope too small: not_permitted")});
}

Outcome reusable_is_spelt_right(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kNew, "mfa_token"), R"({"expires_in":60,"reusable":true})");
  const auto minted =
      lab.client()->generate_mfa_token({.user_id = kNewUser, .expires_in = 60, .reusable = true});
  return first({need(has(raw, R"("reusable":true)"), "the answer has `reusable`"),
                need(minted && minted->reusable == true, "the client reads it")});
}

Outcome minting_is_201(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kNew, "mfa_token"), R"({"expires_in":60})");
  const auto minted = lab.client()->generate_mfa_token({.user_id = kNewUser, .expires_in = 60});
  return first({need(raw.status == 201, "the status is 201"),
                need(minted && minted->mfa_token.size() == 8, "the client reads the code")});
}

Outcome minting_takes_a_number(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kNew, "mfa_token"), R"({"expires_in":"60","reusable":"true"})");
  const auto minted =
      lab.client()->generate_mfa_token({.user_id = kNewUser, .expires_in = 60, .reusable = true});
  return first({need(raw.status == 400, "strings are refused"),
                need(minted && minted->reusable == true, "the client sends number and boolean")});
}

Outcome deleting_answers_an_object(Lab& lab) {
  const auto raw = lab.call("DELETE", path_of(kFull, "otp_devices/201"));
  const auto done =
      lab.client()->remove_mfa_factors({.user_id = kFullUser, .device_id = {std::string(kTotp)}});
  return first({need(raw.status == 200 && raw.body.reveal() == "{}", "the body is an empty object"),
                need(done && lab.device_count(102) == 2, "the client takes it")});
}

Outcome device_id_is_an_integer(Lab& lab) {
  const auto raw = lab.call("GET", path_of(kFull, "otp_devices"));
  const auto listed = lab.client()->get_enrolled_factors({.user_id = kFullUser});
  return first({need(has(raw, R"("id":201,)"), "the id is a JSON number"),
                need(listed && listed->otp_devices.at(0).id == kSms, "the client hands out text")});
}

Outcome protect_needs_a_trigger(Lab& lab) {
  const auto listed = lab.client()->get_enrolled_factors({.user_id = kFullUser});
  const auto provider = make_provider(lab.client());
  const auto challenge = provider->challenge(Account::user(std::string(kFull)), {.id = std::string(kPush)});
  return first({need(listed && listed->otp_devices.at(2).needs_trigger == true, "the list says so"),
                need(challenge && lab.fake->outbox().size() == 1, "the client always triggers it")});
}

Outcome number_is_required(Lab& lab) {
  const auto raw =
      lab.call("POST", path_of(kNew, "otp_devices"), R"({"factor_id":11501,"display_name":"a"})");
  const auto refused =
      lab.client()->enroll_mfa_factor({.user_id = kNewUser, .factor_id = 11'501, .display_name = "a"});
  return first(
      {need(raw.status == 400 && has(raw, R"("attribute":"number")"), "without a number: 400, by name"),
       need(lab.device_count(101) == 0, "and no device"),
       need(!refused && refused.error().field == "number", "the client does not send it")});
}

Outcome state_token_tells_its_end(Lab& lab) {
  const auto raw =
      lab.call("POST", path_of(kFull, "otp_devices/201/trigger"), R"({"state_token_expires_in":300})");
  const auto sent = lab.client()->activate_mfa_factors(
      {.user_id = kFullUser, .device_id = {std::string(kSms)}, .state_token_expires_in = 300});
  return first(
      {need(has(raw, R"("state_token_expires_at":"2027-01-15T08:05:00.000Z")"), "the answer tells the end"),
       need(sent && sent->state_token_expires_in == 300, "the client hands out the seconds")});
}

Outcome server_errors_are_pages(Lab& lab) {
  const auto raw = lab.ask_token(kOrphan);
  const auto session = lab.client(kOrphan)->sign_in();
  return first({need(raw.status == 500 && has(raw, "<html"), "a 500 is a page"),
                need(!session && session.error().code == Errc::server_error, "the client: server_error")});
}

Outcome minting_may_be_refused(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kNew, "mfa_token"), R"({"expires_in":60})", kReader);
  const auto minted = lab.client(kReader)->generate_mfa_token({.user_id = kNewUser, .expires_in = 60});
  return first({need(raw.status == 401 && has(raw, "Insufficient Permission"), "a scope too small is 401"),
                need(!minted && minted.error().code == Errc::not_permitted, "the client: not_permitted")});
}

Outcome calls_are_limited(Lab& lab) {
  static_cast<void>(lab.fake->set_knob("limit", "1"));
  lab.call("GET", path_of(kFull, "otp_devices"));
  const auto raw = lab.call("GET", path_of(kFull, "otp_devices"));
  const auto listed = lab.client()->get_enrolled_factors({.user_id = kFullUser});
  return first({need(raw.status == 400 && has(raw, "rate_limit_exceeded"), "the call over the limit is 400"),
                need(!listed && listed.error().code == Errc::rate_limited && listed.error().retry_after,
                     "the client: rate_limited, with the wait")});
}

Outcome only_phones_are_enrolled(Lab& lab) {
  const auto raw = lab.call("POST", path_of(kNew, "otp_devices"),
                            R"({"factor_id":11504,"display_name":"a","number":"+14155550100"})");
  const auto factors = lab.client()->get_mfa_factors({.user_id = kNewUser});
  const auto totp = make_provider(lab.client())->enroll({.account = Account::user(std::string(kNew))});
  return first({need(raw.status == 400 && lab.device_count(101) == 0, "an authenticator is refused"),
                need(factors && factors->auth_factors.size() == 2, "and not offered"),
                need(!totp && totp.error().code == Errc::unsupported, "the provider: unsupported, unsent")});
}

constexpr std::array<WireProof, 19> kProofs{{
    {1, "AuthFactorsIsPlural",
     "calls the plural; the singular once after a 404 \"No Route Exists\", and remembers",
     auth_factors_is_plural},
    {2, "TriggerAnswersAList",
     "reads a list, `otp_devices` and an object; an empty list also as `[]`, `[[]]`, null",
     trigger_answers_a_list},
    {3, "TriggerIdIsTheUser", "never reads `id` there; `device_id` must be the one asked for",
     trigger_id_is_the_user},
    {4, "VerifyWrapsItsBody", "unwraps `status` where there is one", verify_wraps_its_body},
    {5, "PendingIs401",
     "looks for \"pending\" before the status, and before renewing the token; 200 counts, too",
     pending_is_401},
    {6, "TypeTellsSuccess", "`type` \"success\", no error, code 200 where there is one, not pending",
     type_tells_success},
    {7, "UnauthorisedHasMeanings", "branches on the words; a code is never sent again",
     unauthorised_has_meanings},
    {8, "ReusableIsSpeltRight", "reads `reusable`, else `resuable`", reusable_is_spelt_right},
    {9, "MintingIs201", "takes 200 and 201", minting_is_201},
    {10, "MintingTakesANumber", "sends a number and a boolean, reads both forms", minting_takes_a_number},
    {11, "DeletingAnswersAnObject", "takes any success without a page", deleting_answers_an_object},
    {12, "DeviceIdIsAnInteger", "reads both, hands out text", device_id_is_an_integer},
    {13, "ProtectNeedsATrigger", "always triggers SMS, voice and pushes", protect_needs_a_trigger},
    {14, "NumberIsRequired", "checks for E.164 before sending", number_is_required},
    {15, "StateTokenTellsItsEnd", "measures it by `Date`; else what was asked for, else 120 s",
     state_token_tells_its_end},
    {16, "ServerErrorsArePages", "needs nothing of an error's body", server_errors_are_pages},
    {17, "MintingMayBeRefused", "treats it like the other calls", minting_may_be_refused},
    {18, "CallsAreLimited", "both are `rate_limited` with the wait; sends nothing while none is left",
     calls_are_limited},
    {19, "OnlyPhonesAreEnrolled", "`unsupported` for other kinds, with the way out",
     only_phones_are_enrolled},
}};

}  // namespace

std::span<const WireProof> wire_proofs() { return kProofs; }

}  // namespace mfaclient::onelogin
