#pragma once
#include <chrono>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/testing/cohesity.hpp"
#include "testing/authenticator.hpp"
#include "testing/knobs.hpp"

/// The state of one fake cluster, and what happens to it. Knows nothing of HTTP. Not synchronised: `Fake` is.
namespace mfaclient::testing::cohesity {

/// One per row of `cohesity_wire_rows()`, in its order.
enum class Row : std::uint8_t {
  policy_reply,
  error_status,
  verify_result,
  auth_list,
  bearer_header,
  otp_type_case,
  otp_field,
  email_otp,
  types_shape,
  enabled_default,
  mfa_code_echo,
  support_password,
  error_envelope,
  error_code,
  mfa_scope,
  login_pending,
  support_rekeys,
  delete_sessions,
  salesforce,
};
constexpr std::size_t kRows = static_cast<std::size_t>(Row::salesforce) + 1;

struct Knobs : KnobPanel {
  Knobs() : KnobPanel(cohesity_wire_rows(), cohesity_knobs()) {}
  [[nodiscard]] bool is_documented(Row row) const { return documented(static_cast<std::size_t>(row)); }
};

/// The latest code that was mailed: one use, ten minutes.
class MailedCode {
 public:
  /// A new one takes the place of the old.
  [[nodiscard]] std::string draw(Time now);
  [[nodiscard]] bool accept(std::string_view code, Time now);

 private:
  std::string code_{};
  Time until_{};
};

struct User {
  CohesityUser facts{};
  std::optional<Authenticator> active{}, fresh{};  // the secret that is set up; one that waits for its code
  MailedCode mailed{};
  bool email_setup = false;
  std::size_t failures = 0;
  bool locked = false;

  [[nodiscard]] bool may(std::string_view privilege) const;
};

struct Login {
  enum class Kind : std::uint8_t { token, session, cookie } kind{};
  std::string key{};
  User* user = nullptr;
  bool pending = false;
  Time begun{};
};

struct Support {
  CohesitySupport facts{};
  std::optional<Authenticator> totp{};
  MailedCode mailed{};
  std::string password{};

  /// Whether `code` proves that the support user agrees; spends it.
  [[nodiscard]] bool accept(std::string_view code, Time now);
};

struct Cluster {
  Cluster(CohesitySeed seed, std::shared_ptr<Clock> its_clock);

  [[nodiscard]] Time now() const { return clock->now(); }
  [[nodiscard]] User* find(std::string_view username, std::string_view domain);
  [[nodiscard]] bool needs_code(const User& user) const;
  /// Whether `code` of that kind is right; spends it, and sets up what it confirms.
  [[nodiscard]] bool accept(User& user, std::string_view kind, std::string_view code);
  void fail(User& user);
  [[nodiscard]] std::string open(Login::Kind kind, User& user, bool pending);
  /// nullptr: no such session.
  [[nodiscard]] Login* find_login(Login::Kind kind, std::string_view key);
  void mail(std::string_view to, const std::string& code);
  /// One more request now; false: it is too many in this second.
  [[nodiscard]] bool within_rate();

  std::shared_ptr<Clock> clock;
  Knobs knobs{};
  bool enabled = false;
  std::optional<std::vector<std::string>> types{};
  std::optional<bool> retain{};
  std::list<User> users{};  // sessions point at them
  std::vector<CohesityKey> api_keys{};
  std::list<Login> logins{};
  Support support{};
  std::vector<Delivered> outgoing{};  // mails of the request under way

 private:
  std::chrono::sys_seconds second_{};
  std::size_t in_second_ = 0;
};

}  // namespace mfaclient::testing::cohesity
