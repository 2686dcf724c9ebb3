#include "cli/run_tool.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace cli {
namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string new_folder() {
  auto name = (std::filesystem::temp_directory_path() / "mfactl-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  return name;
}

std::vector<std::string> environment_of(const Command& what) {
  std::vector<std::string> lines;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    for (const std::string_view kept :
         {"PATH=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "TSAN_OPTIONS=", "LSAN_OPTIONS="})
      if (text.starts_with(kept)) lines.emplace_back(text);
  }
  for (const auto& [name, value] : what.environment) lines.push_back(name + "=" + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

/// Starts `what` with its three streams in files of `folder`.
pid_t start(const Command& what, const std::string& folder) {
  const std::string in = what.input.empty() ? "/dev/null" : folder + "/in";
  if (!what.input.empty()) std::ofstream(in, std::ios::binary) << what.input;
  const std::string out = folder + "/out";
  const std::string err = folder + "/err";
  constexpr int kNew = O_WRONLY | O_CREAT | O_APPEND;
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, in.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out.c_str(), kNew, 0600);
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err.c_str(), kNew, 0600);

  std::vector<std::string> words{what.binary};
  words.insert(words.end(), what.arguments.begin(), what.arguments.end());
  auto variables = environment_of(what);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, what.binary.c_str(), &files, nullptr, pointers(words).data(),
                                 pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) throw std::runtime_error("can't start " + what.binary);
  return pid;
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

Outcome run(const Command& what) { return Background(what).finish(0); }

Background::Background(const Command& what) : folder_(new_folder()), pid_(start(what, folder_)) {}

Background::~Background() {
  if (pid_ > 0) {
    kill(pid_, SIGTERM);
    for (int i = 0; i < 400 && waitpid(pid_, nullptr, WNOHANG) == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (kill(pid_, SIGKILL) == 0) wait_for(pid_);
  }
  std::filesystem::remove_all(folder_);
}

std::string Background::line_with(std::string_view text) {
  for (;;) {
    const auto out = contents(folder_ + "/out");
    for (std::size_t begin = 0, end = out.find('\n'); end != std::string::npos; end = out.find('\n', begin)) {
      auto line = out.substr(begin, end - begin);
      if (line.find(text) != std::string::npos) return line;
      begin = end + 1;
    }
    if (waitpid(pid_, nullptr, WNOHANG) != 0) {
      pid_ = -1;
      throw std::runtime_error("ended without a word: " + out + contents(folder_ + "/err"));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Outcome Background::finish(int signal) {
  if (signal != 0) kill(pid_, signal);
  const int code = wait_for(pid_);
  pid_ = -1;
  return {code, contents(folder_ + "/out"), contents(folder_ + "/err")};
}

Folder::Folder() : path_(new_folder()) {}
Folder::~Folder() { std::filesystem::remove_all(path_); }

std::string Folder::path(std::string_view name) const {
  return name.empty() ? path_ : path_ + "/" + std::string(name);
}

std::string Folder::write(std::string_view name, std::string_view text) const {
  const auto file = path(name);
  std::filesystem::create_directories(std::filesystem::path(file).parent_path());
  std::ofstream(file, std::ios::binary) << text;
  chmod(file.c_str(), 0600);
  return file;
}

std::string Folder::read(std::string_view name) const { return contents(path(name)); }
bool Folder::holds(std::string_view name) const { return std::filesystem::exists(path(name)); }

}  // namespace cli
