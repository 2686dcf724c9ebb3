#pragma once
#include <array>
#include <string_view>

#include "mfaclient/cohesity/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of Cohesity's operations and models. Codes and their kinds are unsent here: nearly every
/// endpoint spells them in its own way.
namespace mfaclient::cohesity {

/// Which of two dialects: of `CreateAccessToken` and `VerifyOtp`.
inline std::string_view api_version(std::string_view text) {
  return text == "v1" || text == "v2" ? "" : "must be v1 or v2";
}

constexpr auto fields_of(const CreateEmailOtp*) {
  return std::array{
      schema::field<&CreateEmailOtp::domain>("domain"),
      schema::field<&CreateEmailOtp::username>("username", {.non_empty = true}),
      schema::field<&CreateEmailOtp::password>("password", {.non_empty = true}),
  };
}

constexpr auto fields_of(const TotpKeyInfo*) {
  return std::array{
      schema::field<&TotpKeyInfo::totp_key_id>("totp_key_id", {.wire = "totpKeyId"}),
      schema::field<&TotpKeyInfo::totp_key_name>("totp_key_name", {.wire = "totpKeyName"}),
      schema::field<&TotpKeyInfo::totp_secret_key>("totp_secret_key", {.wire = "totpSecretKey"}),
      schema::field<&TotpKeyInfo::totp_uri>("totp_uri", {.wire = "totpUri"}),
  };
}

constexpr auto fields_of(const CreateTotpKey*) {
  return std::array{schema::field<&CreateTotpKey::totp_key_name>("totp_key_name", {.wire = "totpKeyName"})};
}

// An item of `authentication_types` may be an object around the word, so `GetMfaConfig` reads the list again.
constexpr auto fields_of(const MfaConfigInfo*) {
  return std::array{
      schema::field<&MfaConfigInfo::enabled>("enabled"),
      schema::field<&MfaConfigInfo::authentication_types>(
          "authentication_types", {.wire = "authenticationTypes", .other_type_is_absent = true}),
      schema::field<&MfaConfigInfo::retain_user_mfa_settings>("retain_user_mfa_settings",
                                                              {.wire = "retainUserMfaSettings"}),
  };
}

constexpr auto fields_of(const SupportMfaConfigInfo*) {
  return std::array{
      schema::field<&SupportMfaConfigInfo::enabled>("enabled"),
      schema::field<&SupportMfaConfigInfo::mfa_type>("mfa_type", {.wire = "mfaType"}),
      schema::field<&SupportMfaConfigInfo::email>("email"),
      schema::field<&SupportMfaConfigInfo::otp_verification_state>("otp_verification_state",
                                                                   {.wire = "otpVerificationState"}),
      schema::field<&SupportMfaConfigInfo::is_quorum_managed>("is_quorum_managed",
                                                              {.wire = "isQuorumManaged"}),
      schema::field<&SupportMfaConfigInfo::requires_password_auth>("requires_password_auth",
                                                                   {.wire = "requiresPasswordAuth"}),
  };
}

constexpr auto fields_of(const UpdateMfaConfig*) {
  return std::array{
      schema::field<&UpdateMfaConfig::enabled>(
          "enabled", {.needed = "must be said: left out, it would turn MFA off for all"}),
      schema::field<&UpdateMfaConfig::authentication_types>("authentication_types",
                                                            {.wire = "authenticationTypes"}),
      schema::field<&UpdateMfaConfig::retain_user_mfa_settings>("retain_user_mfa_settings",
                                                                {.wire = "retainUserMfaSettings"}),
      schema::field<&UpdateMfaConfig::force>("force", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const UpdateMfaResult*) {
  return std::array{
      schema::field<&UpdateMfaResult::enabled>("enabled"),
      schema::field<&UpdateMfaResult::mfa_type>("mfa_type", {.wire = "mfaType"}),
      schema::field<&UpdateMfaResult::email>("email"),
      schema::field<&UpdateMfaResult::otp_verification_state>("otp_verification_state",
                                                              {.wire = "otpVerificationState"}),
      schema::field<&UpdateMfaResult::is_quorum_managed>("is_quorum_managed", {.wire = "isQuorumManaged"}),
      schema::field<&UpdateMfaResult::requires_password_auth>("requires_password_auth",
                                                              {.wire = "requiresPasswordAuth"}),
      schema::field<&UpdateMfaResult::account_name>("account_name", {.wire = "accountName"}),
      schema::field<&UpdateMfaResult::totp_secret_key>("totp_secret_key", {.wire = "totpSecretKey"}),
      schema::field<&UpdateMfaResult::totp_uri>("totp_uri", {.wire = "totpUri"}),
  };
}

constexpr auto fields_of(const UpdateSupportMfaConfig*) {
  return std::array{
      schema::field<&UpdateSupportMfaConfig::enabled>(
          "enabled", {.needed = "must be said: a change without it could turn MFA off"}),
      schema::field<&UpdateSupportMfaConfig::mfa_type>("mfa_type", {.wire = "mfaType"}),
      schema::field<&UpdateSupportMfaConfig::email>("email"),
      schema::field<&UpdateSupportMfaConfig::mfa_code>("mfa_code", {.wire = "mfaCode", .non_empty = true}),
      schema::field<&UpdateSupportMfaConfig::current_password>("current_password",
                                                               {.wire = "currentPassword"}),
      schema::field<&UpdateSupportMfaConfig::reference_id>("reference_id", {.wire = "referenceId"}),
      schema::field<&UpdateSupportMfaConfig::force>("force", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const VerifySupportUserTotp*) {
  return std::array{
      schema::field<&VerifySupportUserTotp::totp_code>("totp_code", {.wire = "totpCode", .non_empty = true})};
}

constexpr auto fields_of(const CreateSessionReply*) {
  return std::array{schema::field<&CreateSessionReply::session_id>("session_id", {.wire = "sessionId"})};
}

constexpr auto fields_of(const CreateSession*) {
  return std::array{
      schema::field<&CreateSession::domain>("domain"),
      schema::field<&CreateSession::username>("username", {.non_empty = true}),
      schema::field<&CreateSession::password>("password", {.non_empty = true}),
      schema::field<&CreateSession::otp_code>("otp_code", {.place = schema::Place::none, .non_empty = true}),
      schema::field<&CreateSession::otp_type>("otp_type", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const AccessToken*) {
  return std::array{
      schema::field<&AccessToken::access_token>("access_token", {.wire = "accessToken"}),
      schema::field<&AccessToken::token_type>("token_type", {.wire = "tokenType"}),
      schema::field<&AccessToken::privileges>("privileges"),
  };
}

constexpr auto fields_of(const CreateAccessToken*) {
  return std::array{
      schema::field<&CreateAccessToken::api>("api", {.place = schema::Place::none, .check = api_version}),
      schema::field<&CreateAccessToken::domain>("domain"),
      schema::field<&CreateAccessToken::username>("username", {.non_empty = true}),
      schema::field<&CreateAccessToken::password>("password", {.non_empty = true}),
      schema::field<&CreateAccessToken::otp_code>("otp_code",
                                                  {.place = schema::Place::none, .non_empty = true}),
      schema::field<&CreateAccessToken::otp_type>("otp_type", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const MfaInfo*) {
  return std::array{
      schema::field<&MfaInfo::is_totp_setup_done>("is_totp_setup_done", {.wire = "isTotpSetupDone"}),
      schema::field<&MfaInfo::is_email_otp_setup_done>("is_email_otp_setup_done",
                                                       {.wire = "isEmailOtpSetupDone"}),
      schema::field<&MfaInfo::is_user_exempt_from_mfa>("is_user_exempt_from_mfa",
                                                       {.wire = "isUserExemptFromMfa"}),
  };
}

constexpr auto fields_of(const User*) {
  return std::array{
      schema::field<&User::username>("username"),
      schema::field<&User::mfa_info>("mfa_info", {.wire = "mfaInfo"}),
      schema::field<&User::mfa_methods>("mfa_methods", {.wire = "mfaMethods"}),
      schema::field<&User::is_cluster_mfa_enabled>("is_cluster_mfa_enabled", {.wire = "isClusterMfaEnabled"}),
      schema::field<&User::is_account_mfa_enabled>("is_account_mfa_enabled", {.wire = "isAccountMfaEnabled"}),
  };
}

// The cookie comes from the headers: a member of that name in the body means nothing.
constexpr auto fields_of(const WebLoginReply*) {
  return std::array{
      schema::field<&WebLoginReply::cookie>("cookie", {.other_type_is_absent = true}),
      schema::field<&WebLoginReply::user>("user"),
  };
}

constexpr auto fields_of(const WebLogin*) {
  return std::array{
      schema::field<&WebLogin::domain>("domain"),
      schema::field<&WebLogin::username>("username", {.non_empty = true}),
      schema::field<&WebLogin::password>("password", {.non_empty = true}),
  };
}

constexpr auto fields_of(const VerifyOtpReply*) {
  return std::array{schema::field<&VerifyOtpReply::user>("user")};
}

constexpr auto fields_of(const VerifyOtp*) {
  return std::array{
      schema::field<&VerifyOtp::api>("api", {.place = schema::Place::none, .check = api_version}),
      schema::field<&VerifyOtp::code>("code", {.place = schema::Place::none, .non_empty = true}),
      schema::field<&VerifyOtp::otp_type>("otp_type", {.place = schema::Place::none}),
  };
}

}  // namespace mfaclient::cohesity
