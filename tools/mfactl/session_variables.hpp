#pragma once
#include <string>
#include <utility>
#include <vector>

#include "mfaclient/provider.hpp"

namespace mfactl {

/// A session as environment variables: MFACTL_ORIGIN, one for each header (Authorization is
/// MFACTL_AUTHORIZATION), and MFACTL_EXPIRES where that is known.
[[nodiscard]] std::vector<std::pair<std::string, mfaclient::SecretString>> session_variables(
    const mfaclient::Session& session);

/// A line per header, as `curl -H @-` takes them.
[[nodiscard]] mfaclient::SecretString header_lines(const mfaclient::Session& session);

}  // namespace mfactl
