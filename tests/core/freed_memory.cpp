#include "core/freed_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

// Clang's sanitizers have an allocator that can't be replaced everywhere, and hooks instead.
#if defined(__clang__) && defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#include <sanitizer/allocator_interface.h>
#define MFACLIENT_ALLOCATOR_HOOKS 1
#endif
#endif

namespace mfaclient::testing {
namespace {

std::atomic<const char*> canary_text{nullptr};
std::atomic<std::size_t> canary_size{0};
std::atomic<std::size_t> block_count{0};
std::atomic<std::size_t> leak_count{0};

void look_at(const char* block, std::size_t size) noexcept {
  const char* canary = canary_text.load();
  if (block == nullptr || canary == nullptr) return;
  ++block_count;
  if (std::string_view(block, size).find({canary, canary_size.load()}) != std::string_view::npos)
    ++leak_count;
}

#ifdef MFACLIENT_ALLOCATOR_HOOKS
[[maybe_unused]] const int kHooks = __sanitizer_install_malloc_and_free_hooks(
    [](const volatile void* /*block*/, std::size_t /*size*/) {},
    [](const volatile void* block) {
      const auto* begin = static_cast<const char*>(const_cast<const void*>(block));
      look_at(begin, __sanitizer_get_allocated_size(block));
    });
#else
void* take(std::size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void give_back(void* block) noexcept {
  if (block != nullptr) look_at(static_cast<const char*>(block), malloc_usable_size(block));
  std::free(block);
}
#endif

}  // namespace

FreedMemory::FreedMemory(std::string_view canary) {
  block_count = 0;
  leak_count = 0;
  canary_size = canary.size();
  canary_text = canary.data();
}
FreedMemory::~FreedMemory() { canary_text = nullptr; }
std::size_t FreedMemory::blocks() const noexcept { return block_count; }
std::size_t FreedMemory::leaks() const noexcept { return leak_count; }

}  // namespace mfaclient::testing

#ifndef MFACLIENT_ALLOCATOR_HOOKS
void* operator new(std::size_t size) { return mfaclient::testing::take(size); }
void* operator new[](std::size_t size) { return mfaclient::testing::take(size); }
void operator delete(void* block) noexcept { mfaclient::testing::give_back(block); }
void operator delete[](void* block) noexcept { mfaclient::testing::give_back(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { mfaclient::testing::give_back(block); }
void operator delete[](void* block, std::size_t /*size*/) noexcept { mfaclient::testing::give_back(block); }
#endif
