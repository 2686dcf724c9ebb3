#pragma once
#include <array>

#include "mfaclient/quatrix/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of this vendor's operations and models: `mfaclient/schema.hpp` says how to read them.
namespace mfaclient::quatrix {

constexpr auto fields_of(const SessionStartReply*) {
  return std::array{
      schema::field<&SessionStartReply::session_id>("session_id"),
      schema::field<&SessionStartReply::mfa_code>("mfa_code"),
  };
}

constexpr auto fields_of(const SessionStart*) {
  return std::array{
      schema::field<&SessionStart::email>("email"),
      schema::field<&SessionStart::password>("password"),
  };
}

constexpr auto fields_of(const SessionLoginResp*) {
  return std::array{
      schema::field<&SessionLoginResp::session_id>("session_id"),
  };
}

constexpr auto fields_of(const LoginCode*) {
  return std::array{
      schema::field<&LoginCode::session_id>("session_id"),
      schema::field<&LoginCode::auth_type>("auth_type"),
      schema::field<&LoginCode::code>("code"),
      schema::field<&LoginCode::code_encoding>("code_encoding"),
      schema::field<&LoginCode::value_shape>("value_shape"),
  };
}

constexpr auto fields_of(const ProfileResp*) {
  return std::array{
      schema::field<&ProfileResp::id>("id"),
      schema::field<&ProfileResp::email>("email"),
      schema::field<&ProfileResp::name>("name"),
      schema::field<&ProfileResp::status>("status"),
      schema::field<&ProfileResp::super_admin>("super_admin"),
      schema::field<&ProfileResp::auth_methods>("auth_methods"),
      schema::field<&ProfileResp::forced_auth>("forced_auth"),
  };
}

constexpr auto fields_of(const Profile*) {
  return std::array{
      schema::field<&Profile::session_id>("session_id"),
  };
}

constexpr auto fields_of(const UserMetadata*) {
  return std::array{
      schema::field<&UserMetadata::id>("id"),
  };
}

constexpr auto fields_of(const Generate2faReply*) {
  return std::array{
      schema::field<&Generate2faReply::qr_code_base64>("qr_code_base64"),
      schema::field<&Generate2faReply::otpauth_uri>("otpauth_uri"),
      schema::field<&Generate2faReply::secret>("secret"),
  };
}

constexpr auto fields_of(const Generate2fa*) {
  return std::array{
      schema::field<&Generate2fa::session_id>("session_id"),
  };
}

constexpr auto fields_of(const ProfileSetMfaResp*) {
  return std::array{
      schema::field<&ProfileSetMfaResp::session_ids>("session_ids"),
  };
}

constexpr auto fields_of(const ProfileSetMfa*) {
  return std::array{
      schema::field<&ProfileSetMfa::auth_type>("auth_type"),
      schema::field<&ProfileSetMfa::code>("code"),
      schema::field<&ProfileSetMfa::code_encoding>("code_encoding"),
      schema::field<&ProfileSetMfa::session_id>("session_id"),
  };
}

constexpr auto fields_of(const ProfileRemoveMfaResp*) {
  return std::array{
      schema::field<&ProfileRemoveMfaResp::status>("status"),
  };
}

constexpr auto fields_of(const ProfileRemoveMfa*) {
  return std::array{
      schema::field<&ProfileRemoveMfa::auth_type>("auth_type"),
  };
}

constexpr auto fields_of(const UserRemoveMfa*) {
  return std::array{
      schema::field<&UserRemoveMfa::ids>("ids"),
      schema::field<&UserRemoveMfa::auth_type>("auth_type"),
  };
}

constexpr auto fields_of(const UserResetMfa*) {
  return std::array{
      schema::field<&UserResetMfa::ids>("ids"),
      schema::field<&UserResetMfa::auth_type>("auth_type"),
  };
}

constexpr auto fields_of(const UserSetMfa*) {
  return std::array{
      schema::field<&UserSetMfa::ids>("ids"),
      schema::field<&UserSetMfa::auth_type>("auth_type"),
      schema::field<&UserSetMfa::code>("code"),
      schema::field<&UserSetMfa::code_encoding>("code_encoding"),
  };
}

}  // namespace mfaclient::quatrix
