#include "mfaclient/mailinabox/client.hpp"

#include <algorithm>
#include <array>
#include <type_traits>
#include <utility>

#include "mailinabox/session.hpp"

namespace mfaclient::mailinabox {

struct MFAApi::Impl {
  Impl(Settings given, Exchange made) : settings(std::move(given)), exchange(std::move(made)) {}

  /// A change of the caller's own methods ends the session, and so may one whose answer was lost.
  template <class Op>
  void after(const Op& op, const Result<Done>& result) {
    bool own = true;
    if constexpr (requires { op.user; }) own = session.own(op.user);
    if (own && (result || result.error().delivery == Delivery::unknown)) session.forget();
  }

  Settings settings;
  Exchange exchange;
  BoxSession session{exchange, settings};
};

MFAApi::MFAApi(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MFAApi::~MFAApi() = default;

Result<std::shared_ptr<MFAApi>> MFAApi::connect(Settings settings) {
  auto exchange = Exchange::create(settings.url, settings.options);
  if (!exchange) return std::move(exchange).error();
  return std::shared_ptr<MFAApi>(
      new MFAApi(std::make_unique<Impl>(std::move(settings), *std::move(exchange))));
}

const Settings& MFAApi::settings() const noexcept { return impl_->settings; }

template <class Op>
Result<typename Op::Output> MFAApi::perform(const Op& op, const CallOptions& options) {
  const Call call = impl_->exchange.begin(options);
  Authoriser* authoriser = std::is_same_v<Op, Login> ? nullptr : &impl_->session;
  auto result = impl_->exchange.perform(op, authoriser, call);
  if constexpr (requires { Op::ends_sessions; }) impl_->after(op, result);
  return result;
}

template Result<MfaStatusResponse> MFAApi::perform(const MfaStatus&, const CallOptions&);
template Result<Done> MFAApi::perform(const MfaTotpEnable&, const CallOptions&);
template Result<Done> MFAApi::perform(const MfaTotpDisable&, const CallOptions&);
template Result<Done> MFAApi::perform(const MfaTotpDisableAll&, const CallOptions&);
template Result<LoginReply> MFAApi::perform(const Login&, const CallOptions&);
template Result<Done> MFAApi::perform(const Logout&, const CallOptions&);

Result<Session> MFAApi::sign_in(const std::optional<SecretString>& code, const CallOptions& options) {
  return impl_->session.sign_in(code, impl_->exchange.begin(options));
}

Result<void> MFAApi::sign_out(const CallOptions& options) {
  if (!impl_->session.live()) return {};
  auto ended = logout({}, options);
  if (!ended) return std::move(ended).error();
  return {};
}

Result<Settings> settings_from(const ProviderConfig& config) {
  static constexpr std::array kKnown =
      std::to_array<std::string_view>({"username", "password", "session_key", "system_key"});
  const auto find = [&](std::string_view name) -> const SecretString* {
    const auto at = std::ranges::find(config.credentials, name,
                                      [](const auto& c) -> std::string_view { return c.first; });
    return at == config.credentials.end() ? nullptr : &at->second;
  };
  for (const auto& [name, value] : config.credentials) {
    if (std::ranges::find(kKnown, name) == kKnown.end())
      return invalid_argument(name, "is no credential of mailinabox");
    if (value.empty()) return invalid_argument(name, "is empty");
  }
  const auto* username = find("username");
  const auto* password = find("password");
  const auto* session_key = find("session_key");
  const auto* system_key = find("system_key");
  const int chosen = (password != nullptr) + (session_key != nullptr) + (system_key != nullptr);
  if (chosen != 1)
    return invalid_argument("password", "exactly one of password, session_key and system_key is needed");
  if ((system_key == nullptr) != (username != nullptr))
    return invalid_argument("username",
                            "is needed with password and session_key, and has no meaning with system_key");

  Settings settings{.url = config.url, .options = config.options};
  if (system_key != nullptr) {
    settings.credentials = SystemKey{*system_key};
  } else if (session_key != nullptr) {
    settings.credentials = SessionKey{std::string(username->reveal()), *session_key};
  } else {
    settings.credentials = Password{std::string(username->reveal()), *password};
  }
  return settings;
}

}  // namespace mfaclient::mailinabox
