// Replaces the C library's free() and realloc() in the tool: what is given back is zeroed first, so that the
// copies which other libraries make of a secret don't outlive their use. Needs glibc; sanitizers bring their
// own allocator.
#include <cstdlib>  // says whether this is glibc

#include "sanitized.hpp"

#if defined(__GLIBC__) && !defined(MFACLIENT_SANITIZED)
#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include <malloc.h>

extern "C" {

void libc_free(void* block) noexcept __asm__("__libc_free");

void free(void* block) noexcept {
  if (block == nullptr) return;
  const int saved = errno;
  explicit_bzero(block, malloc_usable_size(block));
  libc_free(block);
  errno = saved;
}

// The C library's own would move a block and leave its old place as it was.
void* realloc(void* block, std::size_t size) noexcept {
  if (block == nullptr) return std::malloc(size);
  if (size == 0) {
    free(block);
    return nullptr;
  }
  const std::size_t held = malloc_usable_size(block);
  if (size <= held && size >= held / 2) return block;
  void* moved = std::malloc(size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(size, held));
  free(block);
  return moved;
}

}  // extern "C"
#endif
