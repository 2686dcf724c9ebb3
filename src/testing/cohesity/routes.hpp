#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/cohesity/auth.hpp"
#include "wire/json.hpp"

namespace mfaclient::testing::cohesity {

inline constexpr std::string_view kCookieName = "cohesity-session";

/// Any request, any path.
[[nodiscard]] http::Response route(Cluster& cluster, const http::Request& request);

/// One request that has found its handler.
struct Call {
  Cluster& cluster;
  const http::Request& request;
  Door door;
  Caller caller{};  ///< empty where the request carries its own credentials
  wire::JsonReader body;

  /// A text of the body; empty where it is absent, null or no text.
  [[nodiscard]] std::string text(std::string_view name) const {
    return body.type_of(name) == wire::JsonType::text ? body.text(name) : std::string{};
  }
  [[nodiscard]] std::optional<bool> flag(std::string_view name) const {
    if (body.type_of(name) != wire::JsonType::boolean) return std::nullopt;
    return body.boolean(name);
  }
  [[nodiscard]] http::Response refuse(int status, std::string_view code, std::string message) const {
    return cohesity::refuse(cluster.knobs, door,
                            {.status = status, .code = code, .message = std::move(message)});
  }
  [[nodiscard]] http::Response invalid(std::string message) const {
    return refuse(400, "KValidationError", std::move(message));
  }
};

// In logins.cpp: what carries a password or a code.
[[nodiscard]] http::Response create_token(const Call& call);     // v1
[[nodiscard]] http::Response create_token_v2(const Call& call);  // the code in an object of its own
[[nodiscard]] http::Response create_session(const Call& call);
[[nodiscard]] http::Response web_login(const Call& call);
[[nodiscard]] http::Response create_email_otp(const Call& call);
[[nodiscard]] http::Response verify_otp(const Call& call);     // v1
[[nodiscard]] http::Response verify_otp_v2(const Call& call);  // the newest
[[nodiscard]] http::Response delete_sessions(const Call& call);

// In policy.cpp: the cluster's policy, and the caller's own MFA.
[[nodiscard]] http::Response get_policy(const Call& call);
[[nodiscard]] http::Response put_policy(const Call& call);
[[nodiscard]] http::Response create_totp_key(const Call& call);
[[nodiscard]] http::Response send_email_otp(const Call& call);
[[nodiscard]] http::Response session_user(const Call& call);

// In support.cpp.
[[nodiscard]] http::Response get_support(const Call& call);
[[nodiscard]] http::Response patch_support(const Call& call);
[[nodiscard]] http::Response verify_support(const Call& call);
[[nodiscard]] http::Response mail_support(const Call& call);

}  // namespace mfaclient::testing::cohesity
