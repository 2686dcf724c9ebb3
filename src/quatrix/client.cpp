#include "mfaclient/quatrix/client.hpp"

#include <array>
#include <utility>

#include "enrollment/manage.hpp"
#include "provider/adapter.hpp"
#include "provider/credentials.hpp"
#include "quatrix/session.hpp"

namespace mfaclient::quatrix {
namespace {

constexpr auto kCredentials = std::to_array<CredentialInfo>(
    {{"username"}, {"password", true}, {"api_key", true}, {"session_id", true}});

}  // namespace

Result<std::shared_ptr<MFAApi>> MFAApi::connect(Settings settings) {
  return connect_client<MFAApi, QuatrixSession>(std::move(settings));
}

Result<SignInStep> MFAApi::sign_in(const CallOptions& options) {
  return session().sign_in(session().begin_call(options));
}

Result<Session> MFAApi::sign_in(const LoginCode& answer, const CallOptions& options) {
  return session().sign_in(answer, session().begin_call(options));
}

std::optional<SecretString> MFAApi::unfinished_sign_in() const { return session().unfinished(); }

Session MFAApi::adopt(const SecretString& session_id) { return session().adopt(session_id, true); }

Result<void> MFAApi::sign_out(const CallOptions& options) {
  if (!session().current()) return {};
  auto ended = logout({}, options);
  if (!ended) return std::move(ended).error();
  return {};
}

std::span<const CredentialInfo> credential_infos() noexcept { return kCredentials; }

FactorOwner owner_of(const Settings& settings) {
  const auto* password = std::get_if<Password>(&settings.credentials);
  const auto account = password != nullptr ? password->email : "";
  return owner_at(QuatrixSession::kVendor, settings.url, account, settings.options);
}

Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account) {
  return manage<MFAApi>(std::move(settings), std::move(store), account);
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, kCredentials);
  if (!given) return given.error();
  const auto chosen = given->one_of({"password", "api_key", "session_id"});
  if (!chosen) return chosen.error();
  if ((*chosen == "password") != given->has("username"))
    return invalid_argument("username", "is needed with password, and has no meaning with the others");

  Settings settings{.url = config.url, .options = config.options};
  if (*chosen == "password") {
    settings.credentials = Password{given->text("username"), given->secret("password")};
  } else if (*chosen == "api_key") {
    settings.credentials = ApiKey{given->secret("api_key")};
  } else {
    settings.credentials = SessionId{given->secret("session_id")};
  }
  return settings;
}

}  // namespace mfaclient::quatrix
