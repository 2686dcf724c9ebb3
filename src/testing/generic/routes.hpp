#pragma once
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/generic/instance.hpp"

namespace mfaclient::testing::generic {

/// The instance's routing table: any request, any path.
[[nodiscard]] http::Response route(Instance& instance, const http::Request& request, std::string_view peer);

}  // namespace mfaclient::testing::generic
