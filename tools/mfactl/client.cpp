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

Result<Connection> read_connection(Tool& tool, SecretVariables& variables) {
  const auto profile = load_profile(tool, variables);
  if (!profile) return profile.error();
  Connection connection{.provider = profile->provider,
                        .owner = owner_of(*profile),
                        .signs_in_as_owner = signs_in_as_owner(*profile)};
  auto codes = make_codes(tool, *profile);
  if (!codes) return std::move(codes).error();
  connection.codes = *std::move(codes);

  auto& config = connection.config;
  config.provider = profile->provider;
  config.url = profile->url;
  for (const auto& [name, value] : profile->credentials) {
    auto text = std::holds_alternative<std::string>(value)
                    ? Result<SecretString>(SecretString(std::get<std::string>(value)))
                    : read_secret(std::get<SecretSource>(value), name, reading(tool));
    if (!text) return std::move(text).error();
    config.credentials.emplace_back(name, *std::move(text));
  }
  config.options.code_source = connection.codes;
  config.options.tls = profile->tls;
  config.options.logger = make_logger(tool);
  config.options.clock = tool.clock;
  return connection;
}

Result<Client> Client::open(Tool& tool) {
  SecretVariables variables;
  auto connection = read_connection(tool, variables);
  if (!connection) return std::move(connection).error();
  auto provider = mfaclient::make_provider(connection->config);
  if (!provider) return std::move(provider).error();
  return Client(tool, *std::move(connection), *std::move(provider));
}

Result<mfaclient::FactorLifecycle> Client::lifecycle() const {
  auto codes = stored_codes(*tool_, owner());
  if (!codes) return std::move(codes).error();
  return mfaclient::FactorLifecycle({.provider = provider_,
                                     .store = tool_->store,
                                     .codes = *std::move(codes),
                                     .owner = owner(),
                                     .signs_in_as_owner = connection_.signs_in_as_owner,
                                     .clock = tool_->clock});
}

Client::~Client() {
  if (!provider_ || keep_session_ || tool_->stop.stop_requested()) return;
  [[maybe_unused]] const auto ended = provider_->sign_out({.timeout = kSignOut, .stop = tool_->stop});
}

}  // namespace mfactl
