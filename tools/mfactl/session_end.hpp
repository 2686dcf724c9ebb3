#pragma once
#include "mfaclient/call_options.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/http.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/result.hpp"

namespace mfactl {

/// Sends `request` with the headers of `session`, and only to the origin that they belong to.
/// Errors: `invalid_argument` (the session is of another origin), else as `http::Transport`.
[[nodiscard]] mfaclient::Result<mfaclient::http::Response> send_with(const mfaclient::Session& session,
                                                                     mfaclient::http::Request request,
                                                                     const mfaclient::ProviderConfig& config,
                                                                     const mfaclient::CallOptions& options);

/// Ends a session that another process began, where the vendor has a call for that; else it is only
/// forgotten. Errors: as above, and the vendor's.
[[nodiscard]] mfaclient::Result<void> end_session(const mfaclient::Session& session,
                                                  const mfaclient::ProviderConfig& config,
                                                  const mfaclient::CallOptions& options);

}  // namespace mfactl
