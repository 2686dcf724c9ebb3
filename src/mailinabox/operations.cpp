#include <optional>
#include <string>

#include "core/ascii.hpp"
#include "mfaclient/mailinabox/schema.hpp"
#include "wire/model_reader.hpp"
#include "wire/operation_type.hpp"
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

struct Hooks {
  /// Without a code it spends nothing.
  static OperationInfo facts(const Login& op) {
    auto info = Login::info;
    if (!op.code) info.safety = Safety::idempotent;
    return info;
  }

  /// What every answer but the login's is judged by. A JSON "error" with status 200 is a no like any other.
  template <class Op>
  static std::optional<Error> verdict(const Op& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    if (!info.evidence.has(response.status)) return refused(response);
    wire::JsonDocument document(response.body.reveal());
    if (document.root().optional_text("status") == "error" && !document.fault())
      return authentication_error(reason_of(response), Errc::session_expired);
    return std::nullopt;
  }

  /// The login says yes and no with status 200.
  static std::optional<Error> verdict(const Login& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    if (!info.evidence.has(response.status)) return refused(response);
    wire::JsonDocument document(response.body.reveal());
    const auto status = document.root().text("status");
    const auto reason = document.root().optional_text("reason").value_or("");
    if (document.fault()) return document.fault();
    if (status == "ok") return std::nullopt;
    return authentication_error(status == kMissingCode ? kMissingCode : std::string_view(reason),
                                Errc::invalid_credentials);
  }

  static std::optional<Error> verdict(const Logout& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    if (!info.evidence.has(response.status)) return refused(response);
    wire::JsonDocument document(response.body.reveal());
    if (document.root().text("status") != "ok") document.root().reject("status", "is not \"ok\"");
    return document.fault();
  }

  /// The server nests the offer under its type; the documents show it flat.
  static Result<void> finish(const MfaStatus& /*op*/, const http::Response& response,
                             MfaStatusResponse& reply) {
    if (!reply.new_mfa || reply.new_mfa->totp) return {};
    wire::JsonDocument document(response.body.reveal());
    const auto offer = document.root().object("new_mfa");
    if (!offer.has("secret")) return {};
    auto totp = wire::read_as<NewMfaTotp>(offer);
    if (!totp) return std::move(totp).error();
    reply.new_mfa->totp = *std::move(totp);
    return {};
  }
};

}  // namespace

const OperationType* operation_types() noexcept { return wire::types_with<Operations, Hooks>(); }

}  // namespace mfaclient::mailinabox
