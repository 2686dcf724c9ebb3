#include "child.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "files.hpp"

namespace mfactl {
namespace {

using mfaclient::Errc;
using mfaclient::Result;
using mfaclient::SecretString;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostOutput = 64 << 10;
constexpr std::string_view kEnd("\0", 1);         // of an entry of the environment
constexpr std::chrono::milliseconds kGlance{50};  // how long a stop request may go unseen

/// A shell with our environment, but with the signals as a program expects to find them.
Result<pid_t> start(const std::string& command, int out) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
  sigset_t standard;
  sigemptyset(&standard);
  sigaddset(&standard, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &standard);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  std::array<std::string, 3> words{"sh", "-c", command};
  const std::array<char*, 4> arguments{words[0].data(), words[1].data(), words[2].data(), nullptr};
  pid_t child = -1;
  const int failed = posix_spawn(&child, "/bin/sh", &files, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return make_error(Errc::storage, "a command of the profile can't be run");
  return child;
}

/// Reads until the end of `in`.
Result<SecretString> collect(int in, SteadyClock::time_point until, const std::stop_token& stop) {
  SecretString text;
  std::array<char, 4096> block{};
  for (;;) {
    if (stop.stop_requested()) return make_error(Errc::cancelled, "the call was cancelled");
    if (SteadyClock::now() >= until)
      return make_error(Errc::timeout, "a command of the profile takes too long");
    pollfd waiting{in, POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(kGlance.count())) <= 0) continue;
    const auto count = read(in, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count > 0) text.append({block.data(), static_cast<std::size_t>(count)});
    explicit_bzero(block.data(), block.size());
    if (count <= 0) return text;
    if (text.size() > kMostOutput)
      return make_error(Errc::storage, "a command of the profile prints too much");
  }
}

}  // namespace

Result<SecretString> command_output(const std::string& command, std::chrono::milliseconds most,
                                    const std::stop_token& stop) {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0)
    return make_error(Errc::storage, "a command of the profile can't be run");
  const Descriptor in(ends[0]);
  Descriptor out(ends[1]);
  const auto child = start(command, out.get());
  out.reset();
  if (!child) return child.error();

  auto text = collect(in.get(), SteadyClock::now() + most, stop);
  if (!text) kill(*child, SIGKILL);
  int status = 0;
  while (waitpid(*child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!text) return text;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return make_error(Errc::storage, "a command of the profile failed");
  auto line = without_line_end(*text);
  if (line.empty()) return make_error(Errc::storage, "a command of the profile printed nothing");
  return line;
}

int run_command(const std::vector<std::string>& words,
                const std::vector<std::pair<std::string, SecretString>>& variables,
                const std::stop_token& stop) {
  std::vector<SecretString> entries;  // NAME=value, each with its end
  for (const auto& [name, value] : variables) {
    auto& entry = entries.emplace_back(name + "=");
    entry.append(value.reveal());
    entry.append(kEnd);
  }
  std::vector<char*> environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) environment.push_back(*entry);
  for (const auto& entry : entries) environment.push_back(const_cast<char*>(entry.reveal().data()));
  environment.push_back(nullptr);
  std::vector<std::string> arguments = words;
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);

  pid_t child = -1;
  const int failed =
      posix_spawnp(&child, pointers.front(), nullptr, nullptr, pointers.data(), environment.data());
  if (failed == ENOENT) {
    auto error = make_error(Errc::not_found, "there is no such command");
    error.field = "command";
    throw mfaclient::MfaException(error);
  }
  if (failed != 0) throw mfaclient::MfaException(make_error(Errc::storage, "the command can't be run"));
  int status = 0;
  bool told = false;
  for (;;) {
    const auto ended = waitpid(child, &status, WNOHANG);
    if (ended == child) break;
    if (ended < 0 && errno != EINTR)
      throw mfaclient::MfaException(make_error(Errc::storage, "the command was lost sight of"));
    if (stop.stop_requested() && !std::exchange(told, true)) kill(child, SIGTERM);
    poll(nullptr, 0, static_cast<int>(kGlance.count()) / 5);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace mfactl
