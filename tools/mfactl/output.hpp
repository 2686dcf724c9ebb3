#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "mfaclient/error.hpp"
#include "mfaclient/factor.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/secret.hpp"
#include "wire/json_writer.hpp"

/// What several commands print.
namespace mfactl {

struct Tool;

/// Writes `text` and a line end on stdout, without a copy that outlives the call.
void print(Tool& tool, const mfaclient::SecretString& text);
/// Prints `value`, with --json as {"<name>":"<value>"}.
void print_value(Tool& tool, std::string_view name, const mfaclient::SecretString& value);

/// A cell of a table: filled up with spaces, of which there is one at least.
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);

/// {"error":{...}}: absent fields are null, `retry_after` is whole seconds.
[[nodiscard]] mfaclient::SecretString error_json(const mfaclient::Error& error, std::string_view provider);

/// Prints what `status` returns, as JSON or for a person. As JSON {"provider","account","enabled","forced",
/// "factors":[...],"enrollable":[...]}; `account` is null for oneself.
void print_status(Tool& tool, const mfaclient::Account& account, const mfaclient::Status& status);

/// {"provider","challenge":{"accepts","prompt","sent_to","expires","state"}}, always JSON: `verify` and
/// `poll` read it.
void print_challenge(Tool& tool, const mfaclient::Challenge& challenge);

/// {"provider","accepted":true,"session":{...}|null,"factor":{...}|null}, always JSON.
void print_accepted(Tool& tool, const mfaclient::Accepted& accepted);

/// Begins a document: {"provider":"...", which the caller ends.
[[nodiscard]] mfaclient::wire::JsonWriter begin_result(const Tool& tool);

void write_factor(mfaclient::wire::JsonWriter& json, const mfaclient::Factor& factor);
/// The members of a session, into an object that is open: "origin", "headers", "expires".
void write_session(mfaclient::wire::JsonWriter& json, const mfaclient::Session& session);

/// A member, null where it is empty.
void write_or_null(mfaclient::wire::JsonWriter& json, std::string_view name, std::string_view value);
void write_or_null(mfaclient::wire::JsonWriter& json, std::string_view name,
                   const std::optional<mfaclient::Time>& when);
template <class Number>
void write_or_null(mfaclient::wire::JsonWriter& json, std::string_view name,
                   const std::optional<Number>& value) {
  json.name(name);
  if (!value) {
    json.null();
  } else if constexpr (std::is_same_v<Number, bool>) {
    json.boolean(*value);
  } else {
    json.integer(*value);
  }
}

/// An otpauth URI with asterisks for its secret; any other text as it is.
[[nodiscard]] mfaclient::SecretString masked_uri(const mfaclient::SecretString& text);

}  // namespace mfactl
