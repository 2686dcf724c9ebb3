#pragma once
#include <array>
#include <string_view>

#include "mfaclient/generic/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of this vendor's operations and models.
namespace mfaclient::generic {

/// A code that a person copied from a page or a mail: white space around it is not sent.
[[nodiscard]] inline std::string_view copied_code(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return "is empty";
  const auto code = text.substr(first, text.find_last_not_of(kSpace) + 1 - first);
  return schema::printable_ascii(code).empty() ? "" : "is not a code";
}

constexpr auto fields_of(const UserAuth*) {
  return std::array{
      schema::field<&UserAuth::token>("token"),
      schema::field<&UserAuth::id>("id", {.quoted = true}),
      schema::field<&UserAuth::user>("user"),
      schema::field<&UserAuth::name>("name"),
      schema::field<&UserAuth::email>("email"),
      schema::field<&UserAuth::origin>("origin"),
      schema::field<&UserAuth::auth_methods>("auth_methods"),
      schema::field<&UserAuth::recovery_email>("recovery_email"),
      schema::field<&UserAuth::tenant>("tenant"),
      schema::field<&UserAuth::role>("role"),
      schema::field<&UserAuth::mfa>("mfa"),
      schema::field<&UserAuth::admin>("admin"),
      schema::field<&UserAuth::max_namespaces>("max_namespaces"),
  };
}

/// Which of the two came is read by hand: a user is the whole body, a token is a header.
constexpr auto fields_of(const LoginReply*) {
  return std::array{
      schema::field<&LoginReply::user_auth>("user_auth"),
      schema::field<&LoginReply::mfa_token>("mfa_token"),
  };
}

constexpr auto fields_of(const Login*) {
  return std::array{
      schema::field<&Login::username>("username", {.non_empty = true}),
      schema::field<&Login::password>("password", {.non_empty = true}),
  };
}

constexpr auto fields_of(const SetRecoveryEmail*) {
  return std::array{schema::field<&SetRecoveryEmail::recovery_email>("recovery_email", {.non_empty = true})};
}

constexpr auto fields_of(const AuthMfa*) {
  return std::array{
      schema::field<&AuthMfa::token>("token", {.non_empty = true}),
      schema::field<&AuthMfa::code>("code", {.check = schema::six_digits}),
  };
}

constexpr auto fields_of(const MfaGenerate*) {
  return std::array{
      schema::field<&MfaGenerate::link>("link"),
      schema::field<&MfaGenerate::secret>("secret"),
      schema::field<&MfaGenerate::recovery_codes>("recovery_codes", {.non_empty = true}),
  };
}

constexpr auto fields_of(const EnableMfa*) {
  return std::array{
      schema::field<&EnableMfa::code>("code", {.check = schema::six_digits}),
      schema::field<&EnableMfa::secret>("secret", {.non_empty = true}),
      schema::field<&EnableMfa::recovery_codes>("recovery_codes", {.non_empty = true}),
  };
}

/// `check_proof` in operations.cpp has their rules, for it comes first: how many proofs there are.
constexpr auto fields_of(const DisableMfa*) {
  return std::array{
      schema::field<&DisableMfa::code>("code"),
      schema::field<&DisableMfa::recovery_code>("recovery_code"),
      schema::field<&DisableMfa::main_email_code>("main_email_code"),
      schema::field<&DisableMfa::recovery_email_code>("recovery_email_code"),
      schema::field<&DisableMfa::recovery_window>("recovery_window", {.place = schema::Place::none}),
  };
}

/// Read by hand: the user is the whole body, the time is a header.
constexpr auto fields_of(const RecoverReply*) {
  return std::array{
      schema::field<&RecoverReply::user_auth>("user_auth"),
      schema::field<&RecoverReply::expires_at>("expires_at"),
  };
}

constexpr auto fields_of(const MfaRecover*) {
  return std::array{
      schema::field<&MfaRecover::identifier>("identifier", {.non_empty = true}),
      schema::field<&MfaRecover::recovery_code>("recovery_code", {.check = copied_code}),
  };
}

constexpr auto fields_of(const ResetRequested*) {
  return std::array{schema::field<&ResetRequested::token>("token", {.non_empty = true})};
}

constexpr auto fields_of(const RequestResetMfa*) {
  return std::array{schema::field<&RequestResetMfa::identifier>("identifier", {.non_empty = true})};
}

/// `check_reset` in operations.cpp has their rules, for it comes first: whether one of the first two is set.
constexpr auto fields_of(const ResetMfa*) {
  return std::array{
      schema::field<&ResetMfa::user_id>("user_id", {.place = schema::Place::path}),
      schema::field<&ResetMfa::token>("token", {.place = schema::Place::path}),
      schema::field<&ResetMfa::main_email_code>("main_email_code"),
      schema::field<&ResetMfa::recovery_email_code>("recovery_email_code"),
  };
}

}  // namespace mfaclient::generic
