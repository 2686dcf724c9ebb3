#pragma once
#include <cstdint>
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/onelogin/tenant.hpp"
#include "wire/json_writer.hpp"

/// The API's answers, in its words.
namespace mfaclient::testing::onelogin {

/// A refusal in the v1 envelope. Where `attribute` is given, the message is an object that names it.
[[nodiscard]] http::Response refuse(const Knobs& knobs, int status, std::string_view message,
                                    std::string_view attribute = {});
[[nodiscard]] http::Response no_route(const Knobs& knobs);
[[nodiscard]] http::Response no_user(const Knobs& knobs, std::string_view user_id, bool by_factors);
[[nodiscard]] http::Response no_device(const Knobs& knobs);
/// 401, in words of its own where the servers have them.
[[nodiscard]] http::Response unauthorised(const Knobs& knobs, std::string_view message);

/// `{"status":{...},"data":` is written; the caller writes the data and gives it to `finish`.
[[nodiscard]] wire::JsonWriter begin_data(std::string_view message = "Success");
[[nodiscard]] http::Response finish(wire::JsonWriter& body);

/// The yes of a verification.
[[nodiscard]] http::Response verified(const Knobs& knobs);
/// Neither yes nor no yet.
[[nodiscard]] http::Response pending(const Knobs& knobs);

[[nodiscard]] http::Response token(const Tenant& tenant, const AccessToken& token, bool wrapped);
[[nodiscard]] http::Response rate_limit(const Tenant& tenant);
[[nodiscard]] http::Response limit_exceeded(const Tenant& tenant);
void add_rate_headers(const Tenant& tenant, http::Response& response);

void write_id(wire::JsonWriter& json, const Knobs& knobs, std::int64_t id);
[[nodiscard]] std::string_view name_of(const Knobs& knobs, const AuthFactor& factor);
/// The server's form of an instant: with milliseconds.
[[nodiscard]] std::string instant(Time when);

}  // namespace mfaclient::testing::onelogin
