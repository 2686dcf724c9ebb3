#pragma once
#include "mfaclient/http.hpp"
#include "testing/onelogin/tenant.hpp"

/// The OAuth 2 endpoints, and what a content type must be.
namespace mfaclient::testing::onelogin {

/// POST /auth/oauth2/v2/token, and the older /auth/oauth2/token, whose answer is `wrapped`.
[[nodiscard]] http::Response issue_token(Tenant& tenant, const http::Request& request, bool wrapped);
/// POST /auth/oauth2/revoke
[[nodiscard]] http::Response revoke_token(Tenant& tenant, const http::Request& request);

/// JSON, and nothing beside it: a charset is refused, too.
[[nodiscard]] bool json_type(const Knobs& knobs, const http::Request& request);
[[nodiscard]] http::Response wrong_type(const Knobs& knobs);

}  // namespace mfaclient::testing::onelogin
