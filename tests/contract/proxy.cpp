#include "contract/proxy.hpp"

#include <stdexcept>

namespace mfaclient::contract {
namespace {

constexpr std::string_view kListening = "Prism is listening on ";

cli::Command node(std::vector<std::string> arguments) {
  return {.binary = MFACLIENT_NODE, .arguments = std::move(arguments)};
}

}  // namespace

Prism::Prism(const std::string& contract, const std::string& upstream)
    : process_(node({std::string(MFACLIENT_NODE_MODULES) + "/@stoplight/prism-cli/dist/index.js", "proxy",
                     contract, upstream, "--host", "127.0.0.1", "--port", "0"})) {
  const auto line = process_.line_with(kListening);
  url_ = line.substr(line.find(kListening) + kListening.size());
}

std::string as_json(const std::string& file) {
  const auto outcome = cli::run(node(
      {std::string(MFACLIENT_SOURCE_DIR) + "/tests/contract/to_json.mjs", MFACLIENT_NODE_MODULES, file}));
  if (outcome.exit_code != 0) throw std::runtime_error("can't read " + file + ": " + outcome.err);
  return outcome.out;
}

JudgedTransport::JudgedTransport() : wire_(http::make_curl_transport().value()) {}

Result<http::Response> JudgedTransport::send(const http::Url& base, const http::Request& request,
                                             const http::SendOptions& options) {
  auto response = wire_->send(base, request, options);
  const std::scoped_lock lock(mutex_);
  if (response)
    if (const auto found = response->headers.get("sl-violations"))
      violations_.push_back(request.method + " " + request.target + " " + std::to_string(response->status) +
                            ": " + std::string(*found));
  return response;
}

std::vector<std::string> JudgedTransport::violations() const {
  const std::scoped_lock lock(mutex_);
  return violations_;
}

}  // namespace mfaclient::contract
