#include "mfaclient/mailinabox/operations.hpp"

#include <algorithm>

#include "core/ascii.hpp"
#include "wire/form.hpp"
#include "wire/reply.hpp"

namespace mfaclient::mailinabox {
namespace {

constexpr std::string_view kNoAdministrator = "You are not an administrator.";
constexpr std::string_view kMissingCode = "missing-totp-token";
constexpr std::string_view kWrongCode = "invalid-totp-token";

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// The reason of a refusal, wherever this server put it: JSON body, header, or plain text.
std::string reason_of(const http::Response& response) {
  wire::JsonDocument document(response.body.reveal());
  if (!document.fault()) {
    auto reason = document.root().optional_text("reason");
    if (!document.fault() && reason) return *std::move(reason);
  }
  if (const auto header = response.headers.get("X-Reason")) return std::string(*header);
  return std::string(ascii::trim(response.body.reveal()));
}

/// A failed authentication. Several hints may stand in one reason, in any order, so they are looked for
/// inside it.
Error authentication_error(std::string_view reason, Errc otherwise) {
  if (contains(reason, kNoAdministrator))
    return wire::refusal(Errc::not_permitted, "this account is not an administrator of the box", reason);
  if (contains(reason, kWrongCode))
    return wire::refusal(Errc::code_rejected,
                         "the code was refused: wrong, too old or already used; use the next one", reason);
  if (contains(reason, kMissingCode))
    return wire::refusal(Errc::code_required, "MFA is on: a code is needed", reason);
  if (otherwise == Errc::session_expired)
    return wire::refusal(otherwise, "the session is dead, or its key is wrong; sign in again", reason);
  return wire::refusal(otherwise, "the e-mail address or the password was refused", reason);
}

/// The 400 texts of the MFA routes.
Error bad_request(const http::Response& response) {
  const std::string reason = reason_of(response);
  const auto refuse = [&](Errc code, std::string_view field, std::string_view message) {
    auto error = wire::refusal(code, message, reason);
    error.field = field;
    return error;
  };
  if (contains(reason, "User does not exist"))
    return refuse(Errc::not_found, "user", "the box has no such user; the system key must name one");
  if (contains(reason, "Invalid user or MFA id"))
    return refuse(Errc::not_found, "mfa_id", "the account has no such method; list them with status");
  if (contains(reason, "Invalid token"))
    return refuse(Errc::code_rejected, "code", "the code doesn't fit the secret; use the next one");
  return refuse(Errc::invalid_argument, "secret", "the box refused the secret or the code as malformed");
}

Error refused(const http::Response& response) {
  if (response.status == 400) return bad_request(response);
  if (response.status == 401 || response.status == 403)
    return authentication_error(reason_of(response), Errc::session_expired);
  return wire::unexpected_status(response);
}

/// The word "OK" is the yes of both changes, bare or, as the documents type it, as a JSON string. A JSON
/// "error" with status 200 is a no like any other.
Result<Done> decode_word(const http::Response& response, const Evidence& evidence) {
  if (!evidence.has(response.status)) return refused(response);
  const auto seen = wire::check_evidence(response, evidence);
  if (seen) return Done{};
  if (wire::JsonDocument word(response.body.reveal());
      word.root().as_text() == evidence.text && !word.fault())
    return Done{};
  wire::JsonDocument document(response.body.reveal());
  if (document.root().optional_text("status") == "error" && !document.fault())
    return authentication_error(reason_of(response), Errc::session_expired);
  return seen.error();
}

Result<void> check_ascii(std::string_view field, std::string_view text) {
  if (text.empty()) return invalid_argument(field, "is empty");
  if (!ascii::all_printable(text))
    return invalid_argument(field, "must be ASCII: Mail-in-a-Box can't read other characters");
  return {};
}

Result<void> add_user(wire::Form& form, const std::optional<std::string>& user) {
  if (!user) return {};
  if (user->empty()) return invalid_argument("user", "is empty; leave it out for the caller's own account");
  form.add("user", *user);
  return {};
}

}  // namespace

Result<http::Request> Login::encode() const {
  auto valid = check_ascii("email", email);
  if (valid && contains(email, ":"))
    valid = invalid_argument("email", "holds a colon, which ends the user name on the wire");
  if (valid) valid = check_ascii("password", password.reveal());
  if (valid && code) valid = check_ascii("code", code->reveal());
  if (!valid) return std::move(valid).error();
  auto request = wire::post_form("/login", {});
  request.headers.add("Authorization", wire::basic_credentials(email, password.reveal()));
  if (code) request.headers.add("X-Auth-Token", *code);
  return request;
}

Result<LoginReply> Login::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response);
  std::string status;
  std::string reason;
  auto reply = wire::decode_json<LoginReply>(response, [&](const wire::JsonReader& root) {
    LoginReply read;
    status = root.text("status");
    reason = root.optional_text("reason").value_or("");
    if (status != "ok") return read;
    read.email = root.text("email");
    read.api_key = root.secret("api_key");
    if (read.email.empty()) root.reject("email", "is empty");
    if (read.api_key.empty()) root.reject("api_key", "is empty");
    if (root.has("privileges"))
      for (const auto& privilege : root.list("privileges")) read.privileges.push_back(privilege.as_text());
    return read;
  });
  if (!reply) return reply;
  if (status == "ok") return reply;
  return authentication_error(status == kMissingCode ? kMissingCode : std::string_view(reason),
                              Errc::invalid_credentials);
}

