#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <openssl/evp.h>

#include "mfaclient/otp.hpp"

namespace mfaclient::otp {

struct FreeDigestContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeDigestContext>;

/// HMAC (RFC 2104) over a counter, with both pads hashed at keying. The key itself is not kept.
///
/// Const members may be called from many threads at once: they only read the two contexts.
class KeyedHmac {
 public:
  /// `key` is not empty. Errors: `Errc::unsupported`, field "algorithm", when OpenSSL has no such hash.
  static Result<KeyedHmac> create(Algorithm algorithm, std::span<const std::uint8_t> key);

  /// The 31 bits that RFC 4226, section 5.3, takes from the HMAC of `counter`. Throws `std::bad_alloc`.
  [[nodiscard]] std::uint32_t truncated(std::uint64_t counter) const;

 private:
  KeyedHmac(DigestContext inner, DigestContext outer) : inner_(std::move(inner)), outer_(std::move(outer)) {}
  DigestContext inner_;
  DigestContext outer_;
};

/// Hex of SHA-256 over a prefix that only this function uses, then `key`. Errors: as `KeyedHmac::create()`.
Result<std::string> key_name(std::span<const std::uint8_t> key);

}  // namespace mfaclient::otp
