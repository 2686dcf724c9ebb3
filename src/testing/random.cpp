#include "testing/random.hpp"

#include <cstdlib>
#include <vector>

#include <openssl/rand.h>

namespace mfaclient::testing {
namespace {

std::vector<unsigned char> random_bytes(std::size_t count) {
  std::vector<unsigned char> raw(count);
  // A machine without random numbers can't run a server, real or fake, and nobody could act on an error here.
  if (RAND_bytes(raw.data(), static_cast<int>(raw.size())) != 1) std::abort();
  return raw;
}

}  // namespace

std::string random_hex(std::size_t bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const auto byte : random_bytes(bytes)) text.append({kHex[byte >> 4U], kHex[byte & 15U]});
  return text;
}

std::string random_uuid() {
  auto text = random_hex(16);
  text[12] = '4';
  text[16] = "89ab"[static_cast<unsigned char>(text[16]) % 4U];
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return text;
}

std::string random_text(std::size_t length, std::string_view alphabet) {
  std::string text;
  for (const auto byte : random_bytes(length)) text += alphabet[byte % alphabet.size()];
  return text;
}

}  // namespace mfaclient::testing
