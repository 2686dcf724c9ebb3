#include "mfaclient/mailinabox/client.hpp"

#include <type_traits>
#include <utility>

#include "exchange/client_core.hpp"
#include "mailinabox/session.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::mailinabox {

struct MFAApi::Impl : ClientCore<Settings, BoxSession> {
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

Result<Session> MFAApi::sign_in(const std::optional<SecretString>& code, const CallOptions& options) {
  return impl_->session.sign_in(code, impl_->exchange.begin(options));
}

Result<void> MFAApi::sign_out(const CallOptions& options) {
  if (!impl_->session.current()) return {};
  auto ended = logout({}, options);
  if (!ended) return std::move(ended).error();
  return {};
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, {"username", "password", "session_key", "system_key"});
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
