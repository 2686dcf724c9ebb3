#pragma once
#include <memory>
#include <string>
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
  Logger logger{};
  std::vector<std::shared_ptr<CallObserver>> observers{};  ///< in this order
  std::vector<std::string> added_headers{};  ///< what observers may add beside trace context and request id
  std::shared_ptr<Clock> clock{};            ///< unset: the machine's
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
