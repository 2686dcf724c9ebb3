#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/run_tool.hpp"

namespace cli {

inline constexpr std::string_view kAdmin = "admin@box.example.com";
inline constexpr std::string_view kAdminPassword = "canary-admin-password";
inline constexpr std::string_view kUser = "bob@box.example.com";
inline constexpr std::string_view kUserPassword = "canary-user-password";
inline constexpr std::string_view kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";  // of the enrolled admin
inline constexpr std::string_view kEnrolled = "eve@box.example.com";

/// A Mail-in-a-Box on loopback behind TLS, served by the tool itself, and the tool as its client. All
/// processes share one clock, which stands still but for their waits.
class Box : public ::testing::Test {
 protected:
  Box();

  void serve(const std::vector<std::string>& more = {});
  /// Adds `[profiles.NAME]` with the box's address, its CA, and `lines`.
  void add_profile(std::string_view name, std::string_view lines);
  /// A profile that signs in as `email`.
  void add_account(std::string_view name, std::string_view email, std::string_view password,
                   std::string_view lines = {});

  [[nodiscard]] Command command(std::vector<std::string> arguments) const;
  [[nodiscard]] Outcome tool(std::vector<std::string> arguments) const {
    return run(command(std::move(arguments)));
  }
  /// The same with --json; its stdout must be JSON.
  [[nodiscard]] nlohmann::json json(std::vector<std::string> arguments, int exit_code = 0) const;

  /// What arrived at the box: one JSON object per request.
  [[nodiscard]] std::vector<nlohmann::json> journal() const;

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  [[nodiscard]] const std::string& ca() const noexcept { return ca_; }

  Folder folder{};
  Variables variables{};  ///< for the client

 private:
  std::optional<Background> server_{};
  std::string url_{}, ca_{}, config_{};
};

}  // namespace cli
