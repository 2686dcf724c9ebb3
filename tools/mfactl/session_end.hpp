#pragma once
#include "mfaclient/call_options.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/http.hpp"
#include "mfaclient/operation.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/result.hpp"

namespace mfactl {

/// Sends `request` with the headers of `session`, and only to the origin that they belong to.
/// Errors: `invalid_argument` (the session is of another origin), else as `http::Transport`.
[[nodiscard]] mfaclient::Result<mfaclient::http::Response> send_with(const mfaclient::Session& session,
                                                                     mfaclient::http::Request request,
                                                                     const mfaclient::ProviderConfig& config,
                                                                     const mfaclient::CallOptions& options);

/// For a vendor without a call that ends one session: sends nothing. Errors: none.
[[nodiscard]] mfaclient::Result<void> forget_session(const mfaclient::Session& session,
                                                     const mfaclient::ProviderConfig& config,
                                                     const mfaclient::CallOptions& options);

/// Ends a session that another process began, with the vendor's own `Logout`.
template <mfaclient::Operation Logout>
mfaclient::Result<void> end_session(const mfaclient::Session& session,
                                    const mfaclient::ProviderConfig& config,
                                    const mfaclient::CallOptions& options) {
  const Logout logout{};
  auto request = logout.encode();
  if (!request) return std::move(request).error();
  const auto response = send_with(session, *std::move(request), config, options);
  if (!response) return response.error();
  auto done = logout.decode(*response);
  if (!done) return std::move(done).error();
  return {};
}

}  // namespace mfactl
