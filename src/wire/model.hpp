#pragma once
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
[[nodiscard]] Result<void> check_model(schema::Model model, const void* owner);

/// Every secret of `owner` and of the models in it, empty ones too.
[[nodiscard]] std::vector<SecretString*> secrets_in(schema::Model model, void* owner);
[[nodiscard]] std::vector<const SecretString*> secrets_in(schema::Model model, const void* owner);

/// The request of an operation whose fields say all that there is to say. Does not check them.
[[nodiscard]] http::Request write_request(const OperationInfo& info, schema::Model model, const void* owner);

/// Writes `owner` under the names that its fields have here: absent ones as null, secrets as "***" where
/// `mask` says so and they are not empty.
void write_model(JsonWriter& json, schema::Model model, const void* owner, bool mask);

}  // namespace mfaclient::wire
