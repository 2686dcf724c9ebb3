#include "core/base64.hpp"

#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace mfaclient {

SecretString base64_encode(std::span<const std::uint8_t> bytes) {
  std::vector<unsigned char> text(4 * ((bytes.size() + 2) / 3) + 1);
  const int size = EVP_EncodeBlock(text.data(), bytes.data(), static_cast<int>(bytes.size()));
  SecretString out({reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size)});
  OPENSSL_cleanse(text.data(), text.size());
  return out;
}

Result<SecretBytes> base64_decode(std::string_view field, std::string_view text) {
  constexpr std::size_t kMaximum = 16U << 20U;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  const auto digits = text.substr(0, text.size() - padding);
  const auto is_digit = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  bool valid = text.size() % 4 == 0 && text.size() <= kMaximum;
  for (const char c : digits) valid = valid && is_digit(c);
  if (!valid) return invalid_argument(field, "is not base64");
  std::vector<unsigned char> bytes(text.size() / 4 * 3 + 1);
  const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  if (size < 0) return invalid_argument(field, "is not base64");
  SecretBytes out(std::span<const std::uint8_t>(bytes).first(static_cast<std::size_t>(size) - padding));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  // RFC 4648, 3.5: OpenSSL ignores the bits beyond the last byte, so several texts would mean the same.
  if (base64_encode(out.reveal()).reveal() != text) return invalid_argument(field, "is not base64");
  return out;
}

}  // namespace mfaclient
