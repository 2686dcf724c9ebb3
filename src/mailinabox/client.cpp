#include "mfaclient/mailinabox/client.hpp"

#include <array>
#include <utility>

#include "enrollment/manage.hpp"
#include "mailinabox/session.hpp"
#include "provider/adapter.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::mailinabox {
namespace {

constexpr auto kCredentials = std::to_array<CredentialInfo>(
    {{"username"}, {"password", true}, {"session_key", true}, {"system_key", true}});

}  // namespace

Result<std::shared_ptr<MFAApi>> MFAApi::connect(Settings settings) {
  return connect_client<MFAApi, BoxSession>(std::move(settings));
}

Result<Session> MFAApi::sign_in(const std::optional<SecretString>& code, const CallOptions& options) {
  return session().sign_in(code, session().begin_call(options));
}

Result<void> MFAApi::sign_out(const CallOptions& options) {
  if (!session().current()) return {};
  auto ended = logout({}, options);
  if (!ended) return std::move(ended).error();
  return {};
}

std::span<const CredentialInfo> credential_infos() noexcept { return kCredentials; }

FactorOwner owner_of(const Settings& settings) {
  const auto* password = std::get_if<Password>(&settings.credentials);
  const auto* session = std::get_if<SessionKey>(&settings.credentials);
  const auto account = password != nullptr ? password->email : session != nullptr ? session->email : "";
  return owner_at(BoxSession::kVendor, settings.url, account, settings.options);
}

Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account) {
  return manage<MFAApi>(std::move(settings), std::move(store), account);
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, kCredentials);
  if (!given) return given.error();
  const auto chosen = given->one_of({"password", "session_key", "system_key"});
  if (!chosen) return chosen.error();
  if ((*chosen == "system_key") == given->has("username"))
    return invalid_argument("username",
                            "is needed with password and session_key, and has no meaning with system_key");

  Settings settings{.url = config.url, .options = config.options};
  if (*chosen == "system_key") settings.credentials = SystemKey{given->secret("system_key")};
  if (*chosen == "session_key")
    settings.credentials = SessionKey{given->text("username"), given->secret("session_key")};
  if (*chosen == "password")
    settings.credentials = Password{given->text("username"), given->secret("password")};
  return settings;
}

}  // namespace mfaclient::mailinabox
