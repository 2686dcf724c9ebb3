#pragma once
#include <memory>
#include <type_traits>
#include <utility>

#include "exchange/exchange.hpp"

namespace mfaclient {

/// What each vendor's client is made of: its settings, its exchange, and the session between them.
template <class Settings, class Session>
struct ClientCore {
  ClientCore(Settings given, Exchange made) : settings(std::move(given)), exchange(std::move(made)) {}

  /// Sends nothing. Errors: as `Exchange::create`.
  template <class Core>
  [[nodiscard]] static Result<std::unique_ptr<Core>> make(Settings settings) {
    auto exchange = Exchange::create(settings.url, settings.options);
    if (!exchange) return std::move(exchange).error();
    return std::make_unique<Core>(std::move(settings), *std::move(exchange));
  }

  Settings settings;
  Exchange exchange;
  Session session{exchange, settings};
};

}  // namespace mfaclient
