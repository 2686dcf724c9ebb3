#include "mfaclient/generic/operations.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "core/percent.hpp"
#include "wire/reply.hpp"
#include "wire/request.hpp"
#include "wire/time.hpp"

namespace mfaclient::generic {
namespace {

constexpr std::string_view kMfaToken = "X-MFA-Token";
constexpr std::string_view kLockout = "X-Account-Lockout";
constexpr std::string_view kExpiresAt = "X-Expires-At";
constexpr std::chrono::seconds kLongestWait{24 * 60 * 60};

/// A header with a decimal number above zero: both times on this wire are Unix seconds.
std::optional<std::int64_t> seconds_in(const http::Headers& headers, std::string_view name) {
  const auto value = headers.get(name);
  if (!value) return std::nullopt;
  const auto text = ascii::trim(*value);
  std::int64_t seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failed != std::errc{} || end != text.data() + text.size() || seconds <= 0) return std::nullopt;
  return seconds;
}

/// The refusal in the server's own words, where it has any: most come without a body.
Error refuse(const http::Response& response, Errc code, std::string_view message) {
  wire::JsonDocument document(response.body.reveal());
  const auto words = document.root().optional_text("message");
  return wire::refusal(code, message, document.fault() || !words ? std::string_view{} : *words);
}

Error locked_out(const http::Response& response, std::int64_t until) {
  auto error = refuse(response, Errc::locked_out,
                      "too many failures: the account is locked for a while; wait before the next try");
  if (const auto now = wire::date_of(response.headers)) {
    const auto left = std::chrono::seconds{until} - now->time_since_epoch();
    error.retry_after = std::clamp(left, std::chrono::seconds{0}, kLongestWait);
  }
  return error;
}

/// What a status means on every route, unless the operation knows better.
Error refused(const http::Response& response) {
  const int status = response.status;
  if (const auto until = seconds_in(response.headers, kLockout); status == 429 && until)
    return locked_out(response, *until);
  if (status == 400 || status == 415 || status == 422)
    return refuse(response, Errc::invalid_argument, "the server took the request for malformed");
  auto error = wire::unexpected_status(response);
  error.vendor_message = refuse(response, error.code, "").vendor_message;
  return error;
}

/// The same on the routes that the community edition lacks.
Error mfa_refused(const http::Response& response) {
  if (response.status != 404) return refused(response);
  return refuse(response, Errc::unsupported,
                "this server has no such route: the community edition has no MFA; else check the base URL");
}

/// Members that the vendor leaves empty, or out, where there is nothing to tell.
std::string text_in(const wire::JsonReader& root, std::string_view name) {
  return root.optional_text(name).value_or("");
}

UserAuth read_user_auth(const wire::JsonReader& root) {
  UserAuth user;
  user.token = root.optional_secret("token").value_or(SecretString{});
  user.id = root.id("id");
  user.user = text_in(root, "user");
  user.name = text_in(root, "name");
  user.email = text_in(root, "email");
  user.origin = text_in(root, "origin");
  for (const auto& method : root.optional_list("auth_methods")) user.auth_methods.push_back(method.as_text());
  user.recovery_email = text_in(root, "recovery_email");
  user.tenant = text_in(root, "tenant");
  user.role = text_in(root, "role");
  user.mfa = root.boolean("mfa");
  user.admin = root.optional_boolean("admin");
  user.max_namespaces = root.optional_integer("max_namespaces");
  return user;
}

/// The same where it must sign in.
UserAuth read_signed_in(const wire::JsonReader& root) {
  auto user = read_user_auth(root);
  if (user.token.empty()) root.reject("token", "is missing");
  return user;
}

Result<void> check_text(std::string_view field, std::string_view text) {
  if (text.empty()) return invalid_argument(field, "is empty");
  return {};
}

Result<void> check_totp(const SecretString& code) {
  const auto text = code.reveal();
  if (text.size() == 6 && std::ranges::all_of(text, ascii::digit)) return {};
  return invalid_argument("code", "is not six digits");
}

/// A code that a person copied from a page or a mail.
Result<SecretString> copied_code(std::string_view field, const SecretString& code) {
  const auto text = ascii::trim(code.reveal());
  if (text.empty()) return invalid_argument(field, "is empty");
  if (!ascii::all_printable(text)) return invalid_argument(field, "is no code");
  return SecretString(text);
}

/// A mailed code: upper case, whatever a person typed.
Result<SecretString> mailed_code(std::string_view field, const SecretString& code) {
  auto text = copied_code(field, code);
  if (!text) return text;
  SecretString upper;
  for (const char c : text->reveal()) {
    const char big = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper.append({&big, 1});
  }
  return upper;
}

Result<void> add_mailed_codes(wire::JsonWriter& json, const SecretString& main,
                              const SecretString& recovery) {
  auto first = mailed_code("main_email_code", main);
  if (!first) return std::move(first).error();
  auto second = mailed_code("recovery_email_code", recovery);
  if (!second) return std::move(second).error();
  json.name("main_email_code").text(first->reveal());
  json.name("recovery_email_code").text(second->reveal());
  return {};
}

/// The yes of a change: a status, and nothing said.
Result<Done> decode_done(const http::Response& response, const Evidence& evidence) {
  if (!evidence.has(response.status)) return mfa_refused(response);
  if (auto seen = wire::check_evidence(response, evidence); !seen) return std::move(seen).error();
  return Done{};
}

}  // namespace

