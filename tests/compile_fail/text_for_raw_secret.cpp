#include "mfaclient/otp.hpp"

mfaclient::Result<mfaclient::otp::Totp> keyed(const mfaclient::otp::Base32Secret& text) {
#ifdef MFACLIENT_WRONG
  return mfaclient::otp::Totp::create(text);
#else
  return mfaclient::otp::Totp::create(text.raw());
#endif
}
