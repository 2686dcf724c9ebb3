#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/provider.hpp"
#include "mfaclient/store.hpp"
#include "mfaclient/store_code_source.hpp"

namespace mfaclient {

/// What to enrol.
struct EnrollmentPlan {
  std::string label{};
  FactorKind kind = FactorKind::totp;
  std::string destination{};          ///< phone (E.164), e-mail or recovery e-mail address
  std::optional<SecretString> pin{};  ///< Quatrix: the PIN that an administrator sets
  /// Beside a factor that is active. Without it that is a `conflict`: nothing is replaced or doubled by
  /// accident.
  bool additional = false;
  /// Where codes come from that the vendor sends by SMS or mail; unset: such an enrolment is `code_required`.
  std::shared_ptr<CodeSource> sent_codes{};
  /// Called when everything that the vendor offered is in the store and nothing is confirmed yet. Its error
  /// ends the enrolment.
  std::function<Result<void>(const Enrollment&)> on_stored{};
};

struct Recovered {
  Accepted accepted{};
  std::size_t codes_left = 0;  ///< unspent ones; at two or fewer it is time for new ones
};

/// Manages the factors of one account from enrolment to removal, in an order in which no interruption locks
/// anybody out: a secret is durable before the server can require it, and stays until the server no longer
/// does. An interrupted change is finished or rolled back by `resume()`, which reads what the vendor has.
///
/// Each vendor's `manage_factors(settings, store)` makes one. Thread-safe, but for two changes of one account
/// at the same time. Errors: those of `IMfaProvider`, `Store` and `CodeSource`; every error says whether
/// `resume()` is needed.
class FactorManager {
 public:
  struct Parts {
    std::shared_ptr<IMfaProvider> provider{};
    std::shared_ptr<Store> store{};
    /// Of the same store: codes for the account that `provider` signs in as, which asks it for them, too.
    std::shared_ptr<StoreCodeSource> codes{};
    Account account = Account::self();  ///< whose factors
    std::shared_ptr<Clock> clock{};     ///< unset: the machine's
  };
  /// For another order of things than `manage_factors`. Errors: `invalid_argument`: a part is missing, or
  /// nothing names the account (field "account_name").
  static Result<FactorManager> create(Parts parts);

  FactorManager(FactorManager&& other) noexcept;
  FactorManager& operator=(FactorManager&& other) noexcept;
  ~FactorManager();

  [[nodiscard]] const FactorOwner& owner() const noexcept;
  [[nodiscard]] IMfaProvider& provider() const noexcept;

  /// Safety: `read`.
  Result<Status> status(const CallOptions& options = {}) const;

  /// Signs in, with a stored code where one is needed.
  Result<Session> sign_in(const CallOptions& options = {}) const;

  /// Turns a factor on and returns it as it is stored. Nothing is sent where the store can't be written.
  /// Errors: `conflict`: another enrolment of the account has to be settled first.
  Result<FactorInfo> enroll(const EnrollmentPlan& plan, const CallOptions& options = {}) const;

  /// Puts a new factor in the place of the stored one: beside it first where the vendor allows several, else
  /// after turning it off. The old secret is kept until the new one is accepted.
  /// Errors: `conflict`: the stored one is not active.
  Result<FactorInfo> replace(std::string_view id, const EnrollmentPlan& plan,
                             const CallOptions& options = {}) const;

  /// The stored factors at the account's server, of any account, that were left between started and done.
  Result<std::vector<FactorInfo>> unfinished() const;

  /// Finds out what became of the stored factor: `active`, or `abandoned` where the vendor does not have it.
  /// Errors: `conflict`: a person has to decide, and the message says about what.
  Result<FactorInfo> resume(std::string_view id, const CallOptions& options = {}) const;
  /// All that are unfinished, each as above. Every one is tried; the first error is the result.
  Result<std::vector<FactorInfo>> resume_all(const CallOptions& options = {}) const;

  /// Turns the stored factor off. Its secret stays, `abandoned`, when the vendor has confirmed it. Where the
  /// vendor requires a proof and none is given, it is a code of the factor itself.
  Result<Status> disable(std::string_view id, const std::optional<Code>& proof = {},
                         const CallOptions& options = {}) const;

  /// Turns every factor of the account off; the stored ones among them are marked as above.
  Result<Status> disable_all(const std::optional<Code>& proof = {}, const CallOptions& options = {}) const;

  /// Signs in with a stored recovery code, which is marked as spent before it is sent.
  /// Errors: `code_required`: none is left; `unsupported`: the vendor takes none here.
  Result<Recovered> recover(const CallOptions& options = {}) const;

 private:
  struct State;
  explicit FactorManager(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mfaclient
