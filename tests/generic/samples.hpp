#pragma once
#include "mfaclient/generic/operations.hpp"
#include "support/any_operation.hpp"

/// One filled-in value of each operation: what the goldens and the robustness tests are made with.
namespace mfaclient::generic::samples {

template <class Op>
Op make() {
  return test::any_operation<Op>();
}

template <>
inline AuthMfa make() {
  return {.token = SecretString("0e8dbf7c-8b2f-4bb8-b5ea-7a4b6a3f9d11"), .code = SecretString("012345")};
}
template <>
inline DisableMfa make() {
  return {.code = SecretString("012345")};
}
template <>
inline EnableMfa make() {
  return {.code = SecretString("012345"),
          .secret = SecretString("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
          .recovery_codes = {SecretString("AAAAAAAAAAAAAAA2"), SecretString("AAAAAAAAAAAAAAA3")}};
}
template <>
inline MfaRecover make() {
  return {.identifier = "bob@example.com", .recovery_code = SecretString(" AAAAAAAAAAAAAAA2\n")};
}
template <>
inline RequestResetMfa make() {
  return {.identifier = "bob \"the\" builder"};
}
template <>
inline ResetMfa make() {
  return {.token = SecretString("a/b+c=="),
          .main_email_code = SecretString("abc23"),
          .recovery_email_code = SecretString(" DEF45 ")};
}
template <>
inline Login make() {
  return {.username = "Bob", .password = SecretString("pass\"word \xC3\xBC")};
}
template <>
inline SetRecoveryEmail make() {
  return {.recovery_email = "bob@recovery.example.com"};
}

}  // namespace mfaclient::generic::samples
