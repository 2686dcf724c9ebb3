// Stands between the tool and the C library: kills the process just before or just after the N-th call that
// MFACTL_TEST_FAILPOINT names ("before fsync 3"), or counts all of them into the file MFACTL_TEST_COUNTS. A
// program's own symbols come before a library's, so that the calls of SQLite and libcurl pass here, too.
#include "crash/failpoints.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "crash/power_cut.hpp"

namespace crash {
namespace {

std::array<std::atomic<int>, kCalls.size()> counts{};

struct Point {
  bool set = false;
  bool after = false;
  std::size_t call = 0;
  int number = 0;
};

Point read_point() {
  Point point;
  const char* variable =
      std::getenv("MFACTL_TEST_FAILPOINT");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::string_view text(variable == nullptr ? "" : variable);
  point.after = text.starts_with("after ");
  text.remove_prefix(std::min(text.find(' ') + 1, text.size()));
  const auto space = std::min(text.find(' '), text.size());
  while (point.call < kCalls.size() && kCalls[point.call] != text.substr(0, space)) ++point.call;
  text.remove_prefix(std::min(space + 1, text.size()));
  const auto read = std::from_chars(text.data(), text.data() + text.size(), point.number);
  point.set = point.call < kCalls.size() && read.ec == std::errc{};
  return point;
}

const Point& point() {
  static const Point kPoint = read_point();
  return kPoint;
}

/// Writes the counts when the process ends by itself.
struct Tally {
  Tally() {
    if (power_cut::expected()) power_cut::begin();
  }
  ~Tally() {
    const char* file = std::getenv("MFACTL_TEST_COUNTS");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (file == nullptr) return;
    std::ofstream out(file);
    for (std::size_t call = 0; call < kCalls.size(); ++call)
      out << kCalls[call] << ' ' << counts[call].load() << '\n';
  }
};
const Tally kTally;

void end() {
  if (power_cut::expected()) power_cut::strike();
  (void)std::raise(SIGKILL);
}

template <std::size_t Call, class Real, class... Arguments>
auto pass(const char* name, Arguments... arguments) {
  static const auto kReal = reinterpret_cast<Real>(dlsym(RTLD_NEXT, name));
  const bool hit = counts[Call].fetch_add(1) + 1 == point().number && point().set && point().call == Call;
  if (hit && !point().after) end();
  const auto result = kReal(arguments...);
  if constexpr (kCalls[Call] == "fsync" || kCalls[Call] == "fdatasync")
    if (result == 0 && power_cut::expected()) power_cut::synced(arguments...);
  if (hit) end();
  return result;
}

consteval std::size_t number_of(std::string_view name) {
  std::size_t call = 0;
  while (kCalls.at(call) != name) ++call;
  return call;
}

}  // namespace
}  // namespace crash

using crash::number_of;
using crash::pass;

extern "C" {

int fsync(int file) { return pass<number_of("fsync"), int (*)(int)>("fsync", file); }
int fdatasync(int file) { return pass<number_of("fdatasync"), int (*)(int)>("fdatasync", file); }
int ftruncate64(int file, off64_t size) noexcept {
  return pass<number_of("ftruncate"), int (*)(int, off64_t)>("ftruncate64", file, size);
}
int renameat(int from_folder, const char* from, int to_folder, const char* to) noexcept {
  return pass<number_of("renameat"), int (*)(int, const char*, int, const char*)>("renameat", from_folder,
                                                                                  from, to_folder, to);
}
int unlinkat(int folder, const char* name, int flags) noexcept {
  return pass<number_of("unlinkat"), int (*)(int, const char*, int)>("unlinkat", folder, name, flags);
}
ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t at) {
  return pass<number_of("pwrite"), ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64", file, bytes,
                                                                                   count, at);
}
ssize_t write(int file, const void* bytes, size_t count) {
  return pass<number_of("write"), ssize_t (*)(int, const void*, size_t)>("write", file, bytes, count);
}
ssize_t send(int socket, const void* bytes, size_t count, int flags) {
  return pass<number_of("send"), ssize_t (*)(int, const void*, size_t, int)>("send", socket, bytes, count,
                                                                             flags);
}
ssize_t recv(int socket, void* bytes, size_t count, int flags) {
  return pass<number_of("recv"), ssize_t (*)(int, void*, size_t, int)>("recv", socket, bytes, count, flags);
}

}  // extern "C"
