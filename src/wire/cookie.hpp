#pragma once
#include "mfaclient/http.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient::wire {

/// The value of the `Cookie` header that answers the `Set-Cookie` headers of one answer (RFC 6265, 5.4), for
/// a session that its vendor keeps in cookies. Those without a value, or taken away by `Max-Age=0`, are left
/// out; empty: there are none. Attributes are the caller's to keep: one origin, and https.
[[nodiscard]] SecretString cookies_of(const http::Headers& headers);

}  // namespace mfaclient::wire
