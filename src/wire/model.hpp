#pragma once
#include <string_view>
#include <vector>

#include "mfaclient/http.hpp"
#include "mfaclient/operation.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/schema.hpp"
#include "wire/json_writer.hpp"

/// What the tables of fields drive beside reading.
namespace mfaclient::wire {

/// Whether the fields of `owner` keep to their rules. Errors: `invalid_argument`, naming the first that does
/// not; its value is never quoted.
Result<void> check_model(schema::Model model, const void* owner);

/// Every secret of `owner` and of the models in it, empty ones too.
[[nodiscard]] std::vector<SecretString*> secrets_in(schema::Model model, void* owner);
[[nodiscard]] std::vector<const SecretString*> secrets_in(schema::Model model, const void* owner);

/// "text", "secret", "secrets", "integer", "boolean", "list" or "object".
[[nodiscard]] std::string_view type_name(const schema::Field& field);
/// Whether an operation can't do without the field.
[[nodiscard]] bool is_required(const schema::Field& field);

/// Puts a value into a field of `owner`: a text, a number or true and false. Errors: `invalid_argument`,
/// naming the field: it is something else, or has parts.
Result<void> set_text(const schema::Field& field, void* owner, std::string_view text);
/// The same from a JSON value, whose members are called as the fields are here.
Result<void> set_json(const schema::Field& field, void* owner, std::string_view json);

/// The request of an operation whose fields say all that there is to say. Does not check them.
[[nodiscard]] http::Request write_request(const OperationInfo& info, schema::Model model, const void* owner);

/// Writes `owner` under the names that its fields have here: absent ones as null, secrets as "***" where
/// `mask` says so and they are not empty.
void write_model(JsonWriter& json, schema::Model model, const void* owner, bool mask);

}  // namespace mfaclient::wire
