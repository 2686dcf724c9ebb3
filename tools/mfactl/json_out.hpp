#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/error.hpp"
#include "mfaclient/factor.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/secret.hpp"
#include "wire/json_writer.hpp"

namespace mfactl {

struct Tool;

/// Writes `text` and a line end on stdout, without a copy that outlives the call.
void print(Tool& tool, const mfaclient::SecretString& text);

/// {"error":{...}}: absent fields are null, `retry_after` is whole seconds.
[[nodiscard]] mfaclient::SecretString error_json(const mfaclient::Error& error, std::string_view provider);

// The pieces that several commands print.
void write_factor(mfaclient::wire::JsonWriter& json, const mfaclient::Factor& factor);
void write_text_or_null(mfaclient::wire::JsonWriter& json, std::string_view name, std::string_view value);
void write_time_or_null(mfaclient::wire::JsonWriter& json, std::string_view name,
                        const std::optional<mfaclient::Time>& when);
/// {"provider","account","enabled","forced","factors":[...],"enrollable":[...]}; `account` is null for
/// oneself.
[[nodiscard]] mfaclient::SecretString status_json(std::string_view provider,
                                                  const mfaclient::Account& account,
                                                  const mfaclient::Status& status);
/// The members of a session, into an object that is open: "origin", "headers", "expires".
void write_session(mfaclient::wire::JsonWriter& json, const mfaclient::Session& session);
void write_challenge(mfaclient::wire::JsonWriter& json, const mfaclient::Challenge& challenge);

}  // namespace mfactl
