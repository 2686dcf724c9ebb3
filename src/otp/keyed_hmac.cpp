#include "otp/keyed_hmac.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <string_view>

#include <openssl/crypto.h>

namespace mfaclient::otp {
namespace {

constexpr std::uint8_t kInnerPad = 0x36;
constexpr std::uint8_t kOuterPad = 0x5c;
constexpr std::size_t kMaximumBlock = 128;

/// Bytes of the key's making on the stack, gone when the scope ends.
template <std::size_t N>
struct Scratch : std::array<std::uint8_t, N> {
  Scratch() : std::array<std::uint8_t, N>{} {}
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { OPENSSL_cleanse(this->data(), this->size()); }
};

/// Fetched once: a fetch takes OpenSSL's global lock and costs more than a code. Kept to the end of the
/// process, because a keyed object of static duration may be used until then.
const EVP_MD* digest(Algorithm algorithm) {
  static const std::array<const EVP_MD*, 3> digests{
      EVP_MD_fetch(nullptr, "SHA1", nullptr),
      EVP_MD_fetch(nullptr, "SHA256", nullptr),
      EVP_MD_fetch(nullptr, "SHA512", nullptr),
  };
  const auto index = static_cast<std::size_t>(algorithm);
  return index < digests.size() ? digests[index] : nullptr;
}

DigestContext make_context() {
  DigestContext context(EVP_MD_CTX_new());
  if (!context) throw std::bad_alloc();
  return context;
}

/// A digest that is there fails for want of memory only.
void require(int success) {
  if (success != 1) throw std::bad_alloc();
}

Error no_digest() {
  auto error = invalid_argument("algorithm", "the OpenSSL of this machine is configured without this hash");
  error.code = Errc::unsupported;
  return error;
}

DigestContext padded(const EVP_MD* md, std::span<const std::uint8_t> block_key, std::uint8_t pad) {
  Scratch<kMaximumBlock> block;
  std::transform(block_key.begin(), block_key.end(), block.begin(),
                 [pad](std::uint8_t byte) { return static_cast<std::uint8_t>(byte ^ pad); });
  auto context = make_context();
  require(EVP_DigestInit_ex2(context.get(), md, nullptr));
  require(EVP_DigestUpdate(context.get(), block.data(), block_key.size()));
  return context;
}

/// The one context of this thread that codes are computed in: going on from a saved state takes a copy of
/// it, and a kept context makes that the cheapest. Between two codes it holds the digest of the last, never a
/// key; OpenSSL wipes it with the next copy and with the end of the thread.
EVP_MD_CTX* work_context() {
  thread_local const DigestContext context = make_context();
  return context.get();
}

}  // namespace

Result<KeyedHmac> KeyedHmac::create(Algorithm algorithm, std::span<const std::uint8_t> key) {
  const EVP_MD* md = digest(algorithm);
  if (md == nullptr) return no_digest();
  const auto block_size = static_cast<std::size_t>(EVP_MD_get_block_size(md));

  // RFC 2104, section 2: a key longer than the block is hashed first; a shorter one is filled up with zeros.
  Scratch<kMaximumBlock> block_key;
  if (key.size() > block_size)
    require(EVP_Digest(key.data(), key.size(), block_key.data(), nullptr, md, nullptr));
  else
    std::copy(key.begin(), key.end(), block_key.begin());
  const auto filled = std::span<const std::uint8_t>(block_key).first(block_size);
  return KeyedHmac(padded(md, filled, kInnerPad), padded(md, filled, kOuterPad));
}

std::uint32_t KeyedHmac::truncated(std::uint64_t counter) const {
  std::array<std::uint8_t, 8> message{};
  for (std::size_t i = message.size(); i-- > 0; counter >>= 8)
    message[i] = static_cast<std::uint8_t>(counter);

  EVP_MD_CTX* work = work_context();
  Scratch<EVP_MAX_MD_SIZE> mac;
  unsigned size = 0;
  require(EVP_MD_CTX_copy_ex(work, inner_.get()));
  require(EVP_DigestUpdate(work, message.data(), message.size()));
  require(EVP_DigestFinal_ex(work, mac.data(), &size));
  require(EVP_MD_CTX_copy_ex(work, outer_.get()));
  require(EVP_DigestUpdate(work, mac.data(), size));
  require(EVP_DigestFinal_ex(work, mac.data(), &size));

  const std::size_t offset = mac[size - 1] & 0x0fU;
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(mac[offset + i]); };
  return (byte(0) & 0x7fU) << 24U | byte(1) << 16U | byte(2) << 8U | byte(3);
}

Result<std::string> key_name(std::span<const std::uint8_t> key) {
  constexpr std::string_view kDomain("mfaclient otp key id 1\0", 23);
  constexpr std::string_view kHex = "0123456789abcdef";
  const EVP_MD* md = digest(Algorithm::sha256);
  if (md == nullptr) return no_digest();

  std::array<std::uint8_t, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  const auto context = make_context();
  require(EVP_DigestInit_ex2(context.get(), md, nullptr));
  require(EVP_DigestUpdate(context.get(), kDomain.data(), kDomain.size()));
  require(EVP_DigestUpdate(context.get(), key.data(), key.size()));
  require(EVP_DigestFinal_ex(context.get(), hash.data(), &size));

  std::string name;
  name.reserve(2 * std::size_t{size});
  for (const auto byte : std::span(hash).first(size)) name.append({kHex[byte >> 4U], kHex[byte & 0x0fU]});
  return name;
}

}  // namespace mfaclient::otp
