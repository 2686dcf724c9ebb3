#include "mfaclient/quatrix/operations.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "mfaclient/otp.hpp"
#include "wire/form.hpp"
#include "wire/picture.hpp"
#include "wire/reply.hpp"
#include "wire/request.hpp"

namespace mfaclient::quatrix {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kToken = "X-Auth-Token";
constexpr std::string_view kNextStep = "Mfa-Code";
// The documented window of the sign-in limit: no wait is longer, where the answer names none.
constexpr std::chrono::minutes kSignInWindow{15};

/// What a refusal's number says, and what we call it.
struct Meaning {
  std::int64_t number;
  Errc code;
  std::string_view message;
};

// From the vendor's C# client, QuatrixException.cs and its list of error codes.
constexpr auto kMeanings = std::to_array<Meaning>({
    {10, Errc::invalid_argument, "a value was refused as malformed"},
    {11, Errc::invalid_argument, "a value is missing"},
    {12, Errc::invalid_argument,
     "the host belongs to no account; check the base URL and the Referer setting"},
    {13, Errc::not_permitted, "the account is suspended"},
    {14, Errc::session_expired, "the session is dead; sign in again"},
    {15, Errc::not_permitted, "this user may not sign in"},
    {20, Errc::not_found, "there is no such user"},
    {21, Errc::unsupported, "this host does not offer the call"},
    {50, Errc::not_permitted, "this account may not do that; an administrator may"},
    {60, Errc::not_permitted, "something has expired, perhaps the password; sign in once in a browser"},
    {70, Errc::not_permitted, "it is not allowed; an administrator may demand the factor"},
    {71, Errc::code_required, "the session is partial: a 2FA code is needed first"},
    {73, Errc::code_required, "the session is partial: the PIN is needed first"},
    {74, Errc::not_permitted, "the caller's address is on the account's black list"},
    {80, Errc::not_permitted, "the user is deactivated"},
    {81, Errc::not_permitted, "the user is not active"},
    {83, Errc::code_rejected, "the code was refused: wrong, too old or already used; use the next one"},
    {84, Errc::code_rejected, "the PIN was refused"},
    {122, Errc::conflict, "the account's quota is used up"},
});

// Only this lets the exchange try once more with another session: the request was refused before it was read.
constexpr Meaning kDeadSession{14, Errc::session_expired, "the session is dead; sign in again"};

constexpr Meaning kUnknownNumber{0, Errc::not_permitted,
                                 "Quatrix refused it with a number that this client doesn't know"};
constexpr Meaning kBadRequest{0, Errc::invalid_argument, "the request was refused"};

struct Words {
  std::optional<std::int64_t> number{};
  std::string message{};
  bool captcha = false;
};

/// The refusal's body, if it is one: an error page has no words.
Words words_of(const http::Response& response) {
  wire::JsonDocument document(response.body.reveal());
  const auto root = document.root();
  Words words;
  if (document.fault()) return words;
  if (root.type_of("code") == wire::JsonType::integer) words.number = root.integer("code");
  if (root.type_of("code") == wire::JsonType::text) {
    const auto text = root.text("code");
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) words.number = number;
  }
  if (root.type_of("msg") == wire::JsonType::text) words.message = root.text("msg");
  words.captcha = root.type_of("valid") == wire::JsonType::boolean && !root.boolean("valid");
  return words;
}

/// How one operation reads its refusals: `own` goes before the common meanings; `silent` is what a 401
/// without a number means, and one with an unknown number where `guess` says so.
struct Reading {
  std::optional<Meaning> own{};
  Meaning silent = kDeadSession;
  bool guess = false;
};

