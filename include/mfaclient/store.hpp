#pragma once
#include <chrono>
#include <cstddef>
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

/// How far an enrolment has come. No factor is dropped automatically: `abandoned` ones keep their secret,
/// too.
enum class FactorState : std::uint8_t {
  prepared,   ///< the secret is kept, and nothing was confirmed at the vendor
  sent,       ///< the request that turns it on, or off, is on its way, or its answer was lost
  confirmed,  ///< the vendor took the code
  active,     ///< the vendor lists it
  abandoned,  ///< the vendor does not have it
};

[[nodiscard]] std::string_view to_string(FactorState state) noexcept;

/// A stored factor, without anything secret.
struct FactorInfo {
  std::string id{};  ///< given by the store
  FactorOwner owner{};
  std::string label{};
  FactorKind kind = FactorKind::totp;
  std::string factor_id{};  ///< the vendor's; empty while it is not known
  FactorState state = FactorState::prepared;
  // Given by the store:
  bool has_uri = false;  ///< the store holds the factor's otpauth URI
  bool has_pin = false;
  std::size_t recovery_codes = 0;
  std::size_t recovery_codes_left = 0;  ///< not spent
  Time created{};                       ///< to the second
  Time changed{};                       ///< to the second
};

struct StoredRecoveryCode {
  SecretString code{};
  bool spent = false;  ///< set before it is sent
};

/// What is secret of a stored factor.
struct FactorSecrets {
  SecretString otpauth_uri{};  ///< empty for a factor without a secret
  SecretString pin{};          ///< a code that stays the same
  std::vector<StoredRecoveryCode> recovery_codes{};
};

/// What a secret is read for.
enum class SecretPurpose : std::uint8_t {
  make_code,  ///< a code of it is about to be used
  recover,    ///< a recovery code is about to be used
  enroll,     ///< what the vendor offered is being kept
  show,       ///< a person sees it, or takes it along
  compare,    ///< whether another one is the same
};

[[nodiscard]] std::string_view to_string(SecretPurpose purpose) noexcept;

struct FactorPage {
  std::vector<FactorInfo> factors{};
  std::string next{};  ///< where the next page begins; empty: this was the last
};

/// Where factors are kept, and the time steps of their secrets that were used: a ledger that processes share,
/// and that outlives them. Thread-safe. What returns without an error is durable.
///
/// Secrets are read one factor at a time, by id and for a purpose. Errors: `storage` (the store can't be read
/// or written, or is damaged: nothing is overwritten then); `not_found`, field "id".
class Store : public StepLedger {
 public:
  /// The factors of `owner`, in the order of their ids.
  virtual Result<std::vector<FactorInfo>> find(const FactorOwner& owner) = 0;
  /// The factors of everybody, in the order of their ids: at most `most` of them from `from` on, which is
  /// empty or the `next` of the page before.
  virtual Result<FactorPage> list(std::string_view from, std::size_t most) = 0;
  virtual Result<FactorInfo> get(std::string_view id) = 0;
  virtual Result<FactorSecrets> secrets(std::string_view id, SecretPurpose purpose) = 0;
  /// Stores a factor and returns it with its id.
  virtual Result<FactorInfo> add(FactorInfo factor, FactorSecrets secrets) = 0;
  /// Reads one factor, has it changed, and keeps it, with nobody else in between. An error of `change` leaves
  /// it as it was, and is the result.
  using Change = std::function<Result<void>(FactorInfo&)>;
  virtual Result<FactorInfo> change(std::string_view id, const Change& change) = 0;
  /// The same of its secrets.
  using SecretsChange = std::function<Result<void>(FactorSecrets&)>;
  virtual Result<FactorInfo> change_secrets(std::string_view id, SecretPurpose purpose,
                                            const SecretsChange& change) = 0;
  virtual Result<void> remove(std::string_view id) = 0;
};

/// Calls `act` with every factor of `store`, page by page, until it returns false. Errors: as `Store::list`.
Result<void> for_each_factor(Store& store, const std::function<bool(const FactorInfo&)>& act);

/// Same guarantees except durability: it goes with the process.
[[nodiscard]] std::shared_ptr<Store> make_memory_store(std::shared_ptr<Clock> clock = system_clock());

struct StoreOptions {
  std::filesystem::path folder{};  ///< made when it is missing (0700); for this store alone
  /// The key, with the store's id beside it: a folder of its own (0700), where it is made at first use.
  std::filesystem::path key_folder{};
  /// Or the key from elsewhere, as `new_store_key()` made it; then there is no key folder.
  SecretString key{};
  /// With `key`: makes the store where there is none. Without, a missing one is an error: it was emptied.
  bool create = false;
  std::shared_ptr<Clock> clock{};  ///< unset: the machine's
  /// How long to wait for another process's lock before a call fails with `storage`.
  std::chrono::milliseconds lock_timeout{30'000};
};

/// A key for a new store, to be kept elsewhere. Errors: `storage` (no random numbers).
/// Part of the component `mfaclient::store`.
Result<SecretString> new_store_key();

/// The embedded store: SQLite, each row sealed with AES-256-GCM under its identity, the whole file under a
/// seal of its own, shared by processes through a lock. Its files are the owner's alone, and are refused
/// where they are not, or are links. Part of the component `mfaclient::store`.
///
/// Errors: `storage`: files that can't be used, a wrong key, damage anywhere, a newer version. Nothing is
/// written then.
Result<std::shared_ptr<Store>> open_store(const StoreOptions& options);

}  // namespace mfaclient