Result<http::Request> Logout::encode() const { return wire::post_form("/logout", {}); }

Result<Done> Logout::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response);
  return wire::decode_json<Done>(response, [](const wire::JsonReader& root) {
    if (root.text("status") != "ok") root.reject("status", "is not \"ok\"");
    return Done{};
  });
}

Result<http::Request> MfaStatus::encode() const {
  wire::Form form;
  if (auto added = add_user(form, user); !added) return std::move(added).error();
  return wire::post_form("/mfa/status", form);
}

namespace {

NewMfaTotp read_offer(const wire::JsonReader& totp) {
  return {.type = totp.text("type"),
          .secret = totp.secret("secret"),
          .qr_code_base64 = totp.optional_secret("qr_code_base64").value_or(SecretString{})};
}

/// The server nests the offer under its type; the documents show it flat.
NewMfa read_new_mfa(const wire::JsonReader& offer) {
  if (offer.has("secret")) return {.totp = read_offer(offer)};
  if (const auto totp = offer.optional_object("totp")) return {.totp = read_offer(*totp)};
  return {};
}

}  // namespace

Result<MfaStatusResponse> MfaStatus::decode(const http::Response& response) const {
  if (!evidence.has(response.status)) return refused(response);
  return wire::decode_json<MfaStatusResponse>(response, [](const wire::JsonReader& root) {
    MfaStatusResponse reply;
    for (const auto& method : root.list_or_object("enabled_mfa"))
      reply.enabled_mfa.push_back(
          {.id = method.id("id"), .type = method.text("type"), .label = method.optional_text("label")});
    if (const auto offer = root.optional_object("new_mfa")) reply.new_mfa = read_new_mfa(*offer);
    return reply;
  });
}

Result<http::Request> MfaTotpEnable::encode() const {
  if (secret.empty()) return invalid_argument("secret", "is empty");
  if (code.empty()) return invalid_argument("code", "is empty");
  wire::Form form;
  form.add("secret", secret.reveal());
  form.add("token", code.reveal());
  form.add("code", code.reveal());
  if (label) form.add("label", *label);
  return wire::post_form("/mfa/totp/enable", form);
}

Result<Done> MfaTotpEnable::decode(const http::Response& response) const {
  return decode_word(response, evidence);
}

Result<http::Request> MfaTotpDisable::encode() const {
  const auto& id = mfa_id.text;
  const bool number = !id.empty() && id.front() != '0' && std::ranges::all_of(id, ascii::digit);
  if (!number)
    return invalid_argument("mfa_id",
                            "is no method number; nothing was sent, because an empty one means all");
  wire::Form form;
  form.add("mfa-id", id);
  form.add("mfa_id", id);
  if (auto added = add_user(form, user); !added) return std::move(added).error();
  return wire::post_form("/mfa/disable", form);
}

Result<Done> MfaTotpDisable::decode(const http::Response& response) const {
  return decode_word(response, evidence);
}

Result<http::Request> MfaTotpDisableAll::encode() const {
  wire::Form form;
  if (auto added = add_user(form, user); !added) return std::move(added).error();
  return wire::post_form("/mfa/disable", form);
}

Result<Done> MfaTotpDisableAll::decode(const http::Response& response) const {
  return decode_word(response, evidence);
}

}  // namespace mfaclient::mailinabox
