#include "mfaclient/cohesity/operations.hpp"

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "wire/cookie.hpp"
#include "wire/reply.hpp"
#include "wire/request.hpp"

namespace mfaclient::cohesity {
namespace {

constexpr std::string_view kV1 = "/irisservices/api/v1/public";
constexpr std::string_view kSalesforce = "salesforce";
constexpr std::array<std::string_view, 3> kKinds{"totp", "email", kSalesforce};

constexpr std::string_view kWrongCode = "the code was refused: wrong, too old or already used";

using ascii::contains_without_case;

/// A word of the vendor as we spell it; one that is none of ours stays as it came.
std::string canonical(std::string_view word) {
  const auto known = std::ranges::find_if(
      kKinds, [word](std::string_view kind) { return ascii::equal_without_case(kind, word); });
  return std::string(known == kKinds.end() ? word : *known);
}

// Refusals.

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

// The texts that Cohesity's own scripts look for. The first that fits decides.
constexpr std::array<wire::KnownText, 12> kKnown{{
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
  if (auto known = wire::known_refusal(kKnown, said.message)) return known;
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

Error refused(const http::Response& response, Carried carried) {
  const auto said = said_by(response);
  auto known = response.status < 500 ? known_refusal(said, carried) : std::nullopt;
  auto error = known ? *std::move(known) : by_status(response, said, carried);
  error.vendor_code = said.code;
  error.vendor_message = said.message;
  error.request_id = said.task;
  if (!error.retry_after) error.retry_after = wire::retry_after(response.headers);
  return error;
}

/// A refusal may come with a status that means yes.
bool says_yes(const http::Response& response, const Evidence& evidence) {
  return evidence.has(response.status) && said_by(response).code.empty();
}

Result<Done> decode_silence(const http::Response& response, const Evidence& evidence,
                            Carried carried = Carried::nothing) {
  if (!says_yes(response, evidence)) return refused(response, carried);
  if (auto seen = wire::check_evidence(response, evidence); !seen) return std::move(seen).error();
  return Done{};
}

template <class Model, class Read>
Result<Model> decode_model(const http::Response& response, const Evidence& evidence, const Read& read,
                           Carried carried = Carried::nothing) {
  if (!says_yes(response, evidence)) return refused(response, carried);
  return wire::decode_json<Model>(response, read);
}

SecretString filled(const wire::JsonReader& root, std::string_view name) {
  auto secret = root.secret(name);
  if (secret.empty()) root.reject(name, "is empty");
  return secret;
}

// Requests.

/// A one-time code and what kind it is: one thing inside, and spelt differently by nearly every endpoint.
struct OtpCode {
  std::string_view kind{};  ///< one of `kKinds`
  std::string_view text{};
};

Result<OtpCode> otp_of(std::string_view field, const SecretString& code,
                       const std::optional<std::string>& type) {
  if (code.empty()) return invalid_argument(field, "is empty");
  const auto kind = std::ranges::find(kKinds, canonical(type.value_or("totp")));
  if (kind == kKinds.end()) return invalid_argument("otp_type", "must be totp, email or salesforce");
  return OtpCode{*kind, code.reveal()};
}

/// "Totp", "Email": how v1 spells a kind, and v2 where it verifies one.
std::string capital(std::string_view kind) {
  std::string word(kind);
  word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

// One encoder per endpoint.
using Spell = void (*)(wire::JsonWriter& json, const OtpCode& otp);

void spell_for_session(wire::JsonWriter& json, const OtpCode& otp) {
  json.name("otpCode").text(otp.text).name("otpType").text(otp.kind);
}
void spell_for_v1(wire::JsonWriter& json, const OtpCode& otp) {
  json.name("otpCode").text(otp.text).name("otpType").text(capital(otp.kind));
}
void spell_for_v2_token(wire::JsonWriter& json, const OtpCode& otp) {
  json.name("mfaParams").begin_object();
  spell_for_session(json, otp);
  json.end_object();
}
void spell_for_v2_verify(wire::JsonWriter& json, const OtpCode& otp) {
  json.name("otp").text(otp.text).name("otpType").text(capital(otp.kind));
}

/// A request that carries its own credentials, and a code where there is one.
template <class Op>
Result<http::Request> login_request(std::string_view target, const Op& op, Spell spell) {
  if (op.username.empty()) return invalid_argument("username", "is empty");
  if (op.password.empty()) return invalid_argument("password", "is empty");
  wire::JsonWriter json;
  json.begin_object();
  if (op.domain) json.name("domain").text(*op.domain);
  json.name("username").text(op.username).name("password").text(op.password.reveal());
  if constexpr (requires { op.otp_code; }) {
    if (op.otp_code) {
      const auto otp = otp_of("otp_code", *op.otp_code, op.otp_type);
      if (!otp) return otp.error();
      spell(json, *otp);
    }
  }
  json.end_object();
  return wire::with_json("POST", target, json);
}

/// Is the newer of two dialects meant?
Result<bool> newer(const std::optional<std::string>& api) {
  if (api && *api != "v1" && *api != "v2") return invalid_argument("api", "must be v1 or v2");
  return api == "v2";
}

Result<void> refuse_salesforce(std::string_view field, std::string_view type, std::optional<bool> force) {
  if (force == true || !ascii::equal_without_case(type, kSalesforce)) return {};
  return invalid_argument(field, "names salesforce, which no cluster takes but Helios; `force` sends it");
}

template <class Value>
void add_text(wire::JsonWriter& json, std::string_view name, const std::optional<Value>& value) {
  if constexpr (std::is_same_v<Value, SecretString>) {
    if (value) json.name(name).text(value->reveal());
  } else {
    if (value) json.name(name).text(*value);
  }
}

// Models.

/// An item is a word or, after a slip of a generator, an object around one.
std::vector<std::string> read_types(const wire::JsonReader& root) {
  std::vector<std::string> types;
  for (const auto& item : root.optional_list("authenticationTypes"))
    types.push_back(canonical(item.type() == wire::JsonType::object ? item.text("enum") : item.as_text()));
  return types;
}

SupportMfaConfigInfo read_support(const wire::JsonReader& root) {
  const auto type = root.optional_text("mfaType");
  return {.enabled = root.boolean("enabled"),
          .mfa_type = type ? std::optional(canonical(*type)) : std::nullopt,
          .email = root.optional_text("email"),
          .otp_verification_state = root.optional_text("otpVerificationState"),
          .is_quorum_managed = root.optional_boolean("isQuorumManaged"),
          .requires_password_auth = root.optional_boolean("requiresPasswordAuth")};
}

User read_user(const wire::JsonReader& root) {
  const auto json = root.has("user") ? root.object("user") : root;
  User user{.username = json.text("username")};
  if (user.username.empty()) json.reject("username", "is empty");
  if (const auto info = json.optional_object("mfaInfo"))
    user.mfa_info = MfaInfo{.is_totp_setup_done = info->optional_boolean("isTotpSetupDone"),
                            .is_email_otp_setup_done = info->optional_boolean("isEmailOtpSetupDone"),
                            .is_user_exempt_from_mfa = info->optional_boolean("isUserExemptFromMfa")};
  for (const auto& method : json.optional_list("mfaMethods")) user.mfa_methods.push_back(method.as_text());
  user.is_cluster_mfa_enabled = json.optional_boolean("isClusterMfaEnabled");
  user.is_account_mfa_enabled = json.optional_boolean("isAccountMfaEnabled");
  return user;
}

/// Which of the support user's refusals: what a 400 is about can only be told by what was sent.
Error refused_change(const http::Response& response, const UpdateSupportMfaConfig& change) {
  auto error = refused(response, change.mfa_code ? Carried::code : Carried::nothing);
  if (error.code != Errc::invalid_argument && error.code != Errc::code_rejected) return error;
  if (contains_without_case(error.vendor_message, "password")) {
    error.field = "current_password";
    error.code = change.current_password ? Errc::invalid_credentials : Errc::invalid_argument;
    error.message = "the support user's current password was refused, or is missing";
  } else if (error.code == Errc::invalid_argument && contains_without_case(error.vendor_message, "code")) {
    error.field = "mfa_code";
    error.code = change.mfa_code ? Errc::code_rejected : Errc::code_required;
    error.message = "the change takes a right code of the support user";
  }
  return error;
}

}  // namespace

Result<http::Request> CreateEmailOtp::encode() const {
  return login_request("/v2/email-otp", *this, nullptr);
}
Result<Done> CreateEmailOtp::decode(const http::Response& response) const {
  // Nobody asks for a code here, so that no words mean "a code is needed".
  return decode_silence(response, evidence, Carried::password_and_code);
}

Result<http::Request> CreateTotpKey::encode() const {
  wire::JsonWriter json;
  json.begin_object();
  add_text(json, "totpKeyName", totp_key_name);
  json.end_object();
  return wire::with_json("POST", "/v2/totp-key", json);
}
Result<TotpKeyInfo> CreateTotpKey::decode(const http::Response& response) const {
  return decode_model<TotpKeyInfo>(response, evidence, [](const wire::JsonReader& root) {
    return TotpKeyInfo{.totp_key_id = root.optional_text("totpKeyId"),
                       .totp_key_name = root.optional_text("totpKeyName"),
                       .totp_secret_key = filled(root, "totpSecretKey"),
                       .totp_uri = root.optional_secret("totpUri")};
  });
}

Result<http::Request> GetMfaConfig::encode() const { return wire::bare("GET", "/v2/mfa-config"); }
Result<MfaConfigInfo> GetMfaConfig::decode(const http::Response& response) const {
  return decode_model<MfaConfigInfo>(response, evidence, [](const wire::JsonReader& root) {
    return MfaConfigInfo{.enabled = root.boolean("enabled"),
                         .authentication_types = read_types(root),
                         .retain_user_mfa_settings = root.optional_boolean("retainUserMfaSettings")};
  });
}

Result<http::Request> GetSupportMfaConfig::encode() const {
  return wire::bare("GET", "/v2/support-user/mfa");
}
Result<SupportMfaConfigInfo> GetSupportMfaConfig::decode(const http::Response& response) const {
  return decode_model<SupportMfaConfigInfo>(response, evidence, read_support);
}

Result<http::Request> SendEmailOtp::encode() const { return wire::bare("POST", "/v2/send-email-otp"); }
Result<Done> SendEmailOtp::decode(const http::Response& response) const {
  return decode_silence(response, evidence);
}

Result<http::Request> SendSupportEmailOtp::encode() const {
  return wire::bare("POST", "/v2/support-user/send-email-otp");
}
Result<Done> SendSupportEmailOtp::decode(const http::Response& response) const {
  return decode_silence(response, evidence);
}

Result<http::Request> UpdateMfaConfig::encode() const {
  if (!enabled) return invalid_argument("enabled", "must be said: left out, it would turn MFA off for all");
  wire::JsonWriter json;
  json.begin_object().name("enabled").boolean(*enabled);
  if (authentication_types) {
    json.name("authenticationTypes").begin_list();
    for (const auto& type : *authentication_types) {
      if (auto fine = refuse_salesforce("authentication_types", type, force); !fine) return fine.error();
      json.text(type);
    }
    json.end_list();
  }
  if (retain_user_mfa_settings) json.name("retainUserMfaSettings").boolean(*retain_user_mfa_settings);
  json.end_object();
  return wire::with_json("PUT", "/v2/mfa-config", json);
}
Result<Done> UpdateMfaConfig::decode(const http::Response& response) const {
  return decode_silence(response, evidence);
}

Result<http::Request> UpdateSupportMfaConfig::encode() const {
  if (!enabled) return invalid_argument("enabled", "must be said: a change without it could turn MFA off");
  if (auto fine = refuse_salesforce("mfa_type", mfa_type.value_or(""), force); !fine) return fine.error();
  if (mfa_code && mfa_code->empty()) return invalid_argument("mfa_code", "is empty");
  wire::JsonWriter json;
  json.begin_object().name("enabled").boolean(*enabled);
  add_text(json, "mfaType", mfa_type);
  add_text(json, "email", email);
  add_text(json, "mfaCode", mfa_code);
  add_text(json, "currentPassword", current_password);
  add_text(json, "referenceId", reference_id);
  json.end_object();
  return wire::with_json("PATCH", "/v2/support-user/mfa", json);
}
Result<UpdateMfaResult> UpdateSupportMfaConfig::decode(const http::Response& response) const {
  if (!says_yes(response, evidence)) return refused_change(response, *this);
  return wire::decode_json<UpdateMfaResult>(response, [&](const wire::JsonReader& root) {
    UpdateMfaResult result{read_support(root), root.optional_text("accountName"),
                           root.optional_secret("totpSecretKey"), root.optional_secret("totpUri")};
    if (result.enabled != enabled) root.reject("enabled", "is not what was asked for");
    return result;
  });
}

Result<http::Request> VerifySupportUserTotp::encode() const {
  if (totp_code.empty()) return invalid_argument("totp_code", "is empty");
  wire::JsonWriter json;
  json.begin_object().name("totpCode").text(totp_code.reveal()).end_object();
  return wire::with_json("POST", "/v2/support-user/verify-totp", json);
}
Result<Done> VerifySupportUserTotp::decode(const http::Response& response) const {
  bool success = false;
  auto done = decode_model<Done>(
      response, evidence,
      [&success](const wire::JsonReader& root) {
        success = root.boolean("success");
        return Done{};
      },
      Carried::code);
  if (!done || success) return done;
  return wire::refusal(Errc::code_rejected, kWrongCode, said_by(response).message);
}

Result<http::Request> CreateSession::encode() const {
  return login_request("/v2/users/sessions", *this, spell_for_session);
}
Result<CreateSessionReply> CreateSession::decode(const http::Response& response) const {
  return decode_model<CreateSessionReply>(
      response, evidence,
      [](const wire::JsonReader& root) { return CreateSessionReply{filled(root, "sessionId")}; },
      otp_code ? Carried::password_and_code : Carried::password);
}

Result<http::Request> CreateAccessToken::encode() const {
  const auto v2 = newer(api);
  if (!v2) return v2.error();
  if (*v2) return login_request("/v2/access-tokens", *this, spell_for_v2_token);
  return login_request(std::string(kV1) + "/accessTokens", *this, spell_for_v1);
}
Result<AccessToken> CreateAccessToken::decode(const http::Response& response) const {
  return decode_model<AccessToken>(
      response, evidence,
      [](const wire::JsonReader& root) {
        AccessToken token{.access_token = filled(root, "accessToken"), .token_type = root.text("tokenType")};
        if (token.token_type.empty()) root.reject("tokenType", "is empty");
        for (const auto& privilege : root.optional_list("privileges"))
          token.privileges.push_back(privilege.as_text());
        return token;
      },
      otp_code ? Carried::password_and_code : Carried::password);
}

Result<http::Request> WebLogin::encode() const { return login_request("/login", *this, nullptr); }
Result<WebLoginReply> WebLogin::decode(const http::Response& response) const {
  auto cookie = wire::cookies_of(response.headers);
  return decode_model<WebLoginReply>(
      response, evidence,
      [&cookie](const wire::JsonReader& root) {
        if (cookie.empty()) root.reject("cookie", "is missing: the session can't be used");
        return WebLoginReply{.cookie = std::move(cookie), .user = read_user(root)};
      },
      Carried::password);
}

Result<http::Request> VerifyOtp::encode() const {
  const auto v2 = newer(api);
  if (!v2) return v2.error();
  const auto otp = otp_of("code", code, otp_type);
  if (!otp) return otp.error();
  wire::JsonWriter json;
  json.begin_object();
  *v2 ? spell_for_v2_verify(json, *otp) : spell_for_v1(json, *otp);
  json.end_object();
  return wire::with_json("POST", *v2 ? "/v2/users/verify-otp" : std::string(kV1) + "/verify-otp", json);
}
Result<VerifyOtpReply> VerifyOtp::decode(const http::Response& response) const {
  if (api != "v2")
    return decode_model<VerifyOtpReply>(
        response, evidence, [](const wire::JsonReader& root) { return VerifyOtpReply{read_user(root)}; },
        Carried::code);
  const auto done = decode_silence(response, {.status_alone = true}, Carried::code);
  if (!done) return done.error();
  return VerifyOtpReply{};
}

Result<http::Request> SessionUser::encode() const {
  return wire::bare("GET", std::string(kV1) + "/sessionUser");
}
Result<User> SessionUser::decode(const http::Response& response) const {
  return decode_model<User>(response, evidence, read_user);
}

}  // namespace mfaclient::cohesity
