#include "core/freed_memory.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#include <malloc.h>

namespace mfaclient::testing {
namespace {

std::atomic<const char*> canary_text{nullptr};
std::atomic<std::size_t> canary_size{0};
std::atomic<std::size_t> block_count{0};
std::atomic<std::size_t> leak_count{0};

void* take(std::size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

void give_back(void* block) noexcept {
  const char* canary = canary_text.load();
  if (block != nullptr && canary != nullptr) {
    const std::string_view content(static_cast<const char*>(block), malloc_usable_size(block));
    ++block_count;
    if (content.find({canary, canary_size.load()}) != std::string_view::npos) ++leak_count;
  }
  std::free(block);
}

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

void* operator new(std::size_t size) { return mfaclient::testing::take(size); }
void* operator new[](std::size_t size) { return mfaclient::testing::take(size); }
void operator delete(void* block) noexcept { mfaclient::testing::give_back(block); }
void operator delete[](void* block) noexcept { mfaclient::testing::give_back(block); }
void operator delete(void* block, std::size_t /*size*/) noexcept { mfaclient::testing::give_back(block); }
void operator delete[](void* block, std::size_t /*size*/) noexcept { mfaclient::testing::give_back(block); }
