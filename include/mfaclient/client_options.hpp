#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/call_observer.hpp"
#include "mfaclient/clock.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/http.hpp"
#include "mfaclient/log.hpp"

namespace mfaclient {

/// What every vendor's client takes beside its URL and credentials. All of it is optional.
struct ClientOptions {
  std::shared_ptr<CodeSource> code_source{};     ///< unset: whatever needs a code is `code_required`
  std::shared_ptr<http::Transport> transport{};  ///< unset: libcurl, with `tls`, `timeouts` and `limits`
  http::TlsOptions tls{};
  http::Timeouts timeouts{};
  http::Limits limits{};
  std::string user_agent{};  ///< unset: "mfaclient/<version>"
  /// What to file the account's factors under in a store, where the credentials name no account: keys and
  /// tokens.
  std::string account_name{};
  Logger logger{};
  std::vector<std::shared_ptr<CallObserver>> observers{};  ///< in this order
  std::vector<std::string> added_headers{};  ///< what observers may add beside trace context and request id
  std::shared_ptr<Clock> clock{};            ///< unset: the machine's
};

/// A credential of a vendor, or another setting of its sign-in, as a profile names it.
struct CredentialInfo {
  std::string_view name{};  ///< "password"
  bool secret = false;
};

/// Settings of any vendor by name, as a profile has them: for programs that choose the vendor at run time.
struct ProviderConfig {
  std::string provider{};  ///< "mailinabox"
  std::string url{};
  std::vector<std::pair<std::string, SecretString>>
      credentials{};  ///< the vendor's names: "username", "password", ...
  ClientOptions options{};
};

}  // namespace mfaclient
