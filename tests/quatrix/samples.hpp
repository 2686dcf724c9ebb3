#pragma once
#include "mfaclient/quatrix/operations.hpp"
#include "support/any_operation.hpp"

/// One filled-in value of each operation: what the goldens and the robustness tests are made with.
namespace mfaclient::quatrix::samples {

inline constexpr std::string_view kUser = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";

template <class Op>
Op make() {
  return test::any_operation<Op>();
}

template <>
inline ProfileRemoveMfa make() {
  return {.auth_type = {"2FA"}};
}
template <>
inline ProfileSetMfa make() {
  return {.auth_type = {"2FA"}, .code = SecretString("012345")};
}
template <>
inline LoginCode make() {
  return {.session_id = SecretString("b7e0a4f2-5f0a-4a3e-9a3f-0c9b0d6d1c11"),
          .auth_type = {"2FA"},
          .code = SecretString("012345")};
}
template <>
inline UserRemoveMfa make() {
  return {.ids = {std::string(kUser), "16fd2706-8baf-433b-82eb-8c7fada847da"}, .auth_type = {"PIN"}};
}
template <>
inline UserResetMfa make() {
  return {.ids = {std::string(kUser)}, .auth_type = {"2FA"}};
}
template <>
inline UserSetMfa make() {
  return {.ids = {std::string(kUser)}, .auth_type = {"2FA"}};
}
template <>
inline SessionStart make() {
  return {.email = "J\xC3\xB6rg.Admin@Acme.Example", .password = SecretString("pass:w\xC3\xB6rd")};
}
template <>
inline UserMetadata make() {
  return {.id = std::string(kUser)};
}
template <>
inline Generate2fa make() {
  return {.session_id = SecretString("b7e0a4f2-5f0a-4a3e-9a3f-0c9b0d6d1c11")};
}

}  // namespace mfaclient::quatrix::samples
