#pragma once
#include "mfaclient/http.hpp"
#include "testing/generic/visit.hpp"

/// The open half of the server: signing in, and the account (routes/auth.go, services/auth.go).
namespace mfaclient::testing::generic {

[[nodiscard]] http::Response login(Visit& visit);
[[nodiscard]] http::Response get_user(Visit& visit);
[[nodiscard]] http::Response patch_user(Visit& visit);

}  // namespace mfaclient::testing::generic
