#include "mfaclient/secret.hpp"

#ifdef MFACLIENT_WRONG
const mfaclient::SecretString kPassword = "hunter2";
#else
const mfaclient::SecretString kPassword("hunter2");
#endif
