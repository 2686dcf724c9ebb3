#pragma once
#include <string_view>

#include "mfaclient/result.hpp"
#include "wire/json.hpp"

namespace mfaclient::testing {

/// What was wrong with a seed, as the user's own input: `invalid_argument`, naming the field.
[[nodiscard]] Error seed_fault(const Error& fault);

/// Reads a fake's seed: `read(root)` builds it from the reader; a fault anywhere is the result instead.
template <class Seed, class Read>
Result<Seed> read_seed(std::string_view json, const Read& read) {
  wire::JsonDocument document(json);
  Seed seed = read(document.root());
  if (document.fault()) return seed_fault(*document.fault());
  return seed;
}

}  // namespace mfaclient::testing
