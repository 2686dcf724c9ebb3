#pragma once
#include "mfaclient/cohesity/operations.hpp"
#include "support/any_operation.hpp"

/// One filled-in value of each operation: what the goldens and the robustness tests are made with.
namespace mfaclient::cohesity::samples {

template <class Op>
Op make() {
  return test::any_operation<Op>();
}

template <>
inline CreateEmailOtp make() {
  return {.username = "tina", .password = SecretString("pass \"word\""), .domain = "LOCAL"};
}
template <>
inline CreateTotpKey make() {
  return {.totp_key_name = "my phone"};
}
template <>
inline UpdateMfaConfig make() {
  return {.enabled = true,
          .authentication_types = std::vector<std::string>{"totp", "email"},
          .retain_user_mfa_settings = true};
}
template <>
inline UpdateSupportMfaConfig make() {
  return {.enabled = true,
          .mfa_type = "email",
          .email = "support@example.com",
          .mfa_code = SecretString("012345"),
          .current_password = SecretString("old one"),
          .reference_id = "q-17"};
}
template <>
inline VerifySupportUserTotp make() {
  return {.totp_code = SecretString("012345")};
}
template <>
inline CreateSession make() {
  return {.username = "ada",
          .password = SecretString("pass word"),
          .domain = "corp.example.com",
          .otp_code = SecretString("012345"),
          .otp_type = "EMAIL"};
}
template <>
inline CreateAccessToken make() {
  return {.username = "tina",
          .password = SecretString("pass word"),
          .domain = "LOCAL",
          .otp_code = SecretString("012345")};
}
template <>
inline WebLogin make() {
  return {.username = "tina", .password = SecretString("pass word"), .domain = "LOCAL"};
}
template <>
inline VerifyOtp make() {
  return {.code = SecretString("012345"), .otp_type = "email"};
}

}  // namespace mfaclient::cohesity::samples
