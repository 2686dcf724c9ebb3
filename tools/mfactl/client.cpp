#include "client.hpp"

#include "codes.hpp"
#include "factor_store.hpp"
#include "mfaclient/providers.hpp"
#include "tool.hpp"

namespace mfactl {
namespace {

using mfaclient::SecretString;

// Signing out is a courtesy (a box holds 64 sessions); nobody is kept waiting for it.
constexpr std::chrono::milliseconds kSignOut{5'000};

/// What both the client and the name of its account are made from; `read` brings the text of a secret.
template <class Read>
mfaclient::ProviderConfig config_of(const Profile& profile, const Read& read) {
  mfaclient::ProviderConfig config{.provider = profile.provider, .url = profile.url};
  for (const auto& [name, value] : profile.credentials) {
    const auto* plain = std::get_if<std::string>(&value);
    config.credentials.emplace_back(
        name, plain != nullptr ? SecretString(*plain) : read(std::get<SecretSource>(value), name));
  }
  // Keys and tokens name nobody.
  config.options.account_name = "profile " + profile.name;
  return config;
}

}  // namespace

mfaclient::FactorOwner owner_of(const Profile& profile) {
  const auto unread = [](const SecretSource&, std::string_view) { return SecretString("(not read)"); };
  return mfaclient::owner_of(config_of(profile, unread)).value();
}

Connection read_connection(Tool& tool) {
  const auto profile = load_profile(tool);
  Connection connection{.owner = owner_of(profile)};
  connection.config = config_of(profile, [&tool](const SecretSource& source, std::string_view name) {
    return read_secret(tool, source, name);
  });
  connection.codes = make_codes(tool, profile, connection.owner);
  auto& options = connection.config.options;
  options.code_source = connection.codes;
  options.tls = profile.tls;
  options.logger = make_logger(tool);
  options.clock = tool.clock;
  return connection;
}

Client& Client::open(Tool& tool) {
  auto connection = read_connection(tool);
  auto provider = make_provider(connection.config).value();
  tool.provider = connection.owner.provider;
  tool.client = std::make_shared<Client>(tool, std::move(connection), std::move(provider));
  return *tool.client;
}

mfaclient::FactorManager Client::manager(const mfaclient::Account& account) const {
  auto codes = stored_codes(tool_, owner());
  return mfaclient::FactorManager::create({.provider = provider_,
                                           .store = tool_.store,
                                           .codes = std::move(codes),
                                           .account = account,
                                           .clock = tool_.clock})
      .value();
}

Client::~Client() {
  if (keep_session_ || tool_.stop.stop_requested()) return;
  [[maybe_unused]] const auto ended = provider_->sign_out({.timeout = kSignOut, .stop = tool_.stop});
}

}  // namespace mfactl
