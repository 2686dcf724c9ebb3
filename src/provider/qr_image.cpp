#include "provider/qr_image.hpp"

#ifdef MFACLIENT_HAS_QR
#include "mfaclient/qr.hpp"
#endif

namespace mfaclient {

#ifdef MFACLIENT_HAS_QR

Result<SecretString> read_qr_image(std::span<const std::uint8_t> png) {
  auto text = qr::read_png(png);
  if (text) return text;
  Error error;
  error.code = Errc::protocol;
  error.message = "the vendor's picture holds no readable QR code";
  return error;
}

#else

Result<SecretString> read_qr_image(std::span<const std::uint8_t> /*png*/) {
  Error error;
  error.code = Errc::unsupported;
  error.message = "this build can't read QR codes; build with MFACLIENT_WITH_QR";
  return error;
}

#endif

}  // namespace mfaclient
