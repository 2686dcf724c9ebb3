#include "disk/disk.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <fstream>
#include <mutex>
#include <utility>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace disk {
namespace {

std::mutex mutex;
std::string root;  // empty: nothing is noted
std::vector<Step> steps;
std::atomic<int> fail_at{0};
std::atomic<int> failing_error{0};
std::atomic<bool> fails_on{false};
std::atomic<int> called{0};

template <class Real>
Real real(const char* name) {
  return reinterpret_cast<Real>(dlsym(RTLD_NEXT, name));
}

/// The path of an open file below the folder; empty: it is elsewhere.
std::string path_of(int file) {
  std::array<char, 4096> target{};
  const auto link = "/proc/self/fd/" + std::to_string(file);
  const auto size = readlink(link.c_str(), target.data(), target.size());
  const std::scoped_lock lock(mutex);
  if (size <= 0 || root.empty()) return {};
  const std::string_view text(target.data(), static_cast<std::size_t>(size));
  if (text == root) return ".";
  if (!text.starts_with(root + "/")) return {};
  return std::string(text.substr(root.size() + 1));
}

std::string join(const std::string& folder, const char* name) {
  return folder == "." ? std::string(name) : folder + "/" + name;
}

void note(Step step) {
  const std::scoped_lock lock(mutex);
  if (!root.empty()) steps.push_back(std::move(step));
}

/// Whether this call is to fail; sets errno.
bool fails() {
  {
    const std::scoped_lock lock(mutex);
    if (root.empty()) return false;
  }
  const int number = ++called;
  const int from = fail_at;
  if (from == 0 || number < from || (number > from && !fails_on)) return false;
  errno = failing_error;
  return true;
}

std::string absolute(int folder, const char* name) {
  if (name[0] == '/') return name;
  std::array<char, 4096> target{};
  const auto link =
      folder == AT_FDCWD ? std::string("/proc/self/cwd") : "/proc/self/fd/" + std::to_string(folder);
  const auto size = readlink(link.c_str(), target.data(), target.size());
  return std::string(target.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))) + "/" + name;
}

bool below(const std::string& path, std::string& relative) {
  const std::scoped_lock lock(mutex);
  if (root.empty() || !path.starts_with(root + "/")) return false;
  relative = path.substr(root.size() + 1);
  return true;
}

int open_at(int folder, const char* name, int flags, mode_t mode) {
  static const auto kReal = real<int (*)(int, const char*, int, ...)>("openat64");
  std::string relative;
  const auto path = absolute(folder, name);
  const bool ours = below(path, relative);
  const bool fresh = ours && (flags & O_CREAT) != 0 && access(path.c_str(), F_OK) != 0;
  const bool cuts = ours && (flags & O_TRUNC) != 0;
  if ((fresh || cuts) && fails()) return -1;
  const int file = kReal(folder, name, flags, mode);
  if (file < 0) return file;
  if (fresh) note({.kind = Step::Kind::create, .path = relative});
  if (cuts && !fresh) note({.kind = Step::Kind::truncate, .path = relative});
  return file;
}

int sync_file(const char* name, int file) {
  const auto path = path_of(file);
  if (!path.empty() && fails()) return -1;
  const auto done = real<int (*)(int)>(name)(file);
  if (done != 0 || path.empty()) return done;
  struct stat about {};
  fstat(file, &about);
  note({.kind = S_ISDIR(about.st_mode) ? Step::Kind::sync_folder : Step::Kind::sync, .path = path});
  return done;
}

}  // namespace

void record(const std::filesystem::path& folder) {
  const std::scoped_lock lock(mutex);
  root = std::filesystem::canonical(folder).string();
  steps.clear();
  called = 0;
}

std::vector<Step> stop() {
  const std::scoped_lock lock(mutex);
  root.clear();
  fail_at = 0;
  return std::exchange(steps, {});
}

std::size_t noted() {
  const std::scoped_lock lock(mutex);
  return steps.size();
}

void fail_from(int number, int error, bool lasting) {
  called = 0;
  failing_error = error;
  fails_on = lasting;
  fail_at = number;
}

int calls() { return called; }

