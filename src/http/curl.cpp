#include "http/curl.hpp"

#include <sys/socket.h>

namespace mfaclient::http {
namespace {

// libcurl's own socket() call leaves the descriptor open in programs that this one starts.
curl_socket_t open_socket(void* /*user*/, curlsocktype /*purpose*/, curl_sockaddr* address) {
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

}  // namespace

Result<void> start_libcurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code == CURLE_OK) return {};
  auto error = make_error(Errc::network, "libcurl could not be started; check its installation");
  error.transport_code = code;
  return error;
}

void set_connection_defaults(Options& options, const Url& base) {
  options.set(CURLOPT_NOSIGNAL, 1L);
  options.set(CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  // A name that is still being resolved when the call ends is left to its thread; waiting for it would
  // outlive the deadline by as long as the resolver pleases.
  options.set(CURLOPT_QUICK_EXIT, 1L);

  options.set(CURLOPT_PROTOCOLS_STR, base.scheme());
  options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  options.set(CURLOPT_FOLLOWLOCATION, 0L);
  options.set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  // One request per connection at a time gains nothing from HTTP/2, and its refused streams are resent by
  // libcurl.
  options.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  options.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  options.set(CURLOPT_PROXY_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  // An empty proxy overrules the environment.
  if (base.loopback()) options.set(CURLOPT_PROXY, "");
}

}  // namespace mfaclient::http
