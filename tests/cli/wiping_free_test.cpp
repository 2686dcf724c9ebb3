// The test program is linked with the tool's free() and realloc().
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <gtest/gtest.h>

#include "sanitized.hpp"

#if !defined(MFACLIENT_SANITIZED)
namespace {

// The allocator keeps its own links at the start of a freed block.
constexpr std::size_t kLinks = 2 * sizeof(void*);

/// How much of a block still holds 'S', freed or not. The address goes through a volatile integer, for the
/// compiler knows that the block is gone.
std::size_t remains(std::uintptr_t address, std::size_t size) {
  const volatile char* block = reinterpret_cast<const volatile char*>(address);
  std::size_t count = 0;
  for (std::size_t i = kLinks; i < size; ++i) count += block[i] == 'S' ? 1U : 0U;
  return count;
}

volatile std::size_t size_of_block = 600;  // small enough to stay mapped after free()

TEST(WipingFree, LeavesNothingBehind) {
  const std::size_t size = size_of_block;
  auto* block = static_cast<char*>(std::malloc(size));
  if (block == nullptr) FAIL();
  std::memset(block, 'S', size);
  const volatile auto address = reinterpret_cast<std::uintptr_t>(block);
  EXPECT_EQ(remains(address, size), size - kLinks) << "the scanner sees it";
  std::free(block);
  EXPECT_EQ(remains(address, size), 0U);
}

TEST(WipingFree, LeavesNothingBehindWhenABlockMoves) {
  const std::size_t size = size_of_block;
  auto* block = static_cast<char*>(std::malloc(size));
  if (block == nullptr) FAIL();
  std::memset(block, 'S', size);
  const volatile auto address = reinterpret_cast<std::uintptr_t>(block);
  auto* grown = static_cast<char*>(std::realloc(block, 100 * size));
  if (grown == nullptr) {
    std::free(block);
    FAIL();
  }
  EXPECT_NE(reinterpret_cast<std::uintptr_t>(grown), address);
  EXPECT_EQ(remains(reinterpret_cast<std::uintptr_t>(grown), size), size - kLinks);
  EXPECT_EQ(remains(address, size), 0U);
  std::free(grown);
}

}  // namespace
#endif
