#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/clock.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::testing {

struct QuatrixUser {
  std::string id{};  ///< a UUID; given by the fake when empty
  std::string email{};
  std::string password{};
  bool admin = false;
  bool active = true;                 ///< false: deactivated
  std::string totp{};                 ///< the active secret in base32; empty: none
  std::string pin{};                  ///< empty: none
  std::vector<std::string> forced{};  ///< "2FA", "PIN": what an administrator demands of this user
  std::string api_key{};              ///< empty: none
};

struct QuatrixSeed {
  std::string host = "acme.quatrix.it";
  std::vector<std::string> forced_methods{};  ///< "2FA", "IP": what the account demands of everybody
  std::vector<QuatrixUser> users{};

  /// {"host","forced_methods":["2FA"],"users":[{"id","email","password","admin":bool,"active":bool,
  /// "totp","pin","forced":["2FA"],"api_key"}]} `users`, `email` and `password` are required; e-mail
  /// addresses are kept in lower case. Errors: `Errc::invalid_argument`, naming the field ("users[0].totp");
  /// values are not quoted.
  static Result<QuatrixSeed> from_json(std::string_view json);
};

/// A Quatrix account host, after what its clients and documents show: sign-in in two steps, sessions of 15
/// idle minutes, a blocked sign-in after five wrong codes, sessions that die when an administrator changes a
/// user's factors. Knobs: one per `quatrix_wire_rows()` ("real" or "documented"), "mode" (all of them at
/// once), and `quatrix_knobs()`, one for each thing that is only inferred.
class QuatrixFake final : public Fake {
 public:
  explicit QuatrixFake(QuatrixSeed seed, std::shared_ptr<Clock> clock = system_clock());
  ~QuatrixFake() override;

  /// The user as he is now; nullopt: no such user. `email` in lower case.
  [[nodiscard]] std::optional<QuatrixUser> user(std::string_view email) const;
  /// The secret that was generated and not yet confirmed: on the wire it leaves as a picture only.
  [[nodiscard]] std::optional<std::string> pending_secret(std::string_view email) const;
  /// How many whole sessions would still be accepted.
  [[nodiscard]] std::size_t session_count() const;
  /// Ends every session, partial ones too.
  void end_sessions();

 protected:
  [[nodiscard]] std::optional<http::Response> answer(const http::Request& request,
                                                     std::string_view peer) override;
  Result<void> knob(std::string_view name, std::string_view value) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where Quatrix's documents and its servers differ: the rows of docs/wire/quatrix.md.
[[nodiscard]] std::span<const WireRow> quatrix_wire_rows() noexcept;
/// Its other knobs.
[[nodiscard]] std::span<const Knob> quatrix_knobs() noexcept;

}  // namespace mfaclient::testing
