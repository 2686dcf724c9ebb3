#pragma once
#include "mfaclient/mailinabox/operations.hpp"
#include "support/any_operation.hpp"

/// One filled-in value of each operation: what the goldens and the robustness tests are made with.
namespace mfaclient::mailinabox::samples {

template <class Op>
Op make() {
  return test::any_operation<Op>();
}

template <>
inline MfaStatus make() {
  return {.user = "other+one@box.example.com"};
}
template <>
inline MfaTotpEnable make() {
  return {.secret = SecretString("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
          .code = SecretString("012345"),
          .label = "my phone & tablet"};
}
template <>
inline MfaTotpDisable make() {
  return {.mfa_id = {"17"}, .user = "other@box.example.com"};
}
template <>
inline MfaTotpDisableAll make() {
  return {.user = "other@box.example.com"};
}
template <>
inline Login make() {
  return {.email = "admin@box.example.com",
          .password = SecretString("pass:word"),
          .code = SecretString("012345")};
}

}  // namespace mfaclient::mailinabox::samples
