#pragma once
#include <cstddef>
#include <filesystem>
#include <string_view>

#include "mfaclient/error.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }
  void reset() noexcept;

 private:
  int number_;
};

/// `storage`: "<what> <path>: <what errno says>".
[[nodiscard]] mfaclient::Error storage_error(std::string_view what, const std::filesystem::path& path,
                                             int number = 0);

/// False also where that can't be found out.
[[nodiscard]] bool is_there(const std::filesystem::path& path);

/// The whole file, `most` bytes at most. Errors: `storage`.
[[nodiscard]] mfaclient::SecretString read_file(const std::filesystem::path& path,
                                                std::size_t most = 64 << 10);
/// The same from an open descriptor; `path` only names it in errors.
[[nodiscard]] mfaclient::SecretString read_all(int descriptor, const std::filesystem::path& path,
                                               std::size_t most = 64 << 10);
/// False: errno says why.
[[nodiscard]] bool write_all(int descriptor, std::string_view text);

/// Without the one line end that editors and `echo` leave.
[[nodiscard]] mfaclient::SecretString without_line_end(const mfaclient::SecretString& text);

/// A new file for a secret: for its owner alone, never over another one, and gone again when nothing was
/// written.
class SecretFile {
 public:
  /// Makes it, empty, so that everything that could be in the way shows before a vendor hands out a secret.
  /// Errors: `storage`, field `option`.
  SecretFile(const std::filesystem::path& path, std::string_view option);
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;
  ~SecretFile();

  /// Writes `text`; when it returns, file and folder entry have reached the disk. Errors: `storage`.
  void write(std::string_view text);
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] bool written() const noexcept { return written_; }

 private:
  std::filesystem::path path_;
  Descriptor folder_;
  Descriptor file_;
  bool written_ = false;
};

/// A folder for its owner only, removed with all that is in it when this goes.
class TemporaryFolder {
 public:
  /// Errors: `storage`.
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  std::filesystem::path path_{};
};

}  // namespace mfactl
