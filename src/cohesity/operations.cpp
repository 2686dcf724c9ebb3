#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/ascii.hpp"
#include "mfaclient/cohesity/schema.hpp"
#include "wire/cookie.hpp"
#include "wire/json_events.hpp"
#include "wire/model_reader.hpp"
#include "wire/operation_type.hpp"
#include "wire/reply.hpp"
#include "wire/request.hpp"

namespace mfaclient::cohesity {
namespace {

constexpr std::string_view kSalesforce = "salesforce";
constexpr std::array<std::string_view, 3> kKinds{"totp", "email", kSalesforce};

constexpr std::string_view kWrongCode = "the code was refused: wrong, too old or already used";

using ascii::contains_without_case;

/// A word of the vendor as we spell it; an unknown one stays as it came.
std::string canonical(std::string_view word) {
  const auto known = std::ranges::find_if(
      kKinds, [word](std::string_view kind) { return ascii::equal_without_case(kind, word); });
  return std::string(known == kKinds.end() ? word : *known);
}

// --- refusals ---

/// What a refusal says, in whichever of its envelopes: `errorCode` is text or a number, and `message` may be
/// called `errorMessage`.
struct Said {
  std::string code{};
  std::string message{};
  std::string task{};
  bool locked = false;
};

Said said_by(const http::Response& response) {
  wire::JsonDocument document(response.body.reveal());
  const auto root = document.root();
  if (document.fault() || root.type() != wire::JsonType::object)
    return {.message = std::string(ascii::trim(response.body.reveal()))};
  // Whatever is of another type than it should be reads as absent.
  const auto at = [&root](std::string_view name) { return root.optional_id(name).value_or(""); };
  const auto reason = at("lockoutReason");
  Said said{.code = at("errorCode"),
            .message = at("message"),
            .task = at("taskLogId"),
            .locked = !reason.empty() && reason != "NotLocked"};
  if (said.message.empty()) said.message = at("errorMessage");
  return said;
}

/// Codes begin with a K, or a k, or neither.
bool is_code(std::string_view code, std::string_view name) {
  if (code.starts_with('K') || code.starts_with('k')) code.remove_prefix(1);
  return ascii::equal_without_case(code, name);
}

/// What a request carried that may be why it was refused.
enum class Carried : std::uint8_t { nothing, password, password_and_code, code };

template <class Op>
Carried carried_by(const Op& op) {
  // A mail is asked for without a code, so no words of its refusal mean "a code is needed".
  if constexpr (std::is_same_v<Op, CreateEmailOtp>) {
    return Carried::password_and_code;
  } else if constexpr (requires { op.otp_code; }) {
    return op.otp_code ? Carried::password_and_code : Carried::password;
  } else if constexpr (Op::info.auth == Auth::own) {
    return Carried::password;
  } else if constexpr (requires { op.mfa_code; }) {
    return op.mfa_code ? Carried::code : Carried::nothing;
  } else if constexpr (
      requires { op.code; } || requires { op.totp_code; }) {
    return Carried::code;
  } else {
    return Carried::nothing;
  }
}

/// Words by which refusals are told apart.
struct KnownText {
  std::string_view part;  // stands somewhere in the message, in whatever case
  Errc code;
  std::string_view message;
};

// The texts that Cohesity's own scripts look for. The first that fits decides.
constexpr std::array<KnownText, 12> kKnown{{
    {"only multi-factor authentication", Errc::code_required,
     "the session still waits for its code; verify one, or set MFA up first"},
    {"otp code validation", Errc::code_rejected, kWrongCode},
    {"invalid totp code", Errc::code_rejected, kWrongCode},
    {"locked", Errc::locked_out, "the account is locked; an administrator can unlock it"},
    {"invalid username or password", Errc::invalid_credentials, "user name, password or domain was refused"},
    {"api key does not exist", Errc::invalid_credentials, "the API key was refused"},
    {"invalid header value", Errc::invalid_credentials, "the API key or token was refused"},
    {"token expired", Errc::session_expired, "the token is older than its 24 hours; sign in again"},
    {"neither session cookie nor token", Errc::session_expired, "the session is dead; sign in again"},
    {"privilege to access ui", Errc::not_permitted,
     "this user may not use the web pages; sign in with login = session or token"},
    {"access denied", Errc::not_permitted,
     "this kind of sign-in is off for the user; check domain and tenant, or use another kind"},
    {"too many requests", Errc::rate_limited, "too many requests; wait before the next call"},
}};

std::optional<Error> known_refusal(const Said& said, Carried carried) {
  if (said.locked) return wire::refusal(Errc::locked_out, "the account is locked");
  if (carried == Carried::password &&
      contains_without_case(said.message, "please specify the mandatory parameters"))
    return wire::refusal(Errc::code_required, "MFA is on: a code is needed");
  const auto known = std::ranges::find_if(
      kKnown, [&](const KnownText& text) { return contains_without_case(said.message, text.part); });
  if (known != kKnown.end()) return wire::refusal(known->code, known->message);
  if (carried == Carried::code && is_code(said.code, "ValidationError"))
    return wire::refusal(Errc::code_rejected, kWrongCode);
  // "InvalidError" is how the web pages send some users away.
  const bool turned_away = carried == Carried::password && is_code(said.code, "InvalidError");
  if (is_code(said.code, "StatusForbidden") || turned_away)
    return wire::refusal(Errc::not_permitted, "this user may not do that, or not in this way");
  return std::nullopt;
}

/// The error of `status` where the words say nothing.
Error by_status(const http::Response& response, const Said& said, Carried carried) {
  const int status = response.status;
  if (status == 401 && (carried == Carried::password || carried == Carried::password_and_code))
    return wire::refusal(Errc::invalid_credentials, "the sign-in was refused");
  // A code that a 401 refuses must not go out again with a new session, unless the session was the reason.
  if (status == 401 && carried == Carried::code && !is_code(said.code, "StatusUnauthorized"))
    return wire::refusal(Errc::protocol, "the server answered 401 to a code, and doesn't say why");
  if (status == 400 || status == 422 || status < 300)
    return wire::refusal(Errc::invalid_argument, "the cluster refused the request");
  return wire::unexpected_status(response);
}

Error refused(const http::Response& response, const Said& said, Carried carried) {
  auto known = response.status < 500 ? known_refusal(said, carried) : std::nullopt;
  auto error = known ? *std::move(known) : by_status(response, said, carried);
  error.vendor_code = said.code;
  error.vendor_message = said.message;
  error.request_id = said.task;
  if (!error.retry_after) error.retry_after = wire::retry_after(response.headers);
  return error;
}

// --- requests ---

/// A one-time code and what kind it is: the same thing here, and spelled differently by nearly every
/// endpoint.
struct OtpCode {
  std::string_view kind{};  // one of `kKinds`; empty: none of them
  std::string_view text{};
};

template <class Op>
concept CarriesCode = requires(const Op& op) {
  op.otp_type;
};

/// nullopt: a sign-in without a code.
template <CarriesCode Op>
std::optional<OtpCode> code_in(const Op& op) {
  const auto known = std::ranges::find(kKinds, canonical(op.otp_type.value_or("totp")));
  const auto kind = known == kKinds.end() ? std::string_view{} : *known;
  if constexpr (requires { op.otp_code; }) {
    if (!op.otp_code) return std::nullopt;
    return OtpCode{kind, op.otp_code->reveal()};
  } else {
    return OtpCode{kind, op.code.reveal()};
  }
}

/// "Totp", "Email": how v1 spells a kind, and v2 where it verifies one.
std::string capital(std::string_view kind) {
  std::string word(kind);
  word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

void spell(wire::JsonWriter& json, const CreateSession& /*op*/, const OtpCode& otp) {
  json.name("otpCode").text(otp.text).name("otpType").text(otp.kind);
}
void spell(wire::JsonWriter& json, const CreateAccessToken& op, const OtpCode& otp) {
  const bool v2 = op.api == "v2";
  if (v2) json.name("mfaParams").begin_object();
  json.name("otpCode").text(otp.text).name("otpType").text(v2 ? std::string(otp.kind) : capital(otp.kind));
  if (v2) json.end_object();
}
void spell(wire::JsonWriter& json, const VerifyOtp& op, const OtpCode& otp) {
  json.name(op.api == "v2" ? "otp" : "otpCode").text(otp.text).name("otpType").text(capital(otp.kind));
}

Result<void> refuse_salesforce(std::string_view field, std::string_view type, std::optional<bool> force) {
  if (force == true || !ascii::equal_without_case(type, kSalesforce)) return {};
  return invalid_argument(field, "names salesforce, which no cluster takes but Helios; `force` sends it");
}

// --- replies ---

/// The user, with or without an object around it.
wire::JsonReader user_in(const wire::JsonReader& root) {
  return root.has("user") ? root.object("user") : root;
}

Result<User> read_user(const http::Response& response) {
  static constexpr std::array<std::string_view, 1> kRequired{"username"};
  wire::JsonDocument document(response.body.reveal());
  const auto user = user_in(document.root());
  if (document.fault()) return *document.fault();
  return wire::read_as<User>(user, {.required = kRequired});
}

struct Hooks {
  static OperationInfo facts(const CreateAccessToken& op) {
    auto info = CreateAccessToken::info;
    if (op.api == "v2") info.path = "/v2/access-tokens";
    return info;
  }

  static OperationInfo facts(const VerifyOtp& op) {
    auto info = VerifyOtp::info;
    if (op.api != "v2") return info;
    info.path = "/v2/users/verify-otp";
    info.evidence = {.status_alone = true};
    return info;
  }

  template <CarriesCode Op>
  static Result<void> check(const Op& op) {
    const auto code = code_in(op);
    if (!code || !code->kind.empty()) return {};
    return invalid_argument("otp_type", "must be totp, email or salesforce");
  }

  static Result<void> check(const UpdateMfaConfig& op) {
    for (const auto& type : op.authentication_types.value_or(std::vector<std::string>{}))
      if (auto fine = refuse_salesforce("authentication_types", type, op.force); !fine) return fine;
    return {};
  }

  static Result<void> check(const UpdateSupportMfaConfig& op) {
    return refuse_salesforce("mfa_type", op.mfa_type.value_or(""), op.force);
  }

  /// By hand, because each endpoint spells a code and its kind in its own way.
  template <CarriesCode Op>
  static Result<http::Request> encode(const Op& op, const OperationInfo& info) {
    wire::JsonWriter json;
    json.begin_object();
    if constexpr (requires { op.username; }) {
      if (op.domain) json.name("domain").text(*op.domain);
      json.name("username").text(op.username).name("password").text(op.password.reveal());
    }
    if (const auto code = code_in(op)) spell(json, op, *code);
    json.end_object();
    return wire::with_json(info.method, info.path, json);
  }

  /// A refusal may come with a status that means yes.
  template <class Op>
  static std::optional<Error> verdict(const Op& op, const OperationInfo& info,
                                      const http::Response& response) {
    const auto said = said_by(response);
    if (info.evidence.has(response.status) && said.code.empty()) return std::nullopt;
    return refused(response, said, carried_by(op));
  }

  /// What a 400 is about shows only beside what was sent.
  static std::optional<Error> verdict(const UpdateSupportMfaConfig& op, const OperationInfo& info,
                                      const http::Response& response) {
    auto error = verdict<UpdateSupportMfaConfig>(op, info, response);
    if (!error || (error->code != Errc::invalid_argument && error->code != Errc::code_rejected)) return error;
    if (contains_without_case(error->vendor_message, "password")) {
      error->field = "current_password";
      error->code = op.current_password ? Errc::invalid_credentials : Errc::invalid_argument;
      error->set_text("the support user's current password was refused, or is missing");
    } else if (error->code == Errc::invalid_argument &&
               contains_without_case(error->vendor_message, "code")) {
      error->field = "mfa_code";
      error->code = op.mfa_code ? Errc::code_rejected : Errc::code_required;
      error->set_text("the change takes a right code of the support user");
    }
    return error;
  }

  /// Says yes and no with status 200.
  static std::optional<Error> verdict(const VerifySupportUserTotp& op, const OperationInfo& info,
                                      const http::Response& response) {
    if (auto refusal = verdict<VerifySupportUserTotp>(op, info, response)) return refusal;
    wire::JsonDocument document(response.body.reveal());
    const bool success = document.root().boolean("success");
    if (document.fault()) return document.fault();
    if (success) return std::nullopt;
    return wire::refusal(Errc::code_rejected, kWrongCode, said_by(response).message);
  }

  static wire::JsonReader locate(const SessionUser& /*op*/, const wire::JsonReader& root) {
    return user_in(root);
  }

  /// An item is a word or, after a slip of a generator, an object around one.
  static Result<void> finish(const GetMfaConfig& /*op*/, const http::Response& response,
                             MfaConfigInfo& info) {
    info.authentication_types.clear();
    wire::JsonDocument document(response.body.reveal());
    for (const auto& item : document.root().optional_list("authenticationTypes"))
      info.authentication_types.push_back(
          canonical(item.type() == wire::JsonType::object ? item.text("enum") : item.as_text()));
    if (document.fault()) return *document.fault();
    return {};
  }

  template <class Op>
  requires requires(typename Op::Output& info) { info.mfa_type; }
  static Result<void> finish(const Op& op, const http::Response& /*response*/, typename Op::Output& info) {
    if (info.mfa_type) info.mfa_type = canonical(*info.mfa_type);
    if constexpr (requires { op.enabled; })
      if (info.enabled != op.enabled) return wire::json_fault("enabled", "is not what was asked for");
    return {};
  }

  static Result<void> finish(const WebLogin& /*op*/, const http::Response& response, WebLoginReply& reply) {
    reply.cookie = wire::cookies_of(response.headers);
    if (reply.cookie.empty()) return wire::json_fault("cookie", "is missing: the session can't be used");
    if (!reply.user.username.empty()) return {};
    auto bare = read_user(response);
    if (!bare) return std::move(bare).error();
    reply.user = *std::move(bare);
    return {};
  }

  /// By hand, because v2 says nothing that is known, and in v1 nothing may be wrapped around the user.
  static Result<VerifyOtpReply> decode(const VerifyOtp& op, const http::Response& response) {
    if (op.api == "v2") return VerifyOtpReply{};
    auto user = read_user(response);
    if (!user) return std::move(user).error();
    return VerifyOtpReply{*std::move(user)};
  }
};

}  // namespace

const OperationType* operation_types() noexcept { return wire::types_with<Operations, Hooks>(); }

}  // namespace mfaclient::cohesity