Result<http::Request> Login::encode() const {
  auto valid = check_text("username", username);
  if (valid) valid = check_text("password", password.reveal());
  if (!valid) return std::move(valid).error();
  wire::JsonWriter json;
  json.begin_object().name("username").text(username).name("password").text(password.reveal());
  return wire::with_json("POST", "/api/login", json.end_object());
}

Result<LoginReply> Login::decode(const http::Response& response) const {
  // The header before the status: 401 is "now the code" with it, and a refusal without.
  const bool yes = evidence.has(response.status);
  if (const auto token = response.headers.get(kMfaToken).value_or("");
      !token.empty() && (yes || response.status == 401))
    return LoginReply{.mfa_token = SecretString(token)};
  if (yes) {
    return wire::decode_json<LoginReply>(
        response, [](const wire::JsonReader& root) { return LoginReply{.user_auth = read_signed_in(root)}; });
  }
  switch (response.status) {
    case 401:
      return refuse(response, Errc::invalid_credentials, "the user name or the password was refused");
    case 403:
      return refuse(response, Errc::not_permitted,
                    "the account's e-mail address is not confirmed; confirm it first");
    case 423:
      return refuse(response, Errc::not_permitted, "the account waits for an administrator's approval");
    default:
      return refused(response);
  }
}

Result<http::Request> User::encode() const { return wire::bare("GET", "/api/auth/user"); }

Result<UserAuth> User::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response);
  return wire::decode_json<UserAuth>(response, read_user_auth);
}

Result<http::Request> SetRecoveryEmail::encode() const {
  if (auto valid = check_text("recovery_email", recovery_email); !valid) return std::move(valid).error();
  wire::JsonWriter json;
  json.begin_object().name("recovery_email").text(recovery_email);
  return wire::with_json("PATCH", "/api/users", json.end_object());
}

Result<Done> SetRecoveryEmail::decode(const http::Response& response) const {
  if (evidence.has(response.status)) return decode_done(response, evidence);
  auto error = refused(response);
  if (response.status != 400 && response.status != 409) return error;
  error.field = "recovery_email";
  error.message = "the server refused the address: it must be one, and not the account's own";
  return error;
}

Result<http::Request> AuthMfa::encode() const {
  auto valid = check_text("token", token.reveal());
  if (valid) valid = check_totp(code);
  if (!valid) return std::move(valid).error();
  wire::JsonWriter json;
  json.begin_object().name("token").text(token.reveal()).name("code").text(code.reveal());
  return wire::with_json("POST", "/api/user/mfa/auth", json.end_object());
}

