#include "session_end.hpp"

#include <string>

#include "mfaclient/providers.hpp"
#include "mfaclient/version.hpp"
#include "wire/operation_type.hpp"

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

Result<void> end_session(const mfaclient::Session& session, const mfaclient::ProviderConfig& config,
                         const mfaclient::CallOptions& options) {
  const auto vendor = mfaclient::find_provider(config.provider);
  if (!vendor) return vendor.error();
  const auto* type = (*vendor)->logout;
  if (type == nullptr) return {};
  const auto op = type->make();
  const mfaclient::OperationRef logout(*type, op.get());
  auto request = logout.encode();
  if (!request) return std::move(request).error();
  const auto response = send_with(session, *std::move(request), config, options);
  if (!response) return response.error();
  const auto output = type->make_output();
  return logout.decode(*response, output.get());
}

}  // namespace mfactl
