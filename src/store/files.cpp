#include "store/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mfaclient::store {
namespace {

// A store of a hundred thousand factors; more is a mistake or an attack.
constexpr std::size_t kMostBytes = std::size_t{256} << 20U;
// Between two looks at a lock that another holds.
constexpr std::chrono::milliseconds kShortestPause{1};
constexpr std::chrono::milliseconds kLongestPause{16};

Result<void> check_owner(int descriptor, const std::filesystem::path& path, mode_t kind) {
  struct stat about {};
  if (fstat(descriptor, &about) != 0) return storage_error(path, "can't be looked at", errno);
  if ((about.st_mode & S_IFMT) != kind) return storage_error(path, "is of the wrong kind");
  if (about.st_uid != geteuid()) return storage_error(path, "belongs to another user");
  if ((about.st_mode & 077U) != 0) return storage_error(path, "is open to others; chmod go= it");
  if (kind == S_IFREG && about.st_nlink != 1) return storage_error(path, "has a second name (a hard link)");
  return {};
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) close(number_);
}

Error storage_error(const std::filesystem::path& path, std::string_view why, int number) {
  auto error = make_error(Errc::storage, why);
  error.message.insert(0, path.string() + ": ");
  if (number != 0) error.message += " (" + std::generic_category().message(number) + ")";
  return error;
}

Result<Folder> Folder::open(const std::filesystem::path& path) {
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return storage_error(path, "can't be made", errno);
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder) return storage_error(path, "can't be opened", errno);
  if (auto ours = check_owner(folder.get(), path, S_IFDIR); !ours) return std::move(ours).error();
  return Folder(path, std::move(folder));
}

bool Folder::has(std::string_view name) const {
  struct stat about {};
  return fstatat(folder_.get(), std::string(name).c_str(), &about, AT_SYMLINK_NOFOLLOW) == 0;
}

Result<Descriptor> Folder::open_file(std::string_view name, int flags) const {
  Descriptor file(openat(folder_.get(), std::string(name).c_str(), flags | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return storage_error(path_to(name), "can't be opened", errno);
  if (auto ours = check_owner(file.get(), path_to(name), S_IFREG); !ours) return std::move(ours).error();
  return file;
}

Result<void> Folder::check(std::string_view name) const {
  const auto file = open_file(name, O_RDONLY);
  if (!file) return file.error();
  return {};
}

Result<std::optional<SecretBytes>> Folder::read(std::string_view name) const {
  if (!has(name)) return std::optional<SecretBytes>{};
  const auto file = open_file(name, O_RDONLY);
  if (!file) return file.error();
  SecretBytes bytes;
  std::array<std::uint8_t, 16 << 10> block{};
  for (;;) {
    const auto count = ::read(file->get(), block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return storage_error(path_to(name), "can't be read", errno);
    if (count == 0) break;
    bytes.append({block.data(), static_cast<std::size_t>(count)});
    if (bytes.size() > kMostBytes) return storage_error(path_to(name), "is too large");
  }
  OPENSSL_cleanse(block.data(), block.size());
  return std::optional(std::move(bytes));
}

Result<void> Folder::replace(std::string_view name, std::span<const std::uint8_t> bytes) const {
  const auto fresh = std::string(name) + ".new";
  {
    const auto file = open_file(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return file.error();
    while (!bytes.empty()) {
      const auto count = write(file->get(), bytes.data(), bytes.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return storage_error(path_to(fresh), "can't be written", errno);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    if (fsync(file->get()) != 0) return storage_error(path_to(fresh), "can't be made durable", errno);
  }
  return rename(fresh, name);
}

Result<void> Folder::rename(std::string_view from, std::string_view to) const {
  if (renameat(folder_.get(), std::string(from).c_str(), folder_.get(), std::string(to).c_str()) != 0 ||
      fsync(folder_.get()) != 0)
    return storage_error(path_to(to), "can't be replaced", errno);
  return {};
}

Result<void> Folder::remove(std::string_view name) const {
  if (unlinkat(folder_.get(), std::string(name).c_str(), 0) != 0 && errno != ENOENT)
    return storage_error(path_to(name), "can't be removed", errno);
  if (fsync(folder_.get()) != 0) return storage_error(path_, "can't be made durable", errno);
  return {};
}

Result<Descriptor> Folder::lock(std::string_view name, std::chrono::milliseconds timeout) const {
  auto file = open_file(name, O_RDWR | O_CREAT);
  if (!file) return file;
  const auto end = std::chrono::steady_clock::now() + timeout;
  auto pause = kShortestPause;
  while (flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return storage_error(path_to(name), "can't be locked", errno);
    if (std::chrono::steady_clock::now() >= end)
      return storage_error(path_to(name), "is held by another process; nothing was written");
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
  return file;
}

Result<void> Folder::settle() const {
  for (auto above = std::filesystem::absolute(path_).parent_path();; above = above.parent_path()) {
    // Where nobody here may write, nobody here has made anything.
    if (access(above.c_str(), W_OK) == 0) {
      const Descriptor folder(::open(above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
      // EINVAL: a file system that has no such thing.
      if (!folder || (fsync(folder.get()) != 0 && errno != EINVAL))
        return storage_error(above, "can't be made durable", errno);
    }
    if (above == above.root_path()) return {};
  }
}

}  // namespace mfaclient::store
