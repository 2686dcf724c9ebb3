#include "generic/wire_rows.hpp"

#include <array>

namespace mfaclient::generic {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using wire_rows::first;
using wire_rows::need;
using wire_rows::Outcome;

bool has(const http::Response& response, std::string_view text) {
  return response.body.reveal().find(text) != std::string_view::npos;
}

std::string mailed_codes(const Lab& lab) {
  return R"({"main_email_code":")" + lab.mailed("bob@example.com") + R"(","recovery_email_code":")" +
         lab.mailed("bob@recovery.example.com") + "\"}";
}

http::Response request_reset(const Lab& lab) {
  return lab.send("POST", "/api/user/mfa/reset", R"({"identifier":"bob"})");
}

AuthMfa answer_with(const Lab& lab, std::string_view code) {
  return {.token = SecretString(lab.mfa_token()), .code = SecretString(code)};
}

Outcome base_url_is_mandatory(Lab& lab) {
  const auto raw = lab.send("POST", "/api/login", R"({"username":"alice","password":"correct horse"})",
                            {{"Host", "shellhub.example.com"}});
  Settings nowhere = lab.settings(kAlice);
  nowhere.url.clear();
  const auto refused = MfaApi::connect(std::move(nowhere));
  return first({need(raw.status == 200, "an instance answers under its own name"),
                need(!refused && refused.error().field == "url", "the client wants a base URL")});
}

Outcome user_id_is_a_segment(Lab& lab) {
  static_cast<void>(request_reset(lab));
  const auto raw = lab.send("PUT", "/api/user/mfa/reset/", mailed_codes(lab));
  const auto refused = lab.client(kBob)->reset_mfa({.user_id = "",
                                                    .main_email_code = SecretString("AAAAA"),
                                                    .recovery_email_code = SecretString("BBBBB")});
  return first(
      {need(raw.status == 401 && lab.mfa(kBob), "without an id there is no route"),
       need(!refused && refused.error().code == Errc::invalid_argument, "the client never sends it")});
}

Outcome reset_takes_an_id(Lab& lab) {
  const auto client = lab.client(kBob);
  const auto requested = client->request_reset_mfa({.identifier = "bob"});
  const auto raw = lab.send("PUT", "/api/user/mfa/reset/bob", mailed_codes(lab));
  const bool untouched = lab.mfa(kBob);
  const auto done =
      client->reset_mfa({.token = requested ? requested->token : SecretString("none"),
                         .main_email_code = SecretString(lab.mailed("bob@example.com")),
                         .recovery_email_code = SecretString(lab.mailed("bob@recovery.example.com"))});
  return first({need(raw.status == 404 && untouched, "the user name of the request is unknown here"),
                need(done && !lab.mfa(kBob), "the client sends the token of the request, escaped")});
}

Outcome reset_has_a_token(Lab& lab) {
  const auto raw = request_reset(lab);
  const auto requested = lab.client(kBob)->request_reset_mfa({.identifier = "bob"});
  lab.knob("era", "A");
  const auto older = lab.client(kBob)->request_reset_mfa({.identifier = "bob"});
  return first({need(!Lab::member(raw, "token").empty(), "the answer holds a token"),
                need(requested && requested->token, "the client reads it"),
                need(older && !older->token, "and lives without it")});
}

Outcome members_are_required(Lab& lab) {
  const auto raw = lab.send("POST", "/api/user/mfa/recover", R"({"identifier":"bob"})");
  const auto refused = lab.client(kBob)->mfa_recover({.identifier = "bob"});
  return first({need(raw.status == 400 && has(raw, "invalid entity"), "a missing member is 400"),
                need(!refused && refused.error().field == "recovery_code", "the client names it, unsent")});
}

Outcome challenge_is_a_401(Lab& lab) {
  const auto raw = lab.post_login(kBob);
  const auto wrong = lab.post_login(kBob, "wrong");
  const auto reply = lab.client(kBob)->login({.username = "bob", .password = SecretString(kPassword)});
  const auto refused = lab.client(kBob)->login({.username = "bob", .password = SecretString("wrong")});
  return first(
      {need(raw.status == 401 && raw.headers.get("X-MFA-Token").value_or("").size() == 36,
            "a right password is 401 with a token"),
       need(wrong.status == 401 && wrong.headers.get("X-MFA-Token") == "", "a wrong one has an empty header"),
       need(reply && reply->mfa_token, "the client: a challenge"),
       need(!refused && refused.error().code == Errc::invalid_credentials, "the client: a refusal")});
}

Outcome auth_is_below_user(Lab& lab) {
  const auto raw = lab.post_auth(lab.mfa_token(), lab.code(), "/api/mfa/auth");
  const auto user = lab.client(kBob)->auth_mfa(answer_with(lab, lab.code(1)));
  return first({need(raw.status == 401, "/api/mfa/auth is no route"),
                need(user && lab.arrived("/api/user/mfa/auth") == 1, "the client calls /api/user/mfa/auth")});
}

