#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/ascii.hpp"
#include "mfaclient/onelogin/schema.hpp"
#include "onelogin/rate_window.hpp"
#include "wire/form.hpp"
#include "wire/model_reader.hpp"
#include "wire/operation_type.hpp"
#include "wire/reply.hpp"
#include "wire/request.hpp"
#include "wire/time.hpp"

namespace mfaclient::onelogin {
namespace {

using ascii::whole_number;
using wire::JsonReader;
using wire::JsonType;

constexpr std::int64_t kStandardStateLife = 120;
constexpr std::int64_t kLongestStateLife = 900;
// Real tokens live ten hours. A year is room enough, and can be added to a clock.
constexpr std::int64_t kLongestExpiry = 31'536'000;
// 45 s of asking twice a second would cost 90 of the account's 5000 calls an hour.
constexpr std::chrono::seconds kPollPause{2};

/// What an operation needs, and so what its refusals mean.
enum class Need : std::uint8_t { read_scope, manage_scope, code, push };

/// What an answer says, in either of the vendor's envelopes. Nothing in it is required: refusals come
/// without a body, and as pages.
struct Words {
  std::string type{};
  std::string message{};

  [[nodiscard]] bool say(std::string_view part) const { return ascii::contains_without_case(message, part); }
  [[nodiscard]] bool pending() const { return type == "pending" || say("pending"); }
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
  if (words.say("Insufficient Permission"))
    return refuse(Errc::not_permitted,
                  std::string("the API credentials lack a scope; this call needs ") +
                      (need == Need::read_scope ? "Read Users, Read All, " : "") +
                      "Manage Users or Manage All",
                  words);
  const bool verifying = need == Need::code || need == Need::push;
  if (!verifying || words.say("Authentication Failure"))
    return refuse(Errc::session_expired, "the access token is dead; a new one is needed", words);
  if (need == Need::push) return refuse(Errc::denied, "the push was denied on the person's device", words);
  return refuse(Errc::code_rejected, "the code was refused: wrong, too old or already used", words);
}

/// What is not there is said with 400 by most calls, and with 404 by others.
std::optional<Error> named_thing(int status, const Words& words) {
  if (status != 400 && status != 404) return std::nullopt;
  if (words.say("User does not exist") || words.say("User for id"))
    return refuse(Errc::not_found, "OneLogin has no such user", words, "user_id");
  if (words.say("Factor could not be found"))
    return refuse(Errc::not_found, "the user has no such device; list them", words, "device_id");
  return std::nullopt;
}

Error bad_request(int status, const Words& words, Need need) {
  if (words.say("Authorization Information"))
    return refuse(Errc::invalid_credentials, "OneLogin can't read the access token", words);
  if (words.say("OTP token blank"))
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
  if (status == 429 || (status == 400 && words.say("rate_limit_exceeded"))) return limited(response, words);
  if (status == 401) return unauthorised(words, need);
  if (status == 404 && words.say("No Route Exists"))
    return refuse(Errc::not_found, "OneLogin has no such path; check the URL", words, "path");
  if (auto named = named_thing(status, words)) return *std::move(named);
  if (status == 400 || status == 422) return bad_request(status, words, need);
  auto error = wire::unexpected_status(response);
  error.vendor_code = words.type;
  error.vendor_message = words.message;
  return error;
}

/// Refusals of the token endpoint are about the credentials themselves: another token would not help.
Error token_refused(const http::Response& response) {
  const auto words = words_of(response);
  const bool unread = response.status == 400 && words.say("authorization information");
  if (response.status == 401 || unread)
    return refuse(Errc::invalid_credentials, "OneLogin refused the client id or the client secret", words);
  auto error = refused(response, Need::manage_scope);
  if (error.code == Errc::server_error)
    error.add_hint("OneLogin sends the same when the owner of the API credentials was deleted");
  return error;
}

// --- verdicts ---

/// Whether the status, and then the envelope, say yes. Where the status alone decides, the body says nothing.
std::optional<Error> judge(const OperationInfo& info, const http::Response& response, Need need) {
  if (!info.evidence.has(response.status)) return refused(response, need);
  if (info.evidence.status_alone) return std::nullopt;
  wire::JsonDocument document(response.body.reveal());
  const auto status = status_in(document.root());
  if (status.type_of("error") == JsonType::boolean && status.boolean("error"))
    status.reject("error", "is true in an answer that is a success by its status");
  return document.fault();
}

// --- envelopes ---

/// What stands in `data`, whatever is around it: an object with `inner`, a list, a single item, null.
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

/// The one item of `data`; `root` itself, which is at fault then, where it holds nothing.
JsonReader first_of(const JsonReader& root, std::string_view inner) {
  const auto items = items_of(root, inner, false);
  if (!items.empty()) return items.front();
  root.reject("data", "holds no item");
  return root;
}

JsonReader device_in(const JsonReader& root) { return first_of(root, "otp_devices"); }

struct Hooks {
  static OperationInfo facts(const GetMfaFactors& op) {
    auto info = GetMfaFactors::info;
    if (op.singular_path.value_or(false)) info.path = "/api/1/users/{user_id}/auth_factor";
    return info;
  }

