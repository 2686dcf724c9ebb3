#pragma once
#include <string>
#include <string_view>

#include "mfaclient/http.hpp"
#include "testing/cohesity/cluster.hpp"

/// The cluster's answers.
namespace mfaclient::testing::cohesity {

/// Which of the cluster's three front doors a path belongs to: each has its own envelope for refusals.
enum class Door : std::uint8_t { v2, v1, web };

struct Refusal {
  int status = 400;
  std::string_view code{};
  std::string message{};
  bool numbered = false;  ///< v1's framework refuses, before any handler: a number for a code
};

[[nodiscard]] http::Response refuse(const Knobs& knobs, Door door, const Refusal& refusal);
/// 204.
[[nodiscard]] http::Response silence();

[[nodiscard]] http::Response policy(const Cluster& cluster, int status);
[[nodiscard]] http::Response totp_key(const Knobs& knobs, std::string_view name, const std::string& username,
                                      const std::string& secret);
[[nodiscard]] http::Response user_page(const Cluster& cluster, const User& user, bool of_login);

/// What a change of the support user tells beside the state.
struct SupportNews {
  std::string secret{};
  std::string mfa_code{};
};
[[nodiscard]] http::Response support_page(const Cluster& cluster, const SupportNews* news);

}  // namespace mfaclient::testing::cohesity