Outcome there_are_more_statuses(Lab& lab) {
  const auto broken = lab.send("POST", "/api/login", "{");
  const auto form = lab.send("POST", "/api/login", "username=bob", {{"Content-Type", "text/plain"}});
  const auto waiting = lab.post_login("waiting");
  const auto on = lab.send("GET", "/api/user/mfa/generate", "", {lab.session(kBob)});
  const auto unapproved = lab.client("waiting")->sign_in();
  lab.clock->advance(seconds{60});
  const auto refused = lab.client(kBob, lab.source(kSecret))->generate_mfa();
  return first(
      {need(broken.status == 422 && form.status == 415, "422 and 415 for what can't be read"),
       need(waiting.status == 423, "423 for an account that waits for approval"),
       need(on.status == 409, "409 for a second secret"),
       need(!unapproved && unapproved.error().code == Errc::not_permitted, "the client: not_permitted"),
       need(!refused && refused.error().code == Errc::conflict, "the client: conflict")});
}

Outcome wrong_codes_lock(Lab& lab) {
  const auto client = lab.client(kBob);
  for (int i = 0; i < 2; ++i) static_cast<void>(lab.post_auth(lab.mfa_token(), kWrongCode));
  const auto raw = lab.post_auth(lab.mfa_token(), kWrongCode);
  const auto right = lab.post_auth(lab.mfa_token(), lab.code());
  const auto locked = client->auth_mfa(answer_with(lab, lab.code()));
  lab.clock->advance(minutes{1});
  const auto later = client->auth_mfa(answer_with(lab, lab.code()));
  return first(
      {need(raw.status == 429 && raw.headers.get("X-Account-Lockout") == "1800000060",
            "the third wrong code locks, and says until when"),
       need(right.status == 429, "neither a right password nor a right code lifts it"),
       need(!locked && locked.error().code == Errc::locked_out && locked.error().retry_after == seconds{60},
            "the client: locked_out, with the wait"),
       need(later.has_value(), "then it is over")});
}

Outcome oldest_era_answers_500(Lab& lab) {
  lab.knob("era", "A");
  const auto raw = lab.post_auth(lab.mfa_token(), kWrongCode);
  lab.fake->clear_journal();
  const auto client = lab.client(kBob);
  const auto refused = client->sign_in_by(answer_with(lab, kWrongCode));
  return first({need(raw.status == 500 && raw.body.empty(), "a wrong code is 500 without a body"),
                need(!refused && refused.error().code == Errc::server_error, "the client: server_error"),
                need(lab.arrived("/api/user/mfa/auth") == 1, "and it is not sent again")});
}

Outcome disable_has_more_proofs(Lab& lab) {
  const auto client = lab.client(kBob, lab.source(kSecret));
  static_cast<void>(client->request_reset_mfa({.identifier = "bob"}));
  const auto unsent = client->disable_mfa({});
  const bool kept = lab.mfa(kBob);
  const auto mailed =
      client->disable_mfa({.main_email_code = SecretString(lab.mailed("bob@example.com")),
                           .recovery_email_code = SecretString(lab.mailed("bob@recovery.example.com"))});
  Lab other;
  const auto session = Lab::bearer(other.post_recover());
  const auto raw = other.send("PUT", "/api/user/mfa/disable", "{}", {session});
  return first({need(!unsent && unsent.error().field == "proof" && kept, "the client never sends no proof"),
                need(mailed && !lab.mfa(kBob), "both mailed codes are one"),
                need(raw.status == 200 && !other.mfa(kBob), "inside the window nothing at all is one")});
}

Outcome recovery_code_is_a_proof(Lab& lab) {
  const auto client = lab.client(kBob);
  const MfaRecover recover{.identifier = "bob", .recovery_code = SecretString(kRecoveryCode)};
  const auto session = client->sign_in_by(recover);
  const auto again = lab.post_recover();
  const auto off = client->disable_mfa({.recovery_code = SecretString(kRecoveryCode)});
  return first({need(session.has_value(), "a recovery code signs in"),
                need(again.status == 403, "and not twice"),
                need(off && !lab.mfa(kBob), "but the client disables with the same one")});
}

Outcome expiry_is_in_seconds(Lab& lab) {
  const auto raw = lab.post_recover();
  const auto session = lab.client(kBob)->sign_in_by(
      MfaRecover{.identifier = "bob", .recovery_code = SecretString("AAAAAAAAAAAAAAA3")});
  return first({need(raw.headers.get("X-Expires-At") == "1800000600", "Unix seconds, ten minutes on"),
                need(session && session->recovery_until == lab.clock->now() + minutes{10},
                     "the client reads them as seconds")});
}

Outcome refusals_are_silent(Lab& lab) {
  const auto challenge = lab.post_login(kBob);
  const auto dead = lab.send("GET", "/api/auth/user");
  for (int i = 0; i < 2; ++i) static_cast<void>(lab.post_login(kAlice, "wrong"));
  const auto locked = lab.post_login(kAlice, "wrong");
  const auto dead_token = lab.client_with_token("dead")->user();
  return first({need(challenge.body.empty(), "the challenge has no body"),
                need(dead.status == 401 && dead.body.empty(), "a dead token's 401 has none"),
                need(locked.status == 429 && locked.body.empty(), "a lock-out has none"),
                need(!dead_token && dead_token.error().code == Errc::session_expired,
                     "the client goes by status and headers")});
}

