#include "crash/power_cut.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace crash::power_cut {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value == nullptr ? std::string() : value;
}

/// Keeps an inode from being used again for another file.
struct Held {
  explicit Held(const fs::path& path) : file(open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC)) {}
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  ~Held() { close(file); }
  int file;
};

struct Kept {
  std::string content{};
  std::unique_ptr<Held> held{};
};

/// A folder's names; 0: a folder.
using Names = std::map<std::string, ino_t>;

struct Disk {
  fs::path root = variable("MFACTL_TEST_POWER_CUT");
  std::string left_out = variable("MFACTL_TEST_WITHOUT_SYNC");
  std::mutex mutex{};
  std::map<fs::path, Names> folders{};
  std::map<ino_t, Kept> files{};

  static ino_t number_of(const fs::path& path) {
    struct stat about {};
    return lstat(path.c_str(), &about) == 0 && S_ISREG(about.st_mode) ? about.st_ino : 0;
  }
  void keep_file(ino_t number, const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    auto& kept = files[number];
    kept.content.assign(std::istreambuf_iterator<char>(file), {});
    if (!kept.held) kept.held = std::make_unique<Held>(path);
  }
  void keep_names(const fs::path& folder) {
    auto& names = folders[folder];
    names.clear();
    for (const auto& entry : fs::directory_iterator(folder))
      names[entry.path().filename().string()] = number_of(entry.path());
  }
  void keep_all(const fs::path& folder) {
    keep_names(folder);
    for (const auto& [name, number] : folders.at(folder)) {
      if (number == 0)
        keep_all(folder / name);
      else
        keep_file(number, folder / name);
    }
  }
  void restore(const fs::path& folder) {
    fs::create_directory(folder);
    fs::permissions(folder, fs::perms::owner_all);
    for (const auto& [name, number] : folders[folder]) {
      const auto path = folder / name;
      if (number == 0) {
        restore(path);
      } else {
        std::ofstream(path, std::ios::binary) << files[number].content;
        fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
      }
    }
  }
};

Disk& disk() {
  static Disk the_disk;
  return the_disk;
}

}  // namespace

bool expected() { return !disk().root.empty(); }

void begin() {
  const std::scoped_lock lock(disk().mutex);
  if (fs::exists(disk().root)) disk().keep_all(disk().root);
}

void synced(int file) {
  const auto path = fs::read_symlink("/proc/self/fd/" + std::to_string(file));
  const bool below = path.string().starts_with(disk().root.string());
  if (!below || path.filename() == disk().left_out) return;
  const std::scoped_lock lock(disk().mutex);
  if (fs::is_directory(path))
    disk().keep_names(path);
  else
    disk().keep_file(Disk::number_of(path), path);
}

void strike() {
  const std::scoped_lock lock(disk().mutex);
  fs::remove_all(disk().root);
  disk().restore(disk().root);
}

}  // namespace crash::power_cut