Result<UserAuth> AuthMfa::decode(const http::Response& response) const {
  if (evidence.has(response.status)) return wire::decode_json<UserAuth>(response, read_signed_in);
  if (response.status == 401 || response.status == 403)
    return refuse(response, Errc::code_rejected,
                  "the code was refused, or the challenge is too old or answered already; use the "
                  "next code, at last with a new sign-in");
  auto error = mfa_refused(response);
  if (response.status == 500)
    error.message =
        "the server failed (500), or it is an old one, which answers a wrong code so; it was not sent again: "
        "sign in anew with the next code";
  return error;
}

Result<http::Request> GenerateMfa::encode() const { return wire::bare("GET", "/api/user/mfa/generate"); }

Result<MfaGenerate> GenerateMfa::decode(const http::Response& response) const {
  if (response.status == 409)
    return refuse(response, Errc::conflict, "MFA is on already; turn it off before a new enrolment");
  if (!evidence.has(response.status)) return mfa_refused(response);
  return wire::decode_json<MfaGenerate>(response, [](const wire::JsonReader& root) {
    MfaGenerate offer{.link = root.secret("link"), .secret = root.secret("secret")};
    if (offer.link.empty()) root.reject("link", "is empty");
    if (offer.secret.empty()) root.reject("secret", "is empty");
    for (const auto& code : root.list("recovery_codes")) {
      offer.recovery_codes.push_back(code.as_secret());
      if (offer.recovery_codes.back().empty()) root.reject("recovery_codes", "has an empty one");
    }
    if (offer.recovery_codes.empty()) root.reject("recovery_codes", "has none");
    return offer;
  });
}

Result<http::Request> EnableMfa::encode() const {
  auto valid = check_totp(code);
  if (valid) valid = check_text("secret", secret.reveal());
  if (valid && recovery_codes.empty()) valid = invalid_argument("recovery_codes", "is empty");
  if (valid && std::ranges::any_of(recovery_codes, &SecretString::empty))
    valid = invalid_argument("recovery_codes", "has an empty one");
  if (!valid) return std::move(valid).error();
  wire::JsonWriter json;
  json.begin_object().name("code").text(code.reveal()).name("secret").text(secret.reveal());
  json.name("recovery_codes").begin_list();
  for (const auto& recovery : recovery_codes) json.text(recovery.reveal());
  json.end_list();
  return wire::with_json("PUT", "/api/user/mfa/enable", json.end_object());
}

Result<Done> EnableMfa::decode(const http::Response& response) const {
  switch (response.status) {
    case 401:
      return refuse(response, Errc::code_rejected,
                    "the code doesn't fit the secret, or the session is dead; use the next code");
    case 400:
    case 403:
    case 409:
      return refuse(response, Errc::conflict,
                    "MFA is on already, or the account has no recovery e-mail; read the user, and set one");
    default:
      break;
  }
  return decode_done(response, evidence);
}

Result<http::Request> DisableMfa::encode() const {
  const bool mailed = main_email_code || recovery_email_code;
  const bool window = recovery_window.value_or(false);
  const int proofs = (code ? 1 : 0) + (recovery_code ? 1 : 0) + (mailed ? 1 : 0) + (window ? 1 : 0);
  if (proofs != 1)
    return invalid_argument("proof",
                            "must be exactly one: a code, a recovery code, both mailed codes, or the "
                            "recovery window; nothing was sent");
  wire::JsonWriter json;
  json.begin_object();
  Result<void> added;
  if (code) {
    added = check_totp(*code);
    json.name("code").text(code->reveal());
  } else if (recovery_code) {
    const auto text = copied_code("recovery_code", *recovery_code);
    if (!text) return text.error();
    json.name("recovery_code").text(text->reveal());
  } else if (mailed) {
    added = add_mailed_codes(json, main_email_code.value_or(SecretString{}),
                             recovery_email_code.value_or(SecretString{}));
  }
  if (!added) return std::move(added).error();
  return wire::with_json("PUT", "/api/user/mfa/disable", json.end_object());
}

Result<Done> DisableMfa::decode(const http::Response& response) const {
  const int status = response.status;
  if (status == 400 || status == 401 || status == 403) {
    if (recovery_window.value_or(false))
      return refuse(response, Errc::challenge_expired, "no recovery window is open; recover first");
    return refuse(response, Errc::code_rejected,
                  "the code was refused: wrong, too old or already used, or MFA is off already");
  }
  return decode_done(response, evidence);
}

