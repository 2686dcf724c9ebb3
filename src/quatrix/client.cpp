#include "mfaclient/quatrix/client.hpp"

#include <array>
#include <utility>

#include "enrollment/manage.hpp"
#include "exchange/client_core.hpp"
#include "provider/adapter.hpp"
#include "provider/credentials.hpp"
#include "quatrix/session.hpp"

namespace mfaclient::quatrix {
namespace {

constexpr auto kCredentials = std::to_array<CredentialInfo>(
    {{"username"}, {"password", true}, {"api_key", true}, {"session_id", true}});

}  // namespace

struct MFAApi::Impl : ClientCore<Settings, QuatrixSession> {
  using ClientCore::ClientCore;
};

MFAApi::MFAApi(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MFAApi::~MFAApi() = default;

Result<std::shared_ptr<MFAApi>> MFAApi::connect(Settings settings) {
  auto impl = Impl::make<Impl>(std::move(settings));
  if (!impl) return std::move(impl).error();
  return std::shared_ptr<MFAApi>(new MFAApi(*std::move(impl)));
}

const Settings& MFAApi::settings() const noexcept { return impl_->settings; }

Result<void> MFAApi::perform(const OperationRef& op, void* output, const CallOptions& options) {
  return impl_->perform(op, output, options);
}

Result<SignInStep> MFAApi::sign_in(const CallOptions& options) {
  return impl_->session.sign_in(impl_->exchange.begin(options));
}

Result<Session> MFAApi::sign_in(const LoginCode& answer, const CallOptions& options) {
  return impl_->session.sign_in(answer, impl_->exchange.begin(options));
}

std::optional<SecretString> MFAApi::unfinished_sign_in() const { return impl_->session.unfinished(); }

Session MFAApi::adopt(const SecretString& session_id) { return impl_->session.adopt(session_id, true); }

Result<void> MFAApi::sign_out(const CallOptions& options) {
  if (!impl_->session.current()) return {};
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
