#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "mfaclient/generic/schema.hpp"
#include "wire/json_events.hpp"
#include "wire/model.hpp"
#include "wire/model_reader.hpp"
#include "wire/operation_type.hpp"
#include "wire/reply.hpp"
#include "wire/time.hpp"

namespace mfaclient::generic {
namespace {

constexpr std::string_view kMfaToken = "X-MFA-Token";
constexpr std::string_view kLockout = "X-Account-Lockout";
constexpr std::string_view kExpiresAt = "X-Expires-At";
constexpr std::chrono::seconds kLongestWait{24 * 60 * 60};
// What the community edition lacks.
constexpr std::string_view kMfaRoutes = "/api/user/mfa/";

// --- refusals ---

struct Refusal {
  std::array<int, 4> statuses{};  // 0 stands for none
  Errc code{};
  std::string_view message{};
  std::string_view field{};
};
using Refusals = std::span<const Refusal>;

constexpr std::string_view kNoWindow = "no recovery window is open; recover first";
constexpr std::string_view kBadAddress =
    "the server refused the address: it must be one, and not the account's own";

/// What a status means to `Op`, where that is not what it means on every route.
template <class Op>
constexpr auto kRefusals = std::array<Refusal, 0>{};
template <>
constexpr auto kRefusals<Login> = std::array{
    Refusal{{401}, Errc::invalid_credentials, "the user name or the password was refused"},
    Refusal{{403}, Errc::not_permitted, "the account's e-mail address is not confirmed; confirm it first"},
    Refusal{{423}, Errc::not_permitted, "the account waits for an administrator's approval"},
};
template <>
constexpr auto kRefusals<SetRecoveryEmail> = std::array{
    Refusal{{400}, Errc::invalid_argument, kBadAddress, "recovery_email"},
    Refusal{{409}, Errc::conflict, kBadAddress, "recovery_email"},
};
template <>
constexpr auto kRefusals<AuthMfa> = std::array{
    Refusal{{401, 403},
            Errc::code_rejected,
            "the code was refused, or the challenge is too old or answered already; use the next code, at "
            "last with a new sign-in"},
};
template <>
constexpr auto kRefusals<GenerateMfa> = std::array{
    Refusal{{409}, Errc::conflict, "MFA is on already; turn it off before a new enrolment"},
};
template <>
constexpr auto kRefusals<EnableMfa> = std::array{
    Refusal{{401},
            Errc::code_rejected,
            "the code doesn't fit the secret, or the session is dead; use the next code"},
    Refusal{{400, 403, 409},
            Errc::conflict,
            "MFA is on already, or the account has no recovery e-mail; read the user, and set one"},
};
template <>
constexpr auto kRefusals<DisableMfa> = std::array{
    Refusal{{400, 401, 403},
            Errc::code_rejected,
            "the code was refused: wrong, too old or already used, or MFA is off already"},
};
/// Of `DisableMfa` with the recovery window as its proof.
constexpr auto kWindowRefusals = std::array{Refusal{{400, 401, 403}, Errc::challenge_expired, kNoWindow}};
template <>
constexpr auto kRefusals<RecoveryDisable> = std::array{
    Refusal{{400, 401, 403, 409}, Errc::challenge_expired, kNoWindow},
};
template <>
constexpr auto kRefusals<MfaRecover> = std::array{
    Refusal{{400, 401, 403},
            Errc::code_rejected,
            "the recovery code was refused: wrong or spent, or no such account"},
};
template <>
constexpr auto kRefusals<RequestResetMfa> = std::array{
    Refusal{{404}, Errc::not_found, "no such account, or this server has no MFA"},
    Refusal{{401, 403},
            Errc::unsupported,
            "this instance sends no reset mails, or not for this account; its administrator can reset MFA"},
};
template <>
constexpr auto kRefusals<ResetMfa> = std::array{
    Refusal{{404}, Errc::not_found, "the reset is unknown or expired; request another one"},
    Refusal{{400, 401, 403},
            Errc::code_rejected,
            "a mailed code was refused: wrong, too old, or the two are swapped"},
};

constexpr auto kMfaRefusals = std::array{
    Refusal{{404},
            Errc::unsupported,
            "this server has no such route: the community edition has no MFA; else check the base URL"},
};
constexpr auto kSharedRefusals = std::array{
    Refusal{{400, 415, 422}, Errc::invalid_argument, "the server took the request for malformed"},
};

const Refusal* find(Refusals refusals, int status) {
  const auto found = std::ranges::find_if(refusals, [status](const Refusal& refusal) {
    return status != 0 && std::ranges::find(refusal.statuses, status) != refusal.statuses.end();
  });
  return found == refusals.end() ? nullptr : &*found;
}

/// A header with a decimal number above zero: both times on this wire are Unix seconds.
std::optional<std::int64_t> seconds_in(const http::Headers& headers, std::string_view name) {
  const auto value = headers.get(name);
  if (!value) return std::nullopt;
  const auto seconds = ascii::whole_number(ascii::trim(*value));
  return seconds && *seconds > 0 ? seconds : std::nullopt;
}

/// The server's own words, where it has any: most refusals come without a body.
std::string words_of(const http::Response& response) {
  wire::JsonDocument document(response.body.reveal());
  auto words = document.root().optional_text("message");
  return document.fault() || !words ? std::string{} : *std::move(words);
}

Error locked_out(const http::Response& response, std::int64_t until) {
  auto error = wire::refusal(
      Errc::locked_out, "too many failures: the account is locked for a while; wait before the next try");
  if (const auto now = wire::date_of(response.headers)) {
    const auto left = std::chrono::seconds{until} - now->time_since_epoch();
    error.retry_after = std::clamp(left, std::chrono::seconds{0}, kLongestWait);
  }
  return error;
}

Error meaning_of(const OperationInfo& info, const http::Response& response, Refusals own) {
  const int status = response.status;
  if (const auto until = seconds_in(response.headers, kLockout); status == 429 && until)
    return locked_out(response, *until);
  const auto* known = find(own, status);
  if (known == nullptr && info.path.starts_with(kMfaRoutes)) known = find(kMfaRefusals, status);
  if (known == nullptr) known = find(kSharedRefusals, status);
  if (known == nullptr) return wire::unexpected_status(response);
  auto error = wire::refusal(known->code, known->message);
  error.field = known->field;
  return error;
}

Error refused(const OperationInfo& info, const http::Response& response, Refusals own) {
  auto error = meaning_of(info, response, own);
  error.vendor_message = words_of(response);
  return error;
}

std::optional<Error> judge(const OperationInfo& info, const http::Response& response, Refusals own) {
  if (info.evidence.has(response.status)) return std::nullopt;
  return refused(info, response, own);
}

std::string_view mfa_token_in(const http::Response& response) {
  return response.headers.get(kMfaToken).value_or("");
}

// --- what is sent ---

Result<void> keep_to(schema::Check check, std::string_view field, std::string_view text) {
  if (const auto why = check(text); !why.empty()) return invalid_argument(field, why);
  return {};
}

Result<void> check_mailed(const SecretString& main, const SecretString& recovery) {
  auto fine = keep_to(copied_code, "main_email_code", main.reveal());
  if (fine) fine = keep_to(copied_code, "recovery_email_code", recovery.reveal());
  return fine;
}

std::string_view path_segment(std::string_view text) {
  if (text.empty()) return "is empty";
  return text == "." || text == ".." ? "would change the path" : "";
}

SecretString trimmed(const SecretString& code) { return SecretString(ascii::trim(code.reveal())); }

/// A mailed code: upper case, whatever a person typed.
SecretString mailed_code(const SecretString& code) {
  SecretString upper;
  for (const char c : ascii::trim(code.reveal())) {
    const char big = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    upper.append({&big, 1});
  }
  return upper;
}

void tidy(DisableMfa& op) {
  if (op.recovery_code) op.recovery_code = trimmed(*op.recovery_code);
  if (op.main_email_code) op.main_email_code = mailed_code(*op.main_email_code);
  if (op.recovery_email_code) op.recovery_email_code = mailed_code(*op.recovery_email_code);
}
void tidy(MfaRecover& op) { op.recovery_code = trimmed(op.recovery_code); }
void tidy(ResetMfa& op) {
  op.main_email_code = mailed_code(op.main_email_code);
  op.recovery_email_code = mailed_code(op.recovery_email_code);
}

// --- what is read ---

/// The user that a whole body is.
Result<UserAuth> user_in(const http::Response& response, const Evidence& evidence) {
  UserAuth user;
  auto read = wire::read_model(response.body.reveal(), schema::model_of<UserAuth>(), &user,
                               {.required = evidence.fields});
  if (!read) return std::move(read).error();
  return user;
}

struct Hooks {
  static OperationInfo facts(const ResetMfa& op) {
    auto info = ResetMfa::info;
    if (op.token) info.path = "/api/user/mfa/reset/{token}";
    return info;
  }

