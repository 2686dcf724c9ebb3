#include "process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <functional>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace mfactl {
namespace {

constexpr char kStop = 's';
constexpr char kQuit = 'q';

// A handler can reach nothing but globals.
std::array<int, 2> pipe_ends{-1, -1};

void tell(char what) {
  const int saved = errno;
  // A full pipe already holds a stop.
  [[maybe_unused]] const auto written = write(pipe_ends[1], &what, 1);
  errno = saved;
}

extern "C" void on_signal(int /*number*/) { tell(kStop); }

void watch(std::stop_source& stop) {
  for (;;) {
    char what = 0;
    const auto count = read(pipe_ends[0], &what, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || what == kQuit) return;
    stop.request_stop();
  }
}

}  // namespace

StopSignals::StopSignals() {
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return;  // then signals simply end the process
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
  watcher_ = std::thread(watch, std::ref(stop_));
}

StopSignals::~StopSignals() {
  if (!watcher_.joinable()) return;
  tell(kQuit);
  watcher_.join();
}

void harden() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

}  // namespace mfactl
