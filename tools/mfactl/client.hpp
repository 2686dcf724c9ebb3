#pragma once
#include <memory>
#include <utility>

#include "mfaclient/client_options.hpp"
#include "mfaclient/factor_manager.hpp"
#include "mfaclient/provider.hpp"
#include "profile.hpp"

namespace mfactl {

struct Tool;

/// What a profile comes to: settings of any client, with its secrets read and its codes at hand.
struct Connection {
  std::shared_ptr<mfaclient::CodeSource> codes{};  ///< also the code source in `config`
  mfaclient::FactorOwner owner{};
  mfaclient::ProviderConfig config{};
};

/// The account that a profile signs in as, or looks after. Reads no secret. Errors: as
/// `mfaclient::owner_of()`.
[[nodiscard]] mfaclient::FactorOwner owner_of(const Profile& profile);

/// Reads the profile and its secrets. Sends nothing. Errors: as `load_profile()` and `read_secret()`.
[[nodiscard]] Connection read_connection(Tool& tool);

/// A profile's vendor in the common language. Ends the session that its calls began, unless told to keep it.
class Client {
 public:
  /// The tool's own, which lives until what its command has to say is printed. Sends nothing.
  [[nodiscard]] static Client& open(Tool& tool);
  Client(Tool& tool, Connection connection, std::shared_ptr<mfaclient::IMfaProvider> provider)
      : tool_(tool), connection_(std::move(connection)), provider_(std::move(provider)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  [[nodiscard]] mfaclient::IMfaProvider& provider() const noexcept { return *provider_; }
  [[nodiscard]] const std::shared_ptr<mfaclient::CodeSource>& codes() const noexcept {
    return connection_.codes;
  }
  [[nodiscard]] const mfaclient::FactorOwner& owner() const noexcept { return connection_.owner; }
  /// The factors of `account` in the store, which is opened, and made where there is none.
  /// Errors: as `factor_store()` and `FactorManager::create()`.
  [[nodiscard]] mfaclient::FactorManager manager(
      const mfaclient::Account& account = mfaclient::Account::self()) const;
  void keep_session() noexcept { keep_session_ = true; }

 private:
  Tool& tool_;
  Connection connection_;
  std::shared_ptr<mfaclient::IMfaProvider> provider_;
  bool keep_session_ = false;
};

}  // namespace mfactl
