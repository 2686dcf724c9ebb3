#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "simulation/faults.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {

/// What a life showed. The same vendor, seed and plant show the same again.
struct Story {
  std::optional<std::string> violation{};
  std::vector<std::string> lines{};  ///< what happened; empty unless it was asked for
  int settled = 0;                   ///< interrupted enrolments that were settled
};

/// Lives one account's life at `vendor`: it enrols, signs in, replaces, turns off and recovers in an order
/// that `seed` decides, and so are a fault or a crash at any step; after each of them the process begins anew
/// and settles what is open. Ends at the first promise that does not hold.
[[nodiscard]] Story live(const Vendor& vendor, std::uint64_t seed, Plant plant = Plant::none,
                         bool tell = false);

}  // namespace mfaclient::simulation
