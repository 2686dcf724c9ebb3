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

#include "mfaclient/otp.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "testing/knobs.hpp"

/// The state of one fake box, and what happens to it. Knows nothing of HTTP. Not synchronised: `Fake` is.
namespace mfaclient::testing::mailinabox {

/// One per row of `mailinabox_wire_rows()`, in its order.
enum class Row : std::uint8_t {
  enable_field,
  disable_field,
  null_mfa_id,
  enabled_mfa_shape,
  id_type,
  label_type,
  new_mfa_shape,
  auth_failure,
  user_field,
  error_400,
  second_factor,
  success_body,
  login_status,
  disable_path,
  login_reason,
  form_content_type,
  privilege,
};
constexpr std::size_t kRows = static_cast<std::size_t>(Row::privilege) + 1;

struct Knobs : KnobPanel {
  Knobs() : KnobPanel(mailinabox_wire_rows(), mailinabox_knobs()) {}
  [[nodiscard]] bool is_documented(Row row) const { return documented(static_cast<std::size_t>(row)); }
};

struct Method {
  MailinaboxMethod facts{};
  std::optional<otp::Totp> totp{};   ///< nullopt: its secret does not decode, so no code is right
  std::optional<std::string> mru{};  ///< the latest code that was accepted here
};

struct User {
  std::string email{};
  std::string password{};
  bool admin = false;
  std::vector<Method> methods{};

  /// Changes with the password and with every method that comes or goes; labels and replay memory don't
  /// matter.
  [[nodiscard]] std::string fingerprint() const;
};

/// The daemon's table of sessions: in its memory only, for the whole box.
class Sessions {
 public:
  /// A fresh key: 64 lower case hex characters. The oldest session goes when there are `limit`.
  [[nodiscard]] std::string open(const User& user, Time now, std::size_t limit);
  /// Whether `key` is `user`'s live session. Using it renews its two days.
  [[nodiscard]] bool use(const User& user, std::string_view key, Time now);
  void close(std::string_view key);
  void clear() { sessions_.clear(); }
  void shrink(std::size_t limit);
  /// How many of them `users` could still use.
  [[nodiscard]] std::size_t live(const std::vector<User>& users, Time now) const;

 private:
  struct Session {
    std::string key{}, email{}, fingerprint{};
    Time used{};
  };
  [[nodiscard]] static bool alive(const Session& session, const User& user, Time now);
  std::vector<Session> sessions_{};  // oldest first
};

/// The fail2ban jail before the daemon: 20 logged failures in 30 s from one address, then nothing for ten
/// minutes.
class Jail {
 public:
  void count(std::string_view peer, Time now);
  [[nodiscard]] bool holds(std::string_view peer, Time now) const;
  void open() { peers_.clear(); }

 private:
  struct Peer {
    std::vector<Time> failures{};
    std::optional<Time> banned_until{};
  };
  std::map<std::string, Peer, std::less<>> peers_{};
};

struct Box {
  Box(MailinaboxSeed seed, std::shared_ptr<Clock> its_clock);

  [[nodiscard]] User* find(std::string_view email);
  [[nodiscard]] const User* find(std::string_view email) const;
  /// Adds a method with an id that was never used before.
  void add_method(User& user, MailinaboxMethod facts);

  std::shared_ptr<Clock> clock;
  std::string host;
  std::string system_key;
  std::vector<User> users{};
  Sessions sessions{};
  Jail jail{};
  Knobs knobs{};

 private:
  std::int64_t next_id_ = 1;
};

}  // namespace mfaclient::testing::mailinabox
