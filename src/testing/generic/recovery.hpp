#pragma once
#include "mfaclient/http.hpp"
#include "testing/generic/visit.hpp"

/// The ways back in without the authenticator: recovery codes and mailed codes.
namespace mfaclient::testing::generic {

[[nodiscard]] http::Response recover(Visit& visit);
[[nodiscard]] http::Response recovery_disable(Visit& visit);
[[nodiscard]] http::Response request_reset(Visit& visit);
[[nodiscard]] http::Response reset(Visit& visit);

}  // namespace mfaclient::testing::generic
