#include <algorithm>

#include <openssl/crypto.h>

#include "mfaclient/otp.hpp"

namespace mfaclient::otp {

Code::Code(std::uint32_t truncated, int digits) noexcept
    : size_(static_cast<std::uint8_t>(std::clamp(digits, 0, static_cast<int>(text_.size())))) {
  for (std::size_t i = size_; i-- > 0; truncated /= 10) text_[i] = static_cast<char>('0' + truncated % 10);
}

Code::~Code() { OPENSSL_cleanse(text_.data(), text_.size()); }

}  // namespace mfaclient::otp
