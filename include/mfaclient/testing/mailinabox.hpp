#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/clock.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::testing {

struct MailinaboxMethod {
  std::int64_t id = 0;   ///< given by the fake when 0
  std::string secret{};  ///< 32 characters of base32
  std::optional<std::string> label{};
};

struct MailinaboxUser {
  std::string email{};
  std::string password{};
  bool admin = false;
  std::vector<MailinaboxMethod> methods{};
};

struct MailinaboxSeed {
  std::string host = "box.example.com";
  std::string system_key{};  ///< 32 hex characters; empty: random
  std::vector<MailinaboxUser> users{};

  /// {"host","system_key":"<32
  /// hex>","users":[{"email","password","admin":bool,"methods":[{"secret","label"}]}]} `users`, `email`,
  /// `password` and `secret` are required. E-mail addresses are stored in lower case at the real server, and
  /// compared with case. Errors: `Errc::invalid_argument`, naming the field ("users[0].email"); values are
  /// not quoted.
  static Result<MailinaboxSeed> from_json(std::string_view json);
};

/// Mail-in-a-Box's control panel (v75), as its server really behaves: it refuses what that refuses, in the
/// same words, and turns every method off where that does. Knobs: one per `mailinabox_wire_rows()` ("real" or
/// "documented"), "mode" (all of them at once), "ban" ("on" or "off"), "sessions" (how many fit, 64).
class MailinaboxFake final : public Fake {
 public:
  explicit MailinaboxFake(MailinaboxSeed seed, std::shared_ptr<Clock> clock = system_clock());
  ~MailinaboxFake() override;

  /// The user's methods as they are now; nullopt: no such user.
  [[nodiscard]] std::optional<std::vector<MailinaboxMethod>> methods(std::string_view email) const;
  /// How many sessions would still be accepted. The dead ones in the table don't count.
  [[nodiscard]] std::size_t session_count() const;
  /// The user name that needs no password: the seed's key until the first restart.
  [[nodiscard]] std::string system_key() const;
  /// Forgets every session and makes a new system key, as a restart of the daemon does.
  void restart();

 protected:
  [[nodiscard]] std::optional<http::Response> answer(const http::Request& request,
                                                     std::string_view peer) override;
  Result<void> knob(std::string_view name, std::string_view value) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where Mail-in-a-Box's documents and its server differ: the rows of docs/wire/mailinabox.md.
[[nodiscard]] std::span<const WireRow> mailinabox_wire_rows() noexcept;
/// Its other knobs.
[[nodiscard]] std::span<const Knob> mailinabox_knobs() noexcept;

}  // namespace mfaclient::testing
