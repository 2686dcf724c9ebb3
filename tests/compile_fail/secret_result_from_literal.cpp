#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

mfaclient::Result<mfaclient::SecretString> password() {
#ifdef MFACLIENT_WRONG
  return "hunter2";
#else
  return mfaclient::SecretString("hunter2");
#endif
}
