#pragma once
#include <array>

#include "mfaclient/cohesity/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of this vendor's operations and models: `mfaclient/schema.hpp` says how to read them.
namespace mfaclient::cohesity {

constexpr auto fields_of(const CreateEmailOtp*) {
  return std::array{
      schema::field<&CreateEmailOtp::username>("username"),
      schema::field<&CreateEmailOtp::password>("password"),
      schema::field<&CreateEmailOtp::domain>("domain"),
  };
}

constexpr auto fields_of(const TotpKeyInfo*) {
  return std::array{
      schema::field<&TotpKeyInfo::totp_key_id>("totp_key_id"),
      schema::field<&TotpKeyInfo::totp_key_name>("totp_key_name"),
      schema::field<&TotpKeyInfo::totp_secret_key>("totp_secret_key"),
      schema::field<&TotpKeyInfo::totp_uri>("totp_uri"),
  };
}

constexpr auto fields_of(const CreateTotpKey*) {
  return std::array{
      schema::field<&CreateTotpKey::totp_key_name>("totp_key_name"),
  };
}

constexpr auto fields_of(const MfaConfigInfo*) {
  return std::array{
      schema::field<&MfaConfigInfo::enabled>("enabled"),
      schema::field<&MfaConfigInfo::authentication_types>("authentication_types"),
      schema::field<&MfaConfigInfo::retain_user_mfa_settings>("retain_user_mfa_settings"),
  };
}

constexpr auto fields_of(const SupportMfaConfigInfo*) {
  return std::array{
      schema::field<&SupportMfaConfigInfo::enabled>("enabled"),
      schema::field<&SupportMfaConfigInfo::mfa_type>("mfa_type"),
      schema::field<&SupportMfaConfigInfo::email>("email"),
      schema::field<&SupportMfaConfigInfo::otp_verification_state>("otp_verification_state"),
      schema::field<&SupportMfaConfigInfo::is_quorum_managed>("is_quorum_managed"),
      schema::field<&SupportMfaConfigInfo::requires_password_auth>("requires_password_auth"),
  };
}

constexpr auto fields_of(const UpdateMfaConfig*) {
  return std::array{
      schema::field<&UpdateMfaConfig::enabled>("enabled"),
      schema::field<&UpdateMfaConfig::authentication_types>("authentication_types"),
      schema::field<&UpdateMfaConfig::retain_user_mfa_settings>("retain_user_mfa_settings"),
      schema::field<&UpdateMfaConfig::force>("force"),
  };
}

constexpr auto fields_of(const UpdateMfaResult*) {
  return std::array{
      schema::field<&UpdateMfaResult::account_name>("account_name"),
      schema::field<&UpdateMfaResult::totp_secret_key>("totp_secret_key"),
      schema::field<&UpdateMfaResult::totp_uri>("totp_uri"),
  };
}

constexpr auto fields_of(const UpdateSupportMfaConfig*) {
  return std::array{
      schema::field<&UpdateSupportMfaConfig::enabled>("enabled"),
      schema::field<&UpdateSupportMfaConfig::mfa_type>("mfa_type"),
      schema::field<&UpdateSupportMfaConfig::email>("email"),
      schema::field<&UpdateSupportMfaConfig::mfa_code>("mfa_code"),
      schema::field<&UpdateSupportMfaConfig::current_password>("current_password"),
      schema::field<&UpdateSupportMfaConfig::reference_id>("reference_id"),
      schema::field<&UpdateSupportMfaConfig::force>("force"),
  };
}

constexpr auto fields_of(const VerifySupportUserTotp*) {
  return std::array{
      schema::field<&VerifySupportUserTotp::totp_code>("totp_code"),
  };
}

constexpr auto fields_of(const CreateSessionReply*) {
  return std::array{
      schema::field<&CreateSessionReply::session_id>("session_id"),
  };
}

constexpr auto fields_of(const CreateSession*) {
  return std::array{
      schema::field<&CreateSession::username>("username"), field<&CreateSession::password>("password"),
      schema::field<&CreateSession::domain>("domain"),     field<&CreateSession::otp_code>("otp_code"),
      schema::field<&CreateSession::otp_type>("otp_type"),
  };
}

constexpr auto fields_of(const AccessToken*) {
  return std::array{
      schema::field<&AccessToken::access_token>("access_token"),
      schema::field<&AccessToken::token_type>("token_type"),
      schema::field<&AccessToken::privileges>("privileges"),
  };
}

constexpr auto fields_of(const CreateAccessToken*) {
  return std::array{
      schema::field<&CreateAccessToken::username>("username"),
      field<&CreateAccessToken::password>("password"),
      schema::field<&CreateAccessToken::domain>("domain"),
      field<&CreateAccessToken::otp_code>("otp_code"),
      schema::field<&CreateAccessToken::otp_type>("otp_type"),
      field<&CreateAccessToken::api>("api"),
  };
}

constexpr auto fields_of(const MfaInfo*) {
  return std::array{
      schema::field<&MfaInfo::is_totp_setup_done>("is_totp_setup_done"),
      schema::field<&MfaInfo::is_email_otp_setup_done>("is_email_otp_setup_done"),
      schema::field<&MfaInfo::is_user_exempt_from_mfa>("is_user_exempt_from_mfa"),
  };
}

constexpr auto fields_of(const User*) {
  return std::array{
      schema::field<&User::username>("username"),
      schema::field<&User::mfa_info>("mfa_info"),
      schema::field<&User::mfa_methods>("mfa_methods"),
      schema::field<&User::is_cluster_mfa_enabled>("is_cluster_mfa_enabled"),
      schema::field<&User::is_account_mfa_enabled>("is_account_mfa_enabled"),
  };
}

constexpr auto fields_of(const WebLoginReply*) {
  return std::array{
      schema::field<&WebLoginReply::cookie>("cookie"),
      schema::field<&WebLoginReply::user>("user"),
  };
}

constexpr auto fields_of(const WebLogin*) {
  return std::array{
      schema::field<&WebLogin::username>("username"),
      schema::field<&WebLogin::password>("password"),
      schema::field<&WebLogin::domain>("domain"),
  };
}

constexpr auto fields_of(const VerifyOtpReply*) {
  return std::array{
      schema::field<&VerifyOtpReply::user>("user"),
  };
}

constexpr auto fields_of(const VerifyOtp*) {
  return std::array{
      schema::field<&VerifyOtp::code>("code"),
      schema::field<&VerifyOtp::otp_type>("otp_type"),
      schema::field<&VerifyOtp::api>("api"),
  };
}

}  // namespace mfaclient::cohesity
