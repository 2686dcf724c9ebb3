#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/clock.hpp"
#include "mfaclient/testing/fake.hpp"
#include "support/listed.hpp"

namespace crash {

using Clock = std::shared_ptr<mfaclient::Clock>;

inline constexpr const char* kPassword = "correct horse";
inline constexpr const char* kUser = "ada@example.com";
/// The profile of who signs in with both.
inline constexpr const char* kByPassword =
    "username = \"ada@example.com\"\npassword = { file = \"FOLDER/password\" }\n";

/// One account without MFA at a fresh fake, and the tool's profile of it.
struct Site {
  std::shared_ptr<mfaclient::testing::Fake> fake{};
  std::string base_path{};
  std::string profile{};               ///< TOML without provider and url; FOLDER stands for the trial's own
  std::vector<std::string> enroll{};   ///< arguments beside `enroll`
  std::vector<std::string> account{};  ///< what names the account to disable
  /// The ids or secrets of the account's factors that are on, as the vendor has them.
  std::function<std::vector<std::string>()> factors{};
  bool has_secrets = true;  ///< `factors` are base32 secrets
  bool can_disable = true;
  /// The recovery codes that the vendor still takes; unset: it knows none.
  std::function<std::vector<std::string>()> recovery_codes{};
};

struct Vendor {
  std::string_view name{};
  /// `folder` is the trial's own.
  Site (*make)(const Clock& clock, const std::string& folder) = nullptr;
};

inline const std::vector<Vendor>& vendors() { return mfaclient::test::Listed<Vendor>::all(); }

}  // namespace crash
