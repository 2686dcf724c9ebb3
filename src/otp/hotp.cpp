#include <algorithm>
#include <limits>

#include <openssl/crypto.h>

#include "mfaclient/otp.hpp"
#include "otp/digits.hpp"
#include "otp/keyed_hmac.hpp"

namespace mfaclient::otp {

struct Hotp::Key {
  KeyedHmac hmac;
  std::string id;
};

Result<Hotp> Hotp::create(const RawSecret& secret, Algorithm algorithm, int digits) {
  if (digits < kMinimumDigits || digits > kMaximumDigits) return invalid_argument("digits", kDigitsMessage);
  const auto key = secret.bytes().reveal();
  if (key.empty()) return invalid_argument("secret", "is empty");
  auto hmac = KeyedHmac::create(algorithm, key);
  if (!hmac) return std::move(hmac).error();
  auto id = key_name(key);
  if (!id) return std::move(id).error();
  return Hotp(std::make_shared<const Key>(Key{std::move(*hmac), std::move(*id)}), digits);
}

Code Hotp::code(std::uint64_t counter) const { return {key_->hmac.truncated(counter), digits_}; }

std::optional<std::uint64_t> Hotp::verify(std::string_view code, std::uint64_t first,
                                          std::uint64_t count) const {
  constexpr std::uint64_t kMaximumCount = 100;
  if (code.size() != static_cast<std::size_t>(digits_)) return std::nullopt;
  const std::uint64_t after_first = std::numeric_limits<std::uint64_t>::max() - first;
  const std::uint64_t last = std::min(count, kMaximumCount);

  // No early exit and no branch on a match: how long this takes tells nothing about which counter it was.
  std::uint64_t matched = 0;
  std::uint64_t any = 0;
  for (std::uint64_t i = 0; i < last && i <= after_first; ++i) {
    const Code candidate = this->code(first + i);
    const bool equal = CRYPTO_memcmp(candidate.reveal().data(), code.data(), code.size()) == 0;
    const std::uint64_t mask = std::uint64_t{0} - static_cast<std::uint64_t>(equal);
    matched = (matched & ~mask) | ((first + i) & mask);
    any |= mask;
  }
  return any != 0 ? std::optional(matched) : std::nullopt;
}

const std::string& Hotp::key_id() const noexcept { return key_->id; }

}  // namespace mfaclient::otp
