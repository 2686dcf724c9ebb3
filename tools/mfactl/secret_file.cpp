#include "secret_file.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace mfactl {

using mfaclient::Result;

Result<SecretFile> SecretFile::create(const std::filesystem::path& path, std::string_view option) {
  const auto refused = [&](std::string_view what, int number) {
    auto error = storage_error(what, path, number);
    error.field = option;
    return error;
  };
  const auto parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  Descriptor folder(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return refused("nothing was sent: can't open the folder of", errno);
  Descriptor file(openat(folder.get(), path.filename().c_str(),
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file && errno == EEXIST)
    return refused("nothing was sent: a file is never overwritten, and there is", errno);
  if (!file) return refused("nothing was sent: can't make", errno);
  return SecretFile(path, std::move(folder), std::move(file));
}

SecretFile::~SecretFile() {
  if (file_ && !written_) unlinkat(folder_.get(), path_.filename().c_str(), 0);
}

Result<void> SecretFile::write(std::string_view text) {
  // Even half a secret is kept: the other half may be on a screen.
  written_ = true;
  if (!write_all(file_.get(), text) || fsync(file_.get()) != 0 || fsync(folder_.get()) != 0)
    return storage_error("can't write", path_, errno);
  return {};
}

}  // namespace mfactl
