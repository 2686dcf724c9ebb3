#include <iostream>

#include "mfaclient/secret.hpp"

void print(const mfaclient::SecretString& secret) {
#ifdef MFACLIENT_WRONG
  std::cout << secret;
#else
  std::cout << secret.reveal();
#endif
}
