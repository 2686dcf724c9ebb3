#include "mfaclient/generic/client.hpp"

#include <array>
#include <utility>

#include "enrollment/manage.hpp"
#include "generic/session.hpp"
#include "provider/adapter.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::generic {
namespace {

constexpr auto kCredentials =
    std::to_array<CredentialInfo>({{"username"}, {"password", true}, {"jwt", true}});

const UserAuth& user_of(const UserAuth& user) { return user; }
const UserAuth& user_of(const RecoverReply& reply) { return reply.user_auth; }

std::optional<Time> window_of(const UserAuth& /*user*/) { return std::nullopt; }
std::optional<Time> window_of(const RecoverReply& reply) {
  // No clock holds a later one: then it is no time in seconds.
  constexpr auto kLatest = std::chrono::floor<std::chrono::seconds>(Time::max().time_since_epoch());
  if (!reply.expires_at || *reply.expires_at > kLatest.count()) return std::nullopt;
  return Time{std::chrono::seconds{*reply.expires_at}};
}

template <class Op>
Result<Session> sign_in_with(GenericSession& session, const Op& op, const CallOptions& options) {
  const auto reply = session.run(op, session.begin_call(options));
  if (!reply) return reply.error();
  return session.adopt_user(user_of(*reply), window_of(*reply), Op::info.name);
}

}  // namespace

Result<std::shared_ptr<MfaApi>> MfaApi::connect(Settings settings) {
  return connect_client<MfaApi, GenericSession>(std::move(settings));
}

Result<SignInReply> MfaApi::sign_in(const CallOptions& options) {
  return session().sign_in(session().begin_call(options));
}

Result<Session> MfaApi::sign_in_by(const AuthMfa& op, const CallOptions& options) {
  return sign_in_with(session(), op, options);
}

Result<Session> MfaApi::sign_in_by(const MfaRecover& op, const CallOptions& options) {
  return sign_in_with(session(), op, options);
}

Result<Session> MfaApi::sign_in_by(const ResetMfa& op, const CallOptions& options) {
  return sign_in_with(session(), op, options);
}

Result<void> MfaApi::sign_out(const CallOptions& /*options*/) {
  session().forget();
  return {};
}

std::span<const CredentialInfo> credential_infos() noexcept { return kCredentials; }

FactorOwner owner_of(const Settings& settings) {
  const auto* password = std::get_if<Password>(&settings.credentials);
  const auto account = password != nullptr ? password->username : "";
  return owner_at(GenericSession::kVendor, settings.url, account, settings.options);
}

Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account) {
  return manage<MfaApi>(std::move(settings), std::move(store), account);
}

Result<Settings> settings_from(const ProviderConfig& config) {
  Settings settings{.url = config.url, .options = config.options};
  const auto given = CredentialReader::read(config, kCredentials);
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
