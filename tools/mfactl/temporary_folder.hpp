#pragma once
#include <filesystem>

#include "mfaclient/result.hpp"

namespace mfactl {

/// A folder for its owner only, removed with all that is in it when this goes.
class TemporaryFolder {
 public:
  TemporaryFolder() = default;
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// Errors: `storage`.
  [[nodiscard]] mfaclient::Result<void> create();
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_{};
};

}  // namespace mfactl
