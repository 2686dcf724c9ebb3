#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient::store {

/// The key of a store, with the id of the one store that it opens.
class Key {
 public:
  /// Errors: `storage`: no random numbers.
  static Result<Key> generate();
  /// The inverse of `text()`. Errors: `storage`.
  static Result<Key> parse(const SecretString& text);
  [[nodiscard]] SecretString text() const;
  [[nodiscard]] const std::string& store_id() const noexcept { return store_id_; }

  /// AES-256-GCM (NIST SP 800-38D) under a random nonce, bound to this store and to `identity`: what was
  /// sealed as one thing can't be opened as another. Errors: `storage`.
  Result<std::string> seal(std::string_view identity, std::string_view plain) const;
  /// nullopt: another key, another identity, or a changed byte.
  [[nodiscard]] std::optional<SecretString> open(std::string_view identity, std::string_view sealed) const;

  /// HMAC-SHA-256, as lower case hex, over `purpose` and `bytes`, with a key derived for that alone.
  [[nodiscard]] std::string digest(std::string_view purpose, std::span<const std::uint8_t> bytes) const;

 private:
  Key(std::string store_id, SecretBytes key) : store_id_(std::move(store_id)), key_(std::move(key)) {}

  std::string store_id_;
  SecretBytes key_;
};

}  // namespace mfaclient::store
