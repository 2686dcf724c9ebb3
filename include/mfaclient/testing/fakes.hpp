#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "mfaclient/clock.hpp"
#include "mfaclient/testing/fake.hpp"

/// The fake vendors by name, for programs that choose one at run time.
namespace mfaclient::testing {

/// One fake vendor, as `providers()` names its vendor.
struct FakeInfo {
  std::string_view name{};           ///< "mailinabox"
  std::string_view standard_seed{};  ///< JSON: the few accounts that it takes to try the vendor's client
  std::span<const WireRow> wire_rows{};
  std::span<const Knob> knobs{};
  /// The fake with the accounts of `seed`, which is JSON. Errors: as `from_json` of the vendor's seed.
  Result<std::shared_ptr<Fake>> (*make)(std::string_view seed, std::shared_ptr<Clock> clock) = nullptr;
};

/// Every fake vendor: the one list of them.
[[nodiscard]] std::span<const FakeInfo> fakes();

/// The fake vendor of that name; nullptr: there is none.
[[nodiscard]] const FakeInfo* find_fake(std::string_view name);

}  // namespace mfaclient::testing
