#include "temporary_folder.hpp"

#include <cerrno>
#include <string>
#include <system_error>

#include <stdlib.h>

#include "files.hpp"

namespace mfactl {

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

mfaclient::Result<void> TemporaryFolder::create() {
  std::error_code failed;
  const auto parent = std::filesystem::temp_directory_path(failed);
  auto name = (parent / "mfactl-XXXXXX").string();
  if (failed || mkdtemp(name.data()) == nullptr)
    return storage_error("can't make a folder in", parent, errno);
  path_ = name;
  return {};
}

}  // namespace mfactl
