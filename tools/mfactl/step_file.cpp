#include "step_file.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <map>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "environment.hpp"
#include "files.hpp"

namespace mfactl {
namespace {

using mfaclient::Result;
using mfaclient::StepClaim;
using Steps = std::map<std::string, std::uint64_t, std::less<>>;

constexpr const char* kSteps = "steps";
constexpr const char* kNext = "steps.new";
// Its own file, because `steps` itself is another one after every update.
constexpr const char* kLock = "steps.lock";
constexpr std::chrono::seconds kMostWait{5};

/// Ours, and nobody else's to write.
Result<void> check_owner(int descriptor, const std::filesystem::path& path) {
  struct stat about {};
  if (fstat(descriptor, &about) != 0) return storage_error("can't look at", path, errno);
  if (about.st_uid != geteuid()) return storage_error("another user owns", path);
  if ((about.st_mode & 077U) != 0) return storage_error("others may read or write", path);
  return {};
}

class StepFile final : public mfaclient::StepLedger {
 public:
  explicit StepFile(std::filesystem::path folder) : path_(std::move(folder)) {}

  [[nodiscard]] Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) override {
    auto folder = open_folder();
    if (!folder) return std::move(folder).error();
    const auto locked = lock(folder->get());
    if (!locked) return locked.error();
    auto steps = read(folder->get());
    if (!steps) return std::move(steps).error();

    const auto known = steps->find(key_id);
    if (known != steps->end() && step <= known->second) return StepClaim{false, known->second};
    steps->insert_or_assign(std::string(key_id), step);
    if (auto written = write(folder->get(), *steps); !written) return std::move(written).error();
    return StepClaim{true, step};
  }

 private:
  Result<Descriptor> open_folder() const {
    std::error_code failed;
    std::filesystem::create_directories(path_.parent_path(), failed);
    if (mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST) return storage_error("can't make", path_, errno);
    Descriptor folder(open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!folder) return storage_error("can't open", path_, errno);
    if (auto ours = check_owner(folder.get(), path_); !ours) return std::move(ours).error();
    return folder;
  }

  Result<Descriptor> open_file(int folder, const char* name, int flags) const {
    Descriptor file(openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return storage_error("can't open", path_ / name, errno);
    if (auto ours = check_owner(file.get(), path_ / name); !ours) return std::move(ours).error();
    return file;
  }

  /// Held as long as the descriptor is open.
  Result<Descriptor> lock(int folder) const {
    auto file = open_file(folder, kLock, O_RDWR | O_CREAT);
    if (!file) return file;
    const auto until = std::chrono::steady_clock::now() + kMostWait;
    while (flock(file->get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) return storage_error("can't lock", path_ / kLock, errno);
      if (std::chrono::steady_clock::now() >= until)
        return storage_error("another process holds", path_ / kLock);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return file;
  }

  /// Lines of "<key id> <step>".
  Result<Steps> read(int folder) const {
    Steps steps;
    auto file = open_file(folder, kSteps, O_RDONLY | O_CREAT);
    if (!file) return std::move(file).error();
    const auto text = read_all(file->get(), path_ / kSteps, 1 << 20);
    if (!text) return text.error();
    for (auto rest = text->reveal(); !rest.empty();) {
      const auto line = rest.substr(0, rest.find('\n'));
      const auto space = std::min(line.find(' '), line.size());
      std::uint64_t step = 0;
      const auto number = line.substr(std::min(space + 1, line.size()));
      const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), step);
      // A guess could hand a code out twice, so a damaged file is nothing to repair silently.
      if (space == 0 || failed != std::errc{} || end != number.data() + number.size())
        return storage_error("delete this damaged file, 30 s after the last code was used:", path_ / kSteps);
      steps.insert_or_assign(std::string(line.substr(0, space)), step);
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    return steps;
  }

  /// A reader finds the old file or the new one, whole, and after a power cut too.
  Result<void> write(int folder, const Steps& steps) const {
    std::string text;
    for (const auto& [key, step] : steps) text += key + " " + std::to_string(step) + "\n";
    unlinkat(folder, kNext, 0);  // what a crash left
    const auto file = open_file(folder, kNext, O_WRONLY | O_CREAT | O_EXCL);
    if (!file) return file.error();
    if (!write_all(file->get(), text) || fsync(file->get()) != 0 ||
        renameat(folder, kNext, folder, kSteps) != 0 || fsync(folder) != 0)
      return storage_error("can't write", path_ / kSteps, errno);
    return {};
  }

  std::filesystem::path path_;
};

}  // namespace

std::shared_ptr<mfaclient::StepLedger> make_step_file(std::filesystem::path folder) {
  return std::make_shared<StepFile>(std::move(folder));
}

Result<std::filesystem::path> state_folder() {
  return xdg_folder("XDG_STATE_HOME", ".local/state", "mfactl");
}

}  // namespace mfactl
