#include "store/sealing.hpp"

#include <memory>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "core/base64.hpp"
#include "core/random.hpp"

namespace mfaclient::store {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 12;  // SP 800-38D, 8.2: the size that needs no further hashing
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kIdHex = 32;
constexpr std::string_view kPrefix = "mfaclient-store-key-1:";

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}
int length_of(std::string_view text) { return static_cast<int>(text.size()); }

Error failure(std::string_view why) { return make_error(Errc::storage, why); }

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string text;
  for (const auto byte : bytes) text.append({kHex[byte >> 4U], kHex[byte & 15U]});
  return text;
}

using Context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;
Context new_context() { return {EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free}; }

}  // namespace

Result<Key> Key::generate() {
  auto id = random_hex(kIdHex);
  if (!id) return std::move(id).error();
  std::array<std::uint8_t, kKeyBytes> key{};
  const bool drawn = RAND_bytes(key.data(), kKeyBytes) == 1;
  Key out(*std::move(id), SecretBytes(key));
  OPENSSL_cleanse(key.data(), key.size());
  if (!drawn) return failure("there are no random numbers for a key");
  return out;
}

SecretString Key::text() const {
  SecretString text(kPrefix);
  text.append(store_id_);
  text.append(":");
  text.append(base64_encode(key_.reveal()).reveal());
  return text;
}

Result<Key> Key::parse(const SecretString& text) {
  const auto wrong = [] { return failure("the key of the store is damaged, or is none"); };
  auto rest = text.reveal();
  while (rest.ends_with('\n') || rest.ends_with('\r')) rest.remove_suffix(1);
  if (!rest.starts_with(kPrefix)) return wrong();
  rest.remove_prefix(kPrefix.size());
  if (rest.size() <= kIdHex || rest[kIdHex] != ':') return wrong();
  const auto id = rest.substr(0, kIdHex);
  auto key = base64_decode("key", rest.substr(kIdHex + 1));
  if (!key || key->size() != kKeyBytes || id.find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return wrong();
  return Key(std::string(id), *std::move(key));
}

Result<std::string> Key::seal(std::string_view identity, std::string_view plain) const {
  const auto bound = store_id_ + "/" + std::string(identity);
  std::string out(kNonceBytes + plain.size() + kTagBytes, '\0');
  auto* const nonce = reinterpret_cast<std::uint8_t*>(out.data());
  auto* const text = nonce + kNonceBytes;
  const auto context = new_context();
  int count = 0;
  const bool sealed =
      context && RAND_bytes(nonce, kNonceBytes) == 1 &&
      EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.reveal().data(), nonce) == 1 &&
      EVP_EncryptUpdate(context.get(), nullptr, &count, bytes_of(bound), length_of(bound)) == 1 &&
      EVP_EncryptUpdate(context.get(), text, &count, bytes_of(plain), length_of(plain)) == 1 &&
      EVP_EncryptFinal_ex(context.get(), text + count, &count) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, text + plain.size()) == 1;
  if (!sealed) return failure("a row can't be sealed");
  return out;
}

std::optional<SecretString> Key::open(std::string_view identity, std::string_view sealed) const {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const auto bound = store_id_ + "/" + std::string(identity);
  const auto nonce = sealed.substr(0, kNonceBytes);
  const auto text = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes));
  std::string plain(text.size() + 1, '\0');  // never empty, so that there is an address
  auto* const out = reinterpret_cast<std::uint8_t*>(plain.data());
  const auto context = new_context();
  int count = 0;
  const bool opened =
      context &&
      EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.reveal().data(), bytes_of(nonce)) ==
          1 &&
      EVP_DecryptUpdate(context.get(), nullptr, &count, bytes_of(bound), length_of(bound)) == 1 &&
      EVP_DecryptUpdate(context.get(), out, &count, bytes_of(text), length_of(text)) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptFinal_ex(context.get(), out + count, &count) == 1;
  SecretString secret;
  if (opened) secret.append(std::string_view(plain).substr(0, text.size()));
  OPENSSL_cleanse(plain.data(), plain.size());
  return opened ? std::optional(std::move(secret)) : std::nullopt;
}

std::string Key::digest(std::string_view purpose, std::span<const std::uint8_t> bytes) const {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> derived{};
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  // A key of its own for each purpose (RFC 5869, section 2.3, with one block).
  const auto label = "mfaclient-store/" + store_id_ + "/" + std::string(purpose) + "\x01";
  HMAC(EVP_sha256(), key_.reveal().data(), static_cast<int>(key_.size()), bytes_of(label), label.size(),
       derived.data(), &size);
  HMAC(EVP_sha256(), derived.data(), static_cast<int>(size), bytes.data(), bytes.size(), out.data(), &size);
  OPENSSL_cleanse(derived.data(), derived.size());
  return hex({out.data(), size});
}

}  // namespace mfaclient::store
