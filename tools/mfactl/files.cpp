#include "files.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace mfactl {

using mfaclient::Result;
using mfaclient::SecretString;

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    number_ = std::exchange(other.number_, -1);
  }
  return *this;
}

void Descriptor::reset() noexcept {
  if (number_ >= 0) close(std::exchange(number_, -1));
}

mfaclient::Error storage_error(std::string_view what, const std::filesystem::path& path, int number) {
  mfaclient::Error error;
  error.code = mfaclient::Errc::storage;
  error.message.append(what).append(" ").append(path.string());
  if (number != 0) error.message.append(": ").append(std::generic_category().message(number));
  return error;
}

Result<SecretString> read_all(int descriptor, const std::filesystem::path& path, std::size_t most) {
  SecretString text;
  std::array<char, 4096> block{};
  for (;;) {
    const auto count = read(descriptor, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    const int failure = errno;
    if (count > 0) text.append({block.data(), static_cast<std::size_t>(count)});
    explicit_bzero(block.data(), block.size());
    if (count < 0) return storage_error("can't read", path, failure);
    if (count == 0) return text;
    if (text.size() > most) return storage_error("there is too much in", path);
  }
}

Result<SecretString> read_file(const std::filesystem::path& path, std::size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return storage_error("can't open", path, errno);
  return read_all(file.get(), path, most);
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto count = write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

SecretString without_line_end(const SecretString& text) {
  auto view = text.reveal();
  if (view.ends_with('\n')) view.remove_suffix(1);
  if (view.ends_with('\r')) view.remove_suffix(1);
  return SecretString(view);
}

}  // namespace mfactl
