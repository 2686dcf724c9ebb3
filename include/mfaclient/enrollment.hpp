#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/provider.hpp"
#include "mfaclient/store.hpp"
#include "mfaclient/store_code_source.hpp"

namespace mfaclient {

/// What is enrolled, and who takes part in it.
struct EnrollmentPlan {
  EnrollmentRequest request{};
  /// Asked for codes that the vendor sends, by SMS or mail; null: such an enrolment is `code_required`.
  CodeSource* sent_codes = nullptr;
  /// Told when everything that the vendor offered is in the store, and nothing is confirmed yet. Its error
  /// ends the enrolment.
  std::function<Result<void>(const Enrollment&)> on_stored{};
};

class Call;

struct Recovered {
  Accepted accepted{};
  std::size_t codes_left = 0;  ///< unspent ones; at two or fewer it is time for new ones
};

/// A person's factors from the first request to the last, in an order in which no interruption locks anybody
/// out: a secret is durable before the vendor may count on it, and stays until the vendor has let go of it.
/// What was interrupted is settled by `resume()`, which reads what the vendor has.
///
/// Thread-safe, but for two changes of one account at the same time. Errors: those of `IMfaProvider`, `Store`
/// and `CodeSource`; every error says whether `resume()` is needed.
class FactorLifecycle {
 public:
  struct Parts {
    std::shared_ptr<IMfaProvider> provider{};
    std::shared_ptr<Store> store{};
    /// Of the same store. What signs the provider in asks it for codes, too.
    std::shared_ptr<StoreCodeSource> codes{};
    FactorOwner owner{};  ///< the account that the provider works for, which is `Account::self()`
    /// False: the provider signs in as somebody else, so that a sign-in proves nothing about this account's
    /// factors (OneLogin; Cohesity's support user).
    bool signs_in_as_owner = true;
    std::shared_ptr<Clock> clock{};  ///< unset: the machine's
  };
  explicit FactorLifecycle(Parts parts);

  /// Turns a factor on and answers it as it is kept. Nothing is sent where the store can't be written.
  /// Errors: `conflict`: another enrolment of the account has to be settled first.
  [[nodiscard]] Result<StoredFactor> enroll(const EnrollmentPlan& plan, const CallOptions& options = {});

  /// Puts a new factor in the place of the stored one: beside it first where the vendor allows several, else
  /// after turning it off. The old secret is kept until the new one is accepted.
  /// Errors: `conflict`: the stored one is not active.
  [[nodiscard]] Result<StoredFactor> replace(std::string_view id, const EnrollmentPlan& plan,
                                             const CallOptions& options = {});

  /// The stored factors of the owner's server, of any account, that were left between begun and done.
  [[nodiscard]] Result<std::vector<StoredFactor>> unfinished() const;

  /// Finds out what became of the stored factor: `active`, or `abandoned` where the vendor does not have it.
  /// Errors: `conflict`: a person has to decide, and the message says about what.
  [[nodiscard]] Result<StoredFactor> resume(std::string_view id, const CallOptions& options = {});

  /// Turns the stored factor off. Its secret stays, `abandoned`, when the vendor has confirmed it. Where the
  /// vendor demands a proof and none is given, it is a code of the factor itself.
  [[nodiscard]] Result<Status> disable(std::string_view id, const Code* proof,
                                       const CallOptions& options = {});

  /// Turns every factor of `account` off; the stored ones among them are marked as above.
  [[nodiscard]] Result<Status> disable_all(const Account& account, const Code* proof,
                                           const CallOptions& options = {});

  /// Signs in with a stored recovery code, which is marked as spent before it is sent.
  /// Errors: `code_required`: none is left; `unsupported`: the vendor takes none here.
  [[nodiscard]] Result<Recovered> recover(const CallOptions& options = {});

 private:
  enum class Proof : std::uint8_t { accepted, refused, not_asked };

  [[nodiscard]] FactorOwner owner_of(const EnrollmentRequest& request) const;
  [[nodiscard]] Account account_in(const StoredFactor& factor) const;
  [[nodiscard]] Result<void> nothing_unsettled(const FactorOwner& owner) const;
  [[nodiscard]] Result<StoredFactor> begin(const EnrollmentPlan& plan, const Call& call);
  [[nodiscard]] Result<StoredFactor> confirm(const StoredFactor& factor, const Challenge& challenge,
                                             CodeSource* sent_codes, const Call& call);
  [[nodiscard]] Result<StoredFactor> activate(const StoredFactor& factor, std::string_view factor_id,
                                              const Call& call);
  [[nodiscard]] Result<StoredFactor> mark(std::string_view id, FactorState state);
  [[nodiscard]] Result<Proof> prove(const StoredFactor& factor, const Call& call);
  [[nodiscard]] Result<std::vector<Factor>> unclaimed(const StoredFactor& factor, const Status& status) const;
  [[nodiscard]] Result<Status> turn_off(const StoredFactor& factor, const Code* proof, const Call& call);

  Parts our_;
};

}  // namespace mfaclient
