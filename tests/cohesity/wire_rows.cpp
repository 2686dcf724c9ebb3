#include "cohesity/wire_rows.hpp"

#include <array>

namespace mfaclient::cohesity {
namespace {

using wire_rows::first;
using wire_rows::need;
using wire_rows::Outcome;

const std::string kTokens = std::string(kV1) + "/accessTokens";
const std::string kSessionUser = std::string(kV1) + "/sessionUser";
const std::string kPolicy = "/v2/mfa-config";
const std::string kSupport = "/v2/support-user/mfa";

bool has(const http::Response& response, std::string_view text) {
  return response.body.reveal().find(text) != std::string_view::npos;
}

http::Response turn_support_on(Lab& lab, std::string_view more = R"("mfaType":"totp")") {
  return lab.send("PATCH", kSupport, R"({"enabled":true,)" + std::string(more) + "}", Lab::key());
}

Outcome policy_reply_is_empty(Lab& lab) {
  const auto raw = lab.send("PUT", kPolicy, R"({"enabled":true,"authenticationTypes":["totp"]})", Lab::key());
  const auto merged =
      lab.keyed()->merge_mfa_config({.authentication_types = std::vector<std::string>{"email"}});
  return first(
      {need(raw.status == 204 && raw.body.empty(), "writing the policy is 204 without a body"),
       need(merged && merged->authentication_types.front() == "email", "the client reads the policy back")});
}

Outcome errors_have_their_own_status(Lab& lab) {
  const auto no_credential = lab.send("GET", kPolicy);
  const auto no_right = lab.client(kPaul)->get_support_mfa_config();
  const auto no_path = lab.send("GET", "/v2/nothing", {}, Lab::key());
  return first(
      {need(no_credential.status == 401 && no_path.status == 404, "401, and 404, each for its reason"),
       need(!no_right && no_right.error().code == Errc::not_permitted && no_right.error().http_status == 403,
            "the client: not_permitted, with its 403")});
}

Outcome a_failed_verification_is_200(Lab& lab) {
  turn_support_on(lab);
  const auto raw = lab.send("POST", "/v2/support-user/verify-totp", R"({"totpCode":"000000"})", Lab::key());
  const auto refused = lab.keyed()->verify_support_user_totp({.totp_code = SecretString("000000")});
  return first({need(raw.status == 200 && has(raw, "\"success\":false"), "a wrong code is 200"),
                need(!refused && refused.error().code == Errc::code_rejected, "the client: code_rejected")});
}

Outcome sessions_count_and_mail_needs_none(Lab& lab) {
  const auto mailed = lab.send("POST", "/v2/email-otp", Lab::credentials(kTina));
  const auto user = lab.client(kAdmin)->session_user();
  return first({need(mailed.status == 204, "a code is mailed without a session"),
                need(user && lab.fake->journal().back().request.headers.get("session-id"),
                     "the client's session-id is taken")});
}

Outcome tokens_go_into_authorization(Lab& lab) {
  const auto token = lab.client(kAdmin)->create_access_token(
      {.username = std::string(kAdmin), .password = SecretString(kPassword)});
  if (!token) return "no token";
  const std::string text(token->access_token.reveal());
  const auto raw = lab.send("GET", kSessionUser, {}, {{"Bearer", text}});
  const auto user = lab.client(kAdmin, {}, LoginWay::token)->session_user();
  return first({need(raw.status == 401, "a header named Bearer is nothing"),
                need(user.has_value(), "the client's `Authorization: Bearer` is taken")});
}

Outcome v1_spells_kinds_with_a_capital(Lab& lab) {
  if (!lab.fake->set_knob("otp_case", "strict")) return "no strict cluster";
  const auto raw = lab.send("POST", kTokens, Lab::credentials(kTina, lab.otp("otpCode", "totp")));
  lab.clock->advance(std::chrono::seconds{30});
  const auto user = lab.client(kTina, lab.source(), LoginWay::token)->session_user();
  return first({need(raw.status == 400, "v1 refuses the lower case of the documents"),
                need(user.has_value(), "the client writes Totp there")});
}

Outcome codes_have_four_names(Lab& lab) {
  const auto cookie = lab.cookie(kTina);
  const auto v2 =
      lab.send("POST", "/v2/users/verify-otp", "{" + lab.otp("otp", "Totp").substr(1) + "}", cookie);
  lab.clock->advance(std::chrono::seconds{30});
  const auto nested =
      lab.send("POST", "/v2/access-tokens",
               Lab::credentials(kTina, R"(,"mfaParams":{)" + lab.otp("otpCode", "totp").substr(1) + "}"));
  turn_support_on(lab);
  const auto verified = lab.keyed()->verify_support_user_totp(
      {.totp_code = SecretString(lab.code(lab.fake->support().secret))});
  lab.clock->advance(std::chrono::seconds{30});
  const auto off = lab.keyed()->update_support_mfa_config(
      {.enabled = false, .mfa_code = SecretString(lab.code(lab.fake->support().secret))});
  return first({need(v2.status == 200, "`otp` where v2 verifies"),
                need(nested.status == 201, "`mfaParams` for v2's token"),
                need(verified && off, "the client writes `totpCode` and `mfaCode`")});
}

Outcome creating_and_sending_differ(Lab& lab) {
  const auto sent = lab.send("POST", "/v2/send-email-otp", Lab::credentials(kTina));
  const auto created = lab.client(kTina)->mail_code();
  const auto web = lab.client(kTina, {}, LoginWay::web);
  const bool pending = !web->sign_in(std::nullopt).has_value();
  return first(
      {need(sent.status == 401, "sending takes no credentials"),
       need(created && lab.arrived("POST", "/v2/email-otp") == 1, "the client creates with a password"),
       need(pending && web->mail_code() && lab.arrived("POST", "/v2/send-email-otp") == 2,
            "and sends within a session")});
}

Outcome types_may_be_null(Lab& lab) {
  lab.send("PUT", kPolicy, R"({"enabled":false,"authenticationTypes":null})", Lab::key());
  const auto raw = lab.send("GET", kPolicy, {}, Lab::key());
  const auto read = lab.keyed()->get_mfa_config();
  return first({need(has(raw, "\"authenticationTypes\":null"), "types that are not set are null"),
                need(read && read->authentication_types.empty(), "the client reads none")});
}

Outcome what_is_left_out_is_reset(Lab& lab) {
  const auto merged =
      lab.keyed()->merge_mfa_config({.authentication_types = std::vector<std::string>{"totp"}});
  const bool on = lab.fake->mfa_enabled();
  lab.send("PUT", kPolicy, R"({"authenticationTypes":["totp"]})", Lab::key());
  return first({need(merged && on, "the client keeps MFA on when it changes the kinds"),
                need(!lab.fake->mfa_enabled(), "a policy without `enabled` turns it off")});
}

Outcome the_code_is_not_told_again(Lab& lab) {
  turn_support_on(lab);
  const auto code = lab.code(lab.fake->support().secret);
  const auto raw = lab.send("PATCH", kSupport, R"({"enabled":false,"mfaCode":")" + code + "\"}", Lab::key());
  return need(raw.status == 200 && !has(raw, code), "the reply of a change holds no code");
}

Outcome a_password_may_be_demanded(Lab& lab) {
  lab.fake->set_support_password("old one");
  const auto raw = turn_support_on(lab);
  const auto config = lab.keyed()->get_support_mfa_config();
  const auto refused = lab.keyed()->update_support_mfa_config({.enabled = true, .mfa_type = "totp"});
  const auto done = lab.keyed()->update_support_mfa_config(
      {.enabled = true, .mfa_type = "totp", .current_password = SecretString("old one")});
  return first({need(raw.status == 400, "a change without the current password is refused"),
                need(config && config->requires_password_auth == true, "the client reads that beforehand"),
                need(!refused && refused.error().field == "current_password", "names what is missing"),
                need(done.has_value(), "and sends it")});
}

Outcome only_v2_has_a_task(Lab& lab) {
  const auto v1 = lab.send("POST", kTokens, R"({"username":"x","password":"y"})");
  const auto v2 = lab.send("GET", kSupport);
  const auto refused = lab.client(kPaul)->get_support_mfa_config();
  return first({need(has(v2, "taskLogId") && !has(v1, "taskLogId"), "v1 has no taskLogId"),
                need(!refused && !refused.error().request_id.empty(), "the client keeps it where it is")});
}

Outcome v1_numbers_its_errors(Lab& lab) {
  const auto raw = lab.send("GET", kSessionUser);
  const auto read = decode(SessionUser{}, raw);
  return first(
      {need(has(raw, "\"errorCode\":401") && has(raw, "\"errorMessage\""), "a number, and another name"),
       need(!read && read.error().code == Errc::session_expired && read.error().vendor_code == "401",
            "the client reads both")});
}

Outcome directory_users_need_codes_too(Lab& lab) {
  auto settings = lab.settings("ada", lab.source());
  std::get<Password>(settings.credentials).domain = "corp.example.com";
  const auto user = MFAApi::connect(settings).value()->session_user();
  return need(user && lab.sign_ins() == 2,
              "a user of a directory is asked for a code, and the client gives it");
}

Outcome a_web_login_is_pending(Lab& lab) {
  const auto cookie = lab.cookie(kTina);
  const auto raw = lab.send("GET", kSessionUser, {}, cookie);
  const auto begun = lab.client(kTina, {}, LoginWay::web)->sign_in(std::nullopt);
  return first({need(raw.status == 401 && has(raw, "Only Multi-factor"), "the cookie opens nothing yet"),
                need(!begun && begun.error().code == Errc::code_required, "the client: code_required")});
}

Outcome turning_totp_on_re_keys(Lab& lab) {
  turn_support_on(lab);
  const auto before = lab.fake->support().secret;
  turn_support_on(lab);
  const auto after = lab.fake->support().secret;
  const auto verified = lab.keyed()->verify_support_user_totp({.totp_code = SecretString(lab.code(after))});
  auto settings = lab.settings(ApiKey{SecretString(kKey)});
  settings.principal = Principal::support;
  const auto refused = make_provider(MFAApi::connect(settings).value())->enroll({});
  return first({need(verified && after != before, "each time makes a new secret"),
                need(!refused && refused.error().code == Errc::conflict, "the client refuses that")});
}

Outcome nobody_elses_sessions_are_ended(Lab& lab) {
  const auto own = lab.client(kAdmin);
  const bool begun = own->session_user() && lab.client(kPaul)->session_user();
  const auto before = lab.fake->session_count();
  const bool forgotten = own->sign_out().has_value() && lab.fake->session_count() == before;
  const std::string id(
      lab.client(kAdmin)
          ->create_session({.username = std::string(kAdmin), .password = SecretString(kPassword)})
          .value()
          .session_id.reveal());
  lab.send("DELETE", "/v2/users/sessions", {}, {{"session-id", id}});
  return first({need(begun && forgotten, "the client forgets its session, and sends nothing"),
                need(lab.fake->session_count() == 0, "ending one's own ends everybody's")});
}

Outcome salesforce_is_for_helios(Lab& lab) {
  const auto raw =
      lab.send("PUT", kPolicy, R"({"enabled":true,"authenticationTypes":["salesforce"]})", Lab::key());
  const auto refused =
      lab.keyed()->merge_mfa_config({.authentication_types = std::vector<std::string>{"salesforce"}});
  return first(
      {need(raw.status == 400, "a cluster refuses it"),
       need(!refused && refused.error().code == Errc::invalid_argument && lab.arrived("PUT", kPolicy) == 1,
            "the client does not send it")});
}

constexpr std::array<WireProof, 19> kProofs{{
    {1, "PolicyReplyIsEmpty", "takes 200, 201 and 204, empty or JSON; reads the policy back",
     policy_reply_is_empty},
    {2, "ErrorsHaveTheirOwnStatus", "never expects status 0; typed by text, code and status",
     errors_have_their_own_status},
    {3, "AFailedVerificationIs200", "only `success` true is a yes", a_failed_verification_is_200},
    {4, "SessionsCountAndMailNeedsNone", "four kinds of credentials, and none where the request has its own",
     sessions_count_and_mail_needs_none},
    {5, "TokensGoIntoAuthorization", "keeps the type and the token, and writes both",
     tokens_go_into_authorization},
    {6, "V1SpellsKindsWithACapital", "spells each endpoint's own way, reads any",
     v1_spells_kinds_with_a_capital},
    {7, "CodesHaveFourNames", "one code inside, one encoder per endpoint", codes_have_four_names},
    {8, "CreatingAndSendingDiffer", "chooses by what it has: a password, or a pending session",
     creating_and_sending_differ},
    {9, "TypesMayBeNull", "reads words, objects and null; keeps unknown ones", types_may_be_null},
    {10, "WhatIsLeftOutIsReset", "always sends `enabled`; `merge_mfa_config` reads first",
     what_is_left_out_is_reset},
    {11, "TheCodeIsNotToldAgain", "does not read it", the_code_is_not_told_again},
    {12, "APasswordMayBeDemanded", "sends it where it is given; the provider refuses with a hint",
     a_password_may_be_demanded},
    {13, "OnlyV2HasATask", "keeps it as the request's id", only_v2_has_a_task},
    {14, "V1NumbersItsErrors", "reads both envelopes", v1_numbers_its_errors},
    {15, "DirectoryUsersNeedCodesToo", "does not decide, but follows the answer",
     directory_users_need_codes_too},
    {16, "AWebLoginIsPending", "is not signed in before a code or a probe says so", a_web_login_is_pending},
    {17, "TurningTotpOnReKeys", "the provider refuses it once a secret is confirmed",
     turning_totp_on_re_keys},
    {18, "NobodyElsesSessionsAreEnded", "has no such call", nobody_elses_sessions_are_ended},
    {19, "SalesforceIsForHelios", "reads it; sends it only when forced", salesforce_is_for_helios},
}};

}  // namespace

std::span<const WireProof> wire_proofs() { return kProofs; }

}  // namespace mfaclient::cohesity
