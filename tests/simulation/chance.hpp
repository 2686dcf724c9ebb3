#pragma once
#include <cstddef>
#include <cstdint>

namespace mfaclient::simulation {

/// What a seed decides. SplitMix64, which is good from its first number on, whatever the seed.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  [[nodiscard]] std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    auto mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
  }
  [[nodiscard]] std::size_t below(std::size_t limit) { return static_cast<std::size_t>(next() % limit); }
  [[nodiscard]] bool one_in(std::size_t many) { return below(many) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace mfaclient::simulation
