#include "session_end.hpp"

#include <string>

#include "mfaclient/version.hpp"

namespace mfactl {

using mfaclient::Result;
namespace http = mfaclient::http;

Result<http::Response> send_with(const mfaclient::Session& session, http::Request request,
                                 const mfaclient::ProviderConfig& config,
                                 const mfaclient::CallOptions& options) {
  const auto base = http::Url::parse(config.url);
  if (!base) return base.error();
  if (base->origin() != session.origin)
    return mfaclient::invalid_argument("session",
                                       "belongs to another server than the profile; nothing was sent");
  for (const auto& [name, value] : session.headers) request.headers.add(name, value);
  request.headers.add("User-Agent", "mfaclient/" + std::string(mfaclient::kVersion));
  if (auto valid = http::validate(request); !valid) return std::move(valid).error();

  const auto& settings = config.options;
  const auto transport = http::make_curl_transport(settings.tls, settings.timeouts, settings.limits);
  if (!transport) return transport.error();
  return (*transport)
      ->send(*base, request,
             {.timeout = options.timeout.value_or(settings.timeouts.call), .stop = options.stop});
}

Result<void> forget_session(const mfaclient::Session& /*session*/,
                            const mfaclient::ProviderConfig& /*config*/,
                            const mfaclient::CallOptions& /*options*/) {
  return {};
}

}  // namespace mfactl
