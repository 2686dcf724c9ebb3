#pragma once
#include <stop_token>
#include <string>

#include "mfaclient/provider.hpp"
#include "mfaclient/result.hpp"

namespace mfactl {

/// What `login` printed, from a file or, as "-", from stdin. Errors: `invalid_argument`, `storage`,
/// `cancelled`.
[[nodiscard]] mfaclient::Result<mfaclient::Session> read_session(const std::string& file,
                                                                 const std::stop_token& stop);

/// What `challenge` printed. Errors: as `read_session()`.
[[nodiscard]] mfaclient::Result<mfaclient::Challenge> read_challenge(const std::string& file,
                                                                     const std::stop_token& stop);

}  // namespace mfactl
