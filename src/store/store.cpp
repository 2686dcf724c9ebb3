#include "mfaclient/store.hpp"

#include <utility>

#include "factors/row_store.hpp"
#include "store/vault.hpp"

namespace mfaclient {
namespace {

using store::Folder;
using store::Key;
using store::Vault;

constexpr std::string_view kKeyFile = "key";
constexpr std::string_view kUnfinishedKey = "key.unfinished";

std::span<const std::uint8_t> bytes_of(const SecretString& text) {
  const auto view = text.reveal();
  return {reinterpret_cast<const std::uint8_t*>(view.data()), view.size()};
}

Result<Key> read_key(const Folder& folder) {
  const auto file = folder.read(kKeyFile);
  if (!file) return file.error();
  if (!*file) return store::storage_error(folder.path_to(kKeyFile), "is missing");
  const auto bytes = (*file)->reveal();
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  auto key = Key::parse(SecretString(text));
  if (!key)
    return store::storage_error(folder.path_to(kKeyFile), "is damaged, or is no key; restore it from a copy");
  return key;
}

/// The key and the store come into being together: the key is not there until the store is.
Result<std::unique_ptr<Vault>> make_both(const Folder& keys, Folder folder, const StoreOptions& options) {
  if (Vault::exists(folder) && !keys.has(kUnfinishedKey))
    return store::storage_error(keys.path_to(kKeyFile),
                                "is missing, and the store can't be opened without it");
  if (keys.has(kUnfinishedKey))
    if (auto cleared = Vault::discard(folder); !cleared) return std::move(cleared).error();
  for (const Folder* made : std::initializer_list<const Folder*>{&keys, &folder})
    if (auto settled = made->settle(); !settled) return std::move(settled).error();
  auto key = Key::generate();
  if (!key) return std::move(key).error();
  if (auto kept = keys.replace(kUnfinishedKey, bytes_of(key->text())); !kept) return std::move(kept).error();
  auto vault = std::make_unique<Vault>(std::move(folder), *std::move(key), options.lock_timeout);
  auto made = vault->create();
  if (made) made = keys.rename(kUnfinishedKey, kKeyFile);
  if (!made) return std::move(made).error();
  return vault;
}

/// With a key that the caller brought.
Result<std::unique_ptr<Vault>> open_with(Key key, const StoreOptions& options) {
  auto folder = Folder::open(options.folder);
  if (!folder) return std::move(folder).error();
  const bool fresh = options.create && !Vault::exists(*folder);
  if (fresh)
    if (auto settled = folder->settle(); !settled) return std::move(settled).error();
  auto vault = std::make_unique<Vault>(*std::move(folder), std::move(key), options.lock_timeout);
  if (!fresh) return vault;
  if (auto made = vault->create(); !made) return std::move(made).error();
  return vault;
}

/// With the key in its own folder.
Result<std::unique_ptr<Vault>> open_beside_key(const StoreOptions& options) {
  auto folder = Folder::open(options.folder);
  if (!folder) return std::move(folder).error();
  const auto keys = Folder::open(options.key_folder);
  if (!keys) return keys.error();
  const auto lock = keys->lock("lock", options.lock_timeout);
  if (!lock) return lock.error();
  if (!keys->has(kKeyFile)) return make_both(*keys, *std::move(folder), options);
  auto key = read_key(*keys);
  if (!key) return std::move(key).error();
  return std::make_unique<Vault>(*std::move(folder), *std::move(key), options.lock_timeout);
}

/// A key that is none makes no folder: an empty one would look like a store that was taken away.
Result<std::unique_ptr<Vault>> open_vault(const StoreOptions& options) {
  if (options.key.empty()) return open_beside_key(options);
  auto key = Key::parse(options.key);
  if (!key) return std::move(key).error();
  return open_with(*std::move(key), options);
}

}  // namespace

Result<SecretString> new_store_key() {
  const auto key = Key::generate();
  if (!key) return key.error();
  return key->text();
}

Result<std::shared_ptr<Store>> open_store(const StoreOptions& options) {
  if (options.folder.empty()) return invalid_argument("folder", "is empty");
  if (options.key_folder.empty() == options.key.empty())
    return invalid_argument("key", "is needed, or a folder for it, and not both");
  auto vault = open_vault(options);
  if (!vault) return std::move(vault).error();
  // Whatever is wrong is said now, and not when a secret has to be kept.
  if (auto whole = (*vault)->read(); !whole) return std::move(whole).error();
  return factors::make_row_store(*std::move(vault), options.clock);
}

}  // namespace mfaclient
