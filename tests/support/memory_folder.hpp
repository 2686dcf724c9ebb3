#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>

#include <stdlib.h>
#include <unistd.h>

namespace mfaclient::testing {

/// A new folder, in memory where that is possible: for tests that make thousands of stores. The caller
/// removes it.
inline std::filesystem::path make_memory_folder(const std::string& prefix) {
  const std::filesystem::path memory("/dev/shm");
  const auto parent = access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
  auto name = (parent / (prefix + "-XXXXXX")).string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

}  // namespace mfaclient::testing