  /// Without a code it asks about a push, and spends nothing.
  static OperationInfo facts(const VerifyMfaFactor& op) {
    auto info = VerifyMfaFactor::info;
    if (!op.otp_token) info.safety = Safety::read;
    return info;
  }

  static Result<void> check(const VerifyMfaFactor& op) {
    if (op.otp_token) return {};
    if (!op.state_token)
      return invalid_argument("otp_token", "is missing, and so is the state token of a push");
    if (op.device_id.text == "0")
      return invalid_argument("otp_token", "is missing: device 0 verifies temporary tokens");
    return {};
  }

  /// By hand, because the body holds nothing but a constant.
  static Result<http::Request> encode(const Token& op, const OperationInfo& info) {
    wire::JsonWriter body;
    body.begin_object().name("grant_type").text("client_credentials").end_object();
    auto request = wire::with_json(info.method, info.path, body);
    request.headers.add("Authorization", wire::basic_credentials(op.client_id, op.client_secret.reveal()));
    return request;
  }

  template <class Op>
  static std::optional<Error> verdict(const Op& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    return judge(info, response, info.safety == Safety::read ? Need::read_scope : Need::manage_scope);
  }

  /// The words come before the status, and before anybody thinks of a new token: a pending push is 401 at
  /// most tenants.
  static std::optional<Error> verdict(const VerifyMfaFactor& op, const OperationInfo& info,
                                      const http::Response& response) {
    if (const auto words = words_of(response); words.pending() && response.status < 500) {
      auto error = refuse(Errc::still_pending, "the push was not answered yet; ask again", words);
      error.retry_after = kPollPause;
      return error;
    }
    if (auto refusal = judge(info, response, op.otp_token ? Need::code : Need::push)) return refusal;
    wire::JsonDocument document(response.body.reveal());
    const auto status = status_in(document.root());
    if (status.text("type") != "success") status.reject("type", "is not \"success\"");
    if (whole_number(status.optional_id("code").value_or("200")) != 200) status.reject("code", "is not 200");
    return document.fault();
  }

  static std::optional<Error> verdict(const Token& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    if (info.evidence.has(response.status)) return std::nullopt;
    return token_refused(response);
  }

  static JsonReader locate(const ActivateMfaFactors& /*op*/, const JsonReader& root) {
    return device_in(root);
  }
  static JsonReader locate(const EnrollMfaFactor& /*op*/, const JsonReader& root) { return device_in(root); }
  static JsonReader locate(const Token& /*op*/, const JsonReader& root) {
    return root.has("access_token") ? root : first_of(root, "token");
  }

  static JsonReader locate(const RateLimit& /*op*/, const JsonReader& root) { return root.object("data"); }

