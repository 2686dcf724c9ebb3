#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace mfaclient::qr {

/// Overwrites with zeros. The stores are volatile, so that no compiler drops them for memory that is freed
/// next.
inline void wipe(std::span<std::byte> memory) noexcept {
  volatile std::byte* const bytes = memory.data();
  for (std::size_t i = 0; i < memory.size(); ++i) bytes[i] = std::byte{0};
}

/// A block of bytes of a fixed size that is wiped when dropped; `SecretBytes` can only be appended to, and
/// libpng fills the rows of an interlaced picture several times over.
class WipedBlock {
 public:
  explicit WipedBlock(std::size_t size) : bytes_(std::make_unique<std::uint8_t[]>(size)), size_(size) {}
  WipedBlock(WipedBlock&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}
  WipedBlock& operator=(WipedBlock&&) = delete;
  ~WipedBlock() { wipe(std::as_writable_bytes(bytes())); }

  [[nodiscard]] std::span<std::uint8_t> bytes() noexcept { return {bytes_.get(), size_}; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept { return {bytes_.get(), size_}; }

 private:
  std::unique_ptr<std::uint8_t[]> bytes_;
  std::size_t size_;
};

/// A string of the library's own type that is wiped when dropped.
template <class Text>
struct WipedText {
  explicit WipedText(Text content) : text(std::move(content)) {}
  WipedText(const WipedText&) = delete;
  WipedText& operator=(const WipedText&) = delete;
  ~WipedText() { wipe(std::as_writable_bytes(std::span(text))); }

  Text text;
};

}  // namespace mfaclient::qr
