#pragma once
#include <algorithm>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "core/ascii.hpp"
#include "exchange/exchange.hpp"

namespace mfaclient {

/// What each vendor's client is made of: its settings, its exchange, and the session between them. `Session`
/// names its vendor in `kVendor`, and in `kHeaders` those that nobody else may set.
template <class Settings, class Session>
struct ClientCore {
  ClientCore(Settings given, Exchange made) : settings(std::move(given)), exchange(std::move(made)) {}

  /// Sends nothing. Errors: as `Exchange::create`; `invalid_argument`, field "added_headers".
  template <class Core>
  [[nodiscard]] static Result<std::unique_ptr<Core>> make(Settings settings) {
    for (const auto header : Session::kHeaders)
      for (const auto& added : settings.options.added_headers)
        if (ascii::equal_without_case(header, added))
          return invalid_argument("added_headers", "names a header that the vendor's sessions use");
    auto exchange = Exchange::create(settings.url, settings.options);
    if (!exchange) return std::move(exchange).error();
    return std::make_unique<Core>(std::move(settings), *std::move(exchange));
  }

  [[nodiscard]] Result<void> perform(const OperationRef& op, void* output, const CallOptions& options) {
    const auto name = op.info().name;
    if (name.substr(0, name.find('.')) != Session::kVendor)
      return invalid_argument("operation", "belongs to another vendor than this client; nothing was sent");
    return session.run(op, output, exchange.begin(options));
  }

  Settings settings;
  Exchange exchange;
  Session session{exchange, settings};
};

}  // namespace mfaclient