/// The error of an answer that is no yes.
Error refused(const http::Response& response, const Reading& reading = {}) {
  const int status = response.status;
  auto error = wire::unexpected_status(response);
  if (status < 400 || status >= 500 || status == 429) return error;
  const auto words = words_of(response);
  const auto at = std::ranges::find(kMeanings, words.number.value_or(0), &Meaning::number);
  std::optional<Meaning> meaning;
  if (at != kMeanings.end()) {
    meaning = *at;
  } else if (status == 401) {
    meaning = words.number && !reading.guess ? kUnknownNumber : reading.silent;
  } else if (status == 400) {
    meaning = kBadRequest;
  }
  if (reading.own && words.number == reading.own->number) meaning = reading.own;
  if (meaning) error = wire::refusal(meaning->code, meaning->message);
  // Told with another status, the number is about the request and not about its session.
  if (error.code == Errc::session_expired && status != 401) error.code = Errc::not_permitted;
  error.vendor_message = words.message;
  if (words.number) error.vendor_code = std::to_string(*words.number);
  return error;
}

bool blank(const http::Response& response) { return ascii::trim(response.body.reveal()).empty(); }

Result<Done> decode_done(const http::Response& response, const Evidence& evidence) {
  if (!evidence.has(response.status)) return refused(response);
  if (auto seen = wire::check_evidence(response, evidence); !seen) return std::move(seen).error();
  return Done{};
}

Result<ProfileRemoveMfaResp> decode_status(const http::Response& response, const Evidence& evidence) {
  if (!evidence.has(response.status)) return refused(response);
  if (blank(response)) return ProfileRemoveMfaResp{};
  return wire::decode_json<ProfileRemoveMfaResp>(response, [](const wire::JsonReader& root) {
    ProfileRemoveMfaResp reply{.status = root.optional_text("status")};
    if (reply.status.value_or("success") != "success") root.reject("status", "is not \"success\"");
    return reply;
  });
}

http::Request with_session(http::Request request, const std::optional<SecretString>& session_id) {
  if (session_id) request.headers.add(kToken, *session_id);
  return request;
}

Result<void> check_session(const std::optional<SecretString>& session_id) {
  if (session_id && session_id->empty())
    return invalid_argument("session_id", "is empty; leave it out for the client's own session");
  return {};
}

Result<void> check_type(const AuthType& type) {
  if (type.text == kTwoFactor || type.text == kPin) return {};
  return invalid_argument("auth_type", "must be 2FA or PIN");
}

/// Ids are UUIDs, so that no other text can mean more users than one.
Result<void> check_ids(const std::vector<std::string>& ids) {
  if (ids.empty()) return invalid_argument("ids", "is empty; name the users one by one");
  for (const auto& id : ids)
    if (auto valid = wire::check_uuid("ids", id); !valid) return valid;
  return {};
}