// --- what is left ----------------------------------------------------------------------------------------

namespace {

/// Files by their names, and which of both a power cut would keep.
class Image {
 public:
  void apply(const Step& step, bool durable) {
    switch (step.kind) {
      case Step::Kind::create:
        names_[step.path] = static_cast<int>(files_.size());
        files_.emplace_back();
        pend(step);
        break;
      case Step::Kind::make_folder:
        names_[step.path] = kFolder;
        pend(step);
        break;
      case Step::Kind::write:
      case Step::Kind::truncate:
        if (const auto at = names_.find(step.path); at != names_.end()) {
          change(files_[static_cast<std::size_t>(at->second)].now, step);
          files_[static_cast<std::size_t>(at->second)].pending.push_back(step);
        }
        break;
      case Step::Kind::sync:
        if (const auto at = names_.find(step.path); at != names_.end() && durable) {
          auto& file = files_[static_cast<std::size_t>(at->second)];
          file.kept = file.now;
          file.pending.clear();
        }
        break;
      case Step::Kind::sync_folder:
        if (durable) sync_folder(step.path);
        break;
      case Step::Kind::rename:
        names_[step.to] = names_.at(step.path);
        names_.erase(step.path);
        pend(step);
        break;
      case Step::Kind::unlink:
        names_.erase(step.path);
        pend(step);
        break;
    }
  }

  /// What is there after a power cut, in which `survives` decides over each step that is not durable.
  [[nodiscard]] std::map<std::string, std::string> left(const std::function<bool()>& survives) const {
    auto names = kept_names_;
    // The journal of a file system keeps their order: what comes after one that is lost is lost, too.
    for (const auto& waiting : pending_names_) {
      if (!survives()) break;
      change_names(names, waiting);
    }
    std::map<std::string, std::string> left;
    for (const auto& [name, number] : names) {
      if (number == kFolder || !reached(names, name)) continue;
      const auto& file = files_[static_cast<std::size_t>(number)];
      auto content = file.kept;
      // Writes of one file reach the disk in any order.
      for (const auto& step : file.pending)
        if (survives()) change(content, step);
      left[name] = std::move(content);
    }
    return left;
  }

 private:
  static constexpr int kFolder = -1;
  struct File {
    std::string now{};
    std::string kept{};
    std::vector<Step> pending{};
  };
  using Names = std::map<std::string, int>;
  struct Waiting {
    Step step{};
    int made = 0;  ///< create: the file
  };

  static void change(std::string& content, const Step& step) {
    if (step.kind == Step::Kind::truncate) {
      content.resize(step.at);
    } else {
      if (content.size() < step.at + step.bytes.size()) content.resize(step.at + step.bytes.size());
      content.replace(step.at, step.bytes.size(), step.bytes);
    }
  }
  static void change_names(Names& names, const Waiting& waiting) {
    const auto& step = waiting.step;
    if (step.kind == Step::Kind::create) names[step.path] = waiting.made;
    if (step.kind == Step::Kind::make_folder) names[step.path] = kFolder;
    if (step.kind == Step::Kind::unlink) names.erase(step.path);
    if (step.kind != Step::Kind::rename) return;
    if (const auto at = names.find(step.path); at != names.end()) {
      names[step.to] = at->second;
      names.erase(step.path);
    }
  }
  void pend(const Step& step) { pending_names_.push_back({step, static_cast<int>(files_.size()) - 1}); }
  static std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
  }
  /// A file without one of the folders above it is lost.
  static bool reached(const Names& names, const std::string& name) {
    const auto folder = folder_of(name);
    return folder == "." || (names.contains(folder) && reached(names, folder));
  }
  /// Every step in that folder becomes durable; the others wait on.
  void sync_folder(const std::string& folder) {
    std::vector<Waiting> others;
    for (auto& waiting : pending_names_) {
      if (folder_of(waiting.step.path) == folder)
        change_names(kept_names_, waiting);
      else
        others.push_back(std::move(waiting));
    }
    pending_names_ = std::move(others);
  }

  std::vector<File> files_{};
  Names names_{};
  Names kept_names_{};
  std::vector<Waiting> pending_names_{};
};

}  // namespace

