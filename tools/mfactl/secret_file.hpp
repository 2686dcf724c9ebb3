#pragma once
#include <filesystem>
#include <string_view>

#include "files.hpp"
#include "mfaclient/result.hpp"

namespace mfactl {

/// A new file for a secret: for its owner alone, never over another one, and gone again when nothing was
/// written.
class SecretFile {
 public:
  /// Makes it, empty, so that everything that could be in the way shows before a vendor hands out a secret.
  /// Errors: `storage`, field `option`.
  [[nodiscard]] static mfaclient::Result<SecretFile> create(const std::filesystem::path& path,
                                                            std::string_view option);
  SecretFile(SecretFile&&) noexcept = default;
  SecretFile& operator=(SecretFile&&) = delete;
  ~SecretFile();

  /// Writes `text`; when it returns, file and folder entry have reached the disk. Errors: `storage`.
  [[nodiscard]] mfaclient::Result<void> write(std::string_view text);
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] bool written() const noexcept { return written_; }

 private:
  SecretFile(std::filesystem::path path, Descriptor folder, Descriptor file)
      : path_(std::move(path)), folder_(std::move(folder)), file_(std::move(file)) {}

  std::filesystem::path path_;
  Descriptor folder_;
  Descriptor file_;  // closed in what was moved from
  bool written_ = false;
};

}  // namespace mfactl
