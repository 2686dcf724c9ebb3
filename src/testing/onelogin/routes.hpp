#pragma once
#include "mfaclient/http.hpp"
#include "testing/onelogin/tenant.hpp"

namespace mfaclient::testing::onelogin {

/// The servers' routing table: any request, any path.
[[nodiscard]] http::Response route(Tenant& tenant, const http::Request& request);

}  // namespace mfaclient::testing::onelogin
