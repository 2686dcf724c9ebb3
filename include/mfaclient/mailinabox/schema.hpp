#pragma once
#include <array>

#include "mfaclient/mailinabox/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of Mail-in-a-Box's operations and models.
namespace mfaclient::mailinabox {

inline constexpr schema::Rules kUser{.non_empty = true};

constexpr auto fields_of(const Login*) {
  return std::array{
      schema::field<&Login::email>("email", {.place = schema::Place::basic_user, .check = schema::user_name}),
      schema::field<&Login::password>(
          "password", {.place = schema::Place::basic_password, .check = schema::printable_ascii}),
      schema::field<&Login::code>(
          "code", {.wire = "X-Auth-Token", .place = schema::Place::header, .check = schema::printable_ascii}),
  };
}

constexpr auto fields_of(const LoginReply*) {
  return std::array{
      schema::field<&LoginReply::email>("email"),
      schema::field<&LoginReply::privileges>("privileges"),
      schema::field<&LoginReply::api_key>("api_key"),
  };
}

constexpr auto fields_of(const EnabledMfa*) {
  return std::array{
      schema::field<&EnabledMfa::id>("id", {.quoted = true}),
      schema::field<&EnabledMfa::type>("type"),
      schema::field<&EnabledMfa::label>("label"),
  };
}

constexpr auto fields_of(const NewMfaTotp*) {
  return std::array{
      schema::field<&NewMfaTotp::type>("type"),
      schema::field<&NewMfaTotp::secret>("secret"),
      schema::field<&NewMfaTotp::qr_code_base64>("qr_code_base64"),
  };
}

constexpr auto fields_of(const NewMfa*) { return std::array{schema::field<&NewMfa::totp>("totp")}; }

constexpr auto fields_of(const MfaStatusResponse*) {
  return std::array{
      schema::field<&MfaStatusResponse::enabled_mfa>("enabled_mfa", {.one_or_many = true}),
      schema::field<&MfaStatusResponse::new_mfa>("new_mfa"),
  };
}

constexpr auto fields_of(const MfaStatus*) {
  return std::array{schema::field<&MfaStatus::user>("user", kUser)};
}

constexpr auto fields_of(const MfaTotpEnable*) {
  return std::array{
      schema::field<&MfaTotpEnable::secret>("secret", {.non_empty = true}),
      schema::field<&MfaTotpEnable::code>("code", {.wire = "token", .also = "code", .non_empty = true}),
      schema::field<&MfaTotpEnable::label>("label"),
  };
}

constexpr auto fields_of(const MfaTotpDisable*) {
  return std::array{
      schema::field<&MfaTotpDisable::mfa_id>(
          "mfa_id", {.wire = "mfa-id", .also = "mfa_id", .quoted = true, .check = schema::positive_number}),
      schema::field<&MfaTotpDisable::user>("user", kUser),
  };
}

constexpr auto fields_of(const MfaTotpDisableAll*) {
  return std::array{schema::field<&MfaTotpDisableAll::user>("user", kUser)};
}

}  // namespace mfaclient::mailinabox
