#pragma once
#include <chrono>
#include <stop_token>
#include <string>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

/// What `command` prints when /bin/sh runs it, without its last line end. Its stdin is empty; its stderr is
/// ours. It is killed when it takes longer than `most` or a stop is requested. Errors: `storage` (it can't be
/// run, fails, or prints nothing), `timeout`, `cancelled`. What it printed is not quoted.
[[nodiscard]] mfaclient::Result<mfaclient::SecretString> command_output(const std::string& command,
                                                                        std::chrono::milliseconds most,
                                                                        const std::stop_token& stop);

}  // namespace mfactl
