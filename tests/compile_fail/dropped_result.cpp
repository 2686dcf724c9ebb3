#include "mfaclient/result.hpp"

mfaclient::Result<void> verify();

void let_in() {
#ifdef MFACLIENT_WRONG
  verify();
#else
  static_cast<void>(verify());
#endif
}
