#pragma once
#include <memory>
#include <string>

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "mfaclient/result.hpp"

namespace mfaclient::testing {

template <auto function>
struct Releases {
  template <class T>
  void operator()(T* object) const {
    function(object);
  }
};
using Context = std::unique_ptr<SSL_CTX, Releases<SSL_CTX_free>>;

/// A server's TLS for one run: a certificate for 127.0.0.1, ::1 and localhost, signed by a CA whose key is
/// gone when this is made, so that nothing else can ever be signed with what a test has been told to trust.
struct ThrowawayTls {
  Context context{};  ///< TLS 1.2 or newer
  std::string ca_pem{};

  /// Errors: `Errc::tls`.
  static Result<ThrowawayTls> make();
};

}  // namespace mfaclient::testing
