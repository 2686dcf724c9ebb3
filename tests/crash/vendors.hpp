#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/clock.hpp"
#include "mfaclient/testing/fake.hpp"

namespace crash {

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
  Site (*make)(const std::shared_ptr<mfaclient::Clock>& clock, const std::string& folder) = nullptr;
};

[[nodiscard]] std::span<const Vendor> vendors();

}  // namespace crash