SecretString base64_of(const SecretString& text) {
  const auto bytes = text.reveal();
  return base64_encode({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

Result<SecretString> encoded(const SecretString& code, const std::optional<std::string>& encoding) {
  if (!encoding || *encoding == "plain") return code;
  if (*encoding == "base64") return base64_of(code);
  return invalid_argument("code_encoding", "must be plain or base64");
}

/// The code of a request that a person answers with, once everything beside it is in order.
Result<SecretString> answered(const std::optional<SecretString>& session_id, const AuthType& type,
                              const SecretString& code, const std::optional<std::string>& encoding) {
  auto valid = check_session(session_id);
  if (valid) valid = check_type(type);
  if (valid && code.empty()) valid = invalid_argument("code", "is empty");
  if (!valid) return std::move(valid).error();
  return encoded(code, encoding);
}

/// A change of other users; `code` is null where the call takes none.
Result<http::Request> post_users(std::string_view target, const std::vector<std::string>& ids,
                                 const AuthType& type, const SecretString* code = nullptr) {
  auto valid = check_ids(ids);
  if (valid) valid = check_type(type);
  if (!valid) return std::move(valid).error();
  wire::JsonWriter json;
  json.begin_object().name("ids").begin_list();
  for (const auto& id : ids) json.text(id);
  json.end_list().name("auth_type").text(type.text);
  if (code != nullptr) json.name("code").text(code->reveal());
  return wire::with_json("POST", target, json.end_object());
}

/// A session id of the answer: the body's, else the header's, in which an early page of the documents shows
/// it. Empty: there is none.
SecretString session_id_of(const wire::JsonReader& root, const http::Response& response) {
  SecretString id;
  if (root.type_of("session_id") == wire::JsonType::text) id = root.secret("session_id");
  return id.empty() ? SecretString(response.headers.get(kToken).value_or("")) : id;
}

}  // namespace

Result<http::Request> SessionStart::encode() const {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  for (const auto& [field, text] :
       {std::pair("email", std::string_view(email)), {"password", password.reveal()}})
    if (text.empty() || std::ranges::any_of(text, control))
      return invalid_argument(field, "is empty, or holds a control character");
  if (email.find(':') != std::string::npos)
    return invalid_argument("email", "holds a colon, which ends the user name on the wire");
  std::string lower = email;
  std::ranges::transform(lower, lower.begin(), ascii::lower);
  auto request = wire::bare("GET", "/session/login");
  request.headers.add("Authorization", wire::basic_credentials(lower, password.reveal()));
  return request;
}

Result<SessionStartReply> SessionStart::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) {
    constexpr Meaning kNo{14, Errc::invalid_credentials, "the e-mail address or the password was refused"};
    auto error = refused(response, {.own = kNo, .silent = kNo, .guess = true});
    if (response.status == 401 && words_of(response).captcha) {
      error.code = Errc::locked_out;
      error.message = "Quatrix wants a captcha solved first; sign in once in a browser";
    }
    if (response.status == 429 && !error.retry_after) error.retry_after = kSignInWindow;
    return error;
  }
  bool no_rights = false;
  auto reply = wire::decode_json<SessionStartReply>(response, [&](const wire::JsonReader& root) {
    SessionStartReply read{.session_id = session_id_of(root, response)};
    if (read.session_id.empty()) root.reject("session_id", "is missing, and so is the header");
    const auto step = response.headers.get(kNextStep);
    if (response.status == 207 || step) read.mfa_code = std::string(ascii::trim(step.value_or("")));
    no_rights =
        !root.has("account_id") && std::ranges::find(root.names(), "account_id") != root.names().end();
    return read;
  });
  if (reply && no_rights)
    return wire::refusal(Errc::not_permitted, "the user has no rights on this account; check the base URL");
  return reply;
}

Result<http::Request> LoginCode::encode() const {
  const auto text = answered(session_id, auth_type, code, code_encoding);
  if (!text) return text.error();
  const bool pin = auth_type.text == kPin;
  wire::JsonWriter json;
  json.begin_object().name("auth_type").text(auth_type.text);
  if (value_shape.value_or(false)) {
    json.name("value").begin_object().name(pin ? "pin" : "code");
    json.text(pin ? base64_of(code).reveal() : text->reveal()).end_object();
  } else {
    json.name("code").text(text->reveal());
  }
  return with_session(wire::with_json("POST", "/session/login", json.end_object()), session_id);
}

Result<SessionLoginResp> LoginCode::decode(const http::Response& response) const {
  const auto step = response.headers.get(kNextStep);
  if (response.status == 207 || (response.status == 200 && step)) {
    auto error = wire::refusal(Errc::code_required, "another factor is wanted before the session is whole");
    error.vendor_code = std::string(ascii::trim(step.value_or("")));
    return error;
  }
  if (!evidence.has(response.status))
    // The documents know one status for every refusal; without its number it is taken for the likeliest, and
    // never for a dead session, because a code must not be sent twice.
    return refused(response,
                   {.own = Meaning{14, Errc::challenge_expired,
                                   "the sign-in took too long, or was given up; begin again"},
                    .silent = {0, Errc::code_rejected, "the code was refused, or the sign-in took too long"},
                    .guess = true});
  if (auto seen = wire::check_evidence(response, evidence); !seen) return std::move(seen).error();
  wire::JsonDocument document(response.body.reveal());
  auto id = session_id_of(document.root(), response);
  return SessionLoginResp{.session_id = id.empty() ? std::nullopt : std::optional(std::move(id))};
}

