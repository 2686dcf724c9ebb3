#pragma once
#include <csignal>
#include <string>
#include <vector>

#include "cli/run_tool.hpp"

namespace cli {

/// `mfactl mock serve`, running beside the test.
class Mock {
 public:
  explicit Mock(const std::vector<std::string>& arguments)
      : process_(command_of(arguments)), line_(process_.first_line()) {}

  /// What it printed when it began to accept connections.
  [[nodiscard]] const std::string& line() const noexcept { return line_; }
  [[nodiscard]] std::string url() const { return line_.substr(0, line_.find(' ')); }
  /// Empty without --tls.
  [[nodiscard]] std::string ca_file() const {
    const auto at = line_.find(" ca=");
    return at == std::string::npos ? "" : line_.substr(at + 4);
  }
  /// Its exit code after `signal`.
  [[nodiscard]] int end(int signal = SIGTERM) { return process_.finish(signal).exit_code; }

 private:
  static Command command_of(const std::vector<std::string>& arguments) {
    Command serving;
    serving.arguments = {"mock", "serve"};
    serving.arguments.insert(serving.arguments.end(), arguments.begin(), arguments.end());
    return serving;
  }

  Background process_;
  std::string line_;
};

}  // namespace cli
