#include "core/random.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

#include <openssl/rand.h>

namespace mfaclient {

Result<std::string> random_hex(std::size_t digits) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::vector<std::uint8_t> bytes(digits / 2);
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    return make_error(Errc::storage, "the system's random generator failed");
  std::string text;
  for (const auto byte : bytes) text.append({kHex[byte >> 4U], kHex[byte & 15U]});
  return text;
}

}  // namespace mfaclient
