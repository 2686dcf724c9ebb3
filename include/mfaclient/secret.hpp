#pragma once
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <span>
#include <string_view>

namespace mfaclient {

/// Bytes that nobody else should read: wiped when dropped, replaced, outgrown or moved from, compared in
/// constant time, never printed. Not synchronised.
///
/// What leaves through `reveal()` is the caller's to protect, and must not outlive the secret.
class SecretBytes {
 public:
  SecretBytes() noexcept = default;
  explicit SecretBytes(std::span<const std::uint8_t> bytes) { append(bytes); }
  SecretBytes(const SecretBytes& other) : SecretBytes(other.reveal()) {}
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(const SecretBytes& other);
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  ~SecretBytes() { wipe(); }

  [[nodiscard]] std::span<const std::uint8_t> reveal() const noexcept { return {data_.get(), size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  void append(std::span<const std::uint8_t> bytes);
  /// Overwrites the content with zeros, gives the memory back and leaves this empty.
  void wipe() noexcept;

  /// Takes the same time wherever two equally long values differ.
  [[nodiscard]] friend bool operator==(const SecretBytes& a, const SecretBytes& b) noexcept {
    return a.equals(b);
  }

 private:
  [[nodiscard]] bool equals(const SecretBytes& other) const noexcept;

  std::unique_ptr<std::uint8_t[]> data_{};
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Text that nobody else should read: a password, a code, a token, a base32 secret. Kept like `SecretBytes`.
class SecretString {
 public:
  SecretString() noexcept = default;
  explicit SecretString(std::string_view text) { append(text); }

  [[nodiscard]] std::string_view reveal() const noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
  void append(std::string_view text);
  void wipe() noexcept { bytes_.wipe(); }

  [[nodiscard]] friend bool operator==(const SecretString& a, const SecretString& b) noexcept = default;

 private:
  SecretBytes bytes_{};
};

std::ostream& operator<<(std::ostream&, const SecretBytes&) = delete;
std::ostream& operator<<(std::ostream&, const SecretString&) = delete;

}  // namespace mfaclient
