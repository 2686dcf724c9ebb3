#pragma once
#include <array>
#include <string_view>

#include "mfaclient/onelogin/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of OneLogin's operations and models.
namespace mfaclient::onelogin {

/// "[1-9][0-9]*" that fits 63 bits.
inline std::string_view user_number(std::string_view text) {
  constexpr std::string_view kLargest = "9223372036854775807";
  const bool fits = schema::positive_number(text).empty() &&
                    (text.size() < kLargest.size() || (text.size() == kLargest.size() && text <= kLargest));
  return fits ? "" : "is not a user number: OneLogin's users are positive whole numbers";
}

/// The id of a device that can be triggered and removed.
inline std::string_view listed_device(std::string_view text) {
  if (text == "0") return "0 stands for temporary tokens, which can only be verified";
  return schema::plain_id(text);
}

inline constexpr schema::Rules kUserId{.place = schema::Place::path, .quoted = true, .check = user_number};
inline constexpr schema::Rules kDeviceId{
    .place = schema::Place::path, .quoted = true, .check = listed_device};
inline constexpr schema::Rules kAnyDeviceId{
    .place = schema::Place::path, .quoted = true, .check = schema::plain_id};

constexpr auto fields_of(const OtpDevice*) {
  return std::array{
      schema::field<&OtpDevice::id>("id", {.quoted = true}),
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
      schema::field<&TriggeredDevice::device_id>("device_id", {.quoted = true}),
      schema::field<&TriggeredDevice::state_token>("state_token"),
      schema::field<&TriggeredDevice::state_token_expires_in>("state_token_expires_in",
                                                              {.place = schema::Place::none}),
      schema::field<&TriggeredDevice::message>("message", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const ActivateMfaFactors*) {
  return std::array{
      schema::field<&ActivateMfaFactors::user_id>("user_id", kUserId),
      schema::field<&ActivateMfaFactors::device_id>("device_id", kDeviceId),
      schema::field<&ActivateMfaFactors::state_token_expires_in>("state_token_expires_in",
                                                                 {.least = 1, .most = 900}),
      schema::field<&ActivateMfaFactors::numeric_sms_otp>("numeric_sms_otp"),
      schema::field<&ActivateMfaFactors::sms_message>("sms_message", {.non_empty = true}),
  };
}

constexpr auto fields_of(const EnrollMfaFactor*) {
  return std::array{
      schema::field<&EnrollMfaFactor::user_id>("user_id", kUserId),
      schema::field<&EnrollMfaFactor::factor_id>("factor_id", {.least = 1}),
      schema::field<&EnrollMfaFactor::display_name>("display_name", {.non_empty = true}),
      schema::field<&EnrollMfaFactor::number>("number", {.check = schema::phone_number}),
      schema::field<&EnrollMfaFactor::verified>("verified"),
  };
}

constexpr auto fields_of(const GenerateMFAtoken200Response*) {
  return std::array{
      schema::field<&GenerateMFAtoken200Response::mfa_token>("mfa_token"),
      schema::field<&GenerateMFAtoken200Response::reusable>("reusable", {.quoted = true}),
      schema::field<&GenerateMFAtoken200Response::expires_at>("expires_at"),
  };
}

constexpr auto fields_of(const GenerateMfaToken*) {
  return std::array{
      schema::field<&GenerateMfaToken::user_id>("user_id", kUserId),
      schema::field<&GenerateMfaToken::expires_in>("expires_in", {.least = 1, .most = 259'200}),
      schema::field<&GenerateMfaToken::reusable>("reusable"),
  };
}

constexpr auto fields_of(const GetEnrolledFactors200Response*) {
  return std::array{schema::field<&GetEnrolledFactors200Response::otp_devices>("otp_devices")};
}

constexpr auto fields_of(const GetEnrolledFactors*) {
  return std::array{schema::field<&GetEnrolledFactors::user_id>("user_id", kUserId)};
}

constexpr auto fields_of(const AuthFactor*) {
  return std::array{
      schema::field<&AuthFactor::name>("name"),
      schema::field<&AuthFactor::factor_id>("factor_id", {.quoted = true}),
  };
}

constexpr auto fields_of(const GetMFAFactors200Response*) {
  return std::array{schema::field<&GetMFAFactors200Response::auth_factors>("auth_factors")};
}

constexpr auto fields_of(const GetMfaFactors*) {
  return std::array{
      schema::field<&GetMfaFactors::user_id>("user_id", kUserId),
      schema::field<&GetMfaFactors::singular_path>("singular_path", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const RemoveMfaFactors*) {
  return std::array{
      schema::field<&RemoveMfaFactors::user_id>("user_id", kUserId),
      schema::field<&RemoveMfaFactors::device_id>("device_id", kDeviceId),
  };
}

constexpr auto fields_of(const VerifyMfaFactor*) {
  return std::array{
      schema::field<&VerifyMfaFactor::user_id>("user_id", kUserId),
      schema::field<&VerifyMfaFactor::device_id>("device_id", kAnyDeviceId),
      schema::field<&VerifyMfaFactor::otp_token>("otp_token", {.non_empty = true}),
      schema::field<&VerifyMfaFactor::state_token>("state_token", {.non_empty = true}),
  };
}

constexpr auto fields_of(const TokenReply*) {
  return std::array{
      schema::field<&TokenReply::access_token>("access_token"),
      schema::field<&TokenReply::created_at>("created_at"),
      schema::field<&TokenReply::expires_in>("expires_in", {.quoted = true}),
      schema::field<&TokenReply::valid_for>("valid_for", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const Token*) {
  return std::array{
      schema::field<&Token::client_id>("client_id",
                                       {.place = schema::Place::basic_user, .check = schema::user_name}),
      schema::field<&Token::client_secret>("client_secret",
                                           {.place = schema::Place::basic_password, .non_empty = true}),
  };
}

constexpr auto fields_of(const RateLimitReply*) {
  return std::array{
      schema::field<&RateLimitReply::limit>("limit",
                                            {.wire = "X-RateLimit-Limit", .quoted = true, .least = 0}),
      schema::field<&RateLimitReply::remaining>(
          "remaining", {.wire = "X-RateLimit-Remaining", .quoted = true, .least = 0}),
      schema::field<&RateLimitReply::reset>("reset",
                                            {.wire = "X-RateLimit-Reset", .quoted = true, .least = 0}),
  };
}

}  // namespace mfaclient::onelogin
