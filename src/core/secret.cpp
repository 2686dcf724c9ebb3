#include "mfaclient/secret.hpp"

#include <algorithm>
#include <utility>

#include <openssl/crypto.h>

namespace mfaclient {

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : data_(std::move(other.data_)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

SecretBytes& SecretBytes::operator=(const SecretBytes& other) {
  if (this != &other) *this = SecretBytes(other);
  return *this;
}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this == &other) return *this;
  wipe();
  data_ = std::move(other.data_);
  size_ = std::exchange(other.size_, 0);
  capacity_ = std::exchange(other.capacity_, 0);
  return *this;
}

void SecretBytes::append(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return;
  if (bytes.size() > capacity_ - size_) {
    // The new block is filled before the old one is wiped: `bytes` may be part of this secret.
    const std::size_t capacity = std::max(size_ + bytes.size(), 2 * capacity_);
    auto grown = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
    std::copy_n(data_.get(), size_, grown.get());
    std::copy(bytes.begin(), bytes.end(), grown.get() + size_);
    const std::size_t size = size_ + bytes.size();
    wipe();
    data_ = std::move(grown);
    size_ = size;
    capacity_ = capacity;
    return;
  }
  std::copy(bytes.begin(), bytes.end(), data_.get() + size_);
  size_ += bytes.size();
}

void SecretBytes::wipe() noexcept {
  if (data_) OPENSSL_cleanse(data_.get(), capacity_);
  data_.reset();
  size_ = 0;
  capacity_ = 0;
}

bool SecretBytes::equals(const SecretBytes& other) const noexcept {
  return size_ == other.size_ && (size_ == 0 || CRYPTO_memcmp(data_.get(), other.data_.get(), size_) == 0);
}

std::string_view SecretString::reveal() const noexcept {
  const auto bytes = bytes_.reveal();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void SecretString::append(std::string_view text) {
  bytes_.append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace mfaclient
