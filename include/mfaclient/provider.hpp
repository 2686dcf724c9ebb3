#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "mfaclient/call_options.hpp"
#include "mfaclient/clock.hpp"
#include "mfaclient/factor.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// One language over all vendors. One rule makes it small: whatever needs a code hands out a `Challenge`, and
/// `verify()` or `poll()` answers it. docs/adr/0006 says how each vendor fits.
namespace mfaclient {

struct Code {
  FactorKind kind = FactorKind::totp;
  SecretString text{};
  SecretString second{};  ///< the code of the other mail, where a reset sends two
};

/// Proof of having signed in: headers for the caller's own requests.
struct Session {
  std::string origin{};  ///< the only place these headers may go
  std::vector<std::pair<std::string, SecretString>> headers{};
  std::optional<Time> expires{};         ///< nullopt: not known
  std::optional<Time> recovery_until{};  ///< until then the spent recovery code still disables (generic)
};

/// What the vendor waits for.
struct Challenge {
  std::vector<FactorKind> accepts{};  ///< what answers it; {push}: `poll()`; {other}: see `prompt`
  std::string prompt{};               ///< as the vendor says it
  std::string sent_to{};              ///< masked
  std::optional<Time> expires{};
  SecretString state{};  ///< opaque; keep it, and another process may answer
};

using SignIn = std::variant<Challenge, Session>;

struct EnrollmentRequest {
  Account account = Account::self();
  FactorKind kind = FactorKind::totp;
  std::string label{};
  std::string destination{};          ///< phone (E.164), e-mail or recovery e-mail
  std::optional<SecretString> pin{};  ///< Quatrix: the PIN an administrator sets
  /// Beside a factor that is already on. Without it that is a `conflict`: nothing is replaced or doubled by
  /// accident.
  bool additional = false;
};

struct Enrollment {
  std::optional<SecretString> otpauth_uri{};  ///< none for SMS and voice
  std::optional<SecretBytes> qr_png{};        ///< the vendor's own picture, where it sends one
  std::vector<SecretString> recovery_codes{};
  std::variant<Challenge, Factor> next{};  ///< confirm it with `verify()`, or it is already done
};

/// What a yes brought.
struct Accepted {
  std::optional<Session> session{};
  /// Its `id` is empty where it could not be read back; `status()` tells later. It is active all the same.
  std::optional<Factor> factor{};
};

/// True: accepted. Else `code_rejected`, `denied`, `challenge_expired`, `still_pending`, ...
using Verdict = Result<Accepted>;

enum class Verb : std::uint8_t {
  status,
  enroll,
  sign_in,
  challenge,
  verify,
  poll,
  disable,
  disable_all,
  reset,
  sign_out
};

[[nodiscard]] std::string_view to_string(Verb verb) noexcept;

/// What a vendor can do with one verb.
struct Capability {
  Verb verb{};
  bool supported = false;
  std::span<const FactorKind> kinds{};  ///< which factors; empty where kinds don't matter
  bool others = false;                  ///< for other accounts too, not only for oneself
  std::string_view note{};              ///< limits; where unsupported: what to do instead
};

/// A vendor behind the common language. Thread-safe and blocking; every call is bounded by `CallOptions`.
/// What `capabilities()` doesn't offer is `unsupported`, unsent, with what to do instead.
class IMfaProvider {
 public:
  virtual ~IMfaProvider() = default;

  [[nodiscard]] virtual std::string_view name() const noexcept = 0;
  /// The account that `Account::self()` stands for, as a store files its factors; an empty account: nothing
  /// names it.
  [[nodiscard]] virtual FactorOwner owner() const;
  /// False: it signs in as somebody else, so that a sign-in proves nothing about the owner's factors.
  [[nodiscard]] virtual bool signs_in_as_owner() const noexcept { return true; }
  /// Constant, one row per verb, in the order of `Verb`.
  [[nodiscard]] virtual std::span<const Capability> capabilities() const noexcept = 0;

  /// Safety: `read`.
  virtual Result<Status> status(const Account& account, const CallOptions& options = {});
  /// Begins an enrolment. Nothing is active before the challenge in it is answered, unless it says so.
  virtual Result<Enrollment> enroll(const EnrollmentRequest& request, const CallOptions& options = {});
  virtual Result<SignIn> sign_in(const CallOptions& options = {});
  /// Sends a code or a push. Safety: `once`.
  virtual Result<Challenge> challenge(const Account& account, const Factor& factor,
                                      const CallOptions& options = {});
  /// Answers a challenge. Safety: `once`. A lost answer is settled by reading, else `outcome_unknown`.
  virtual Verdict verify(const Challenge& challenge, const Code& code, const CallOptions& options = {});
  /// Asks whether a push was answered. Safety: `read`.
  virtual Verdict poll(const Challenge& challenge, const CallOptions& options = {});
  /// Turns one factor off and reads the status after. `proof` is needed where the vendor asks for one.
  virtual Result<Status> disable(const Account& account, const Factor& factor,
                                 const std::optional<Code>& proof, const CallOptions& options = {});
  /// Turns every factor off and reads the status after.
  virtual Result<Status> disable_all(const Account& account, const std::optional<Code>& proof,
                                     const CallOptions& options = {});
  /// nullopt: done; else a challenge for what the vendor sent.
  virtual Result<std::optional<Challenge>> reset(const Account& account, const CallOptions& options = {});
  virtual Result<void> sign_out(const CallOptions& options = {});

 protected:
  /// The `unsupported` error of `verb`, with the way out that `capabilities()` names.
  [[nodiscard]] Error unsupported(Verb verb) const;
};

class CodeSource;

/// Signs in and, where that takes a code, answers with one from `codes`.
/// Errors: those of both, and `code_required` for a challenge that no code answers.
Result<Session> sign_in_with(IMfaProvider& provider, CodeSource& codes, const CallOptions& options = {});

}  // namespace mfaclient
