#pragma once
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/mailinabox/box.hpp"

namespace mfaclient::testing::mailinabox {

/// The daemon's routing table: any request, any path.
[[nodiscard]] http::Response route(Box& box, const http::Request& request, std::string_view peer);

}  // namespace mfaclient::testing::mailinabox
