#include "mfaclient/quatrix/client.hpp"

#include <type_traits>
#include <utility>

#include "exchange/client_core.hpp"
#include "provider/credentials.hpp"
#include "quatrix/session.hpp"

namespace mfaclient::quatrix {
namespace {

/// Does `op` bring a session of its own?
template <class Op>
bool brings_session(const Op& op) {
  if constexpr (requires { op.session_id.has_value(); }) return op.session_id.has_value();
  return requires { op.session_id; };
}

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

template <class Op>
Result<typename Op::Output> MFAApi::perform(const Op& op, const CallOptions& options) {
  auto& session = impl_->session;
  const Call call = impl_->exchange.begin(options);
  if constexpr (std::is_same_v<Op, SessionStart>) {
    return session.start(op, call);
  } else {
    auto& authoriser = brings_session(op) ? session.bystander() : static_cast<Authoriser&>(session);
    auto result = impl_->exchange.perform(op, &authoriser, call);
    // It is over, or may be: whoever needs a session begins another.
    if constexpr (std::is_same_v<Op, Logout>)
      if (result || result.error().delivery != Delivery::not_sent) session.forget();
    return result;
  }
}

template Result<ProfileRemoveMfaResp> MFAApi::perform(const ProfileRemoveMfa&, const CallOptions&);
template Result<ProfileSetMfaResp> MFAApi::perform(const ProfileSetMfa&, const CallOptions&);
template Result<SessionLoginResp> MFAApi::perform(const LoginCode&, const CallOptions&);
template Result<ProfileRemoveMfaResp> MFAApi::perform(const UserRemoveMfa&, const CallOptions&);
template Result<ProfileRemoveMfaResp> MFAApi::perform(const UserResetMfa&, const CallOptions&);
template Result<ProfileRemoveMfaResp> MFAApi::perform(const UserSetMfa&, const CallOptions&);
template Result<SessionStartReply> MFAApi::perform(const SessionStart&, const CallOptions&);
template Result<Done> MFAApi::perform(const Keepalive&, const CallOptions&);
template Result<Done> MFAApi::perform(const Logout&, const CallOptions&);
template Result<ProfileResp> MFAApi::perform(const Profile&, const CallOptions&);
template Result<UserResp> MFAApi::perform(const UserMetadata&, const CallOptions&);
template Result<Generate2faReply> MFAApi::perform(const Generate2fa&, const CallOptions&);

Result<SignInStep> MFAApi::sign_in(const CallOptions& options) {
  return impl_->session.sign_in(impl_->exchange.begin(options));
}

Result<Session> MFAApi::sign_in(const LoginCode& answer, const CallOptions& options) {
  return impl_->session.sign_in(answer, impl_->exchange.begin(options));
}

std::optional<SecretString> MFAApi::unfinished_sign_in() const { return impl_->session.unfinished(); }

Session MFAApi::adopt(const SecretString& session_id) { return impl_->session.adopt(session_id, true); }

Result<void> MFAApi::sign_out(const CallOptions& options) {
  if (!impl_->session.live()) return {};
  const auto ended = logout({}, options);
  return ended ? Result<void>() : ended.error();
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, {"username", "password", "api_key", "session_id"});
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
