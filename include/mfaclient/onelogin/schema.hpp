#pragma once
#include <array>

#include "mfaclient/onelogin/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of this vendor's operations and models: `mfaclient/schema.hpp` says how to read them.
namespace mfaclient::onelogin {

constexpr auto fields_of(const OtpDevice*) {
  return std::array{
      schema::field<&OtpDevice::id>("id"),
      schema::field<&OtpDevice::active>("active"),
      schema::field<&OtpDevice::is_default>("default"),
      schema::field<&OtpDevice::needs_trigger>("needs_trigger"),
      schema::field<&OtpDevice::auth_factor_name>("auth_factor_name"),
      schema::field<&OtpDevice::type_display_name>("type_display_name"),
      schema::field<&OtpDevice::user_display_name>("user_display_name"),
      schema::field<&OtpDevice::phone_number>("phone_number"),
      schema::field<&OtpDevice::state_token>("state_token"),
  };
}

constexpr auto fields_of(const TriggeredDevice*) {
  return std::array{
      schema::field<&TriggeredDevice::device_id>("device_id"),
      schema::field<&TriggeredDevice::state_token>("state_token"),
      schema::field<&TriggeredDevice::state_token_expires_in>("state_token_expires_in"),
      schema::field<&TriggeredDevice::message>("message"),
  };
}

constexpr auto fields_of(const ActivateMfaFactors*) {
  return std::array{
      schema::field<&ActivateMfaFactors::user_id>("user_id"),
      schema::field<&ActivateMfaFactors::device_id>("device_id"),
      schema::field<&ActivateMfaFactors::state_token_expires_in>("state_token_expires_in"),
      schema::field<&ActivateMfaFactors::numeric_sms_otp>("numeric_sms_otp"),
      schema::field<&ActivateMfaFactors::sms_message>("sms_message"),
  };
}

constexpr auto fields_of(const EnrollMfaFactor*) {
  return std::array{
      schema::field<&EnrollMfaFactor::user_id>("user_id"),
      field<&EnrollMfaFactor::factor_id>("factor_id"),
      schema::field<&EnrollMfaFactor::display_name>("display_name"),
      field<&EnrollMfaFactor::number>("number"),
      schema::field<&EnrollMfaFactor::verified>("verified"),
  };
}

constexpr auto fields_of(const GenerateMFAtoken200Response*) {
  return std::array{
      schema::field<&GenerateMFAtoken200Response::mfa_token>("mfa_token"),
      schema::field<&GenerateMFAtoken200Response::reusable>("reusable"),
      schema::field<&GenerateMFAtoken200Response::expires_at>("expires_at"),
  };
}

constexpr auto fields_of(const GenerateMfaToken*) {
  return std::array{
      schema::field<&GenerateMfaToken::user_id>("user_id"),
      schema::field<&GenerateMfaToken::expires_in>("expires_in"),
      schema::field<&GenerateMfaToken::reusable>("reusable"),
  };
}

constexpr auto fields_of(const GetEnrolledFactors200Response*) {
  return std::array{
      schema::field<&GetEnrolledFactors200Response::otp_devices>("otp_devices"),
  };
}

constexpr auto fields_of(const GetEnrolledFactors*) {
  return std::array{
      schema::field<&GetEnrolledFactors::user_id>("user_id"),
  };
}

constexpr auto fields_of(const AuthFactor*) {
  return std::array{
      schema::field<&AuthFactor::name>("name"),
      schema::field<&AuthFactor::factor_id>("factor_id"),
  };
}

constexpr auto fields_of(const GetMFAFactors200Response*) {
  return std::array{
      schema::field<&GetMFAFactors200Response::auth_factors>("auth_factors"),
  };
}

constexpr auto fields_of(const GetMfaFactors*) {
  return std::array{
      schema::field<&GetMfaFactors::user_id>("user_id"),
      schema::field<&GetMfaFactors::singular_path>("singular_path"),
  };
}

constexpr auto fields_of(const RemoveMfaFactors*) {
  return std::array{
      schema::field<&RemoveMfaFactors::user_id>("user_id"),
      schema::field<&RemoveMfaFactors::device_id>("device_id"),
  };
}

constexpr auto fields_of(const VerifyMfaFactor*) {
  return std::array{
      schema::field<&VerifyMfaFactor::user_id>("user_id"),
      schema::field<&VerifyMfaFactor::device_id>("device_id"),
      schema::field<&VerifyMfaFactor::otp_token>("otp_token"),
      schema::field<&VerifyMfaFactor::state_token>("state_token"),
  };
}

constexpr auto fields_of(const TokenReply*) {
  return std::array{
      schema::field<&TokenReply::access_token>("access_token"),
      schema::field<&TokenReply::created_at>("created_at"),
      schema::field<&TokenReply::expires_in>("expires_in"),
      schema::field<&TokenReply::valid_for>("valid_for"),
  };
}

constexpr auto fields_of(const Token*) {
  return std::array{
      schema::field<&Token::client_id>("client_id"),
      schema::field<&Token::client_secret>("client_secret"),
  };
}

constexpr auto fields_of(const RateLimitReply*) {
  return std::array{
      schema::field<&RateLimitReply::limit>("limit"),
      schema::field<&RateLimitReply::remaining>("remaining"),
      schema::field<&RateLimitReply::reset>("reset"),
  };
}

}  // namespace mfaclient::onelogin
