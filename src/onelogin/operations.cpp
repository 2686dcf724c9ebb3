#include "mfaclient/onelogin/operations.hpp"

#include <algorithm>
#include <charconv>

#include "core/ascii.hpp"
#include "onelogin/rate_window.hpp"
#include "wire/form.hpp"
#include "wire/reply.hpp"
#include "wire/request.hpp"
#include "wire/time.hpp"

namespace mfaclient::onelogin {
namespace {

using wire::JsonReader;
using wire::JsonType;

constexpr std::int64_t kStandardStateLife = 120;
constexpr std::int64_t kLongestStateLife = 900;
constexpr std::int64_t kLongestTokenLife = 259'200;
// Real tokens live ten hours. A year is room enough, and can be added to a clock.
constexpr std::int64_t kLongestExpiry = 31'536'000;
// 45 s of asking twice a second would cost 90 of the account's 5000 calls an hour.
constexpr std::chrono::seconds kPollPause{2};

/// What an operation needs, and so what its refusals mean.
enum class Need : std::uint8_t { read_scope, manage_scope, code, push };

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

bool says(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) { return ascii::lower(a) == ascii::lower(b); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

/// What an answer says, in either of the vendor's envelopes. Nothing in it is required: refusals come
/// without a body, and as pages.
struct Words {
  std::string type{};
  std::string message{};

  [[nodiscard]] bool pending() const { return type == "pending" || says(message, "pending"); }
};

std::string text_in(const JsonReader& json, std::string_view name) {
  return json.type_of(name) == JsonType::text ? json.text(name) : std::string();
}

std::string message_in(const JsonReader& json) {
  if (json.type_of("message") == JsonType::object) return text_in(json.object("message"), "description");
  if (json.type_of("messages") == JsonType::list)
    for (const auto& item : json.list("messages"))
      if (item.type() == JsonType::text) return item.as_text();
  return text_in(json, "message");
}

/// The envelope's own object where there is one; some answers leave it out.
JsonReader status_in(const JsonReader& root) {
  return root.type_of("status") == JsonType::object ? root.object("status") : root;
}

Words words_of(const http::Response& response) {
  wire::JsonDocument document(response.body.reveal());
  const auto root = document.root();
  if (document.fault() || root.type() != JsonType::object) return {};
  const auto status = status_in(root);
  Words words{.type = text_in(status, "type"), .message = message_in(status)};
  if (words.type.empty()) words.type = text_in(status, "name");
  return words;
}

Error refuse(Errc code, std::string_view message, const Words& words, std::string_view field = {}) {
  auto error = wire::refusal(code, message, words.message);
  error.vendor_code = words.type;
  error.field = field;
  return error;
}

Error limited(const http::Response& response, const Words& words) {
  auto error = refuse(Errc::rate_limited, "the account's calls for this hour are used up; wait", words);
  error.retry_after = wire::retry_after(response.headers);
  if (const auto window = rate_window_of(response.headers); window && !error.retry_after)
    error.retry_after = window->reset;
  return error;
}

Error unauthorised(const Words& words, Need need) {
  if (says(words.message, "Insufficient Permission"))
    return refuse(Errc::not_permitted,
                  std::string("the API credentials lack a scope; this call needs ") +
                      (need == Need::read_scope ? "Read Users, Read All, " : "") +
                      "Manage Users or Manage All",
                  words);
  const bool verifying = need == Need::code || need == Need::push;
  if (!verifying || says(words.message, "Authentication Failure"))
    return refuse(Errc::session_expired, "the access token is dead; a new one is needed", words);
  if (need == Need::push) return refuse(Errc::denied, "the push was denied on the person's device", words);
  return refuse(Errc::code_rejected, "the code was refused: wrong, too old or already used", words);
}

/// What is not there is said with 400 by most calls, and with 404 by others.
std::optional<Error> named_thing(int status, const Words& words) {
  if (status != 400 && status != 404) return std::nullopt;
  if (says(words.message, "User does not exist") || says(words.message, "User for id"))
    return refuse(Errc::not_found, "OneLogin has no such user", words, "user_id");
  if (says(words.message, "Factor could not be found"))
    return refuse(Errc::not_found, "the user has no such device; list them", words, "device_id");
  return std::nullopt;
}

Error bad_request(int status, const Words& words, Need need) {
  if (says(words.message, "Authorization Information"))
    return refuse(Errc::invalid_credentials, "OneLogin can't read the access token", words);
  if (says(words.message, "OTP token blank"))
    return refuse(Errc::invalid_argument, "this device is verified by a code, not by a push", words,
                  "otp_token");
  // The vendor's words for a state token that is over are not known, so what is left counts as that.
  if (status == 400 && (need == Need::code || need == Need::push))
    return refuse(Errc::challenge_expired, "the state token is over or unknown; trigger again", words);
  return refuse(Errc::invalid_argument, "OneLogin refused a value of this call", words);
}

Error refused(const http::Response& response, Need need) {
  const auto words = words_of(response);
  const int status = response.status;
  if (status == 429 || (status == 400 && says(words.message, "rate_limit_exceeded")))
    return limited(response, words);
  if (status == 401) return unauthorised(words, need);
  if (status == 404 && says(words.message, "No Route Exists"))
    return refuse(Errc::not_found, "OneLogin has no such path; check the URL", words, "path");
  if (auto named = named_thing(status, words)) return *std::move(named);
  if (status == 400 || status == 422) return bad_request(status, words, need);
  auto error = wire::unexpected_status(response);
  error.vendor_code = words.type;
  error.vendor_message = words.message;
  return error;
}

/// Has the envelope anything against a success?
void check_envelope(const JsonReader& root) {
  const auto status = status_in(root);
  if (status.type_of("error") == JsonType::boolean && status.boolean("error"))
    status.reject("error", "is true in an answer that is no refusal by its status");
}

/// The reply of an operation that succeeded by its status, read by `read`.
template <class Op, class Read>
Result<typename Op::Output> judge(const http::Response& response, Need need, const Read& read) {
  if (!Op::evidence.has(response.status)) return refused(response, need);
  return wire::decode_json<typename Op::Output>(response, [&](const JsonReader& root) {
    check_envelope(root);
    return read(root);
  });
}

/// What stands in `data`, whatever is around it: an object with `inner`, a list, one item by itself, null.
/// `many`: an object is never an item, so that one without `inner` is a fault.
std::vector<JsonReader> items_of(const JsonReader& root, std::string_view inner, bool many) {
  std::vector<JsonReader> items;
  const bool object = root.type_of("data") == JsonType::object;
  for (const auto& item : root.list_or_object("data")) {
    const bool list = item.type() == JsonType::list;
    if (list || (object && (many || item.has(inner)))) {
      const auto inside = list ? item.as_list() : item.list_or_object(inner);
      items.insert(items.end(), inside.begin(), inside.end());
    } else {
      items.push_back(item);
    }
  }
  return items;
}

/// The one item of `data`; `root` itself, which is at fault then, where there is none.
JsonReader first_of(const JsonReader& root, std::string_view inner) {
  const auto items = items_of(root, inner, false);
  if (!items.empty()) return items.front();
  root.reject("data", "holds no item");
  return root;
}

/// A number that the vendor writes as a number or as a string.
std::optional<std::int64_t> optional_number(const JsonReader& json, std::string_view name) {
  const auto text = json.optional_id(name);
  if (!text) return std::nullopt;
  const auto number = whole_number(*text);
  if (!number) json.reject(name, "is no whole number");
  return number;
}

OtpDevice read_device(const JsonReader& json, bool active_when_silent) {
  return {.id = json.id("id"),
          .active = json.optional_boolean("active").value_or(active_when_silent),
          .is_default = json.optional_boolean("default"),
          .needs_trigger = json.optional_boolean("needs_trigger"),
          .auth_factor_name = json.optional_text("auth_factor_name").value_or(""),
          .type_display_name = json.optional_text("type_display_name").value_or(""),
          .user_display_name = json.optional_text("user_display_name").value_or(""),
          .phone_number = json.optional_text("phone_number"),
          .state_token = json.optional_secret("state_token")};
}

/// A boolean that one of the vendor's pages shows as a string.
std::optional<bool> flag_in(const JsonReader& json, std::string_view name) {
  const auto text = text_in(json, name);
  if (text == "true" || text == "false") return text == "true";
  return json.optional_boolean(name);
}

/// Refusals of the token endpoint are about the credentials themselves: no other token would mend them.
Error token_refused(const http::Response& response) {
  const auto words = words_of(response);
  const bool unread = response.status == 400 && says(words.message, "authorization information");
  if (response.status == 401 || unread)
    return refuse(Errc::invalid_credentials, "OneLogin refused the client id or the client secret", words);
  auto error = refused(response, Need::manage_scope);
  if (error.code == Errc::server_error)
    error.message += "; OneLogin answers so, too, when the owner of the API credentials was deleted";
  return error;
}

Result<void> check_user(const UserId& user) {
  const auto& id = user.text;
  const bool digits = !id.empty() && id.front() != '0' && std::ranges::all_of(id, ascii::digit);
  if (digits && whole_number(id)) return {};
  return invalid_argument("user_id", "is no user number: OneLogin's users are positive whole numbers");
}

std::string devices_of(const UserId& user) { return "/api/1/users/" + user.text + "/otp_devices"; }

/// The path of one device. Temporary tokens are no device that could be triggered or removed.
Result<std::string> path_of(const UserId& user, const DeviceId& device, bool temporary_too) {
  if (auto valid = check_user(user); !valid) return std::move(valid).error();
  if (auto valid = wire::check_id("device_id", device.text); !valid) return std::move(valid).error();
  if (device.text == "0" && !temporary_too)
    return invalid_argument("device_id", "0 stands for temporary tokens, which can only be verified");
  return devices_of(user) + "/" + device.text;
}

Result<void> check_range(std::string_view field, std::int64_t seconds, std::int64_t most) {
  if (seconds >= 1 && seconds <= most) return {};
  return invalid_argument(field, "must be 1 to " + std::to_string(most) + " seconds");
}

/// E.164: a plus sign and at most 15 digits, of which the first is no zero.
bool phone_number(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         std::ranges::all_of(text.substr(1), ascii::digit);
}

}  // namespace

std::optional<RateWindow> rate_window_of(const http::Headers& headers) {
  const auto remaining = whole_number(ascii::trim(headers.get("X-RateLimit-Remaining").value_or("")));
  const auto reset = whole_number(ascii::trim(headers.get("X-RateLimit-Reset").value_or("")));
  if (!remaining || !reset || *reset < 0) return std::nullopt;
  // It never lasts longer than its hour; a day is room enough for one that does.
  return RateWindow{*remaining, std::chrono::seconds{std::min<std::int64_t>(*reset, 86'400)}};
}

Result<http::Request> ActivateMfaFactors::encode() const {
  auto path = path_of(user_id, device_id, false);
  if (!path) return std::move(path).error();
  wire::JsonWriter body;
  body.begin_object();
  if (state_token_expires_in) {
    auto valid = check_range("state_token_expires_in", *state_token_expires_in, kLongestStateLife);
    if (!valid) return std::move(valid).error();
    body.name("state_token_expires_in").integer(*state_token_expires_in);
  }
  if (numeric_sms_otp) body.name("numeric_sms_otp").boolean(*numeric_sms_otp);
  if (sms_message) {
    if (sms_message->empty()) return invalid_argument("sms_message", "is empty; leave it out");
    body.name("sms_message").text(*sms_message);
  }
  return wire::with_json("POST", *path + "/trigger", body.end_object());
}

Result<TriggeredDevice> ActivateMfaFactors::decode(const http::Response& response) const {
  return judge<ActivateMfaFactors>(response, Need::manage_scope, [&](const JsonReader& root) {
    TriggeredDevice reply{.state_token_expires_in = state_token_expires_in.value_or(kStandardStateLife)};
    const auto device = first_of(root, "otp_devices");
    reply.device_id = device.id("device_id");
    if (reply.device_id != device_id.text)
      device.reject("device_id", "is another device than was asked for; do not answer what it shows");
    reply.state_token = device.secret("state_token");
    if (reply.state_token.empty()) device.reject("state_token", "is empty");
    reply.message = words_of(response).message;
    const auto until = wire::rfc3339(device.optional_text("state_token_expires_at").value_or(""));
    const auto now = wire::date_of(response.headers);
    if (until && now)
      reply.state_token_expires_in = std::clamp<std::int64_t>((*until - *now).count(), 0, kLongestStateLife);
    return reply;
  });
}

Result<http::Request> EnrollMfaFactor::encode() const {
  if (auto valid = check_user(user_id); !valid) return std::move(valid).error();
  if (factor_id < 1) return invalid_argument("factor_id", "is no factor; get_mfa_factors lists them");
  if (display_name.empty()) return invalid_argument("display_name", "is empty");
  if (!phone_number(number))
    return invalid_argument("number",
                            "is no phone number in E.164 form: a plus sign, the country, 7 to 15 digits");
  wire::JsonWriter body;
  body.begin_object().name("factor_id").integer(factor_id).name("display_name").text(display_name);
  body.name("number").text(number);
  if (verified) body.name("verified").boolean(*verified);
  return wire::with_json("POST", devices_of(user_id), body.end_object());
}

Result<EnrollMfaFactor200Response> EnrollMfaFactor::decode(const http::Response& response) const {
  return judge<EnrollMfaFactor>(response, Need::manage_scope, [](const JsonReader& root) {
    return read_device(first_of(root, "otp_devices"), false);
  });
}

Result<http::Request> GenerateMfaToken::encode() const {
  if (auto valid = check_user(user_id); !valid) return std::move(valid).error();
  if (auto valid = check_range("expires_in", expires_in, kLongestTokenLife); !valid)
    return std::move(valid).error();
  wire::JsonWriter body;
  body.begin_object().name("expires_in").integer(expires_in);
  if (reusable) body.name("reusable").boolean(*reusable);
  return wire::with_json("POST", "/api/1/users/" + user_id.text + "/mfa_token", body.end_object());
}

Result<GenerateMFAtoken200Response> GenerateMfaToken::decode(const http::Response& response) const {
  return judge<GenerateMfaToken>(response, Need::manage_scope, [](const JsonReader& root) {
    GenerateMFAtoken200Response reply{
        .mfa_token = root.secret("mfa_token"),
        .reusable = flag_in(root, root.has("reusable") ? "reusable" : "resuable"),
        .expires_at = root.optional_text("expires_at").value_or("")};
    if (reply.mfa_token.empty()) root.reject("mfa_token", "is empty");
    return reply;
  });
}

Result<http::Request> GetEnrolledFactors::encode() const {
  if (auto valid = check_user(user_id); !valid) return std::move(valid).error();
  return wire::bare("GET", devices_of(user_id));
}

Result<GetEnrolledFactors200Response> GetEnrolledFactors::decode(const http::Response& response) const {
  return judge<GetEnrolledFactors>(response, Need::read_scope, [](const JsonReader& root) {
    GetEnrolledFactors200Response reply;
    for (const auto& item : items_of(root, "otp_devices", true))
      reply.otp_devices.push_back(read_device(item, true));
    return reply;
  });
}

Result<http::Request> GetMfaFactors::encode() const {
  if (auto valid = check_user(user_id); !valid) return std::move(valid).error();
  return wire::bare("GET", "/api/1/users/" + user_id.text +
                               (singular_path.value_or(false) ? "/auth_factor" : "/auth_factors"));
}

Result<GetMFAFactors200Response> GetMfaFactors::decode(const http::Response& response) const {
  return judge<GetMfaFactors>(response, Need::read_scope, [](const JsonReader& root) {
    GetMFAFactors200Response reply;
    for (const auto& item : items_of(root, "auth_factors", true)) {
      if (!item.has("name") && !item.has("factor_id")) item.reject("name", "is missing, and so is the id");
      reply.auth_factors.push_back(
          {.name = item.optional_text("name").value_or(""), .factor_id = optional_number(item, "factor_id")});
    }
    return reply;
  });
}

Result<http::Request> RemoveMfaFactors::encode() const {
  auto path = path_of(user_id, device_id, false);
  if (!path) return std::move(path).error();
  return wire::bare("DELETE", *path);
}

Result<Done> RemoveMfaFactors::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response, Need::manage_scope);
  if (auto seen = wire::check_evidence(response, evidence); !seen) return std::move(seen).error();
  return Done{};
}

Result<http::Request> VerifyMfaFactor::encode() const {
  auto path = path_of(user_id, device_id, true);
  if (!path) return std::move(path).error();
  if (!otp_token && !state_token)
    return invalid_argument("otp_token", "is missing, and so is the state token of a push");
  if (device_id.text == "0" && !otp_token)
    return invalid_argument("otp_token", "is missing: device 0 verifies temporary tokens");
  wire::JsonWriter body;
  body.begin_object();
  for (const auto& [key, value] :
       {std::pair("otp_token", &otp_token), std::pair("state_token", &state_token)}) {
    if (!*value) continue;
    if ((*value)->empty()) return invalid_argument(key, "is empty");
    body.name(key).text((*value)->reveal());
  }
  return wire::with_json("POST", *path + "/verify", body.end_object());
}

Result<Done> VerifyMfaFactor::decode(const http::Response& response) const {
  const auto words = words_of(response);
  // Before the status, and before anybody thinks of a new token: a pending push is 401 at most tenants.
  if (words.pending() && response.status < 500) {
    auto error = refuse(Errc::still_pending, "the push was not answered yet; ask again", words);
    error.retry_after = kPollPause;
    return error;
  }
  return judge<VerifyMfaFactor>(response, otp_token ? Need::code : Need::push, [](const JsonReader& root) {
    const auto status = status_in(root);
    if (status.text("type") != "success") status.reject("type", "is not \"success\"");
    if (optional_number(status, "code").value_or(200) != 200) status.reject("code", "is not 200");
    return Done{};
  });
}

Result<http::Request> Token::encode() const {
  if (client_id.empty() || client_id.find(':') != std::string::npos || !ascii::all_printable(client_id))
    return invalid_argument("client_id", "is empty, or holds what no client id has");
  if (client_secret.empty()) return invalid_argument("client_secret", "is empty");
  wire::JsonWriter body;
  body.begin_object().name("grant_type").text("client_credentials").end_object();
  auto request = wire::with_json("POST", "/auth/oauth2/v2/token", body);
  request.headers.add("Authorization", wire::basic_credentials(client_id, client_secret.reveal()));
  return request;
}

Result<TokenReply> Token::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return token_refused(response);
  return wire::decode_json<TokenReply>(response, [&](const JsonReader& root) {
    const auto token = root.has("access_token") ? root : first_of(root, "token");
    TokenReply reply{.access_token = token.secret("access_token"),
                     .created_at = token.optional_text("created_at"),
                     .expires_in = optional_number(token, "expires_in")};
    if (reply.access_token.empty()) token.reject("access_token", "is empty");
    const auto created = wire::rfc3339(reply.created_at.value_or(""));
    const auto now = wire::date_of(response.headers);
    if (created && now && reply.expires_in)
      reply.valid_for =
          (*created - *now).count() + std::clamp<std::int64_t>(*reply.expires_in, 0, kLongestExpiry);
    return reply;
  });
}

Result<http::Request> RateLimit::encode() const { return wire::bare("GET", "/auth/rate_limit"); }

Result<RateLimitReply> RateLimit::decode(const http::Response& response) const {
  return judge<RateLimit>(response, Need::read_scope, [](const JsonReader& root) {
    const auto data = root.object("data");
    const auto number = [&](std::string_view key) {
      const auto value = optional_number(data, key);
      if (!value || *value < 0) data.reject(key, "is no count");
      return value.value_or(0);
    };
    return RateLimitReply{number("X-RateLimit-Limit"), number("X-RateLimit-Remaining"),
                          number("X-RateLimit-Reset")};
  });
}

}  // namespace mfaclient::onelogin
