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

struct CohesityUser {
  std::string username{};
  std::string password{};
  std::string domain = "LOCAL";
  std::string email{};  ///< empty: none is known, so no code can be mailed
  std::string totp{};   ///< base32; empty: not set up
  bool exempt = false;
  bool web = true;                        ///< may use the web pages
  std::vector<std::string> privileges{};  ///< "MFA_MODIFY", "CLUSTER_VIEW", "CLUSTER_MODIFY"
};

struct CohesityKey {
  std::string key{};
  std::string username{};  ///< of the domain LOCAL
};

struct CohesitySeed {
  bool mfa_enabled = false;
  std::optional<std::vector<std::string>> mfa_types{};
  std::vector<CohesityUser> users{};
  std::vector<CohesityKey> api_keys{};

  /// {"mfa":{"enabled":bool,"types":["totp"]},"users":[{"username","password","domain","email","totp":"<base32>",
  /// "exempt":bool,"web":bool,"privileges":["MFA_MODIFY"]}],"api_keys":[{"key","username"}]}
  /// `users`, `username` and `password` are required, and so are both of an API key. Errors:
  /// `Errc::invalid_argument`, naming the field ("users[0].username"); values are not quoted.
  static Result<CohesitySeed> from_json(std::string_view json);
};

/// The support user as the fake keeps it.
struct CohesitySupport {
  bool enabled = false;
  std::string type{};  ///< "totp", "email", or empty
  std::string email{};
  std::string secret{};  ///< base32
  std::string state = "kNotStarted";
};

/// A cluster of Cohesity's, as its SDKs and scripts show it: sign-ins in all four ways, the policy, the
/// users' own MFA, the support user. Mailed codes leave through the outbox. Knobs: one per
/// `cohesity_wire_rows()`
/// ("real" or "documented"), "mode" (all of them at once), and those of `cohesity_knobs()`.
class CohesityFake final : public Fake {
 public:
  explicit CohesityFake(CohesitySeed seed, std::shared_ptr<Clock> clock = system_clock());
  ~CohesityFake() override;

  /// The secret that is set up for a user of the domain LOCAL; nullopt: none, or no such user.
  [[nodiscard]] std::optional<std::string> totp(std::string_view username) const;
  /// Whether failures have locked that user.
  [[nodiscard]] bool locked(std::string_view username) const;
  [[nodiscard]] bool mfa_enabled() const;
  [[nodiscard]] CohesitySupport support() const;
  /// How many sessions would still be accepted, pending ones included.
  [[nodiscard]] std::size_t session_count() const;
  /// From now on changes of the support user's MFA take this password.
  void set_support_password(std::string password);
  /// Forgets every session, as a restart of the cluster's services does.
  void end_sessions();

 protected:
  [[nodiscard]] std::optional<http::Response> answer(const http::Request& request,
                                                     std::string_view peer) override;
  Result<void> knob(std::string_view name, std::string_view value) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Where Cohesity's documents and its clusters differ: the rows of docs/wire/cohesity.md.
[[nodiscard]] std::span<const WireRow> cohesity_wire_rows() noexcept;
/// Its other knobs.
[[nodiscard]] std::span<const Knob> cohesity_knobs() noexcept;

}  // namespace mfaclient::testing
