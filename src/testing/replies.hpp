#pragma once
#include <string>
#include <string_view>

#include "mfaclient/clock.hpp"
#include "mfaclient/http.hpp"
#include "wire/json_writer.hpp"

/// What every fake answers with.
namespace mfaclient::testing {

/// An answer with its content type; "" sends none.
[[nodiscard]] http::Response reply(int status, std::string_view content_type, SecretString body);
[[nodiscard]] http::Response reply(int status, std::string_view content_type, std::string_view body);

[[nodiscard]] http::Response json_reply(int status, const wire::JsonWriter& body);

/// A page as web frameworks and front ends show it to people: a client must live with HTML where it hoped for
/// data.
[[nodiscard]] http::Response html_error(int status, std::string_view content_type, std::string_view title,
                                        std::string_view explanation);

/// An IMF-fixdate (RFC 9110, 5.6.7), such as "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::string http_date(Time when);

}  // namespace mfaclient::testing
