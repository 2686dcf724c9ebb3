#include "mfaclient/factor.hpp"

#ifdef MFACLIENT_WRONG
const mfaclient::Account kWhom{};
#else
const mfaclient::Account kWhom = mfaclient::Account::self();
#endif
