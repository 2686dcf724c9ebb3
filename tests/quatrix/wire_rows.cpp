#include "quatrix/wire_rows.hpp"

#include <array>

namespace mfaclient::quatrix {
namespace {

using wire_rows::first;
using wire_rows::need;
using wire_rows::Outcome;

bool has(const http::Response& response, std::string_view text) {
  return response.body.reveal().find(text) != std::string_view::npos;
}

bool spelt(const http::Response& response, std::string_view name) {
  for (const auto& field : response.headers.fields())
    if (field.name == name) return true;
  return false;
}

std::string set_body(const Lab& lab, std::string_view email, std::string_view rest) {
  return R"({"ids":[")" + lab.id(email) + R"("],)" + std::string(rest) + "}";
}

Outcome account_has_its_host(Lab& lab) {
  const auto raw = lab.start(kPlain);
  return first({need(raw.status == 200, "a sign-in needs no Referer"),
                need(lab.client(kPlain)->profile().has_value(), "and the client sends none unless told to")});
}

Outcome token_is_a_session(Lab& lab) {
  const auto raw = lab.send("GET", "/profile", {}, {Lab::token(kApiKey)});
  auto settings = lab.settings(kAdmin);
  settings.credentials = ApiKey{SecretString(kApiKey)};
  const auto profile = MFAApi::connect(settings).value()->profile();
  return first(
      {need(raw.status == 401, "an API key in X-Auth-Token is refused"),
       need(profile.has_value(), "as a Bearer token the client's is taken"),
       need(!lab.fake->journal().back().request.headers.get("X-Auth-Token"), "and stands nowhere else")});
}

Outcome missing_factor_is_207(Lab& lab) {
  const auto raw = lab.start(kPhone);
  const auto step = lab.client(kPhone)->sign_in();
  return first({need(raw.status == 207 && has(raw, "session_id"), "207 with a session id"),
                need(lab.fake->session_count() == 0, "which is no session"),
                need(step && std::holds_alternative<SessionStartReply>(*step) &&
                         std::get<SessionStartReply>(*step).mfa_code == "71",
                     "the client takes it for a step, not for a sign-in")});
}

Outcome step_header_in_any_case(Lab& lab) {
  const auto raw = lab.start(kPinned);
  const auto step = lab.client(kPinned)->sign_in();
  return first({need(spelt(raw, "mfa-code"), "the header may be spelt in lower case"),
                need(step && std::get<SessionStartReply>(*step).mfa_code == "73", "the client reads it")});
}

Outcome session_id_may_be_in_the_header(Lab& lab) {
  const auto both = lab.start(kPlain);
  lab.set("session_id_in", "header");
  const auto alone = lab.start(kPlain);
  return first(
      {need(both.headers.get("X-Auth-Token").has_value() && has(both, "session_id"), "it is in both places"),
       need(alone.headers.get("X-Auth-Token").has_value() && has(alone, "account_id"),
            "or in the header alone"),
       need(lab.client(kPlain)->profile().has_value(), "where the client finds it")});
}

Outcome second_step_keeps_the_id(Lab& lab) {
  const auto partial = lab.begin(kPinned);
  const auto raw =
      lab.send("POST", "/session/login", R"({"auth_type":"PIN","code":"01234"})", {Lab::token(partial)});
  const auto whole = lab.send("GET", "/profile", {}, {Lab::token(partial)});
  lab.set("login_id", "none");
  const auto kept = lab.client(kPinned, lab.wallet())->profile();
  lab.set("login_id", "new");
  const auto adopted = lab.client(kPinned, lab.wallet())->profile();
  return first({need(has(raw, partial) && whole.status == 200, "the partial session is the whole one now"),
                need(kept && adopted, "the client keeps the id, and adopts another one")});
}

Outcome value_is_read_too(Lab& lab) {
  const auto partial = lab.begin(kPinned);
  const auto raw = lab.send("POST", "/session/login", R"({"auth_type":"PIN","value":{"pin":"MDEyMzQ="}})",
                            {Lab::token(partial)});
  auto settings = lab.settings(kPhone, lab.wallet());
  settings.dialect.value_shape = true;
  return first(
      {need(raw.status == 200, "a PIN in base64 inside of `value` is taken"),
       need(MFAApi::connect(settings).value()->profile().has_value(), "the client speaks that when told to"),
       need(lab.client(kPinned, lab.wallet())->profile().has_value(), "and the documents' shape else")});
}

Outcome codes_are_plain(Lab& lab) {
  const auto plain = lab.send("POST", "/session/login", R"({"auth_type":"PIN","code":"01234"})",
                              {Lab::token(lab.begin(kPinned))});
  const auto base64 = lab.send("POST", "/session/login", R"({"auth_type":"PIN","code":"MDEyMzQ="})",
                               {Lab::token(lab.begin(kPinned))});
  return first(
      {need(plain.status == 200, "plain text is taken"), need(base64.status == 401, "base64 is not"),
       need(lab.client(kPhone, lab.wallet())->profile().has_value(), "the client sends plain text")});
}

Outcome one_login_path(Lab& lab) {
  const auto raw = lab.send("POST", "/session/login-2fa", R"({"auth_type":"PIN","code":"01234"})",
                            {Lab::token(lab.begin(kPinned))});
  const bool signed_in = lab.client(kPinned, lab.wallet())->profile().has_value();
  return first(
      {need(raw.status == 404, "/session/login-2fa is 404"),
       need(signed_in && lab.arrived("POST", "/session/login") == 1, "the client posts to /session/login")});
}

Outcome closed_sessions_are_a_list(Lab& lab) {
  static_cast<void>(lab.begin(kPlain));
  static_cast<void>(lab.begin(kPlain));
  const auto client = lab.client(kPlain);
  const bool begun = client->generate_2fa().has_value();
  const auto secret = lab.fake->pending_secret(kPlain).value_or(std::string(kSecret));
  const auto set = client->profile_set_mfa({.auth_type = {"2FA"}, .code = SecretString(lab.code(secret))});
  const auto raw = lab.fake->journal().back().response.value();
  lab.set("status_field", "absent");
  const auto removed = client->profile_remove_mfa({.auth_type = {"2FA"}});
  return first({need(has(raw, R"("session_ids":[")"), "a list"),
                need(begun && set && set->session_ids.size() == 2, "the client reads all of it"),
                need(removed && !removed->status, "and takes an answer without `status`")});
}

Outcome reset_is_there_for_2fa(Lab& lab) {
  const auto admin = lab.begin(kAdmin);
  const auto pin =
      lab.send("POST", "/user/reset-mfa", set_body(lab, kBoth, R"("auth_type":"PIN")"), {Lab::token(admin)});
  const auto client = lab.client(kAdmin);
  const auto reset = client->user_reset_mfa({.ids = {lab.id(kPhone)}, .auth_type = {"2FA"}});
  const auto local = client->user_reset_mfa({.ids = {lab.id(kBoth)}, .auth_type = {"PIN"}});
  return first(
      {need(reset && lab.fake->user(kPhone)->totp.empty(), "it wipes the secret"),
       need(pin.status == 400 && has(pin, "\"code\":10"), "a PIN can't be reset"),
       need(!local && local.error().code == Errc::unsupported && local.error().delivery == Delivery::not_sent,
            "and the client doesn't try")});
}

Outcome set_code_may_be_empty(Lab& lab) {
  const auto admin = lab.begin(kAdmin);
  const auto missing =
      lab.send("POST", "/user/set-mfa", set_body(lab, kPlain, R"("auth_type":"2FA")"), {Lab::token(admin)});
  const auto set = lab.client(kAdmin)->user_set_mfa({.ids = {lab.id(kPlain)}, .auth_type = {"2FA"}});
  return first({need(missing.status == 400, "without `code` it is refused"),
                need(set && lab.fake->user(kPlain)->forced == std::vector<std::string>{"2FA"},
                     "with an empty one it is taken, which is what the client sends")});
}

Outcome secret_leaves_as_a_picture(Lab& lab) {
  const auto client = lab.client(kPlain);
  const auto reply = client->generate_2fa();
  const auto begun = make_provider(client)->enroll({});
  return first({need(reply && reply->qr_code_base64 && !reply->secret, "the answer is a picture"),
                need(begun && begun->otpauth_uri &&
                         begun->otpauth_uri->reveal().find(lab.fake->pending_secret(kPlain).value()) !=
                             std::string_view::npos,
                     "out of which the client reads the secret")});
}

Outcome numbers_go_beyond_100(Lab& lab) {
  lab.set("quota", "used_up");
  const auto set = lab.client(kAdmin)->user_set_mfa({.ids = {lab.id(kPlain)}, .auth_type = {"2FA"}});
  return first(
      {need(has(lab.fake->journal().back().response.value(), "\"code\":122"), "122 is a refusal's number"),
       need(!set && set.error().vendor_code == "122", "which the client passes on")});
}

Outcome captcha_is_a_get(Lab& lab) {
  lab.set("captcha", "on");
  const auto post = lab.send("POST", "/session/unblock-captcha", R"({"token":"not-a-robot"})");
  const auto profile = lab.client(kPlain)->profile();
  const auto raw = lab.send("GET", "/session/unblock-captcha?token=not-a-robot");
  return first(
      {need(post.status == 405, "POST is 405"), need(raw.status == 200 && has(raw, "true"), "GET unblocks"),
       need(!profile && profile.error().code == Errc::locked_out, "the client leaves it to a person"),
       need(lab.client(kPlain)->profile().has_value(), "and then gets in")});
}

Outcome refusal_may_have_no_number(Lab& lab) {
  lab.set("captcha", "on");
  const auto raw = lab.start(kPlain);
  const auto profile = lab.client(kPlain)->profile();
  return first(
      {need(raw.status == 401 && raw.body.reveal() == R"({"valid":false})", "`valid` instead of a number"),
       need(!profile && profile.error().code == Errc::locked_out, "the client: locked_out")});
}

constexpr std::array<WireProof, 16> kProofs{{
    {1, "AccountHasItsHost", "takes the base URL from its settings; the Referer is one, too",
     account_has_its_host},
    {2, "TokenIsASession", "two kinds of credentials; an API key never stands in X-Auth-Token",
     token_is_a_session},
    {3, "MissingFactorIs207", "looks at the status before anything else; a partial session is another type",
     missing_factor_is_207},
    {4, "StepHeaderInAnyCase", "compares header names without case; any other value is an unknown step",
     step_header_in_any_case},
    {5, "SessionIdMayBeInTheHeader",
     "reads the body first, then the header; no rights on the account is a refusal",
     session_id_may_be_in_the_header},
    {6, "SecondStepKeepsTheId", "adopts an id that comes, else keeps the partial one",
     second_step_keeps_the_id},
    {7, "ValueIsReadToo", "`LoginCode` has `value_shape` for it", value_is_read_too},
    {8, "CodesArePlain",
     "plain unless `code_encoding` says otherwise; the password never in base64 of its own", codes_are_plain},
    {9, "OneLoginPath", "posts to /session/login", one_login_path},
    {10, "ClosedSessionsAreAList",
     "reads absent, null, a text and a list; a missing `status` is a yes, another is none",
     closed_sessions_are_a_list},
    {11, "ResetIsThereFor2fa", "404 and 405 are `unsupported`; a PIN is refused unsent",
     reset_is_there_for_2fa},
    {12, "SetCodeMayBeEmpty", "always sends it, empty unless given; a PIN is needed", set_code_may_be_empty},
    {13, "SecretLeavesAsAPicture", "reads JSON, text, base64 and PNG; sent once, never again",
     secret_leaves_as_a_picture},
    {14, "NumbersGoBeyond100", "takes any number, and one written as text", numbers_go_beyond_100},
    {15, "CaptchaIsAGet", "`locked_out`: a person solves it in a browser", captcha_is_a_get},
    {16, "RefusalMayHaveNoNumber", "judges by the status where there is no number to read",
     refusal_may_have_no_number},
}};

}  // namespace

std::span<const WireProof> wire_proofs() { return kProofs; }

}  // namespace mfaclient::quatrix
