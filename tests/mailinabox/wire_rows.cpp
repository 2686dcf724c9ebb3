#include "mailinabox/wire_rows.hpp"

#include <array>

namespace mfaclient::mailinabox {
namespace {

using wire_rows::first;
using wire_rows::need;
using wire_rows::Outcome;

bool has(const http::Response& response, std::string_view text) {
  return response.body.reveal().find(text) != std::string_view::npos;
}

Outcome enable_reads_token(Lab& lab) {
  const auto form = "secret=" + std::string(kFirstSecret) + "&code=" + lab.code(kFirstSecret);
  const auto raw = lab.post("/mfa/totp/enable", form, {Lab::basic(kAdmin, kPassword)});
  const auto done = lab.client(kAdmin)->mfa_totp_enable(
      {.secret = SecretString(kFirstSecret), .code = SecretString(lab.code(kFirstSecret))});
  return first({need(raw.status == 400 && raw.body.reveal() == "Bad Input",
                     "a code in `code` alone is 400 \"Bad Input\""),
                need(done && lab.method_count(kAdmin) == 1, "the client enables one method")});
}

Outcome disable_reads_hyphenated_id(Lab& lab) {
  const auto one = lab.client(kTwo, lab.source(kFirstSecret))->mfa_totp_disable({.mfa_id = {"1"}});
  const auto left = lab.method_count(kTwo);
  Lab other;
  const auto raw = lab.post("/mfa/disable", "mfa_id=99&user=" + std::string(kTwo), {Lab::system()});
  return first(
      {need(one && left == 1, "the client turns off exactly one"),
       need(raw.status == 200 && lab.method_count(kTwo) == 0, "`mfa_id` alone turns every method off")});
}

Outcome null_id_is_refused(Lab& lab) {
  const auto raw = lab.post("/mfa/disable", "mfa-id=null&user=" + std::string(kTwo), {Lab::system()});
  const auto refused = lab.client(kTwo, lab.source(kFirstSecret))->mfa_totp_disable({.mfa_id = {"null"}});
  return first(
      {need(raw.status == 400 && lab.method_count(kTwo) == 2, "`mfa-id=null` is 400 and removes nothing"),
       need(!refused && refused.error().code == Errc::invalid_argument, "the client never sends it")});
}

Outcome enabled_mfa_is_a_list(Lab& lab) {
  const auto raw = lab.post("/mfa/status", "user=" + std::string(kTwo), {Lab::system()});
  const auto none = lab.post("/mfa/status", "user=" + std::string(kAdmin), {Lab::system()});
  const auto reply = lab.client(kAdmin)->mfa_status({.user = std::string(kTwo)});
  return first({need(has(raw, "\"enabled_mfa\": ["), "two methods are a list"),
                need(has(none, "\"enabled_mfa\": []"), "no method is an empty list"),
                need(reply && reply->enabled_mfa.size() == 2, "the client reads both")});
}

Outcome id_is_an_integer(Lab& lab) {
  const auto raw = lab.post("/mfa/status", "user=" + std::string(kTwo), {Lab::system()});
  const auto reply = lab.client(kAdmin)->mfa_status({.user = std::string(kTwo)});
  return first({need(has(raw, "\"id\": 1,"), "the id is a JSON number"),
                need(reply && reply->enabled_mfa.at(0).id == "1", "the client reads it as text")});
}

Outcome label_may_be_null(Lab& lab) {
  const auto raw = lab.post("/mfa/status", "user=" + std::string(kTwo), {Lab::system()});
  const auto reply = lab.client(kAdmin)->mfa_status({.user = std::string(kTwo)});
  return first({need(has(raw, "\"label\": null"), "a method without a label says null"),
                need(reply && !reply->enabled_mfa.at(0).label && reply->enabled_mfa.at(1).label == "tablet",
                     "the client tells absent from given")});
}

Outcome new_mfa_is_nested(Lab& lab) {
  const auto raw = lab.post("/mfa/status", {}, {Lab::basic(kAdmin, kPassword)});
  const auto other = lab.post("/mfa/status", "user=" + std::string(kTwo), {Lab::basic(kAdmin, kPassword)});
  const auto reply = lab.client(kAdmin)->mfa_status();
  const auto totp = raw.body.reveal().find("\"totp\": {");
  const auto secret = raw.body.reveal().find("\"secret\":");
  return first(
      {need(totp != std::string_view::npos && totp < secret, "the offer stands below \"totp\""),
       need(!has(other, "new_mfa"), "there is none for other users"),
       need(reply && reply->new_mfa && reply->new_mfa->totp && reply->new_mfa->totp->secret.size() == 32,
            "the client reads the secret")});
}

Outcome auth_failure_is_401(Lab& lab) {
  const auto raw = lab.post("/mfa/status", {}, {Lab::basic(kAdmin, "wrong")});
  const auto script =
      lab.post("/mfa/status", {}, {Lab::basic(kAdmin, "wrong"), {"X-Requested-With", "XMLHttpRequest"}});
  const auto client = lab.client(kAdmin);
  const bool before = client->mfa_status().has_value();
  lab.fake->restart();
  const bool after = client->mfa_status().has_value();
  return first(
      {need(raw.status == 401 && raw.headers.get("X-Reason") && raw.headers.get("WWW-Authenticate"),
            "a failure is 401 with its reason in a header"),
       need(script.status == 403 && !script.headers.get("X-Reason"), "and 403 only for a page's script"),
       need(before && after && lab.arrived("/login") == 2, "the client signs in again, once")});
}

Outcome user_field_acts_on_another(Lab& lab) {
  const auto client = lab.client(kAdmin);
  const auto listed = client->mfa_status({.user = std::string(kTwo)});
  const auto removed = client->mfa_totp_disable({.mfa_id = {"2"}, .user = std::string(kTwo)});
  return first({need(listed && listed->enabled_mfa.size() == 2, "an administrator lists another's methods"),
                need(removed && lab.method_count(kTwo) == 1, "and turns one of them off")});
}

Outcome bad_requests_have_texts(Lab& lab) {
  const auto raw = lab.post("/mfa/status", "user=nobody", {Lab::system()});
  const auto gone = lab.post("/mfa/disable", "mfa-id=99&user=" + std::string(kTwo), {Lab::system()});
  const auto client = lab.client(kAdmin);
  const auto listed = client->mfa_status({.user = "nobody"});
  const auto removed = client->mfa_totp_disable({.mfa_id = {"99"}, .user = std::string(kTwo)});
  return first(
      {need(raw.status == 400 && raw.body.reveal() == "User does not exist.", "an unknown user is 400"),
       need(gone.status == 400 && gone.body.reveal() == "Invalid user or MFA id.", "an unknown id is 400"),
       need(!listed && listed.error().code == Errc::not_found && listed.error().field == "user",
            "the client: not_found, user"),
       need(!removed && removed.error().code == Errc::not_found && removed.error().field == "mfa_id",
            "the client: not_found, mfa_id")});
}

Outcome code_travels_in_a_header(Lab& lab) {
  const auto bare = lab.post("/login", {}, {Lab::basic(kTwo, kPassword)});
  const auto code = lab.code(kFirstSecret);
  const auto good = lab.post("/login", {}, {Lab::basic(kTwo, kPassword), {"X-Auth-Token", code}});
  const auto again = lab.post("/login", {}, {Lab::basic(kTwo, kPassword), {"X-Auth-Token", code}});
  lab.clock->advance(std::chrono::seconds{30});
  lab.fake->clear_journal();
  const auto client = lab.client(kTwo, lab.source(kFirstSecret));
  const bool twice = client->mfa_status() && client->mfa_status();
  return first(
      {need(!has(bare, "api_key"), "the password alone wins no session"),
       need(has(good, "\"status\": \"ok\""), "with X-Auth-Token it does"),
       need(has(again, "invalid-totp-token"), "the same code is refused the second time"),
       need(twice && lab.arrived("/login") == 2, "the client signs in once and then uses the session key")});
}

Outcome success_is_the_word_ok(Lab& lab) {
  const auto raw = lab.post("/mfa/disable", "mfa-id=1&user=" + std::string(kTwo), {Lab::system()});
  const auto done = lab.client(kAdmin)->mfa_totp_disable({.mfa_id = {"2"}, .user = std::string(kTwo)});
  return first(
      {need(raw.body.reveal() == "OK" && raw.headers.get("Content-Type") == "text/html; charset=utf-8",
            "the body is the word OK, as text/html"),
       need(done.has_value(), "which the client takes as the yes")});
}

Outcome login_has_a_third_status(Lab& lab) {
  const auto raw = lab.post("/login", {}, {Lab::basic(kTwo, kPassword)});
  const auto session = lab.client(kTwo)->sign_in(std::nullopt);
  return first(
      {need(has(raw, "\"status\": \"missing-totp-token\""), "a missing code has a status of its own"),
       need(!session && session.error().code == Errc::code_required, "the client: code_required")});
}

Outcome disable_path_has_no_totp(Lab& lab) {
  const auto raw = lab.post("/mfa/totp/disable", "mfa-id=1&user=" + std::string(kTwo), {Lab::system()});
  const auto done = lab.client(kAdmin)->mfa_totp_disable({.mfa_id = {"2"}, .user = std::string(kTwo)});
  return first({need(raw.status == 404 && lab.method_count(kTwo) == 1, "/mfa/totp/disable is 404"),
                need(done && lab.arrived("/admin/mfa/disable") == 1, "the client calls /mfa/disable")});
}

Outcome refusal_has_its_own_text(Lab& lab) {
  const auto raw = lab.post("/login", {}, {Lab::basic(kAdmin, "wrong")});
  const auto session = lab.client(kAdmin, {}, "wrong")->sign_in(std::nullopt);
  return first(
      {need(has(raw, "Incorrect email address or password."), "a wrong password is told by that text"),
       need(!session && session.error().code == Errc::invalid_credentials,
            "the client: invalid_credentials")});
}

Outcome form_content_type_is_needed(Lab& lab) {
  const auto raw = lab.post("/mfa/status", "user=" + std::string(kTwo),
                            {Lab::basic(kAdmin, kPassword), {"Content-Type", "text/plain"}});
  const auto reply = lab.client(kAdmin)->mfa_status({.user = std::string(kTwo)});
  return first({need(raw.status == 200 && has(raw, "new_mfa"), "without the form type the field is not seen"),
                need(reply && reply->enabled_mfa.size() == 2, "the client sends it")});
}

Outcome administrators_only(Lab& lab) {
  const auto raw = lab.post("/mfa/status", {}, {Lab::basic(kPlain, kPassword)});
  const auto reply = lab.client(kPlain)->mfa_status();
  return first({need(raw.status == 401 && raw.headers.get("X-Reason") == "You are not an administrator.",
                     "a plain user is refused"),
                need(!reply && reply.error().code == Errc::not_permitted, "the client: not_permitted")});
}

constexpr std::array<WireProof, 17> kProofs{{
    {1, "EnableReadsToken", "sends both names with the same value", enable_reads_token},
    {2, "DisableReadsHyphenatedId", "sends both names; the provider lists again afterwards",
     disable_reads_hyphenated_id},
    {3, "NullIdIsRefused", "takes only numbers for one, sends no id at all for all", null_id_is_refused},
    {4, "EnabledMfaIsAList", "reads a list, an object and null", enabled_mfa_is_a_list},
    {5, "IdIsAnInteger", "reads a number or a string, hands out text", id_is_an_integer},
    {6, "LabelMayBeNull", "keeps absent and empty apart", label_may_be_null},
    {7, "NewMfaIsNested", "reads both shapes, and none", new_mfa_is_nested},
    {8, "AuthFailureIs401", "takes 401 and 403 alike; the reason from JSON, header or text",
     auth_failure_is_401},
    {9, "UserFieldActsOnAnother", "an optional field, left out when unset", user_field_acts_on_another},
    {10, "BadRequestsHaveTexts", "maps them to typed errors that name the field", bad_requests_have_texts},
    {11, "CodeTravelsInAHeader", "signs in once, then uses the session key", code_travels_in_a_header},
    {12, "SuccessIsTheWordOk", "takes nothing else as a yes", success_is_the_word_ok},
    {13, "LoginHasAThirdStatus", "answers `code_required`; unknown statuses are refusals",
     login_has_a_third_status},
    {14, "DisablePathHasNoTotp", "calls /mfa/disable", disable_path_has_no_totp},
    {15, "RefusalHasItsOwnText", "does not compare with the documented text", refusal_has_its_own_text},
    {16, "FormContentTypeIsNeeded", "always sends the form content type", form_content_type_is_needed},
    {17, "AdministratorsOnly", "a `not_permitted` of its own", administrators_only},
}};

}  // namespace

std::span<const WireProof> wire_proofs() { return kProofs; }

}  // namespace mfaclient::mailinabox
