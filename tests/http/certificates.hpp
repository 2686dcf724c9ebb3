#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace mfaclient::test {

/// A certificate chain, leaf first, and the key of the leaf; both PEM.
struct Identity {
  std::string certificates{};
  std::string key{};
};

struct Leaf {
  std::string host = "127.0.0.1";      ///< a name or an address, for the subject's alternative name
  std::chrono::hours not_before{-24};  ///< from now
  std::chrono::hours not_after{24};
  std::string usage = "serverAuth,clientAuth";
};

/// A throw-away certificate authority with a fresh P-256 key.
class Authority {
 public:
  explicit Authority(std::string_view name = "Throw-away CA");
  [[nodiscard]] const std::string& pem() const { return pem_; }
  [[nodiscard]] Identity issue(const Leaf& leaf = {}) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
  std::string pem_;
};

/// A certificate that nobody but itself vouches for.
[[nodiscard]] Identity self_signed(const Leaf& leaf = {});

/// "sha256//<base64>" of the first certificate's public key, computed apart from the code under test.
[[nodiscard]] std::string pin_of(const Identity& identity);

}  // namespace mfaclient::test
