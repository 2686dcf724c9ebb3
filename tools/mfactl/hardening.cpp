#include "hardening.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace mfactl {

void harden() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

}  // namespace mfactl
