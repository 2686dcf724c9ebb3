#pragma once
#include <string>
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/generic/instance.hpp"

namespace mfaclient::testing::generic {

/// One request on its way to its handler.
struct Visit {
  Instance& instance;
  const http::Request& request;
  std::string_view peer;
  Account* caller = nullptr;  ///< whose token it carries; set wherever a token is demanded
  std::string segment{};      ///< the last one of the path, decoded, where it is a parameter

  [[nodiscard]] const Knobs& knobs() const { return instance.knobs; }
  [[nodiscard]] Time now() const { return instance.clock->now(); }
};

}  // namespace mfaclient::testing::generic