Result<http::Request> MfaRecover::encode() const {
  if (auto valid = check_text("identifier", identifier); !valid) return std::move(valid).error();
  const auto text = copied_code("recovery_code", recovery_code);
  if (!text) return text.error();
  wire::JsonWriter json;
  json.begin_object().name("identifier").text(identifier).name("recovery_code").text(text->reveal());
  return wire::with_json("POST", "/api/user/mfa/recover", json.end_object());
}

Result<RecoverReply> MfaRecover::decode(const http::Response& response) const {
  const int status = response.status;
  if (status == 400 || status == 401 || status == 403)
    return refuse(response, Errc::code_rejected,
                  "the recovery code was refused: wrong or spent, or no such account");
  if (!evidence.has(status)) return mfa_refused(response);
  return wire::decode_json<RecoverReply>(response, [&](const wire::JsonReader& root) {
    return RecoverReply{.user_auth = read_signed_in(root),
                        .expires_at = seconds_in(response.headers, kExpiresAt)};
  });
}

Result<http::Request> RecoveryDisable::encode() const {
  return wire::bare("PUT", "/api/user/mfa/recovery/disable");
}

Result<Done> RecoveryDisable::decode(const http::Response& response) const {
  const int status = response.status;
  if (status == 400 || status == 401 || status == 403 || status == 409)
    return refuse(response, Errc::challenge_expired, "no recovery window is open; recover first");
  return decode_done(response, evidence);
}

Result<http::Request> RequestResetMfa::encode() const {
  if (auto valid = check_text("identifier", identifier); !valid) return std::move(valid).error();
  wire::JsonWriter json;
  json.begin_object().name("identifier").text(identifier);
  return wire::with_json("POST", "/api/user/mfa/reset", json.end_object());
}

Result<ResetRequested> RequestResetMfa::decode(const http::Response& response) const {
  if (response.status == 404)
    return refuse(response, Errc::not_found, "no such account, or this server has no MFA");
  if (response.status == 401 || response.status == 403)
    return refuse(response, Errc::unsupported,
                  "this instance sends no reset mails, or not for this account; its administrator can reset "
                  "MFA");
  if (auto done = decode_done(response, evidence); !done) return std::move(done).error();
  if (ascii::trim(response.body.reveal()).empty()) return ResetRequested{};
  return wire::decode_json<ResetRequested>(response, [](const wire::JsonReader& root) {
    ResetRequested reply{.token = root.optional_secret("token")};
    if (reply.token && reply.token->empty()) root.reject("token", "is empty");
    return reply;
  });
}

Result<http::Request> ResetMfa::encode() const {
  if (user_id.has_value() == token.has_value())
    return invalid_argument("user_id", "or a token is needed, and not both");
  const auto segment = token ? token->reveal() : std::string_view(*user_id);
  const auto field = token ? "token" : "user_id";
  if (auto valid = check_text(field, segment); !valid) return std::move(valid).error();
  if (segment == "." || segment == "..") return invalid_argument(field, "would change the path");
  wire::JsonWriter json;
  json.begin_object();
  if (auto added = add_mailed_codes(json, main_email_code, recovery_email_code); !added)
    return std::move(added).error();
  SecretString target("/api/user/mfa/reset/");
  percent_encode(target, segment);
  return wire::with_json("PUT", target.reveal(), json.end_object());
}

Result<UserAuth> ResetMfa::decode(const http::Response& response) const {
  const int status = response.status;
  if (status == 404)
    return refuse(response, Errc::not_found, "the reset is unknown or over; request another one");
  if (status == 400 || status == 401 || status == 403)
    return refuse(response, Errc::code_rejected,
                  "a mailed code was refused: wrong, too old, or the two are swapped");
  if (!evidence.has(status)) return mfa_refused(response);
  return wire::decode_json<UserAuth>(response, [](const wire::JsonReader& root) {
    auto user = read_signed_in(root);
    if (user.mfa) root.reject("mfa", "is still on");
    return user;
  });
}

}  // namespace mfaclient::generic
