#pragma once
#include <cstdint>

#include "simulation/chance.hpp"

namespace mfaclient::simulation {

/// While it lives, the random numbers of this thread follow from `seed`: secrets, ids and codes are the same
/// again when a life is lived again.
class SeededRandomness {
 public:
  explicit SeededRandomness(std::uint64_t seed);
  SeededRandomness(const SeededRandomness&) = delete;
  SeededRandomness& operator=(const SeededRandomness&) = delete;
  ~SeededRandomness();
};

}  // namespace mfaclient::simulation