Result<http::Request> Keepalive::encode() const { return wire::bare("GET", "/session/keepalive"); }

Result<Done> Keepalive::decode(const http::Response& response) const {
  return decode_done(response, evidence);
}

Result<http::Request> Logout::encode() const { return wire::bare("GET", "/session/logout"); }

Result<Done> Logout::decode(const http::Response& response) const {
  const auto number = words_of(response).number.value_or(0);
  const bool nobody_is_in = number == 14 || number == 70;
  if (nobody_is_in && (response.status == 401 || response.status == 400)) return Done{};
  auto done = decode_done(response, evidence);
  // Nobody signs in anew in order to sign out.
  if (!done && done.error().code == Errc::session_expired) done.error().code = Errc::not_permitted;
  return done;
}

namespace {

/// A text that only describes: one of another type tells nothing.
std::optional<std::string> description(const wire::JsonReader& root, std::string_view name) {
  if (root.type_of(name) != wire::JsonType::text) return std::nullopt;
  return root.text(name);
}

std::optional<std::vector<std::string>> methods(const wire::JsonReader& root, std::string_view name) {
  if (!root.has(name)) return std::nullopt;
  if (root.type_of(name) == wire::JsonType::text) return std::vector{root.text(name)};
  std::vector<std::string> texts;
  for (const auto& item : root.list(name)) texts.push_back(item.as_text());
  return texts;
}

Result<ProfileResp> read_user(const http::Response& response) {
  return wire::decode_json<ProfileResp>(response, [](const wire::JsonReader& root) {
    ProfileResp user{.id = root.text("id")};
    if (user.id.empty()) root.reject("id", "is empty");
    user.email = description(root, "email");
    user.name = description(root, "name");
    user.status = description(root, "status");
    user.super_admin = description(root, "super_admin");
    user.auth_methods = methods(root, "auth_methods");
    user.forced_auth = methods(root, "forced_auth");
    return user;
  });
}

}  // namespace

Result<http::Request> Profile::encode() const {
  if (auto valid = check_session(session_id); !valid) return std::move(valid).error();
  return with_session(wire::bare("GET", "/profile"), session_id);
}

Result<ProfileResp> Profile::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response);
  return read_user(response);
}

Result<http::Request> UserMetadata::encode() const {
  if (auto valid = wire::check_uuid("id", id); !valid) return std::move(valid).error();
  return wire::bare("GET", "/user/metadata/" + id);
}

Result<UserResp> UserMetadata::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response);
  auto user = read_user(response);
  if (!user || ascii::equal_without_case(user->id, id)) return user;
  return wire::refusal(Errc::protocol, "the answer is about another user than the one asked for");
}

namespace {

/// One text of the answer, whatever it turns out to be.
void take(Generate2faReply& reply, std::string_view text, bool base32) {
  if (otp::OtpauthUri::parse(text)) {
    reply.otpauth_uri = SecretString(text);
  } else if (auto picture = wire::png_in(text)) {
    reply.qr_code_base64 = *std::move(picture);
  } else if (const auto secret = otp::Base32Secret::parse(text); secret && base32) {
    reply.secret = secret->text();
  }
}

}  // namespace

Result<http::Request> Generate2fa::encode() const {
  if (auto valid = check_session(session_id); !valid) return std::move(valid).error();
  return with_session(wire::bare("GET", "/profile/2fa/generate"), session_id);
}

