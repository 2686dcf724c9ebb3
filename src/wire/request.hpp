#pragma once
#include <string>
#include <string_view>

#include "mfaclient/http.hpp"
#include "mfaclient/result.hpp"
#include "wire/json_writer.hpp"

/// The requests that are no forms.
namespace mfaclient::wire {

/// A request without a body.
[[nodiscard]] http::Request bare(std::string_view method, std::string_view target);

/// A request with a JSON body. The content type has no parameters: JSON has no charset (RFC 8259, section
/// 11), and OneLogin refuses one.
[[nodiscard]] http::Request with_json(std::string_view method, std::string_view target,
                                      const JsonWriter& body);

/// An id that may stand in a path: letters, digits, "_" and "-" only, at most 128. Everything else could
/// change which resource is meant. Errors: `invalid_argument` naming `field`.
[[nodiscard]] Result<void> check_id(std::string_view field, std::string_view id);

/// A UUID as text (RFC 9562, section 4), in any case. Errors: `invalid_argument` naming `field`.
[[nodiscard]] Result<void> check_uuid(std::string_view field, std::string_view id);

}  // namespace mfaclient::wire
