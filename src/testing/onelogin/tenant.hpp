#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/testing/onelogin.hpp"
#include "testing/authenticator.hpp"
#include "testing/knobs.hpp"

/// The state of one fake tenant, and what happens to it. Knows nothing of HTTP. Not synchronised: `Fake` is.
namespace mfaclient::testing::onelogin {

/// One per row of `onelogin_wire_rows()`, in its order.
enum class Row : std::uint8_t {
  auth_factors_path,
  trigger_data,
  trigger_id,
  verify_body,
  pending_status,
  success_type,
  unauthorised_words,
  reusable_name,
  mfa_token_status,
  mfa_token_types,
  delete_body,
  device_id_type,
  protect_trigger,
  number,
  state_expiry,
  error_body,
  mfa_token_refusals,
  rate_limit,
  enrollable,
};
constexpr std::size_t kRows = static_cast<std::size_t>(Row::enrollable) + 1;

struct Knobs : KnobPanel {
  Knobs() : KnobPanel(onelogin_wire_rows(), onelogin_knobs()) {}
  [[nodiscard]] bool is_documented(Row row) const { return documented(static_cast<std::size_t>(row)); }
};

/// A factor that the tenant has switched on.
struct AuthFactor {
  std::int64_t id = 0;
  std::string_view key{};   ///< as the seed names it
  std::string_view name{};  ///< as the API does
  bool by_api = false;      ///< can be enrolled by API
  bool needs_trigger = false;
};
[[nodiscard]] std::span<const AuthFactor> auth_factors() noexcept;
/// Nullptr: there is none of that key.
[[nodiscard]] const AuthFactor* find_factor(std::string_view key) noexcept;

/// One verification under way.
struct Verification {
  enum class Push : std::uint8_t { waiting, accepted, denied };
  std::string state_token{};
  std::string code{};     ///< empty: a push
  std::string push_id{};  ///< empty: no push
  Push push = Push::waiting;
  Time expires{};
};

struct Device {
  OneLoginDevice facts{};
  const AuthFactor* factor = nullptr;
  Authenticator authenticator;
  std::set<std::string, std::less<>> spent{};  ///< one-time passwords of a YubiKey
  std::vector<Verification> open{};
  Time activated{};
  std::optional<Time> removed{};  ///< still listed for a while, where changes are queued

  /// Nullptr: unknown or over.
  [[nodiscard]] Verification* find(std::string_view state_token, Time now);
  [[nodiscard]] bool takes(std::string_view code, Time now);
};

struct TemporaryToken {
  std::string code{};
  bool reusable = false;
  Time expires{};
};

struct User {
  std::int64_t id = 0;
  std::vector<Device> devices{};
  std::vector<TemporaryToken> tokens{};

  /// Nullptr: unknown or removed.
  [[nodiscard]] Device* find(std::string_view device_id);
  [[nodiscard]] bool has(const AuthFactor& factor) const;
  /// Whether `code` is a live temporary token; one that is good for one use is spent then.
  [[nodiscard]] bool take_temporary(std::string_view code, Time now);
};

struct AccessToken {
  std::string text{};
  std::string client_id{};
  Time created{};
};

/// The count of calls that all clients of the account share.
class Meter {
 public:
  static constexpr std::chrono::seconds kWindow{3600};
  /// Counts one call; false: none was left.
  [[nodiscard]] bool count(Time now, std::int64_t limit);
  [[nodiscard]] std::int64_t left(Time now, std::int64_t limit) const;
  /// Seconds until the count begins anew.
  [[nodiscard]] std::int64_t reset(Time now) const;

 private:
  [[nodiscard]] bool over(Time now) const { return !begun_ || now >= *begun_ + kWindow; }
  std::optional<Time> begun_{};
  std::int64_t used_ = 0;
};

struct Tenant {
  Tenant(OneLoginSeed seed, std::shared_ptr<Clock> its_clock);

  [[nodiscard]] User* find(std::string_view user_id);
  [[nodiscard]] User* find(std::int64_t user_id);
  [[nodiscard]] const OneLoginCredentials* client(std::string_view id) const;
  /// The live token of a client: the same until it ends.
  [[nodiscard]] const AccessToken& token_of(const OneLoginCredentials& client);
  /// Nullptr: unknown, expired or revoked.
  [[nodiscard]] const AccessToken* live_token(std::string_view text) const;
  void revoke(std::string_view text);
  Device& add_device(User& user, OneLoginDevice facts);
  bool answer_push(std::string_view id, bool accept);
  [[nodiscard]] Time now() const { return clock->now(); }
  /// Is a change of `when` shown already?
  [[nodiscard]] bool settled(Time when) const;

  std::shared_ptr<Clock> clock;
  std::int64_t account_id;
  std::vector<OneLoginCredentials> clients;
  std::vector<User> users{};
  std::vector<AccessToken> tokens{};
  Meter meter{};
  Knobs knobs{};
  /// Sends something to a person.
  std::function<void(Delivered)> deliver{};

 private:
  std::int64_t next_id_ = 70'001;
};

}  // namespace mfaclient::testing::onelogin
