#include "mfaclient/generic/client.hpp"

#include <type_traits>
#include <utility>

#include "exchange/client_core.hpp"
#include "generic/session.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::generic {
namespace {

/// What needs no session: it brings its own proof of who asks.
template <class Op>
constexpr bool kAnonymous =
    std::is_same_v<Op, Login> || std::is_same_v<Op, AuthMfa> || std::is_same_v<Op, MfaRecover> ||
    std::is_same_v<Op, RequestResetMfa> || std::is_same_v<Op, ResetMfa>;

const UserAuth& user_of(const UserAuth& user) { return user; }
const UserAuth& user_of(const RecoverReply& reply) { return reply.user_auth; }

std::optional<Time> window_of(const UserAuth& /*user*/) { return std::nullopt; }
std::optional<Time> window_of(const RecoverReply& reply) {
  // No clock holds a later one: then it is no time in seconds.
  constexpr auto kLatest = std::chrono::floor<std::chrono::seconds>(Time::max().time_since_epoch());
  if (!reply.expires_at || *reply.expires_at > kLatest.count()) return std::nullopt;
  return Time{std::chrono::seconds{*reply.expires_at}};
}

}  // namespace

struct MfaApi::Impl : ClientCore<Settings, GenericSession> {
  using ClientCore::ClientCore;

  /// Looks at a 401 before acting on it: the code, or the token?
  template <class Op>
  Result<Done> perform_looking(const Op& op, const Call& call) {
    for (bool again = false;; again = true) {
      Witness witness(session);
      auto result = exchange.perform(op, &witness, call);
      if (result || result.error().http_status != 401) return result;
      const auto dead = session.dead(witness.sent(), call);
      if (!dead || !*dead) return result;
      if (session.renew(witness.sent()) && !again) continue;
      result.error().code = Errc::session_expired;
      result.error().message = "the session is dead; sign in again";
      return result;
    }
  }
};

MfaApi::MfaApi(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
MfaApi::~MfaApi() = default;

Result<std::shared_ptr<MfaApi>> MfaApi::connect(Settings settings) {
  auto impl = Impl::make<Impl>(std::move(settings));
  if (!impl) return std::move(impl).error();
  return std::shared_ptr<MfaApi>(new MfaApi(*std::move(impl)));
}

const Settings& MfaApi::settings() const noexcept { return impl_->settings; }

template <class Op>
Result<typename Op::Output> MfaApi::perform(const Op& op, const CallOptions& options) {
  const Call call = impl_->exchange.begin(options);
  if constexpr (kAnonymous<Op>) return impl_->exchange.perform(op, nullptr, call);
  if constexpr (requires { Op::ambiguous_401; }) return impl_->perform_looking(op, call);
  return impl_->exchange.perform(op, &impl_->session, call);
}

template Result<UserAuth> MfaApi::perform(const AuthMfa&, const CallOptions&);
template Result<Done> MfaApi::perform(const DisableMfa&, const CallOptions&);
template Result<Done> MfaApi::perform(const EnableMfa&, const CallOptions&);
template Result<MfaGenerate> MfaApi::perform(const GenerateMfa&, const CallOptions&);
template Result<RecoverReply> MfaApi::perform(const MfaRecover&, const CallOptions&);
template Result<ResetRequested> MfaApi::perform(const RequestResetMfa&, const CallOptions&);
template Result<UserAuth> MfaApi::perform(const ResetMfa&, const CallOptions&);
template Result<LoginReply> MfaApi::perform(const Login&, const CallOptions&);
template Result<UserAuth> MfaApi::perform(const User&, const CallOptions&);
template Result<Done> MfaApi::perform(const SetRecoveryEmail&, const CallOptions&);
template Result<Done> MfaApi::perform(const RecoveryDisable&, const CallOptions&);

Result<SignInReply> MfaApi::sign_in(const CallOptions& options) {
  return impl_->session.sign_in(impl_->exchange.begin(options));
}

template <class Op>
Result<Session> MfaApi::sign_in_by(const Op& op, const CallOptions& options) {
  const auto reply = perform(op, options);
  if (!reply) return reply.error();
  impl_->exchange.log({.kind = LogEvent::Kind::signed_in, .operation = Op::name});
  return impl_->session.adopt(user_of(*reply), window_of(*reply));
}

template Result<Session> MfaApi::sign_in_by(const AuthMfa&, const CallOptions&);
template Result<Session> MfaApi::sign_in_by(const MfaRecover&, const CallOptions&);
template Result<Session> MfaApi::sign_in_by(const ResetMfa&, const CallOptions&);

Result<void> MfaApi::sign_out(const CallOptions& /*options*/) {
  impl_->session.forget();
  return {};
}

Result<Settings> settings_from(const ProviderConfig& config) {
  Settings settings{.url = config.url, .options = config.options};
  const auto given = CredentialReader::read(config, {"username", "password", "jwt"});
  if (!given) return given.error();
  const auto chosen = given->one_of({"password", "jwt"});
  if (!chosen) return chosen.error();
  if (*chosen == "jwt") {
    if (given->has("username")) return invalid_argument("username", "has no meaning with jwt");
    settings.credentials = Jwt{given->secret("jwt")};
    return settings;
  }
  if (auto named = given->need("username", "password"); !named) return std::move(named).error();
  settings.credentials = Password{given->text("username"), given->secret("password")};
  return settings;
}

}  // namespace mfaclient::generic
