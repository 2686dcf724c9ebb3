#include <string>

#include "mfaclient/secret.hpp"

std::string copy(const mfaclient::SecretString& secret) {
#ifdef MFACLIENT_WRONG
  return secret;
#else
  return std::string(secret.reveal());
#endif
}
