#pragma once
#include <string>

#include "mfaclient/http.hpp"
#include "testing/onelogin/tenant.hpp"
#include "wire/json.hpp"

/// What the API does for an authorised caller with a user that there is. Each reads its own body.
namespace mfaclient::testing::onelogin {

struct Asked {
  Tenant& tenant;
  User& user;
  std::string device_id{};  ///< of the path; empty where it has none
  const http::Request& request;
};

[[nodiscard]] http::Response list_factors(const Asked& asked);
[[nodiscard]] http::Response list_devices(const Asked& asked);
[[nodiscard]] http::Response enrol(const Asked& asked);
[[nodiscard]] http::Response trigger(const Asked& asked);
[[nodiscard]] http::Response verify(const Asked& asked);
[[nodiscard]] http::Response remove(const Asked& asked);
[[nodiscard]] http::Response mint_temporary(const Asked& asked);

}  // namespace mfaclient::testing::onelogin
