#pragma once
#include "mfaclient/onelogin/operations.hpp"
#include "support/any_operation.hpp"

/// One filled-in value of each operation: what the goldens and the robustness tests are made with.
namespace mfaclient::onelogin::samples {

template <class Op>
Op make() {
  return test::any_operation<Op>();
}

template <>
inline ActivateMfaFactors make() {
  return {.user_id = {"102"},
          .device_id = {"201"},
          .state_token_expires_in = 300,
          .numeric_sms_otp = true,
          .sms_message = "Caf\xC3\xA9: {{otp_code}}, {{expiration}} min"};
}
template <>
inline EnrollMfaFactor make() {
  return {.user_id = {"102"},
          .factor_id = 11'501,
          .display_name = "my \"phone\"",
          .number = "+14155550100",
          .verified = false};
}
template <>
inline GenerateMfaToken make() {
  return {.user_id = {"102"}, .expires_in = 600, .reusable = false};
}
template <>
inline GetEnrolledFactors make() {
  return {.user_id = {"102"}};
}
template <>
inline GetMfaFactors make() {
  return {.user_id = {"102"}};
}
template <>
inline RemoveMfaFactors make() {
  return {.user_id = {"102"}, .device_id = {"user_temp-201"}};
}
template <>
inline VerifyMfaFactor make() {
  return {.user_id = {"102"},
          .device_id = {"201"},
          .otp_token = SecretString("012345"),
          .state_token = SecretString("6e2c37ca8b1a4f0d9e5b7c3a2f1d0e9b8a7c6d5e")};
}
template <>
inline Token make() {
  return {.client_id = "a-client", .client_secret = SecretString("a:secret")};
}

}  // namespace mfaclient::onelogin::samples
