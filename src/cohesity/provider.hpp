#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/cohesity/client.hpp"
#include "provider/adapter.hpp"

namespace mfaclient::cohesity {

inline constexpr std::string_view kEnroll = "enroll";
inline constexpr std::string_view kForgets = "forgets the session: the vendor's call ends everybody's";

/// The factor of a kind: there are no ids beside the kinds' names.
[[nodiscard]] Factor factor_of(FactorKind kind);

/// What the two principals share: how the credentials' own user signs in, and how a secret is handed out.
class CohesityProvider : public Adapter {
 public:
  Result<SignIn> sign_in(const CallOptions& options) override;
  Verdict verify(const Challenge& challenge, const Code& code, const CallOptions& options) override;
  Result<void> sign_out(const CallOptions& options) override { return api_->sign_out(options); }

 protected:
  CohesityProvider(std::shared_ptr<MFAApi> api, Principal principal);

  /// Answers a challenge that is none of a sign-in.
  virtual Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) = 0;

  [[nodiscard]] MFAApi& api() const noexcept { return *api_; }
  /// A challenge of the sign-in under way, with its pending session, which another process may complete.
  [[nodiscard]] Challenge sign_in_challenge(std::vector<FactorKind> accepts, std::string_view prompt) const;
  /// A state with the pending session, where there is one.
  [[nodiscard]] ChallengeState state_of(std::string_view flow) const;
  /// The pending session in a state; empty: none.
  [[nodiscard]] static SecretString cookie_of(const ChallengeState& state);
  /// Hands out a fresh secret. Errors: as `Adapter::offer`.
  Result<Enrollment> offer(const SecretString& secret, const std::optional<SecretString>& uri,
                           std::string_view account, ChallengeState state) const;
  /// Whether a code can be sent for `factor`. Errors: as `self_only`; `unsupported` for all but e-mail.
  Result<void> mailable(const Account& account, const Factor& factor) const;

 private:
  std::shared_ptr<MFAApi> api_;
};

[[nodiscard]] std::shared_ptr<IMfaProvider> make_support_provider(std::shared_ptr<MFAApi> api);
[[nodiscard]] std::span<const Capability> support_capabilities() noexcept;

}  // namespace mfaclient::cohesity
