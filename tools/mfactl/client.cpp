#include "client.hpp"

#include "factor_store.hpp"
#include "log_line.hpp"
#include "mfaclient/providers.hpp"
#include "profile.hpp"
#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::Result;
using mfaclient::SecretString;

// Signing out is a courtesy (a box holds 64 sessions); nobody is kept waiting for it.
constexpr std::chrono::milliseconds kSignOut{5'000};

}  // namespace

namespace {

/// What both the client and the name of its account are made from; `read` brings the text of a secret.
template <class Read>
Result<mfaclient::ProviderConfig> config_of(const Profile& profile, const Read& read) {
  mfaclient::ProviderConfig config{.provider = profile.provider, .url = profile.url};
  for (const auto& [name, value] : profile.credentials) {
    const auto* plain = std::get_if<std::string>(&value);
    auto text = plain != nullptr ? Result<SecretString>(SecretString(*plain))
                                 : read(std::get<SecretSource>(value), name);
    if (!text) return std::move(text).error();
    config.credentials.emplace_back(name, *std::move(text));
  }
  // Keys and tokens name nobody.
  config.options.account_name = "profile " + profile.name;
  return config;
}

}  // namespace

Result<mfaclient::FactorOwner> owner_of(const Profile& profile) {
  const auto config = config_of(profile, [](const SecretSource&, std::string_view) {
    return Result<SecretString>(SecretString("(not read)"));
  });
  if (!config) return config.error();
  return mfaclient::owner_of(*config);
}

Result<Connection> read_connection(Tool& tool, SecretVariables& variables) {
  const auto profile = load_profile(tool, variables);
  if (!profile) return profile.error();
  auto owner = owner_of(*profile);
  if (!owner) return std::move(owner).error();
  auto config = config_of(*profile, [&tool](const SecretSource& source, std::string_view name) {
    return read_secret(source, name, reading(tool));
  });
  if (!config) return std::move(config).error();
  auto codes = make_codes(tool, *profile, *owner);
  if (!codes) return std::move(codes).error();
  config->options.code_source = *codes;
  config->options.tls = profile->tls;
  config->options.logger = make_logger(tool);
  config->options.clock = tool.clock;
  return Connection{.provider = owner->provider,
                    .codes = *std::move(codes),
                    .owner = *std::move(owner),
                    .config = *std::move(config)};
}

Result<Client> Client::open(Tool& tool) {
  SecretVariables variables;
  auto connection = read_connection(tool, variables);
  if (!connection) return std::move(connection).error();
  auto provider = mfaclient::make_provider(connection->config);
  if (!provider) return std::move(provider).error();
  return Client(tool, *std::move(connection), *std::move(provider));
}

Result<mfaclient::FactorManager> Client::manager(const mfaclient::Account& account) const {
  auto codes = stored_codes(*tool_, owner());
  if (!codes) return std::move(codes).error();
  return mfaclient::FactorManager::create({.provider = provider_,
                                           .store = tool_->store,
                                           .codes = *std::move(codes),
                                           .account = account,
                                           .clock = tool_->clock});
}

Client::~Client() {
  if (!provider_ || keep_session_ || tool_->stop.stop_requested()) return;
  [[maybe_unused]] const auto ended = provider_->sign_out({.timeout = kSignOut, .stop = tool_->stop});
}

}  // namespace mfactl
