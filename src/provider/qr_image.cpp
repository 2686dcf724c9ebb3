#include "provider/qr_image.hpp"

#ifdef MFACLIENT_HAS_QR
#include "mfaclient/qr.hpp"
#endif

namespace mfaclient {

#ifdef MFACLIENT_HAS_QR

Result<SecretString> read_qr_image(std::span<const std::uint8_t> png) {
  auto text = qr::read_png(png);
  if (text) return text;
  return make_error(Errc::protocol, "the vendor's picture holds no readable QR code");
}

#else

Result<SecretString> read_qr_image(std::span<const std::uint8_t> /*png*/) {
  return make_error(Errc::unsupported, "this build can't read QR codes; build with MFACLIENT_WITH_QR");
}

#endif

}  // namespace mfaclient
