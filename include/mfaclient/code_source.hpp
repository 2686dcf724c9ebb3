#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/call_options.hpp"
#include "mfaclient/clock.hpp"
#include "mfaclient/factor.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfaclient {

enum class CodePurpose : std::uint8_t { sign_in, confirm_enrollment, disable };

/// Which code is wanted, and what for.
struct CodeRequest {
  FactorKind kind = FactorKind::totp;
  CodePurpose purpose = CodePurpose::sign_in;
  Account account = Account::self();
  std::string sent_to{};  ///< masked, as the vendor says it
};

/// Where a client gets codes from. It belongs to the client's settings, because a vendor may end the session
/// at every change, so that even finishing an enrolment takes a second code. Thread-safe.
///
/// Never the same code twice. Errors: `code_required` (none to be had), `timeout`, `cancelled`, `storage`.
class CodeSource {
 public:
  virtual ~CodeSource() = default;
  [[nodiscard]] virtual Result<SecretString> code(const CodeRequest& request, const CallOptions& options) = 0;
};

/// What a ledger says to a claim.
struct StepClaim {
  bool granted = false;
  std::uint64_t last = 0;  ///< the latest step handed out, this one included
};

/// Remembers the time steps that were handed out. Thread-safe; what it promises across processes is its own.
class StepLedger {
 public:
  virtual ~StepLedger() = default;
  /// Claims `step` for the secret named by `key_id`; granted only if it is later than every step handed out
  /// before. Errors: `storage`.
  [[nodiscard]] virtual Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) = 0;
};

/// Forgets when the process ends.
[[nodiscard]] std::shared_ptr<StepLedger> make_memory_ledger();

struct TotpCodeOptions {
  std::shared_ptr<Clock> clock{};        ///< unset: the system's
  std::shared_ptr<StepLedger> ledger{};  ///< unset: one in memory
  /// True: waits for the next step when this one was handed out. False, or when the call's deadline comes
  /// first: `code_required` with `retry_after`, at once.
  bool wait = true;
  /// Told before a wait begins, with its length.
  std::function<void(std::chrono::seconds)> on_wait{};
};

/// Codes of one TOTP secret, each time step once. Thread-safe.
class TotpCodeSource final : public CodeSource {
 public:
  /// Without a secret every request is `code_required`, until `use()` brings one.
  explicit TotpCodeSource(TotpCodeOptions options = {});
  explicit TotpCodeSource(otp::Totp totp, TotpCodeOptions options = {});
  ~TotpCodeSource() override;

  /// From now on codes are made with `totp`: after an enrolment, that of the new secret.
  void use(otp::Totp totp);

  [[nodiscard]] Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mfaclient