Result<Generate2faReply> Generate2fa::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response);
  Generate2faReply reply;
  const auto body = response.body.reveal();
  wire::JsonDocument document(body);
  if (!document.fault()) {
    const auto root = document.root();
    if (root.type() == wire::JsonType::text) take(reply, root.as_secret().reveal(), false);
    for (const auto* member : {"secret", "key", "uri", "url", "otpauth_url"})
      if (const auto text = root.optional_secret(member))
        take(reply, text->reveal(), member == "secret"sv || member == "key"sv);
    if (document.fault()) return *document.fault();
  } else {
    reply.qr_code_base64 = wire::png_in(body);
  }
  if (reply.qr_code_base64 || reply.otpauth_uri || reply.secret) return reply;
  return wire::refusal(Errc::protocol,
                       "the answer holds no whole picture, URI or secret; nothing was turned on");
}

Result<http::Request> ProfileSetMfa::encode() const {
  const auto text = answered(session_id, auth_type, code, code_encoding);
  if (!text) return text.error();
  wire::JsonWriter json;
  json.begin_object().name("auth_type").text(auth_type.text).name("code").text(text->reveal()).end_object();
  return with_session(wire::with_json("POST", "/profile/set-mfa", json), session_id);
}

Result<ProfileSetMfaResp> ProfileSetMfa::decode(const http::Response& response) const {
  if (!evidence.has(response.status))
    return refused(response,
                   {.own = Meaning{70, Errc::conflict, "there is no pending secret; generate one first"}});
  if (blank(response)) return ProfileSetMfaResp{};
  return wire::decode_json<ProfileSetMfaResp>(response, [](const wire::JsonReader& root) {
    ProfileSetMfaResp reply;
    constexpr std::string_view kName = "session_ids";
    if (!root.has(kName)) return reply;
    if (root.type_of(kName) == wire::JsonType::text) {
      reply.session_ids.push_back(root.secret(kName));
    } else {
      for (const auto& item : root.list(kName)) reply.session_ids.push_back(item.as_secret());
    }
    return reply;
  });
}

Result<http::Request> ProfileRemoveMfa::encode() const {
  if (auto valid = check_type(auth_type); !valid) return std::move(valid).error();
  wire::JsonWriter json;
  json.begin_object().name("auth_type").text(auth_type.text).end_object();
  return wire::with_json("POST", "/profile/remove-mfa", json);
}

Result<ProfileRemoveMfaResp> ProfileRemoveMfa::decode(const http::Response& response) const {
  return decode_status(response, evidence);
}

Result<http::Request> UserRemoveMfa::encode() const { return post_users("/user/remove-mfa", ids, auth_type); }

Result<ProfileRemoveMfaResp> UserRemoveMfa::decode(const http::Response& response) const {
  return decode_status(response, evidence);
}

Result<http::Request> UserResetMfa::encode() const {
  if (auth_type.text == kPin) {
    auto error = invalid_argument("auth_type", "can't be PIN: set another PIN, or remove it");
    error.code = Errc::unsupported;
    return error;
  }
  return post_users("/user/reset-mfa", ids, auth_type);
}

Result<ProfileRemoveMfaResp> UserResetMfa::decode(const http::Response& response) const {
  const bool unknown_route = (response.status == 404 || response.status == 405) && !words_of(response).number;
  if (unknown_route)
    return wire::refusal(
        Errc::unsupported,
        "this host can't reset yet; remove the factor, then demand it again with user_set_mfa");
  return decode_status(response, evidence);
}

Result<http::Request> UserSetMfa::encode() const {
  if (auth_type.text == kPin && (!code || code->empty()))
    return invalid_argument("code", "is empty: it is the PIN");
  const auto text = encoded(code.value_or(SecretString{}), code_encoding);
  if (!text) return text.error();
  return post_users("/user/set-mfa", ids, auth_type, &*text);
}

Result<ProfileRemoveMfaResp> UserSetMfa::decode(const http::Response& response) const {
  return decode_status(response, evidence);
}

}  // namespace mfaclient::quatrix
