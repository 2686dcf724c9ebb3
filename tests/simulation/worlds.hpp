#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/factor_manager.hpp"
#include "mfaclient/http.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/fake.hpp"
#include "support/listed.hpp"

/// Vendors on simulated time, each with one account whose MFA is off when a life begins.
namespace mfaclient::simulation {

struct World {
  std::shared_ptr<testing::ManualClock> clock{};
  std::shared_ptr<http::Transport> wire{};  ///< the fake's own, without faults
  EnrollmentPlan plan{.label = "phone"};    ///< for the account
  using Manage = std::function<FactorManager(std::shared_ptr<Store>, std::shared_ptr<http::Transport>)>;
  Manage manage{};  ///< of the account's factors, over that line
  /// The ids or secrets of the account's factors that are on, as the vendor has them.
  std::function<std::vector<std::string>()> factors{};
  bool has_secrets = true;  ///< `factors` are base32 secrets
  /// The recovery codes that the vendor still takes; unset: it knows none.
  std::function<std::vector<std::string>()> recovery_codes{};
  std::shared_ptr<void> life{};
};

struct Vendor {
  std::string_view name{};
  World (*make)() = nullptr;
};

inline const std::vector<Vendor>& vendors() { return test::Listed<Vendor>::all(); }

}  // namespace mfaclient::simulation
