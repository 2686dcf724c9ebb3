#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/testing/generic.hpp"
#include "testing/authenticator.hpp"
#include "testing/generic/lockout.hpp"
#include "testing/knobs.hpp"

/// The state of one fake instance, and what happens to it. Knows nothing of HTTP. Not synchronised: `Fake`
/// is.
namespace mfaclient::testing::generic {

/// One per row of `generic_wire_rows()`, in its order.
enum class Row : std::uint8_t {
  base_url,
  user_id_optional,
  reset_id,
  reset_token,
  optional_fields,
  login_challenge,
  auth_path,
  statuses,
  mfa_lockout,
  auth_wrong_code,
  disable_proofs,
  recovery_reuse,
  expires_at,
  error_bodies,
  user_auth_formats,
  recovery_email_first,
  full_credentials,
  done_status,
  editions,
};
constexpr std::size_t kRows = static_cast<std::size_t>(Row::editions) + 1;

struct Knobs : KnobPanel {
  Knobs() : KnobPanel(generic_wire_rows(), generic_knobs()) {}
  [[nodiscard]] bool is_documented(Row row) const { return documented(static_cast<std::size_t>(row)); }
  /// Of before July 2026.
  [[nodiscard]] bool oldest() const { return is("era", "A"); }
  [[nodiscard]] bool newest() const { return is("era", "C"); }
  /// The status that a knob of that kind is set to.
  [[nodiscard]] int status(std::string_view knob) const { return static_cast<int>(number(knob)); }
  [[nodiscard]] bool enterprise() const { return is("edition", "enterprise"); }
};

struct Mfa {
  Authenticator authenticator;
  std::vector<std::string> recovery_codes{};
};
/// After a recovery: the code that is spent and still turns MFA off.
struct Window {
  std::string code{};
  Time until{};
};
struct PendingReset {
  std::string token{};
  std::string main{}, recovery{};  // the mailed codes
  Time until{};
};

struct Account {
  GenericUser facts{};  // without `mfa`
  std::optional<Mfa> mfa{};
  std::optional<Window> window{};
  std::optional<PendingReset> reset{};

  void turn_off();
  [[nodiscard]] bool has_window(Time now) const { return window && now < window->until; }
  /// Do both mailed codes fit a reset that is not over?
  [[nodiscard]] bool reset_fits(std::string_view main, std::string_view recovery, Time now) const;
};

/// What a right password wins where MFA is on.
struct MfaToken {
  std::string user_id{};
  Time expires{};
  bool spent = false;
};

struct Instance {
  Instance(GenericSeed seed, std::shared_ptr<Clock> its_clock);

  /// By user name or e-mail address, in any case.
  [[nodiscard]] Account* find(std::string_view identifier);
  [[nodiscard]] Account* find_id(std::string_view id);
  /// The account that a live token belongs to.
  [[nodiscard]] Account* find_token(std::string_view token);
  /// A fresh token of three days.
  [[nodiscard]] std::string issue_token(const Account& account);
  [[nodiscard]] std::string issue_mfa_token(const Account& account);
  /// Is `code` right, and of a later step than any before?
  [[nodiscard]] bool takes_code(Account& account, std::string_view code) const;

  std::shared_ptr<Clock> clock;
  std::string issuer;
  std::vector<Account> accounts{};
  std::map<std::string, MfaToken, std::less<>> mfa_tokens{};
  Lockout login_locks{}, mfa_locks{};
  Knobs knobs{};
  std::function<void(Delivered)> deliver{};  // set by the fake

  void forget_tokens() { tokens_.clear(); }

 private:
  struct Issued {
    std::string user_id{};
    Time expires{};
  };
  std::map<std::string, Issued, std::less<>> tokens_{};
};

/// The key under which failures of `account` from `peer` are counted.
[[nodiscard]] std::string lock_key(std::string_view peer, const Account& account);

}  // namespace mfaclient::testing::generic