  /// An empty code beside the window is refused as a second proof, and not as an empty code.
  static Result<void> check(const DisableMfa& op) {
    const bool mailed = op.main_email_code || op.recovery_email_code;
    const bool window = op.recovery_window.value_or(false);
    const int proofs = (op.code ? 1 : 0) + (op.recovery_code ? 1 : 0) + (mailed ? 1 : 0) + (window ? 1 : 0);
    if (proofs != 1)
      return invalid_argument("proof",
                              "must be exactly one: a code, a recovery code, both mailed codes, or the "
                              "recovery window; nothing was sent");
    if (op.code) return keep_to(schema::six_digits, "code", op.code->reveal());
    if (op.recovery_code) return keep_to(copied_code, "recovery_code", op.recovery_code->reveal());
    if (window) return {};
    return check_mailed(op.main_email_code.value_or(SecretString{}),
                        op.recovery_email_code.value_or(SecretString{}));
  }

  static Result<void> check(const ResetMfa& op) {
    if (op.user_id.has_value() == op.token.has_value())
      return invalid_argument("user_id", "or a token is needed, and not both");
    auto fine = op.token ? keep_to(path_segment, "token", op.token->reveal())
                         : keep_to(path_segment, "user_id", *op.user_id);
    return fine ? check_mailed(op.main_email_code, op.recovery_email_code) : fine;
  }

