#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/types.h>

/// Runs the tool as its users do: another process, no shell between.
namespace cli {

using Variables = std::vector<std::pair<std::string, std::string>>;

struct Command {
  std::string binary = MFACTL;
  std::vector<std::string> arguments{};
  Variables environment{};  ///< beside PATH and the sanitizers' own; nothing else is inherited
  std::string input{};      ///< stdin; empty: /dev/null
};

struct Outcome {
  int exit_code = -1;  ///< -N: ended by signal N
  std::string out{};
  std::string err{};
};

/// Runs to the end.
[[nodiscard]] Outcome run(const Command& what);

/// A process that runs beside the test, and is ended with it: by SIGTERM, so that it can clear up.
class Background {
 public:
  explicit Background(const Command& what);
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  /// The first line on its stdout, which is waited for.
  [[nodiscard]] std::string first_line() { return line_with(""); }
  /// The first line on its stdout that holds `text`.
  [[nodiscard]] std::string line_with(std::string_view text);
  /// Sends `signal`, if it isn't 0, and waits for the end.
  [[nodiscard]] Outcome finish(int signal);

 private:
  std::string folder_;
  pid_t pid_ = -1;
};

/// A new folder, removed with everything in it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string path(std::string_view name = {}) const;
  /// Writes a file for its owner alone and answers its path.
  std::string write(std::string_view name, std::string_view text) const;
  [[nodiscard]] std::string read(std::string_view name) const;
  [[nodiscard]] bool holds(std::string_view name) const;

 private:
  std::string path_;
};

/// The tool with these arguments and `input` on its standard input.
[[nodiscard]] inline Outcome tool(std::vector<std::string> arguments, std::string input = {}) {
  return run({.arguments = std::move(arguments), .input = std::move(input)});
}

}  // namespace cli
