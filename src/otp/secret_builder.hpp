#pragma once
#include <array>
#include <cstddef>
#include <utility>

#include <openssl/crypto.h>

#include "mfaclient/secret.hpp"

namespace mfaclient::otp {

/// Gathers a secret element by element: one allocation for what a usual secret needs, nothing left on the
/// stack.
template <class Secret, class Element>
class SecretBuilder {
 public:
  SecretBuilder() = default;
  SecretBuilder(const SecretBuilder&) = delete;
  SecretBuilder& operator=(const SecretBuilder&) = delete;
  ~SecretBuilder() { OPENSSL_cleanse(buffer_.data(), buffer_.size()); }

  void push(Element element) {
    if (size_ == buffer_.size()) flush();
    buffer_[size_++] = element;
  }
  /// What was gathered; this is empty afterwards.
  [[nodiscard]] Secret take() {
    flush();
    return std::exchange(secret_, Secret());
  }

 private:
  void flush() {
    secret_.append({buffer_.data(), size_});
    size_ = 0;
  }

  std::array<Element, 64> buffer_{};
  std::size_t size_ = 0;
  Secret secret_{};
};

using SecretTextBuilder = SecretBuilder<SecretString, char>;
using SecretBytesBuilder = SecretBuilder<SecretBytes, std::uint8_t>;

}  // namespace mfaclient::otp
