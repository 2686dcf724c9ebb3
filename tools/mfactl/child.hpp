#pragma once
#include <chrono>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

/// How long a command may take unless --timeout says otherwise.
inline constexpr std::chrono::milliseconds kCommandTimeout{60'000};

/// What `command` prints when /bin/sh runs it, without its last line end. Its stdin is empty; its stderr is
/// ours. It is killed when it takes longer than `most` or a stop is requested. Errors: `storage` (it can't be
/// run, fails, or prints nothing), `timeout`, `cancelled`. What it printed is not quoted.
mfaclient::Result<mfaclient::SecretString> command_output(const std::string& command,
                                                          std::chrono::milliseconds most,
                                                          const std::stop_token& stop);

/// Runs a command with our stdin, stdout and stderr and, beside our environment, `variables`; a stop request
/// is passed on as SIGTERM. Returns its exit code, 128 + N where signal N ended it.
/// Errors: `not_found`, field "command"; `storage` (it can't be run).
[[nodiscard]] int run_command(const std::vector<std::string>& words,
                              const std::vector<std::pair<std::string, mfaclient::SecretString>>& variables,
                              const std::stop_token& stop);

}  // namespace mfactl
