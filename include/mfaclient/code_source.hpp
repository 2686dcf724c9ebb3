#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

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
  virtual Result<SecretString> code(const CodeRequest& request, const CallOptions& options) = 0;
  /// No byte of the request that was to carry `code` has left, so that it may be handed out again. A source
  /// that can't take it back does nothing.
  virtual void give_back(const SecretString& /*code*/) {}
  /// Told by a client how long its last request took to be answered.
  virtual void observe(std::chrono::nanoseconds /*round_trip*/) {}
};

/// A code from `codes`, given to `send`, and given back where that fails before a byte has left.
template <class Send>
[[nodiscard]] auto spend_code(CodeSource& codes, const CodeRequest& request, const CallOptions& options,
                              Send&& send) -> std::invoke_result_t<Send, const SecretString&> {
  auto code = codes.code(request, options);
  if (!code) return std::move(code).error();
  auto outcome = std::forward<Send>(send)(*code);
  if (!outcome && outcome.error().never_left()) codes.give_back(*code);
  return outcome;
}

/// What a ledger says to a claim.
struct StepClaim {
  bool granted = false;
  std::optional<std::uint64_t> last{};  ///< the latest step handed out before; nullopt: none
};

/// Remembers the time steps that were handed out. Thread-safe; what it promises across processes is its own.
class StepLedger {
 public:
  virtual ~StepLedger() = default;
  /// Claims `step` for the secret named by `key_id`; granted only if it is later than every step handed out
  /// before. Errors: `storage`.
  virtual Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) = 0;
  /// Takes a claim back, if `step` is still the latest. A ledger that can't do so keeps it.
  virtual void release(std::string_view /*key_id*/, std::uint64_t /*step*/) {}
};

/// Forgets when the process ends.
[[nodiscard]] std::shared_ptr<StepLedger> make_memory_ledger();

struct TotpCodeOptions {
  std::shared_ptr<Clock> clock{};        ///< unset: the system's
  std::shared_ptr<StepLedger> ledger{};  ///< unset: one in memory
  /// True: waits for the next step when this one was handed out. False, or when the call's deadline comes
  /// first: `code_required` with `retry_after`, at once.
  bool wait = true;
  /// A code that is good for no longer than this, or than twice the longest of the last round trips, is not
  /// handed out: it could die on its way. Half a period at most.
  std::chrono::milliseconds margin{0};
  /// Told before a wait begins, with its length.
  std::function<void(std::chrono::seconds)> on_wait{};
};

/// Codes of one TOTP secret, each time step once; a step is passed over when its digits are, by chance, those
/// of a code before, which a vendor would take for a replay. Thread-safe.
class TotpCodeSource final : public CodeSource {
 public:
  /// Without a secret every request is `code_required`, until `use()` brings one.
  explicit TotpCodeSource(TotpCodeOptions options = {});
  explicit TotpCodeSource(otp::Totp totp, TotpCodeOptions options = {});
  ~TotpCodeSource() override;

  /// From now on codes are made with `totp`: after an enrolment, that of the new secret.
  void use(otp::Totp totp);

  Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override;
  void give_back(const SecretString& code) override;
  void observe(std::chrono::nanoseconds round_trip) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace mfaclient
