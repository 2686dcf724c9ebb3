#pragma once
#include <cstddef>
#include <string_view>

namespace mfaclient::testing {

/// While it lives, every block that goes back to the heap is searched for a canary first. The program's own
/// `operator delete` does that, so whatever a standard container gives back is seen. One at a time.
class FreedMemory {
 public:
  /// `canary` must not live on the heap.
  explicit FreedMemory(std::string_view canary);
  ~FreedMemory();
  FreedMemory(const FreedMemory&) = delete;
  FreedMemory& operator=(const FreedMemory&) = delete;

  /// How many blocks were given back so far, and how many of them still held the canary.
  [[nodiscard]] std::size_t blocks() const noexcept;
  [[nodiscard]] std::size_t leaks() const noexcept;
};

}  // namespace mfaclient::testing