  /// Whose device it is, and how long its state token lives by the server's own clock.
  static Result<void> finish(const ActivateMfaFactors& op, const http::Response& response,
                             TriggeredDevice& reply) {
    wire::JsonDocument document(response.body.reveal());
    const auto device = device_in(document.root());
    if (reply.device_id != op.device_id.text)
      device.reject("device_id", "is another device than was asked for; do not answer what it shows");
    const auto until = wire::rfc3339(device.optional_text("state_token_expires_at").value_or(""));
    if (document.fault()) return *document.fault();
    const auto now = wire::date_of(response.headers);
    reply.state_token_expires_in =
        until && now ? std::clamp<std::int64_t>((*until - *now).count(), 0, kLongestStateLife)
                     : op.state_token_expires_in.value_or(kStandardStateLife);
    reply.message = words_of(response).message;
    return {};
  }

  /// The document's spelling, where the right one is missing.
  static Result<void> finish(const GenerateMfaToken& /*op*/, const http::Response& response,
                             GenerateMFAtoken200Response& reply) {
    if (reply.reusable) return {};
    wire::JsonDocument document(response.body.reveal());
    const auto text = text_in(document.root(), "resuable");
    reply.reusable = text == "true" || text == "false" ? std::optional(text == "true")
                                                       : document.root().optional_boolean("resuable");
    if (document.fault()) return *document.fault();
    return {};
  }

  /// How long the token lives by the server's own clock.
  static Result<void> finish(const Token& /*op*/, const http::Response& response, TokenReply& reply) {
    const auto created = wire::rfc3339(reply.created_at.value_or(""));
    const auto now = wire::date_of(response.headers);
    reply.valid_for.reset();
    if (created && now && reply.expires_in)
      reply.valid_for =
          (*created - *now).count() + std::clamp<std::int64_t>(*reply.expires_in, 0, kLongestExpiry);
    return {};
  }

  /// By hand, because lists come in four wrappings, and a device that does not say is active.
  static Result<GetEnrolledFactors200Response> decode(const GetEnrolledFactors& /*op*/,
                                                      const http::Response& response) {
    static constexpr std::array<std::string_view, 1> kRequired{"id"};
    wire::JsonDocument document(response.body.reveal());
    GetEnrolledFactors200Response reply;
    for (const auto& item : items_of(document.root(), "otp_devices", true)) {
      auto device = wire::read_as<OtpDevice>(item, {.required = kRequired});
      if (!device) return std::move(device).error();
      if (!item.has("active")) device->active = true;
      reply.otp_devices.push_back(*std::move(device));
    }
    if (document.fault()) return *document.fault();
    return reply;
  }

  /// By hand, because lists come in four wrappings, and each factor must have a name or an id.
  static Result<GetMFAFactors200Response> decode(const GetMfaFactors& /*op*/,
                                                 const http::Response& response) {
    wire::JsonDocument document(response.body.reveal());
    GetMFAFactors200Response reply;
    for (const auto& item : items_of(document.root(), "auth_factors", true)) {
      if (!item.has("name") && !item.has("factor_id")) item.reject("name", "is missing, and so is the id");
      auto factor = wire::read_as<AuthFactor>(item);
      if (!factor) return std::move(factor).error();
      reply.auth_factors.push_back(*std::move(factor));
    }
    if (document.fault()) return *document.fault();
    return reply;
  }
};

}  // namespace

std::optional<RateWindow> rate_window_of(const http::Headers& headers) {
  const auto remaining = whole_number(ascii::trim(headers.get("X-RateLimit-Remaining").value_or("")));
  const auto reset = whole_number(ascii::trim(headers.get("X-RateLimit-Reset").value_or("")));
  if (!remaining || !reset || *reset < 0) return std::nullopt;
  // It never lasts longer than its hour; a day is room enough for a longer one.
  return RateWindow{*remaining, std::chrono::seconds{std::min<std::int64_t>(*reset, 86'400)}};
}

const OperationType* operation_types() noexcept { return wire::types_with<Operations, Hooks>(); }

}  // namespace mfaclient::onelogin
