#pragma once
#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/raw_server.hpp"
#include "mfaclient/http.hpp"

namespace mfaclient::test {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

[[nodiscard]] http::Url url(std::string_view text);
[[nodiscard]] std::shared_ptr<http::Transport> transport(const http::TlsOptions& tls = {},
                                                         const http::Timeouts& timeouts = {},
                                                         const http::Limits& limits = {});
[[nodiscard]] http::Request request(std::string_view method, std::string_view target,
                                    std::string_view body = "");
/// Twenty seconds: never the reason why a call ends.
[[nodiscard]] http::SendOptions relaxed();
[[nodiscard]] http::SendOptions within(milliseconds time);
/// As an operation that must not be repeated is sent.
[[nodiscard]] http::SendOptions once();

[[nodiscard]] milliseconds since(SteadyClock::time_point start);

/// Sets a variable of the environment, or takes it out, until the end of the scope.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, std::optional<std::string> value);
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;
  ~ScopedVariable();

 private:
  void set(const std::optional<std::string>& value) const;
  const char* name_;
  std::optional<std::string> before_{};
};

/// A directory that is gone with the scope.
class ScopedDirectory {
 public:
  ScopedDirectory();
  ScopedDirectory(const ScopedDirectory&) = delete;
  ScopedDirectory& operator=(const ScopedDirectory&) = delete;
  ~ScopedDirectory();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The path of a file in it with this content.
  std::string write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

/// The names of this program: "*.loop.test" is 127.0.0.1, "gone.test" is unknown, and asking for "stuck.test"
/// blocks for as long as one of these exists.
class StuckResolver {
 public:
  StuckResolver();
  StuckResolver(const StuckResolver&) = delete;
  StuckResolver& operator=(const StuckResolver&) = delete;
  ~StuckResolver();
  /// Blocks until somebody asks.
  static void wait_for_question();
};

}  // namespace mfaclient::test
