#pragma once
#include <string_view>

#include "mfaclient/http.hpp"
#include "wire/json_writer.hpp"

/// The requests that are no forms.
namespace mfaclient::wire {

/// A request without a body.
[[nodiscard]] http::Request bare(std::string_view method, std::string_view target);

/// A request with a JSON body. The content type has no parameters: JSON has no charset (RFC 8259, section
/// 11), and OneLogin refuses one.
[[nodiscard]] http::Request with_json(std::string_view method, std::string_view target,
                                      const JsonWriter& body);

}  // namespace mfaclient::wire
