#include "mfaclient/onelogin/client.hpp"

#include <array>
#include <utility>

#include "enrollment/manage.hpp"
#include "onelogin/session.hpp"
#include "provider/adapter.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::onelogin {
namespace {

constexpr auto kCredentials =
    std::to_array<CredentialInfo>({{"client_id"}, {"client_secret", true}, {"access_token", true}});

}  // namespace

using Api = MultiFactorAuthenticationV1Api;

Result<std::shared_ptr<Api>> Api::connect(Settings settings) {
  const auto* own = std::get_if<AccessToken>(&settings.credentials);
  if (own != nullptr && own->token.empty()) return invalid_argument("access_token", "is empty");
  return connect_client<Api, OneLoginSession>(std::move(settings));
}

Result<Session> Api::sign_in(const CallOptions& options) {
  return session().sign_in(session().begin_call(options));
}

Result<void> Api::sign_out(const CallOptions& /*options*/) {
  session().forget();
  return {};
}

std::span<const CredentialInfo> credential_infos() noexcept { return kCredentials; }

FactorOwner owner_of(const Settings& settings) {
  const auto* pair = std::get_if<ClientCredentials>(&settings.credentials);
  const auto account = pair != nullptr ? pair->client_id : "";
  return owner_at(OneLoginSession::kVendor, settings.url, account, settings.options);
}

Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account) {
  return manage<MultiFactorAuthenticationV1Api>(std::move(settings), std::move(store), account);
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, kCredentials);
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
