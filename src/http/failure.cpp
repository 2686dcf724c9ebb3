#include "http/failure.hpp"

#include <string>
#include <system_error>
#include <utility>

#include <openssl/x509.h>

namespace mfaclient::http {
namespace {

struct Verdict {
  Errc code;
  std::string message;
};

std::string reason(const std::string& text) { return text.empty() ? std::string() : " (" + text + ")"; }

Verdict tls_verdict(const std::string& peer, const Outcome& outcome) {
  switch (outcome.code) {
    case CURLE_PEER_FAILED_VERIFICATION: {
      // libcurl compares the name before it asks OpenSSL for the verdict on the chain; until then it reads
      // "unspecified".
      const std::string why = outcome.verify_result == X509_V_ERR_UNSPECIFIED
                                  ? "the certificate is for another name"
                                  : X509_verify_cert_error_string(outcome.verify_result);
      return {Errc::tls, peer + " could not prove its identity" + reason(why) +
                             "; check the address, or trust the server's own CA with a CA file"};
    }
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return {Errc::tls,
              peer +
                  " presented another key than the pinned one; change the pin only if the server's key "
                  "was meant to change"};
    case CURLE_SSL_CACERT_BADFILE:
      return {Errc::tls, "the CA file or directory could not be read; check that it holds PEM certificates"};
    case CURLE_SSL_CERTPROBLEM:
      return {Errc::tls, "the client certificate or its key could not be used; check both files"};
    default:
      return {Errc::tls,
              "the TLS handshake with " + peer + " failed; the server must offer TLS 1.2 or newer"};
  }
}

Verdict timeout_verdict(const std::string& peer, const Outcome& outcome) {
  if (!outcome.request_begun)
    return {Errc::timeout,
            "no connection to " + peer + " within the time allowed; check the address and the network"};
  return {Errc::timeout, outcome.ending == Ending::stalled
                             ? peer + " sent nothing for too long; try again later"
                             : peer + " did not answer in time; try again later"};
}

Verdict network_verdict(const std::string& peer, const Outcome& outcome) {
  if (!outcome.request_begun && outcome.tunnel_status != 0 && outcome.tunnel_status != 200)
    return {Errc::network, "the proxy would not connect to " + peer + " (HTTP " +
                               std::to_string(outcome.tunnel_status) +
                               "); check https_proxy and the proxy's rules"};
  switch (outcome.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Errc::network,
              "the name in " + peer + " could not be resolved; check the address and the network"};
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {Errc::network, "the proxy's name could not be resolved; check https_proxy"};
    case CURLE_COULDNT_CONNECT: {
      const std::string why =
          outcome.system_error == 0
              ? std::string()
              : std::error_code(static_cast<int>(outcome.system_error), std::generic_category()).message();
      return {Errc::network,
              "no connection to " + peer + reason(why) + "; check the address and that the server runs"};
    }
    default:
      return {Errc::network,
              outcome.request_begun
                  ? "the connection to " + peer + " broke before the whole answer had come"
                  : "the connection to " + peer + " broke while it was being made; check the network"};
  }
}

Verdict protocol_verdict(const std::string& peer, const Outcome& outcome) {
  switch (outcome.ending) {
    case Ending::body_limit:
      return {Errc::protocol, "the answer of " + peer + " is larger than the limit for a body"};
    case Ending::header_limit:
      return {Errc::protocol, "the answer of " + peer + " has more headers than the limit"};
    default:
      return {Errc::protocol, "the answer of " + peer + " is not HTTP; check the address and the port"};
  }
}

Verdict libcurl_verdict(const std::string& peer, const Outcome& outcome) {
  switch (outcome.code) {
    case CURLE_OPERATION_TIMEDOUT:
      return timeout_verdict(peer, outcome);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
      return tls_verdict(peer, outcome);
    case CURLE_URL_MALFORMAT:
      return {Errc::invalid_argument, "target: is not a percent-encoded path"};
    // HTTP/0.9, an impossible status line, an unknown encoding. Out of memory is what libcurl calls a header
    // line that is longer than it is willing to hold.
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WRITE_ERROR:
    case CURLE_OK:
      return protocol_verdict(peer, outcome);
    case CURLE_OUT_OF_MEMORY:
      return outcome.request_begun ? protocol_verdict(peer, {.ending = Ending::header_limit})
                                   : Verdict{Errc::network, "libcurl ran out of memory"};
    default:
      return network_verdict(peer, outcome);
  }
}

Verdict judge(const std::string& peer, const Outcome& outcome) {
  switch (outcome.ending) {
    case Ending::cancelled:
      return {Errc::cancelled, "the call was cancelled"};
    case Ending::deadline:
    case Ending::stalled:
      return timeout_verdict(peer, outcome);
    case Ending::body_limit:
    case Ending::header_limit:
      return protocol_verdict(peer, outcome);
    case Ending::finished:
      break;
  }
  return libcurl_verdict(peer, outcome);
}

}  // namespace

Error failure(const Url& base, const Outcome& outcome) {
  const bool v6 = base.host().find(':') != std::string::npos;
  const std::string peer = (v6 ? "[" + base.host() + "]" : base.host()) + ":" + std::to_string(base.port());
  auto verdict = judge(peer, outcome);
  auto error = make_error(verdict.code, verdict.message);
  if (verdict.code == Errc::invalid_argument) error.field = "target";
  if (outcome.status != 0) error.http_status = outcome.status;
  error.transport_code = outcome.code;
  error.delivery = outcome.request_begun ? Delivery::unknown : Delivery::not_sent;
  if (outcome.request_begun) error.add_hint("the request may have been processed");
  return error;
}

}  // namespace mfaclient::http