Outcome users_have_holes(Lab& lab) {
  const auto raw = lab.post_login(kNewcomer);
  const auto user = lab.client(kNewcomer)->user();
  return first({need(has(raw, R"("recovery_email":"")") && has(raw, R"("tenant":"")"), "\"\" for none"),
                need(has(raw, R"("auth_methods":["local"])"), "`auth_methods` is there"),
                need(user && user->recovery_email.empty() && user->auth_methods.size() == 1,
                     "the client takes both")});
}

Outcome recovery_email_comes_first(Lab& lab) {
  const auto session = lab.session(kNewcomer);
  const auto body =
      R"({"code":")" + lab.code() + R"(","secret":")" + std::string(kSecret) + R"(","recovery_codes":["A"]})";
  const auto raw = lab.send("PUT", "/api/user/mfa/enable", body, {session});
  const auto provider = make_provider(lab.client(kNewcomer));
  const auto refused = provider->enroll({});
  const auto ready = provider->enroll({.destination = "newton@recovery.example.com"});
  return first({need(raw.status == 400 && !lab.mfa(kNewcomer), "without one MFA can't be turned on"),
                need(!refused && refused.error().code == Errc::conflict, "the client: conflict, with a hint"),
                need(ready && lab.fake->user(kNewcomer)->recovery_email == "newton@recovery.example.com",
                     "or sets the one that it is given")});
}

Outcome codes_are_credentials(Lab& lab) {
  const auto raw = lab.post_recover();
  const auto client = lab.client(kBob, {}, "wrong password");
  const auto session =
      client->sign_in_by(MfaRecover{.identifier = "bob", .recovery_code = SecretString("AAAAAAAAAAAAAAA3")});
  return first({need(raw.status == 200 && !Lab::member(raw, "token").empty(),
                     "a recovery code needs neither password nor token"),
                need(session && client->user(), "the client signs in with it alone")});
}

Outcome done_may_be_204(Lab& lab) {
  lab.knob("done", "204");
  const auto raw = lab.send("PATCH", "/api/users", R"({"recovery_email":"a@b"})", {lab.session(kAlice)});
  const auto off = lab.client(kBob, lab.source(kSecret))->disable_mfa({.code = SecretString(lab.code(1))});
  return first({need(raw.status == 204 && raw.body.empty(), "a change may be answered with 204"),
                need(off && !lab.mfa(kBob), "which the client takes as the yes")});
}

Outcome enterprise_mails_nothing(Lab& lab) {
  lab.knob("edition", "enterprise");
  const auto raw = request_reset(lab);
  const auto requested = lab.client(kBob)->request_reset_mfa({.identifier = "bob"});
  return first({need(raw.status == 403 && lab.fake->outbox().empty(), "no mail leaves it"),
                need(!requested && requested.error().code == Errc::unsupported, "the client: unsupported")});
}

constexpr std::array<WireProof, 19> kProofs{{
    {1, "BaseUrlIsMandatory", "has no default for it", base_url_is_mandatory},
    {2, "UserIdIsASegment", "refuses an empty one, escapes the rest", user_id_is_a_segment},
    {3, "ResetTakesAnId", "sends the token of the request, or an id that was given", reset_takes_an_id},
    {4, "ResetHasAToken", "reads it where it is there", reset_has_a_token},
    {5, "MembersAreRequired", "refuses what is missing, unsent", members_are_required},
    {6, "ChallengeIsA401", "looks at the header first", challenge_is_a_401},
    {7, "AuthIsBelowUser", "calls /api/user/mfa/auth", auth_is_below_user},
    {8, "ThereAreMoreStatuses", "maps every status to a typed error", there_are_more_statuses},
    {9, "WrongCodesLock", "`locked_out` with the wait; signs in no more until then", wrong_codes_lock},
    {10, "OldestEraAnswers500", "`server_error` that says so; never sends it again", oldest_era_answers_500},
    {11, "DisableHasMoreProofs", "exactly one, named; an empty one is never sent", disable_has_more_proofs},
    {12, "RecoveryCodeIsAProof", "disables with the same recovery code, which all eras take",
     recovery_code_is_a_proof},
    {13, "ExpiryIsInSeconds", "reads seconds; lives without", expiry_is_in_seconds},
    {14, "RefusalsAreSilent", "needs no body of a refusal", refusals_are_silent},
    {15, "UsersHaveHoles", "reads members as they come", users_have_holes},
    {16, "RecoveryEmailComesFirst", "`conflict` with a hint, or sets it first", recovery_email_comes_first},
    {17, "CodesAreCredentials", "treats them as secrets; signs in with them", codes_are_credentials},
    {18, "DoneMayBe204", "takes 200 and 204, empty", done_may_be_204},
    {19, "EnterpriseMailsNothing", "`unsupported`: its administrator resets", enterprise_mails_nothing},
}};

}  // namespace

std::span<const WireProof> wire_proofs() { return kProofs; }

}  // namespace mfaclient::generic
