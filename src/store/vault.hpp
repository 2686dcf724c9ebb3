#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string>

#include "factors/row_store.hpp"
#include "store/database.hpp"
#include "store/files.hpp"
#include "store/sealing.hpp"

namespace mfaclient::store {

/// The sealed file of a store, and what keeps damage from being taken for content. Thread-safe, and shared by
/// processes.
///
/// Beside the database lies its seal: a digest of every byte of it, or the word that a change is under way.
/// A change first says so, then commits, then seals anew. So a file that nobody was writing must be exactly
/// what was sealed; after a crash the journal restores a whole one, whose rows are sealed by themselves, and
/// whose header counts them and names their generation.
class Vault final : public factors::RowKeeper {
 public:
  using Rows = factors::Rows;

  /// Turns the rows of one schema into those of the next.
  using Migration = Result<void> (*)(Rows&);

  /// `patience`: how long another process may hold the store. `migrations`: the n-th leads from schema n to
  /// the next, so that the newest is one more than there are.
  Vault(Folder folder, Key key, std::chrono::milliseconds patience,
        std::span<const Migration> migrations = kMigrations)
      : folder_(std::move(folder)), key_(std::move(key)), patience_(patience), migrations_(migrations) {}

  /// Makes the empty store.
  Result<void> create();
  /// Nothing is written, unless a crash left a change under way, or the rows are of an older schema.
  Result<Rows> read() override;
  /// Has the rows changed and keeps what differs. An error of `change` leaves everything as it was.
  Result<void> write(const std::function<Result<void>(Rows&)>& change) override;

  [[nodiscard]] static bool exists(const Folder& folder);
  /// Removes a store that was never finished.
  static Result<void> discard(const Folder& folder);

 private:
  static constexpr std::array<Migration, 0> kMigrations{};

  enum class Phase : std::uint8_t { clean, open };
  struct Seal {
    Phase phase = Phase::clean;
    std::int64_t generation = 0;
  };
  struct Content {
    std::int64_t generation = 0;
    int schema = 0;
    Database::Rows sealed{};
    Rows rows{};
  };

  Result<Seal> read_seal() const;
  Result<void> write_seal(const Seal& seal) const;
  Result<std::string> seal_text(const Seal& seal) const;
  /// The rows of an open database, each of them whole and all of them there.
  Result<Content> load(Database& database, const Seal& seal) const;
  Result<Content> load_settled() const;
  Result<Content> load_newest() const;
  Result<void> keep(const Content& before, const Rows& after) const;
  Result<void> store(Database& database, const Content& before, const Rows& after) const;
  [[nodiscard]] int newest() const noexcept { return static_cast<int>(migrations_.size()) + 1; }
  Result<void> put_header(Database& database, std::int64_t generation, const Database::Rows& sealed) const;
  [[nodiscard]] std::string rows_digest(const Database::Rows& sealed) const;
  [[nodiscard]] Error damaged(std::string_view why) const;

  std::mutex mutex_{};
  Folder folder_;
  Key key_;
  std::chrono::milliseconds patience_;
  std::span<const Migration> migrations_;
};

}  // namespace mfaclient::store
