#pragma once
#include <curl/curl.h>

#include "mfaclient/http.hpp"

/// What a failed transfer is called, and what is told about it.
namespace mfaclient::http {

enum class Ending : std::uint8_t {
  finished,      ///< libcurl came to an end of its own, good or bad
  cancelled,     ///< the caller's stop request
  deadline,      ///< the deadline of the call
  stalled,       ///< `Timeouts::stall`
  body_limit,    ///< `Limits::body_bytes`
  header_limit,  ///< `Limits::header_bytes`
};

/// How a transfer ended.
struct Outcome {
  Ending ending = Ending::finished;
  CURLcode code = CURLE_OK;
  /// libcurl was about to write the request: from here on bytes of it may have left. Before that none has,
  /// since name, proxy tunnel, TCP and TLS come first and no early data is sent.
  bool request_begun = false;
  int status = 0;          ///< of the answer, as far as it came
  int tunnel_status = 0;   ///< of the proxy's answer to CONNECT
  long verify_result = 0;  ///< X509_V_*
  long system_error = 0;   ///< errno of the failed connect
};

/// The `Error` for `outcome`. Names host and port; never a path, a header, a body or a proxy.
[[nodiscard]] Error failure(const Url& base, const Outcome& outcome);

}  // namespace mfaclient::http
