#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/quatrix/schema.hpp"
#include "wire/json_events.hpp"
#include "wire/model.hpp"
#include "wire/operation_type.hpp"
#include "wire/picture.hpp"
#include "wire/reply.hpp"

namespace mfaclient::quatrix {
namespace {

using namespace std::string_view_literals;

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
  if (root.type_of("code") == wire::JsonType::text) words.number = ascii::whole_number(root.text("code"));
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

template <class Op>
constexpr Reading kReading{};

constexpr Meaning kNoLogin{14, Errc::invalid_credentials, "the e-mail address or the password was refused"};
template <>
constexpr Reading kReading<SessionStart>{.own = kNoLogin, .silent = kNoLogin, .guess = true};

// The documents know one status for every refusal; without its number it is taken for the likeliest, and
// never for a dead session, because a code must not be sent twice.
template <>
constexpr Reading kReading<LoginCode>{
    .own = Meaning{14, Errc::challenge_expired, "the sign-in took too long, or was given up; begin again"},
    .silent = {0, Errc::code_rejected, "the code was refused, or the sign-in took too long"},
    .guess = true};

template <>
constexpr Reading kReading<ProfileSetMfa>{
    .own = Meaning{70, Errc::conflict, "there is no pending secret; generate one first"}};

// Nobody signs in again in order to sign out.
template <>
constexpr Reading kReading<Logout>{.silent = {0, Errc::not_permitted, kDeadSession.message}};

/// The error of an answer that is not a yes.
Error refused(const http::Response& response, const Reading& reading) {
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
  // With another status, the number is about the request and not about its session.
  if (error.code == Errc::session_expired && status != 401) error.code = Errc::not_permitted;
  error.vendor_message = words.message;
  if (words.number) error.vendor_code = std::to_string(*words.number);
  return error;
}

/// What a partial session wants next, as it came; nullopt: nothing is said.
std::optional<std::string> next_step(const http::Response& response) {
  const auto step = response.headers.get("Mfa-Code");
  if (!step) return std::nullopt;
  return std::string(ascii::trim(*step));
}

SecretString base64_of(const SecretString& text) {
  const auto bytes = text.reveal();
  return base64_encode({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

/// `op` with its code as the host wants it, and empty where there is none: the member is always sent.
template <class Op>
requires requires(const Op& op) { op.code_encoding; }
Op as_sent(Op op) {
  const auto code = std::optional(op.code).value_or(SecretString{});
  op.code = op.code_encoding == "base64" ? base64_of(code) : code;
  return op;
}

SessionStart as_sent(SessionStart op) {
  std::ranges::transform(op.email, op.email.begin(), ascii::lower);
  return op;
}

/// The answer's session id: the body's, else the header's, in which an early page of the documents shows it.
/// Empty: there is none.
SecretString session_id_of(const SecretString& in_body, const http::Response& response) {
  return in_body.empty() ? SecretString(response.headers.get("X-Auth-Token").value_or("")) : in_body;
}

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

struct Hooks {
  /// A session that the request brings signs it.
  template <class Op>
  requires requires(const Op& op) { op.session_id.has_value(); }
  static OperationInfo facts(const Op& op) {
    auto info = Op::info;
    if (op.session_id) info.auth = Auth::own;
    return info;
  }

  static Result<void> check(const UserResetMfa& op) {
    if (op.auth_type.text != kPin) return {};
    auto error = invalid_argument("auth_type", "can't be PIN: set another PIN, or remove it");
    error.code = Errc::unsupported;
    return error;
  }
  static Result<void> check(const UserSetMfa& op) {
    if (op.auth_type.text != kPin || (op.code && !op.code->empty())) return {};
    return invalid_argument("code", "is empty: it is the PIN");
  }

  /// What is sent differs from what was given: the address in lower case, the code as the host wants it.
  template <class Op>
  requires requires(const Op& op) { as_sent(op); }
  static Result<http::Request> encode(const Op& op, const OperationInfo& info) {
    const Op sent = as_sent(op);
    return wire::write_request(info, schema::model_of<Op>(), &sent);
  }
  /// A host of early 2018 wants the code inside of `value`, a PIN always in base64.
  static Result<http::Request> encode(const LoginCode& op, const OperationInfo& info) {
    const auto sent = as_sent(op);
    auto request = wire::write_request(info, schema::model_of<LoginCode>(), &sent);
    if (!op.value_shape.value_or(false)) return request;
    const bool pin = op.auth_type.text == kPin;
    wire::JsonWriter json;
    json.begin_object().name("auth_type").text(op.auth_type.text);
    json.name("value").begin_object().name(pin ? "pin" : "code");
    json.text((pin ? base64_of(op.code) : sent.code).reveal()).end_object().end_object();
    request.body = json.result();
    return request;
  }

  template <class Op>
  static std::optional<Error> verdict(const Op& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    if (info.evidence.has(response.status)) return std::nullopt;
    return refused(response, kReading<Op>);
  }
  static std::optional<Error> verdict(const SessionStart& op, const OperationInfo& info,
                                      const http::Response& response) {
    auto error = verdict<SessionStart>(op, info, response);
    if (!error) return error;
    if (response.status == 401 && words_of(response).captcha) {
      error->code = Errc::locked_out;
      error->set_text("Quatrix wants a captcha solved first; sign in once in a browser");
    }
    if (response.status == 429 && !error->retry_after) error->retry_after = kSignInWindow;
    return error;
  }
  static std::optional<Error> verdict(const LoginCode& op, const OperationInfo& info,
                                      const http::Response& response) {
    const auto step = next_step(response);
    if (response.status != 207 && !(response.status == 200 && step))
      return verdict<LoginCode>(op, info, response);
    auto error = wire::refusal(Errc::code_required, "another factor is wanted before the session is whole");
    error.vendor_code = step.value_or("");
    return error;
  }
  static std::optional<Error> verdict(const Logout& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    const auto number = words_of(response).number.value_or(0);
    const bool no_session = number == 14 || number == 70;
    if (response.status == 200 || (info.evidence.has(response.status) && no_session)) return std::nullopt;
    return refused(response, kReading<Logout>);
  }
  static std::optional<Error> verdict(const UserResetMfa& op, const OperationInfo& info,
                                      const http::Response& response) {
    const bool unknown_route =
        (response.status == 404 || response.status == 405) && !words_of(response).number;
    if (unknown_route)
      return wire::refusal(
          Errc::unsupported,
          "this host can't reset yet; remove the factor, then demand it again with user_set_mfa");
    return verdict<UserResetMfa>(op, info, response);
  }

  /// Half of the answer is in its headers, and a member that is null is not the same as an absent one.
  static Result<SessionStartReply> decode(const SessionStart& /*op*/, const http::Response& response) {
    wire::JsonDocument document(response.body.reveal());
    const auto root = document.root();
    SecretString in_body;
    if (root.type_of("session_id") == wire::JsonType::text) in_body = root.secret("session_id");
    SessionStartReply reply{.session_id = session_id_of(in_body, response), .mfa_code = next_step(response)};
    if (reply.session_id.empty()) root.reject("session_id", "is missing, and so is the header");
    if (document.fault()) return *document.fault();
    if (response.status == 207 && !reply.mfa_code) reply.mfa_code = "";
    const auto& names = root.names();
    if (std::ranges::find(names, "account_id") != names.end() && !root.has("account_id"))
      return wire::refusal(Errc::not_permitted, "the user has no rights on this account; check the base URL");
    return reply;
  }

  static Result<void> finish(const LoginCode& /*op*/, const http::Response& response,
                             SessionLoginResp& reply) {
    auto id = session_id_of(reply.session_id.value_or(SecretString{}), response);
    reply.session_id = id.empty() ? std::nullopt : std::optional(std::move(id));
    return {};
  }

  static Result<void> finish(const UserMetadata& op, const http::Response& /*response*/,
                             const UserResp& user) {
    if (ascii::equal_without_case(user.id, op.id)) return {};
    return wire::refusal(Errc::protocol, "the answer is about another user than the one asked for");
  }

  template <class Op>
  static Result<void> finish(const Op& /*op*/, const http::Response& /*response*/,
                             const ProfileRemoveMfaResp& reply) {
    if (reply.status.value_or("success") == "success") return {};
    return wire::json_fault("status", "is not \"success\"");
  }

  /// The vendor documents a picture and no field: it may be JSON of several shapes, or not JSON at all.
  static Result<Generate2faReply> decode(const Generate2fa& /*op*/, const http::Response& response) {
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
};

}  // namespace

const OperationType* operation_types() noexcept { return wire::types_with<Operations, Hooks>(); }

}  // namespace mfaclient::quatrix
