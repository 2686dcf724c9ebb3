#pragma once
#include "mfaclient/http.hpp"
#include "testing/generic/visit.hpp"

/// The authenticator: signing in with it, turning it on and off.
namespace mfaclient::testing::generic {

[[nodiscard]] http::Response auth(Visit& visit);
[[nodiscard]] http::Response generate(Visit& visit);
[[nodiscard]] http::Response enable(Visit& visit);
[[nodiscard]] http::Response disable(Visit& visit);

}  // namespace mfaclient::testing::generic
