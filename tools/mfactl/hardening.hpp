#pragma once

namespace mfactl {

/// Keeps this process's memory to itself: no core files, and no tracing by other processes of the user.
void harden();

[[nodiscard]] bool stdout_is_terminal();

}  // namespace mfactl
