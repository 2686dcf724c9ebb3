#include "mfaclient/store.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "store/factor_json.hpp"
#include "store/vault.hpp"

namespace mfaclient {
namespace {

using store::Folder;
using store::Key;
using store::Vault;

constexpr std::string_view kKeyFile = "key";
constexpr std::string_view kUnfinishedKey = "key.unfinished";
constexpr std::size_t kIdBytes = 16;
// Rows of another kind: the latest step of the secret whose key id follows.
constexpr std::string_view kSteps = "steps:";

Error unknown_id() {
  return {.code = Errc::not_found, .message = "the store has no such factor", .field = "id"};
}

Time to_the_second(Time when) { return std::chrono::floor<std::chrono::seconds>(when); }

Result<std::string> new_id() {
  auto key = Key::generate();  // its store id is as random as ours has to be
  if (!key) return std::move(key).error();
  return key->store_id().substr(0, kIdBytes);
}

/// The rules that every store keeps, over rows that somebody else keeps.
template <class Rows>
class RowStore final : public Store {
 public:
  RowStore(Rows rows, std::shared_ptr<Clock> clock) : rows_(std::move(rows)), clock_(std::move(clock)) {}

  [[nodiscard]] Result<std::vector<StoredFactor>> list() override {
    const auto rows = rows_->read();
    if (!rows) return rows.error();
    std::vector<StoredFactor> factors;
    for (const auto& [id, row] : *rows) {
      if (id.starts_with(kSteps)) continue;
      auto factor = store::from_json(row);
      if (!factor) return unreadable(factor.error());
      factors.push_back(*std::move(factor));
    }
    return factors;
  }

  [[nodiscard]] Result<StoredFactor> get(std::string_view id) override {
    const auto rows = rows_->read();
    if (!rows) return rows.error();
    return factor_in(*rows, id);
  }

  [[nodiscard]] Result<StoredFactor> add(StoredFactor factor) override {
    auto id = new_id();
    if (!id) return std::move(id).error();
    factor.id = *std::move(id);
    factor.created = factor.changed = to_the_second(clock_->now());
    auto kept = rows_->write([&](Vault::Rows& rows) -> Result<void> {
      rows.insert_or_assign(factor.id, store::to_json(factor));
      return {};
    });
    if (!kept) return std::move(kept).error();
    return factor;
  }

  [[nodiscard]] Result<StoredFactor> change(std::string_view id, const Change& change) override {
    StoredFactor after;
    auto kept = rows_->write([&](Vault::Rows& rows) -> Result<void> {
      const auto before = factor_in(rows, id);
      if (!before) return before.error();
      after = *before;
      if (auto changed = change(after); !changed) return changed;
      after.id = before->id;
      after.created = before->created;
      after.changed = to_the_second(clock_->now());
      rows.insert_or_assign(after.id, store::to_json(after));
      return {};
    });
    if (!kept) return std::move(kept).error();
    return after;
  }

  [[nodiscard]] Result<void> remove(std::string_view id) override {
    return rows_->write([&](Vault::Rows& rows) -> Result<void> {
      const auto at = rows.find(id);
      if (at == rows.end() || id.starts_with(kSteps)) return unknown_id();
      rows.erase(at);
      return {};
    });
  }

  [[nodiscard]] Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) override {
    StepClaim claim{.granted = true};
    const auto kept = change_step(key_id, [&](std::optional<std::uint64_t> last) -> Result<std::uint64_t> {
      claim.last = last;
      if (!last || step > *last) return step;
      claim.granted = false;
      return unknown_id();  // nothing is written
    });
    if (claim.granted && !kept) return kept.error();
    return claim;
  }

  void release(std::string_view key_id, std::uint64_t step) override {
    [[maybe_unused]] const auto kept =
        change_step(key_id, [&](std::optional<std::uint64_t> last) -> Result<std::uint64_t> {
          // What came before is past, whether it was handed out or not.
          if (last != step || step == 0) return unknown_id();
          return step - 1;
        });
  }

 private:
  [[nodiscard]] Result<void> change_step(
      std::string_view key_id,
      const std::function<Result<std::uint64_t>(std::optional<std::uint64_t> last)>& change) {
    const auto id = std::string(kSteps).append(key_id);
    return rows_->write([&](Vault::Rows& rows) -> Result<void> {
      std::optional<std::uint64_t> last;
      if (const auto at = rows.find(id); at != rows.end()) {
        const auto read = store::step_from_json(at->second);
        if (!read) return unreadable(read.error());
        last = *read;
      }
      const auto next = change(last);
      if (!next) return next.error();
      rows.insert_or_assign(id, store::step_to_json(*next));
      return {};
    });
  }

  static Error unreadable(Error error) {
    error.code = Errc::storage;
    error.message.insert(0, "a row of the store can't be read: ");
    return error;
  }
  static Result<StoredFactor> factor_in(const Vault::Rows& rows, std::string_view id) {
    const auto at = rows.find(id);
    if (at == rows.end() || id.starts_with(kSteps)) return unknown_id();
    auto factor = store::from_json(at->second);
    if (!factor) return unreadable(factor.error());
    return factor;
  }

  Rows rows_;
  std::shared_ptr<Clock> clock_;
};

/// Rows in memory, with the vault's two calls.
class MemoryRows {
 public:
  [[nodiscard]] Result<Vault::Rows> read() {
    const std::scoped_lock lock(mutex_);
    return rows_;
  }
  [[nodiscard]] Result<void> write(const std::function<Result<void>(Vault::Rows&)>& change) {
    const std::scoped_lock lock(mutex_);
    auto after = rows_;
    if (auto changed = change(after); !changed) return changed;
    rows_ = std::move(after);
    return {};
  }

 private:
  std::mutex mutex_{};
  Vault::Rows rows_{};
};

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
  const auto clock = options.clock ? options.clock : system_clock();
  return std::shared_ptr<Store>(std::make_shared<RowStore<std::unique_ptr<Vault>>>(*std::move(vault), clock));
}

std::shared_ptr<Store> make_memory_store(std::shared_ptr<Clock> clock) {
  return std::make_shared<RowStore<std::unique_ptr<MemoryRows>>>(std::make_unique<MemoryRows>(),
                                                                 std::move(clock));
}

}  // namespace mfaclient
