#pragma once
#include "mfaclient/log.hpp"

namespace mfactl {

struct Tool;

/// Writes a line per event on stderr; nothing without -v.
[[nodiscard]] mfaclient::Logger make_logger(const Tool& tool);

}  // namespace mfactl
