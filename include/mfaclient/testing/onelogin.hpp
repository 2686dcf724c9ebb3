#pragma once
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

struct OneLoginDevice {
  std::int64_t id = 0;         ///< given by the fake when 0
  std::string factor = "sms";  ///< "sms", "voice", "protect", "totp" or "yubikey"
  std::string label{};
  std::string number{};  ///< sms and voice
  /// totp, and the codes of protect: base32; yubikey: its public id, 12 modhex letters.
  std::string secret{};
  bool active = true;
};

struct OneLoginUser {
  std::int64_t id = 0;
  std::vector<OneLoginDevice> devices{};
};

/// A pair of API credentials.
struct OneLoginCredentials {
  std::string client_id{};
  std::string client_secret{};
  /// "Authentication Only", "Read Users", "Manage Users", "Read All" or "Manage All".
  std::string scope = "Manage Users";
  bool owner_deleted = false;  ///< then the token endpoint fails with 500
};

struct OneLoginSeed {
  std::int64_t account_id = 1;
  std::vector<OneLoginCredentials> clients{};
  std::vector<OneLoginUser> users{};

  /// {"account_id":1,"clients":[{"client_id","client_secret","scope","owner_deleted":bool}],"users":[{"id":1,
  /// "devices":[{"id","factor","label","number","secret","active":bool}]}]}. `clients`, `client_id`,
  /// `client_secret`, `users`, their `id` and a device's `factor` are required; so are `number` of sms and
  /// voice, and `secret` of totp and yubikey. Errors: `Errc::invalid_argument`, naming the field
  /// ("users[0].id"); values are not quoted.
  static Result<OneLoginSeed> from_json(std::string_view json);
};

/// OneLogin's MFA API, version 1, with its token endpoints, as the servers behave. One tenant, whose clients
/// share its count of calls. Knobs: one per `onelogin_wire_rows()` ("real" or "documented"), "mode" (all of
/// them at once), and `onelogin_knobs()`.
///
/// SMS, calls and pushes go to the outbox. A push is answered by `answer_push`, or as the person's phone
/// would, by POST /_person/push/{id}/accept or .../deny with the id that stands in the outbox.
class OneLoginFake final : public Fake {
 public:
  explicit OneLoginFake(OneLoginSeed seed, std::shared_ptr<Clock> clock = system_clock());
  ~OneLoginFake() override;

  /// The user's devices as they are now, pending ones too; nullopt: no such user.
  [[nodiscard]] std::optional<std::vector<OneLoginDevice>> devices(std::int64_t user) const;
  /// Adds a device, as the user does in the portal; answers its id. 0: no such user.
  std::int64_t add_device(std::int64_t user, OneLoginDevice device);
  /// The person's answer to the push `id` of the outbox. False: there is no such push, or it was answered.
  bool answer_push(std::string_view id, bool accept);
  /// Ends every token, as any process does that revokes the shared one.
  void revoke_tokens();
  /// How many calls this hour still has.
  [[nodiscard]] std::int64_t calls_left() const;

 protected:
  [[nodiscard]] std::optional<http::Response> answer(const http::Request& request,
                                                     std::string_view peer) override;
  Result<void> knob(std::string_view name, std::string_view value) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where OneLogin's documents and its answers differ: the rows of docs/wire/onelogin.md.
[[nodiscard]] std::span<const WireRow> onelogin_wire_rows() noexcept;
/// Its other knobs: what is not known for sure, and what is rare.
[[nodiscard]] std::span<const Knob> onelogin_knobs() noexcept;

}  // namespace mfaclient::testing
