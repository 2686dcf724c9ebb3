#include "simulation/randomness.hpp"

#include <optional>

#include <openssl/rand.h>

namespace mfaclient::simulation {
namespace {

thread_local std::optional<Chance> chance;

}  // namespace

SeededRandomness::SeededRandomness(std::uint64_t seed) { chance.emplace(seed); }
SeededRandomness::~SeededRandomness() { chance.reset(); }

}  // namespace mfaclient::simulation

/// In the place of OpenSSL's, for this program alone: a program's own symbol comes before a library's.
extern "C" int RAND_bytes(unsigned char* out, int count) {
  auto& chance = mfaclient::simulation::chance;
  if (!chance) return 0;
  for (int at = 0; at < count; ++at) out[at] = static_cast<unsigned char>(chance->next() >> 56U);
  return 1;
}
extern "C" int RAND_priv_bytes(unsigned char* out, int count) { return RAND_bytes(out, count); }
