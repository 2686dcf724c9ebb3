#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() noexcept = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }
  void reset() noexcept;

 private:
  int number_ = -1;
};

/// `storage`: "<what> <path>: <what errno says>".
[[nodiscard]] mfaclient::Error storage_error(std::string_view what, const std::filesystem::path& path,
                                             int number = 0);

/// The whole file, `most` bytes at most.
[[nodiscard]] mfaclient::Result<mfaclient::SecretString> read_file(const std::filesystem::path& path,
                                                                   std::size_t most = 64 << 10);
/// The same from an open descriptor; `path` only names it in errors.
[[nodiscard]] mfaclient::Result<mfaclient::SecretString> read_all(int descriptor,
                                                                  const std::filesystem::path& path,
                                                                  std::size_t most = 64 << 10);
/// False: errno says why.
[[nodiscard]] bool write_all(int descriptor, std::string_view text);

/// Without the one line end that editors and `echo` leave.
[[nodiscard]] mfaclient::SecretString without_line_end(const mfaclient::SecretString& text);

}  // namespace mfactl