void replay(const std::vector<Step>& all, std::size_t count, Survivors survivors,
            const std::function<bool()>& chance, int ignored, const std::filesystem::path& folder) {
  Image image;
  int syncs = 0;
  for (std::size_t at = 0; at < count; ++at) {
    const bool sync = all[at].kind == Step::Kind::sync || all[at].kind == Step::Kind::sync_folder;
    image.apply(all[at], !sync || ++syncs != ignored);
  }
  const auto left = image.left([&] {
    if (survivors == Survivors::some) return chance();
    return survivors == Survivors::all;
  });
  for (const auto& [name, content] : left) {
    const auto path = folder / name;
    std::filesystem::create_directories(path.parent_path());
    chmod(path.parent_path().c_str(), 0700);
    std::ofstream(path, std::ios::binary) << content;
    chmod(path.c_str(), 0600);
  }
}

}  // namespace disk

using disk::Step;

extern "C" {

int open(const char* name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return disk::open_at(AT_FDCWD, name, flags, mode);
}
int open64(const char* name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return disk::open_at(AT_FDCWD, name, flags, mode);
}
int openat(int folder, const char* name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const auto mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : mode_t{0};
  va_end(more);
  return disk::open_at(folder, name, flags, mode);
}
int mkdir(const char* name, mode_t mode) noexcept {
  std::string relative;
  const bool ours = disk::below(disk::absolute(AT_FDCWD, name), relative);
  if (ours && disk::fails()) return -1;
  const auto done = disk::real<int (*)(const char*, mode_t)>("mkdir")(name, mode);
  if (done == 0 && ours) disk::note({.kind = Step::Kind::make_folder, .path = relative});
  return done;
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t at) {
  const auto path = disk::path_of(file);
  if (!path.empty() && disk::fails()) return -1;
  const auto done =
      disk::real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(file, bytes, count, at);
  if (done > 0 && !path.empty())
    disk::note({.kind = Step::Kind::write,
                .path = path,
                .bytes = std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(done)),
                .at = static_cast<std::size_t>(at)});
  return done;
}
ssize_t write(int file, const void* bytes, size_t count) {
  static const auto kReal = disk::real<ssize_t (*)(int, const void*, size_t)>("write");
  const auto path = file <= STDERR_FILENO ? std::string() : disk::path_of(file);
  if (path.empty()) return kReal(file, bytes, count);
  if (disk::fails()) return -1;
  const auto at = lseek(file, 0, SEEK_CUR);
  const auto done = kReal(file, bytes, count);
  if (done > 0)
    disk::note({.kind = Step::Kind::write,
                .path = path,
                .bytes = std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(done)),
                .at = static_cast<std::size_t>(at)});
  return done;
}
int ftruncate64(int file, off64_t size) noexcept {
  const auto path = disk::path_of(file);
  if (!path.empty() && disk::fails()) return -1;
  const auto done = disk::real<int (*)(int, off64_t)>("ftruncate64")(file, size);
  if (done == 0 && !path.empty())
    disk::note({.kind = Step::Kind::truncate, .path = path, .at = static_cast<std::size_t>(size)});
  return done;
}
int fsync(int file) { return disk::sync_file("fsync", file); }
int fdatasync(int file) { return disk::sync_file("fdatasync", file); }
int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  const auto folder = disk::path_of(from_folder);
  if (!folder.empty() && disk::fails()) return -1;
  const auto done =
      disk::real<int (*)(int, const char*, int, const char*)>("renameat")(from_folder, from, to_folder, to);
  if (done == 0 && !folder.empty())
    disk::note({.kind = Step::Kind::rename, .path = disk::join(folder, from), .to = disk::join(folder, to)});
  return done;
}
int unlinkat(int folder, const char* name, int flags) noexcept {
  const auto path = disk::path_of(folder);
  if (!path.empty() && disk::fails()) return -1;
  const auto done = disk::real<int (*)(int, const char*, int)>("unlinkat")(folder, name, flags);
  if (done == 0 && !path.empty()) disk::note({.kind = Step::Kind::unlink, .path = disk::join(path, name)});
  return done;
}

}  // extern "C"
