#include "mfaclient/result.hpp"

// Result<bool> of a "no" is a yes: it must not turn into a bool by itself.
bool allowed(const mfaclient::Result<bool>& answer) {
#ifdef MFACLIENT_WRONG
  return answer;
#else
  return answer && *answer;
#endif
}
