#pragma once
#include <memory>
#include <string>

#include "codes.hpp"
#include "environment.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/factor_manager.hpp"
#include "mfaclient/provider.hpp"

namespace mfactl {

struct Tool;

/// What a profile comes to: settings of any client, with its secrets read and its codes at hand.
struct Connection {
  std::string provider{};
  std::shared_ptr<mfaclient::CodeSource> codes{};  ///< also the code source in `config`
  mfaclient::FactorOwner owner{};
  mfaclient::ProviderConfig config{};
};

/// The account that a profile signs in as, or looks after. Reads no secret. Errors: as
/// `mfaclient::owner_of()`.
[[nodiscard]] mfaclient::Result<mfaclient::FactorOwner> owner_of(const Profile& profile);

/// Reads the profile and its secrets. Sends nothing. Errors: as `load_profile()`, `read_secret()` and
/// `read_totp()`.
[[nodiscard]] mfaclient::Result<Connection> read_connection(Tool& tool, SecretVariables& variables);

/// A profile's vendor in the common language. Ends the session that its calls began, unless told to keep it.
class Client {
 public:
  /// Sends nothing.
  [[nodiscard]] static mfaclient::Result<Client> open(Tool& tool);
  Client(Client&&) noexcept = default;
  Client& operator=(Client&&) = delete;
  ~Client();

  [[nodiscard]] mfaclient::IMfaProvider& provider() const noexcept { return *provider_; }
  [[nodiscard]] const std::string& name() const noexcept { return connection_.provider; }
  [[nodiscard]] const std::shared_ptr<mfaclient::CodeSource>& codes() const noexcept {
    return connection_.codes;
  }
  [[nodiscard]] const mfaclient::FactorOwner& owner() const noexcept { return connection_.owner; }
  /// The factors of `account` in the store, which is opened, and made where there is none.
  /// Errors: as `factor_store()` and `FactorManager::create()`.
  [[nodiscard]] mfaclient::Result<mfaclient::FactorManager> manager(
      const mfaclient::Account& account = mfaclient::Account::self()) const;
  void keep_session() noexcept { keep_session_ = true; }

 private:
  Client(Tool& tool, Connection connection, std::shared_ptr<mfaclient::IMfaProvider> provider)
      : tool_(&tool), connection_(std::move(connection)), provider_(std::move(provider)) {}

  Tool* tool_;
  Connection connection_;
  std::shared_ptr<mfaclient::IMfaProvider> provider_;
  bool keep_session_ = false;
};

}  // namespace mfactl
