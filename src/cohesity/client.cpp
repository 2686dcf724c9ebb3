#include "mfaclient/cohesity/client.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "cohesity/session.hpp"
#include "core/ascii.hpp"
#include "enrollment/manage.hpp"
#include "provider/adapter.hpp"
#include "provider/credentials.hpp"

namespace mfaclient::cohesity {

namespace {

constexpr auto kCredentials = std::to_array<CredentialInfo>({{"username"},
                                                             {"password", true},
                                                             {"domain"},
                                                             {"tenant"},
                                                             {"api_key", true},
                                                             {"bearer_token", true},
                                                             {"session_id", true},
                                                             {"login"},
                                                             {"principal"},
                                                             {"cluster_id"}});

Result<void> check(const Settings& settings) {
  if (!std::ranges::all_of(settings.cluster_id, ascii::digit))
    return invalid_argument("cluster_id", "is no number");
  const auto& prefix = settings.v2_prefix;
  const bool path =
      prefix.starts_with('/') && !prefix.ends_with('/') && prefix.find('.') == std::string::npos;
  if (!path) return invalid_argument("v2_prefix", "must begin with / and not end with it");
  return {};
}

}  // namespace

Result<std::shared_ptr<MFAApi>> MFAApi::connect(Settings settings) {
  if (auto fine = check(settings); !fine) return std::move(fine).error();
  return connect_client<MFAApi, CohesitySession>(std::move(settings));
}

Result<MfaConfigInfo> MFAApi::merge_mfa_config(const MfaPolicyChange& change, const CallOptions& options) {
  const Call call = session().begin_call(options);
  auto before = get_mfa_config({}, call.rest());
  if (!before) return before;
  const bool enabled = change.enabled.value_or(before->enabled);
  const auto types = change.authentication_types.value_or(before->authentication_types);
  if (enabled && types.empty())
    return invalid_argument("authentication_types", "are empty: nobody could sign in");
  const auto written = update_mfa_config({.enabled = enabled,
                                          .authentication_types = types,
                                          .retain_user_mfa_settings = change.retain_user_mfa_settings,
                                          .force = change.force},
                                         call.most_of_rest());
  if (!written && written.error().delivery != Delivery::unknown) return written.error();
  auto after = get_mfa_config({}, call.rest());
  const auto shows = [&after](bool on, const std::vector<std::string>& kinds) {
    return after && after->enabled == on &&
           std::ranges::is_permutation(after->authentication_types, kinds, ascii::equal_without_case);
  };
  if (shows(enabled, types)) return after;
  Error error = written ? Error{} : written.error();
  if (!written && shows(before->enabled, before->authentication_types)) {
    error.add_hint("the policy is as it was");
    error.delivery = Delivery::refused;
    return error;
  }
  error.code = Errc::outcome_unknown;
  error.operation = UpdateMfaConfig::info.name;
  error.set_text(after ? "the policy that is read back is not the one that was written; read it again"
                       : "the policy can't be read back; read it before doing anything else");
  error.delivery = Delivery::unknown;
  return error;
}

Result<Session> MFAApi::sign_in(const std::optional<Code>& code, const CallOptions& options) {
  return session().sign_in(code, session().begin_call(options));
}

Result<void> MFAApi::sign_out(const CallOptions& /*options*/) {
  session().forget_all();
  return {};
}

std::optional<WebSession> MFAApi::pending_session() const { return session().pending(); }

Result<WebSession> MFAApi::complete_session(const SecretString& cookie, const Code& code,
                                            const CallOptions& options) {
  auto web = session().complete(cookie, code, session().begin_call(options));
  if (!web && !cookie.empty() && web.error().code == Errc::session_expired)
    web.error().code = Errc::challenge_expired;
  return web;
}

Result<Done> MFAApi::mail_code(const CallOptions& options) {
  return session().mail_code(session().begin_call(options));
}

std::span<const CredentialInfo> credential_infos() noexcept { return kCredentials; }

FactorOwner owner_of(const Settings& settings) {
  if (settings.principal == Principal::support)
    return owner_at(CohesitySession::kVendor, settings.url, "support", settings.options);
  const auto* password = std::get_if<Password>(&settings.credentials);
  auto owner = owner_at(CohesitySession::kVendor, settings.url, password != nullptr ? password->username : "",
                        settings.options);
  const auto& tenant =
      std::visit([](const auto& own) -> const std::string& { return own.tenant; }, settings.credentials);
  const auto domain = password != nullptr ? password->domain : "";
  for (const auto& part : {domain, tenant})
    if (!part.empty() && !owner.account.empty()) owner.account.append("@").append(part);
  return owner;
}

Result<FactorManager> manage_factors(Settings settings, std::shared_ptr<Store> store,
                                     const Account& account) {
  return manage<MFAApi>(std::move(settings), std::move(store), account);
}

Result<Settings> settings_from(const ProviderConfig& config) {
  const auto given = CredentialReader::read(config, kCredentials);
  if (!given) return given.error();
  const auto chosen = given->one_of({"password", "api_key", "bearer_token", "session_id"});
  if (!chosen) return chosen.error();
  if (*chosen == "password")
    if (auto named = given->need("username", "password"); !named) return std::move(named).error();
  for (const auto* name : {"username", "domain", "login"})
    if (*chosen != "password" && given->has(name))
      return invalid_argument(name, "has a meaning with password only");

  const auto login = given->choice("login", {"session", "token", "web"});
  const auto principal = given->choice("principal", {"user", "support"});
  if (!login || !principal) return login ? principal.error() : login.error();

  Settings settings{.url = config.url,
                    .login = static_cast<LoginWay>(*login),
                    .principal = static_cast<Principal>(*principal),
                    .cluster_id = given->text("cluster_id"),
                    .options = config.options};
  const auto secret = given->secret(*chosen);
  const auto tenant = given->text("tenant");
  if (*chosen == "api_key") settings.credentials = ApiKey{secret, tenant};
  if (*chosen == "bearer_token") settings.credentials = BearerToken{secret, tenant};
  if (*chosen == "session_id") settings.credentials = SessionId{secret, tenant};
  if (*chosen == "password")
    settings.credentials = Password{.username = given->text("username"),
                                    .password = secret,
                                    .domain = given->text("domain"),
                                    .tenant = tenant};
  return settings;
}

}  // namespace mfaclient::cohesity
