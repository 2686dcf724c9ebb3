#include "totp_secret.hpp"

namespace mfactl {

using mfaclient::Result;
using mfaclient::SecretString;
namespace otp = mfaclient::otp;

Result<otp::Totp> read_totp(const SecretString& text) {
  if (text.reveal().find(':') != std::string_view::npos) {  // base32 has no colon, every URI has one
    const auto uri = otp::OtpauthUri::parse(text.reveal());
    if (!uri) return uri.error();
    return uri->totp();
  }
  const auto secret = otp::Base32Secret::parse(text.reveal());
  if (!secret) return secret.error();
  return otp::Totp::create(secret->raw());
}

}  // namespace mfactl
