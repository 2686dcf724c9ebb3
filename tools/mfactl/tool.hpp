#pragma once
#include <chrono>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "mfaclient/call_options.hpp"
#include "mfaclient/clock.hpp"
#include "mfaclient/error.hpp"
#include "mfaclient/secret.hpp"
#include "mfaclient/store.hpp"

namespace mfactl {

/// The options before the command.
struct Globals {
  std::string config{};   ///< --config FILE; empty: $XDG_CONFIG_HOME/mfactl/config.toml
  std::string profile{};  ///< --profile NAME
  bool json = false;
  std::optional<std::chrono::milliseconds> timeout{};
  bool verbose = false;
  bool no_input = false;
  bool no_wait = false;
};

/// One run of the tool: what its commands share. Commands write data to `out` and everything else to `err`,
/// and bring back an exit code; they never end the process.
struct Tool {
  std::ostream& out;
  std::ostream& err;
  std::shared_ptr<mfaclient::Clock> clock;
  std::stop_token stop{};        ///< requested by SIGINT and SIGTERM
  bool out_is_terminal = false;  ///< then a person is looking: secrets in replies are masked
  Globals globals{};
  std::shared_ptr<mfaclient::Store> store{};  ///< once `factor_store()` has opened it
  std::function<int()> action{};              ///< set by the command that was chosen; returns the exit code

  [[nodiscard]] mfaclient::CallOptions call() const { return {.timeout = globals.timeout, .stop = stop}; }
};

/// The exit code of `code`, as docs and scripts know it.
[[nodiscard]] int exit_code(mfaclient::Errc code) noexcept;

/// Prints `error` (with --json the error object on `out`, else one sentence on `err`) and answers its exit
/// code.
[[nodiscard]] int fail(Tool& tool, const mfaclient::Error& error, std::string_view provider = {});

}  // namespace mfactl
