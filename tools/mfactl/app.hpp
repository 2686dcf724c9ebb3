#pragma once

namespace mfactl {

struct Tool;

/// Reads the arguments, runs the command they name and returns the exit code. Nothing is thrown.
[[nodiscard]] int run(int argc, const char* const* argv, Tool& tool);

}  // namespace mfactl
