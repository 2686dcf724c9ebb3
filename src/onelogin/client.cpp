#include "mfaclient/onelogin/client.hpp"

#include <utility>

#include "exchange/client_core.hpp"
#include "onelogin/session.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::onelogin {

using Api = MultiFactorAuthenticationV1Api;

struct Api::Impl : ClientCore<Settings, OneLoginSession> {
  using ClientCore::ClientCore;
};

Api::MultiFactorAuthenticationV1Api(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Api::~MultiFactorAuthenticationV1Api() = default;

Result<std::shared_ptr<Api>> Api::connect(Settings settings) {
  const auto* own = std::get_if<AccessToken>(&settings.credentials);
  if (own != nullptr && own->token.empty()) return invalid_argument("access_token", "is empty");
  auto impl = Impl::make<Impl>(std::move(settings));
  if (!impl) return std::move(impl).error();
  return std::shared_ptr<Api>(new Api(*std::move(impl)));
}

const Settings& Api::settings() const noexcept { return impl_->settings; }

Result<void> Api::perform(const OperationRef& op, void* output, const CallOptions& options) {
  return impl_->perform(op, output, options);
}

Result<Session> Api::sign_in(const CallOptions& options) {
  return impl_->session.sign_in(impl_->exchange.begin(options));
}

Result<void> Api::sign_out(const CallOptions& /*options*/) {
  impl_->session.forget();
  return {};
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, {"client_id", "client_secret", "access_token"});
  if (!given) return given.error();
  const auto chosen = given->one_of({"client_secret", "access_token"});
  if (!chosen) return chosen.error();
  const bool own = *chosen == "access_token";
  if (own == given->has("client_id"))
    return invalid_argument("client_id", "is needed with client_secret, and means nothing with access_token");
  Settings settings{.url = config.url, .options = config.options};
  if (own) settings.credentials = AccessToken{given->secret("access_token")};
  if (!own)
    settings.credentials = ClientCredentials{given->text("client_id"), given->secret("client_secret")};
  return settings;
}

}  // namespace mfaclient::onelogin
