#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/testing/quatrix.hpp"
#include "testing/authenticator.hpp"
#include "testing/knobs.hpp"

/// The state of one fake account host, and what happens to it. Knows nothing of HTTP. Not synchronised:
/// `Fake` is.
namespace mfaclient::testing::quatrix {

/// One per row of `quatrix_wire_rows()`, in its order.
enum class Row : std::uint8_t {
  host,
  token_header,
  login_status,
  step_header,
  session_place,
  login_reply,
  login_shape,
  code_encoding,
  login_path,
  session_ids,
  reset_route,
  set_code,
  generate_route,
  error_code,
  captcha_method,
  refusal_body,
};
constexpr std::size_t kRows = static_cast<std::size_t>(Row::refusal_body) + 1;

struct Knobs : KnobPanel {
  Knobs() : KnobPanel(quatrix_wire_rows(), quatrix_knobs()) {}
  [[nodiscard]] bool is_documented(Row row) const { return documented(static_cast<std::size_t>(row)); }
};

struct User {
  QuatrixUser facts{};
  std::optional<Authenticator> totp{};
  std::optional<Authenticator> pending{};
  bool must_enrol = false;  ///< after a reset: MFA stays on, without a secret
  std::size_t fails = 0;
  bool blocked = false;  ///< until a captcha is solved
};

enum class SessionState : std::uint8_t { full, need_2fa, need_pin, need_enrol };

struct Session {
  std::string id{};
  std::string user{};  ///< its id
  SessionState state = SessionState::full;
  Time used{};
};

/// The last sign-ins of each user.
class SignIns {
 public:
  /// Counts one; false: it is one too many in 15 minutes.
  [[nodiscard]] bool count(const std::string& email, Time now, std::size_t most);

 private:
  std::map<std::string, std::vector<Time>, std::less<>> times_{};
};

struct Host {
  Host(QuatrixSeed seed, std::shared_ptr<Clock> its_clock);

  [[nodiscard]] User* by_email(std::string_view email);
  [[nodiscard]] User* by_id(std::string_view id);
  [[nodiscard]] User* by_api_key(std::string_view key);
  /// Is `method` demanded of `user`, by himself or by the account?
  [[nodiscard]] bool forced(const User& user, std::string_view method) const;
  [[nodiscard]] std::vector<std::string> forced_on(const User& user) const;
  [[nodiscard]] bool account_forces(std::string_view method) const;

  Session& open_session(const User& user, SessionState state);
  /// The living session with that id, whose 15 minutes begin anew; nullptr: none.
  [[nodiscard]] Session* use_session(std::string_view id);
  void close_session(std::string_view id);
  /// Closes the user's sessions but `but`; answers their ids.
  std::vector<std::string> close_sessions(const User& user, std::string_view but = {});
  [[nodiscard]] std::size_t live_sessions() const;

  /// What a code of the request may stand for: itself, and where base64 is read, what that holds.
  [[nodiscard]] std::vector<std::string> readings(std::string_view code) const;
  /// Takes a code of `authenticator`, or the code again where codes may be used twice.
  [[nodiscard]] bool accept(Authenticator& authenticator, std::string_view code) const;

  std::shared_ptr<Clock> clock;
  std::string name;
  std::vector<std::string> forced_methods;
  std::vector<User> users{};
  std::vector<Session> sessions{};
  SignIns sign_ins{};
  std::string account_id;
  bool captcha_solved = false;
  Knobs knobs{};

 private:
  [[nodiscard]] bool alive(const Session& session) const;
};

[[nodiscard]] bool contains(const std::vector<std::string>& list, std::string_view item);

}  // namespace mfaclient::testing::quatrix
