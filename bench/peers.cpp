#include "peers.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <cotp.h>
#include <oath.h>

namespace mfaclient::bench {
namespace {

constexpr unsigned kDigits = 6;
constexpr unsigned kPeriod = 30;

int oath_flags(otp::Algorithm algorithm) {
  if (algorithm == otp::Algorithm::sha256) return OATH_TOTP_HMAC_SHA256;
  return algorithm == otp::Algorithm::sha512 ? OATH_TOTP_HMAC_SHA512 : 0;
}

int gcrypt_algorithm(otp::Algorithm algorithm) {
  if (algorithm == otp::Algorithm::sha256) return GCRY_MD_SHA256;
  return algorithm == otp::Algorithm::sha512 ? GCRY_MD_SHA512 : GCRY_MD_SHA1;
}

}  // namespace

void liboath_totp(otp::Algorithm algorithm, std::string_view key, std::int64_t time, PeerCode& code) {
  oath_totp_generate2(key.data(), key.size(), time, kPeriod, 0, kDigits, oath_flags(algorithm), code.data());
}

bool liboath_verify(otp::Algorithm algorithm, std::string_view key, std::int64_t time, const PeerCode& code) {
  int position = 0;
  std::uint64_t counter = 0;
  return oath_totp_validate4(key.data(), key.size(), time, kPeriod, 0, 1, &position, &counter,
                             oath_flags(algorithm), code.data()) >= 0;
}

void liboath_hotp(std::string_view key, std::uint64_t counter, PeerCode& code) {
  oath_hotp_generate(key.data(), key.size(), counter, kDigits, false, OATH_HOTP_DYNAMIC_TRUNCATION,
                     code.data());
}

void libcotp_totp(otp::Algorithm algorithm, const char* base32, std::int64_t time, PeerCode& code) {
  cotp_error_t failure = VALID;
  char* text = get_totp_at(base32, time, kDigits, kPeriod, gcrypt_algorithm(algorithm), &failure);
  if (text != nullptr) std::copy_n(text, std::min(std::strlen(text) + 1, code.size()), code.data());
  std::free(text);
}

}  // namespace mfaclient::bench
