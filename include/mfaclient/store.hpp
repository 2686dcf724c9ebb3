#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/clock.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/factor.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// Factors as their owner must find them again, whatever happened in between.
namespace mfaclient {

/// How far an enrolment has come. No factor is dropped by itself: `abandoned` ones keep their secret, too.
enum class FactorState : std::uint8_t {
  prepared,   ///< the secret is kept, and nothing was confirmed at the vendor
  sent,       ///< the request that turns it on, or off, is on its way, or its answer was lost
  confirmed,  ///< the vendor took the code
  active,     ///< the vendor lists it
  abandoned,  ///< the vendor does not have it
};

[[nodiscard]] std::string_view to_string(FactorState state) noexcept;

struct StoredRecoveryCode {
  SecretString code{};
  bool spent = false;  ///< set before it is sent
};

/// Whose factors: one account at one server.
struct FactorOwner {
  std::string provider{};  ///< as `providers()` names it
  std::string origin{};    ///< of the server: "https://box.example.com"
  std::string account{};   ///< in the vendor's words

  [[nodiscard]] friend bool operator==(const FactorOwner& a, const FactorOwner& b) = default;
};

struct StoredFactor {
  std::string id{};  ///< given by the store
  FactorOwner owner{};
  std::string label{};
  FactorKind kind = FactorKind::totp;
  std::string factor_id{};     ///< the vendor's; empty while it is not known
  SecretString otpauth_uri{};  ///< empty for a factor without a secret
  SecretString pin{};          ///< a code that stays the same
  FactorState state = FactorState::prepared;
  std::vector<StoredRecoveryCode> recovery_codes{};
  Time created{};  ///< given by the store, to the second
  Time changed{};  ///< given by the store, to the second
};

/// Where factors are kept, and the time steps of their secrets that were handed out: a ledger that processes
/// share, and that outlives them. Thread-safe. What returns without an error is durable.
///
/// Errors: `storage` (the store can't be read or written, or is damaged: nothing is overwritten then);
/// `not_found`, field "id".
class Store : public StepLedger {
 public:
  [[nodiscard]] virtual Result<std::vector<StoredFactor>> list() = 0;
  [[nodiscard]] virtual Result<StoredFactor> get(std::string_view id) = 0;
  /// Keeps a new factor and answers it with its id.
  [[nodiscard]] virtual Result<StoredFactor> add(StoredFactor factor) = 0;
  /// Reads one factor, has it changed, and keeps it, with nobody else in between. An error of `change` leaves
  /// it as it was, and is the result.
  using Change = std::function<Result<void>(StoredFactor&)>;
  [[nodiscard]] virtual Result<StoredFactor> change(std::string_view id, const Change& change) = 0;
  [[nodiscard]] virtual Result<void> remove(std::string_view id) = 0;
};

struct StoreOptions {
  std::filesystem::path folder{};  ///< made when it is missing (0700); for this store alone
  /// The key, with the store's id beside it: a folder of its own (0700), where it is made at first use.
  std::filesystem::path key_folder{};
  /// Or the key from elsewhere, as `new_store_key()` made it; then there is no key folder.
  SecretString key{};
  /// With `key`: makes the store where there is none. Without, one that is missing is an error: it was
  /// emptied.
  bool create = false;
  std::shared_ptr<Clock> clock{};  ///< unset: the machine's
  /// For as long another process may hold the store before a call gives up with `storage`.
  std::chrono::milliseconds lock_timeout{30'000};
};

/// A key for a new store, to be kept elsewhere. Errors: `storage` (no random numbers).
[[nodiscard]] Result<SecretString> new_store_key();

/// The embedded store: SQLite, each row sealed with AES-256-GCM under its identity, the whole file under a
/// seal of its own, shared by processes through a lock. Its files are the owner's alone, and are refused
/// where they are not, or are links.
///
/// Errors: `storage`: files that can't be used, a wrong key, damage anywhere, a newer version. Nothing is
/// written then.
[[nodiscard]] Result<std::shared_ptr<Store>> open_store(const StoreOptions& options);

/// The same promises but for durability: it goes with the process.
[[nodiscard]] std::shared_ptr<Store> make_memory_store(std::shared_ptr<Clock> clock = system_clock());

}  // namespace mfaclient
