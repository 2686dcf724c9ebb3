#pragma once
#include <array>

#include "mfaclient/generic/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of this vendor's operations and models: `mfaclient/schema.hpp` says how to read them.
namespace mfaclient::generic {

constexpr auto fields_of(const UserAuth*) {
  return std::array{
      schema::field<&UserAuth::token>("token"),
      schema::field<&UserAuth::id>("id"),
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

constexpr auto fields_of(const LoginReply*) {
  return std::array{
      schema::field<&LoginReply::user_auth>("user_auth"),
      schema::field<&LoginReply::mfa_token>("mfa_token"),
  };
}

constexpr auto fields_of(const Login*) {
  return std::array{
      schema::field<&Login::username>("username"),
      schema::field<&Login::password>("password"),
  };
}

constexpr auto fields_of(const SetRecoveryEmail*) {
  return std::array{
      schema::field<&SetRecoveryEmail::recovery_email>("recovery_email"),
  };
}

constexpr auto fields_of(const AuthMfa*) {
  return std::array{
      schema::field<&AuthMfa::token>("token"),
      schema::field<&AuthMfa::code>("code"),
  };
}

constexpr auto fields_of(const MfaGenerate*) {
  return std::array{
      schema::field<&MfaGenerate::link>("link"),
      schema::field<&MfaGenerate::secret>("secret"),
      schema::field<&MfaGenerate::recovery_codes>("recovery_codes"),
  };
}

constexpr auto fields_of(const EnableMfa*) {
  return std::array{
      schema::field<&EnableMfa::code>("code"),
      schema::field<&EnableMfa::secret>("secret"),
      schema::field<&EnableMfa::recovery_codes>("recovery_codes"),
  };
}

constexpr auto fields_of(const DisableMfa*) {
  return std::array{
      schema::field<&DisableMfa::code>("code"),
      schema::field<&DisableMfa::recovery_code>("recovery_code"),
      schema::field<&DisableMfa::main_email_code>("main_email_code"),
      schema::field<&DisableMfa::recovery_email_code>("recovery_email_code"),
      schema::field<&DisableMfa::recovery_window>("recovery_window"),
  };
}

constexpr auto fields_of(const RecoverReply*) {
  return std::array{
      schema::field<&RecoverReply::user_auth>("user_auth"),
      schema::field<&RecoverReply::expires_at>("expires_at"),
  };
}

constexpr auto fields_of(const MfaRecover*) {
  return std::array{
      schema::field<&MfaRecover::identifier>("identifier"),
      schema::field<&MfaRecover::recovery_code>("recovery_code"),
  };
}

constexpr auto fields_of(const ResetRequested*) {
  return std::array{
      schema::field<&ResetRequested::token>("token"),
  };
}

constexpr auto fields_of(const RequestResetMfa*) {
  return std::array{
      schema::field<&RequestResetMfa::identifier>("identifier"),
  };
}

constexpr auto fields_of(const ResetMfa*) {
  return std::array{
      schema::field<&ResetMfa::user_id>("user_id"),
      schema::field<&ResetMfa::token>("token"),
      schema::field<&ResetMfa::main_email_code>("main_email_code"),
      schema::field<&ResetMfa::recovery_email_code>("recovery_email_code"),
  };
}

}  // namespace mfaclient::generic
