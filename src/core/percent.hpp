#pragma once
#include <string_view>

#include "mfaclient/secret.hpp"

namespace mfaclient {

/// Appends `text` with everything but the unreserved characters of RFC 3986, section 2.3, escaped.
void percent_encode(SecretString& out, std::string_view text);

}  // namespace mfaclient
