#pragma once
#include <chrono>
#include <iosfwd>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>

#include "environment.hpp"
#include "mfaclient/call_options.hpp"
#include "mfaclient/clock.hpp"
#include "mfaclient/error.hpp"
#include "mfaclient/log.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/store.hpp"

namespace mfactl {

class Client;

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

/// One run of the tool: what its commands share. Commands write data to `out` and everything else to `err`.
/// One that fails throws `MfaException`, which `run()` reports; none ends the process.
struct Tool {
  std::ostream& out;
  std::ostream& err;
  std::shared_ptr<mfaclient::Clock> clock;
  std::stop_token stop{};        ///< requested by SIGINT and SIGTERM
  bool out_is_terminal = false;  ///< then a person is looking: secrets in replies are masked
  Globals globals{};
  std::shared_ptr<mfaclient::Store> store{};  ///< once `factor_store()` has opened it
  SecretVariables variables{};
  std::string provider{};            ///< whose results and errors are printed, once that is known
  std::shared_ptr<Client> client{};  ///< once it is open; it signs out when all is printed
  int exit_status = 0;               ///< of a command that has not failed

  [[nodiscard]] mfaclient::CallOptions call() const { return {.timeout = globals.timeout, .stop = stop}; }
  /// Whether asterisks stand for secrets on `out`; `show_secrets`: a person has asked for them.
  [[nodiscard]] bool masks(bool show_secrets) const { return out_is_terminal && !show_secrets; }
};

/// The exit code of `code`, as docs and scripts know it.
[[nodiscard]] int exit_code(mfaclient::Errc code) noexcept;

/// Prints `error` (with --json the error object on `out`, else one sentence on `err`) and returns its exit
/// code.
[[nodiscard]] int fail(Tool& tool, const mfaclient::Error& error);

/// Throws `invalid_argument`, as the function of that name makes it.
[[noreturn]] void refuse(std::string_view field, std::string_view why);

/// What `act` returns, or the error that it throws: for what the library calls, through which nothing may be
/// thrown.
template <class Act>
[[nodiscard]] auto result_of(const Act& act) -> mfaclient::Result<std::invoke_result_t<const Act&>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<const Act&>>) {
      act();
      return {};
    } else {
      return act();
    }
  } catch (const mfaclient::MfaException& exception) {
    return exception.error();
  }
}

/// Writes a line per event on stderr; nothing without -v.
[[nodiscard]] mfaclient::Logger make_logger(const Tool& tool);

}  // namespace mfactl
