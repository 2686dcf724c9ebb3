#pragma once
#include <array>
#include <string_view>

#include "mfaclient/quatrix/operations.hpp"
#include "mfaclient/schema.hpp"

/// The fields of Quatrix's operations and models.
namespace mfaclient::quatrix {

inline std::string_view email_address(std::string_view text) {
  const auto why = schema::no_control_characters(text);
  if (!why.empty() || text.find(':') == std::string_view::npos) return why;
  return "holds a colon, which ends the user name on the wire";
}

inline std::string_view known_auth_type(std::string_view text) {
  return text == kTwoFactor || text == kPin ? "" : "must be 2FA or PIN";
}

inline std::string_view known_encoding(std::string_view text) {
  return text == "plain" || text == "base64" ? "" : "must be plain or base64";
}

/// A session that a request brings along: it replaces the client's own.
inline constexpr schema::Rules kSessionId{
    .wire = "X-Auth-Token", .place = schema::Place::header, .non_empty = true};
inline constexpr schema::Rules kAuthType{.check = known_auth_type};
inline constexpr schema::Rules kEncoding{.place = schema::Place::none, .check = known_encoding};
/// UUIDs, so that no text can mean more users than one.
inline constexpr schema::Rules kUserIds{.non_empty = true, .check = schema::uuid};
/// A text that only describes.
inline constexpr schema::Rules kDescription{.other_type_is_absent = true};

/// Not read by this table: both may come in headers of the answer.
constexpr auto fields_of(const SessionStartReply*) {
  return std::array{
      schema::field<&SessionStartReply::session_id>("session_id"),
      schema::field<&SessionStartReply::mfa_code>("mfa_code"),
  };
}

constexpr auto fields_of(const SessionStart*) {
  return std::array{
      schema::field<&SessionStart::email>("email",
                                          {.place = schema::Place::basic_user, .check = email_address}),
      schema::field<&SessionStart::password>(
          "password", {.place = schema::Place::basic_password, .check = schema::no_control_characters}),
  };
}

constexpr auto fields_of(const SessionLoginResp*) {
  return std::array{
      schema::field<&SessionLoginResp::session_id>("session_id", {.other_type_is_absent = true})};
}

constexpr auto fields_of(const LoginCode*) {
  return std::array{
      schema::field<&LoginCode::session_id>("session_id", kSessionId),
      schema::field<&LoginCode::auth_type>("auth_type", kAuthType),
      schema::field<&LoginCode::code>("code", {.non_empty = true}),
      schema::field<&LoginCode::code_encoding>("code_encoding", kEncoding),
      schema::field<&LoginCode::value_shape>("value_shape", {.place = schema::Place::none}),
  };
}

constexpr auto fields_of(const ProfileResp*) {
  return std::array{
      schema::field<&ProfileResp::id>("id"),
      schema::field<&ProfileResp::email>("email", kDescription),
      schema::field<&ProfileResp::name>("name", kDescription),
      schema::field<&ProfileResp::status>("status", kDescription),
      schema::field<&ProfileResp::super_admin>("super_admin", kDescription),
      schema::field<&ProfileResp::auth_methods>("auth_methods", {.one_or_many = true}),
      schema::field<&ProfileResp::forced_auth>("forced_auth", {.one_or_many = true}),
  };
}

constexpr auto fields_of(const Profile*) {
  return std::array{schema::field<&Profile::session_id>("session_id", kSessionId)};
}

constexpr auto fields_of(const UserMetadata*) {
  return std::array{
      schema::field<&UserMetadata::id>("id", {.place = schema::Place::path, .check = schema::uuid})};
}

constexpr auto fields_of(const Generate2faReply*) {
  return std::array{
      schema::field<&Generate2faReply::qr_code_base64>("qr_code_base64"),
      schema::field<&Generate2faReply::otpauth_uri>("otpauth_uri"),
      schema::field<&Generate2faReply::secret>("secret"),
  };
}

constexpr auto fields_of(const Generate2fa*) {
  return std::array{schema::field<&Generate2fa::session_id>("session_id", kSessionId)};
}

constexpr auto fields_of(const ProfileSetMfaResp*) {
  return std::array{schema::field<&ProfileSetMfaResp::session_ids>("session_ids", {.one_or_many = true})};
}

constexpr auto fields_of(const ProfileSetMfa*) {
  return std::array{
      schema::field<&ProfileSetMfa::auth_type>("auth_type", kAuthType),
      schema::field<&ProfileSetMfa::code>("code", {.non_empty = true}),
      schema::field<&ProfileSetMfa::code_encoding>("code_encoding", kEncoding),
      schema::field<&ProfileSetMfa::session_id>("session_id", kSessionId),
  };
}

constexpr auto fields_of(const ProfileRemoveMfaResp*) {
  return std::array{schema::field<&ProfileRemoveMfaResp::status>("status")};
}

constexpr auto fields_of(const ProfileRemoveMfa*) {
  return std::array{schema::field<&ProfileRemoveMfa::auth_type>("auth_type", kAuthType)};
}

constexpr auto fields_of(const UserRemoveMfa*) {
  return std::array{
      schema::field<&UserRemoveMfa::ids>("ids", kUserIds),
      schema::field<&UserRemoveMfa::auth_type>("auth_type", kAuthType),
  };
}

constexpr auto fields_of(const UserResetMfa*) {
  return std::array{
      schema::field<&UserResetMfa::ids>("ids", kUserIds),
      schema::field<&UserResetMfa::auth_type>("auth_type", kAuthType),
  };
}

constexpr auto fields_of(const UserSetMfa*) {
  return std::array{
      schema::field<&UserSetMfa::ids>("ids", kUserIds),
      schema::field<&UserSetMfa::auth_type>("auth_type", kAuthType),
      schema::field<&UserSetMfa::code>("code"),
      schema::field<&UserSetMfa::code_encoding>("code_encoding", kEncoding),
  };
}

}  // namespace mfaclient::quatrix