  /// A table sends values as they are; copied codes are tidied first.
  template <class Op>
  requires requires(Op& op) { tidy(op); }
  static Result<http::Request> encode(const Op& op, const OperationInfo& info) {
    auto tidied = op;
    tidy(tidied);
    return wire::write_request(info, schema::model_of<Op>(), &tidied);
  }

  template <class Op>
  static std::optional<Error> verdict(const Op& /*op*/, const OperationInfo& info,
                                      const http::Response& response) {
    return judge(info, response, kRefusals<Op>);
  }

  /// The header before the status: 401 is "now the code" with it, and a refusal without.
  static std::optional<Error> verdict(const Login& op, const OperationInfo& info,
                                      const http::Response& response) {
    if (response.status == 401 && mfa_token_in(response).empty())
      return refused(info, response, kRefusals<Login>);
    return verdict<Login>(op, info, response);
  }

  static std::optional<Error> verdict(const AuthMfa& op, const OperationInfo& info,
                                      const http::Response& response) {
    auto refusal = verdict<AuthMfa>(op, info, response);
    if (refusal && response.status == 500)
      refusal->set_text(
          "the server failed (500), or it is an old one, which answers a wrong code so; it was not sent "
          "again: "
          "sign in again with the next code");
    return refusal;
  }

  static std::optional<Error> verdict(const DisableMfa& op, const OperationInfo& info,
                                      const http::Response& response) {
    const bool window = op.recovery_window.value_or(false);
    return judge(info, response, window ? Refusals(kWindowRefusals) : kRefusals<DisableMfa>);
  }

  /// By hand, for it is one of two things: a token in a header, or a user, which is the whole body.
  static Result<LoginReply> decode(const Login& /*op*/, const http::Response& response) {
    if (const auto token = mfa_token_in(response); !token.empty())
      return LoginReply{.mfa_token = SecretString(token)};
    auto user = user_in(response, Login::info.evidence);
    if (!user) return std::move(user).error();
    return LoginReply{.user_auth = *std::move(user)};
  }

  /// By hand, for the user is the whole body, and the time is in a header.
  static Result<RecoverReply> decode(const MfaRecover& /*op*/, const http::Response& response) {
    auto user = user_in(response, MfaRecover::info.evidence);
    if (!user) return std::move(user).error();
    return RecoverReply{.user_auth = *std::move(user),
                        .expires_at = seconds_in(response.headers, kExpiresAt)};
  }

  static Result<void> finish(const ResetMfa& /*op*/, const http::Response& /*response*/, UserAuth& user) {
    if (user.mfa) return wire::json_fault("mfa", "is still on");
    return {};
  }
};

}  // namespace

const OperationType* operation_types() noexcept { return wire::types_with<Operations, Hooks>(); }

}  // namespace mfaclient::generic
