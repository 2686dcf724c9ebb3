#include "files.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace mfactl {

using mfaclient::MfaException;
using mfaclient::SecretString;

void Descriptor::reset() noexcept {
  if (number_ >= 0) close(std::exchange(number_, -1));
}

mfaclient::Error storage_error(std::string_view what, const std::filesystem::path& path, int number) {
  mfaclient::Error error{.code = mfaclient::Errc::storage};
  error.message.append(what).append(" ").append(path.string());
  if (number != 0) error.message.append(": ").append(std::generic_category().message(number));
  return error;
}

bool is_there(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

SecretString read_all(int descriptor, const std::filesystem::path& path, std::size_t most) {
  SecretString text;
  std::array<char, 4096> block{};
  for (;;) {
    const auto count = read(descriptor, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    const int failure = errno;
    if (count > 0) text.append({block.data(), static_cast<std::size_t>(count)});
    explicit_bzero(block.data(), block.size());
    if (count < 0) throw MfaException(storage_error("can't read", path, failure));
    if (count == 0) return text;
    if (text.size() > most) throw MfaException(storage_error("there is too much in", path));
  }
}

SecretString read_file(const std::filesystem::path& path, std::size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) throw MfaException(storage_error("can't open", path, errno));
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

namespace {

Descriptor open_folder_of(const std::filesystem::path& path) {
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  return Descriptor(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

}  // namespace

SecretFile::SecretFile(const std::filesystem::path& path, std::string_view option)
    : path_(path),
      folder_(open_folder_of(path)),
      file_(folder_ ? openat(folder_.get(), path.filename().c_str(),
                             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)
                    : -1) {
  if (file_) return;
  const int number = errno;
  auto error =
      storage_error(!folder_           ? "nothing was sent: can't open the folder of"
                    : number == EEXIST ? "nothing was sent: a file is never overwritten, and there is"
                                       : "nothing was sent: can't make",
                    path, number);
  error.field = option;
  throw MfaException(error);
}

SecretFile::~SecretFile() {
  if (!written_) unlinkat(folder_.get(), path_.filename().c_str(), 0);
}

void SecretFile::write(std::string_view text) {
  // Even half a secret is kept: the other half may be on a screen.
  written_ = true;
  if (!write_all(file_.get(), text) || fsync(file_.get()) != 0 || fsync(folder_.get()) != 0)
    throw MfaException(storage_error("can't write", path_, errno));
}

TemporaryFolder::TemporaryFolder() {
  std::error_code failed;
  const auto parent = std::filesystem::temp_directory_path(failed);
  auto name = (parent / "mfactl-XXXXXX").string();
  if (failed || mkdtemp(name.data()) == nullptr)
    throw MfaException(storage_error("can't make a folder in", parent, errno));
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace mfactl
