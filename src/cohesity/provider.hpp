#pragma once
#include <memory>
#include <optional>
#include <string_view>

#include "mfaclient/cohesity/client.hpp"
#include "provider/adapter.hpp"

namespace mfaclient::cohesity {

/// What the two principals share: how the credentials' own user signs in, and how a secret becomes a URI.
class CohesityProvider : public Adapter {
 public:
  [[nodiscard]] Result<SignIn> sign_in(const CallOptions& options) override;
  [[nodiscard]] Verdict verify(const Challenge& challenge, const Code& code,
                               const CallOptions& options) override;
  [[nodiscard]] Result<void> sign_out(const CallOptions& options) override { return api_->sign_out(options); }

 protected:
  CohesityProvider(std::shared_ptr<MFAApi> api, Principal principal);

  /// Answers a challenge that is none of a sign-in.
  [[nodiscard]] virtual Verdict confirm(const ChallengeState& state, const Code& code, const Call& call) = 0;

  [[nodiscard]] MFAApi& api() const noexcept { return *api_; }
  /// A challenge of the sign-in under way, with its pending session, which another process may complete.
  [[nodiscard]] Challenge sign_in_challenge(std::vector<FactorKind> accepts, std::string_view prompt) const;
  /// As `offered_uri`, issued by the cluster.
  [[nodiscard]] Result<SecretString> uri_of(const SecretString& secret,
                                            const std::optional<SecretString>& uri,
                                            std::string_view account) const;

 private:
  std::shared_ptr<MFAApi> api_;
};

[[nodiscard]] std::shared_ptr<IMfaProvider> make_support_provider(std::shared_ptr<MFAApi> api);
[[nodiscard]] std::span<const Capability> support_capabilities() noexcept;

}  // namespace mfaclient::cohesity
