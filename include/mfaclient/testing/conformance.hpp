#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/code_source.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::testing {

/// One provider in front of one vendor, fresh for each case, with everything a case needs to know about them.
struct ConformanceRig {
  std::shared_ptr<IMfaProvider> provider{};
  /// A second client object of the same account, for what another process would do.
  std::shared_ptr<IMfaProvider> other{};
  /// The code source in the settings of both; the suite gives it the secret of each new factor.
  std::shared_ptr<TotpCodeSource> codes{};
  std::shared_ptr<Clock> clock{};
  Account account = Account::self();   ///< an account whose MFA is off
  FactorKind kind = FactorKind::totp;  ///< what is enrolled
  std::string destination{};           ///< where its codes go, if they are sent
  std::string unknown_account{};       ///< in the vendor's words
  std::string forbidden_account{};     ///< one that `without_rights` may not touch; empty: `account`
  std::shared_ptr<IMfaProvider> without_rights{};  ///< signs in, and may do nothing; null: there is none
  std::function<void()> lose_next_answer{};        ///< the vendor does it, and its answer never comes
  /// The code that the vendor sent last, where codes are sent; unset: the code source makes them.
  std::function<SecretString()> sent_code{};
  /// What turning off takes beside the wish; unset: nothing.
  std::function<Code()> proof{};
  /// False: no sign-in of the client asks for what is enrolled here; its codes are the proof that turning off
  /// takes.
  bool guards_sign_in = true;
  /// An active factor of the account that pushes, and how its owner answers; unset: there is none.
  std::optional<Factor> push{};
  std::function<void(bool accept)> answer_push{};
  /// Ends every open challenge, as time does where it ends them; unset: challenges do not expire.
  std::function<void()> outlive_challenges{};
  std::shared_ptr<Fake> fake{};  ///< its journal shows what was sent; null against a real server
};

struct ConformanceResult {
  std::string name{};
  enum class Outcome : std::uint8_t { passed, failed, not_offered } outcome = Outcome::passed;
  std::string detail{};  ///< why it failed, or which capability is not offered
};

/// Runs every case of the common language's contract that the provider's `capabilities()` call for: what a
/// program that speaks `IMfaProvider` may rely on at any vendor. `make_rig` is called once a case. Knows no
/// test framework: report the results in yours.
[[nodiscard]] std::vector<ConformanceResult> run_conformance(const std::function<ConformanceRig()>& make_rig);

}  // namespace mfaclient::testing
