#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/clock.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::testing {

struct GenericMfa {
  std::string secret{};                       ///< base32
  std::vector<std::string> recovery_codes{};  ///< those that are not spent
};

struct GenericUser {
  std::string id{};  ///< given by the fake when empty
  std::string username{};
  std::string email{};
  std::string name{};
  std::string password{};
  std::string recovery_email{};  ///< empty: none is set
  std::string tenant{};          ///< empty: no namespace
  std::string role{};
  bool confirmed = true;  ///< the e-mail address
  bool awaiting_approval = false;
  bool admin = false;
  std::optional<GenericMfa> mfa{};  ///< set: MFA is on
};

struct GenericSeed {
  std::string issuer = "shellhub-enterprise";  ///< in the otpauth URIs
  std::vector<GenericUser> users{};

  /// {"issuer","users":[{"id","username","email","name","password","recovery_email","tenant","role",
  /// "confirmed":bool,"awaiting_approval":bool,"admin":bool,"mfa":{"secret","recovery_codes":["..."]}}]}
  /// `users`, `username`, `email`, `password`, and in `mfa` both members are required; names and addresses
  /// are in lower case. Errors: `Errc::invalid_argument`, naming the field ("users[0].email"); values are not
  /// quoted.
  static Result<GenericSeed> from_json(std::string_view json);
};

/// A ShellHub instance with the cloud's MFA, as its server really behaves: a password alone is answered with
/// a challenge in a header, most refusals have no body, recovery codes and mailed codes sign in by
/// themselves, and inside a recovery window a request without any proof turns MFA off. Mails leave through
/// the outbox.
///
/// Knobs: one per `generic_wire_rows()` ("real" or "documented"), "mode" (all of them at once), and
/// `generic_knobs()`: the era of the server, its edition, and what nobody outside knows for certain.
class GenericFake final : public Fake {
 public:
  explicit GenericFake(GenericSeed seed, std::shared_ptr<Clock> clock = system_clock());
  ~GenericFake() override;

  /// The account as it is now; nullopt: no such user name.
  [[nodiscard]] std::optional<GenericUser> user(std::string_view username) const;
  /// Every token that is out becomes invalid, as when the server gets another signing key.
  void forget_tokens();

 protected:
  [[nodiscard]] std::optional<http::Response> answer(const http::Request& request,
                                                     std::string_view peer) override;
  Result<void> knob(std::string_view name, std::string_view value) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where the documented client and the server differ: the rows of docs/wire/generic.md.
[[nodiscard]] std::span<const WireRow> generic_wire_rows() noexcept;
/// Its other knobs.
[[nodiscard]] std::span<const Knob> generic_knobs() noexcept;

}  // namespace mfaclient::testing
