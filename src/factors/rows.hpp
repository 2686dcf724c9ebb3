#pragma once
#include <cstdint>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/store.hpp"

namespace mfaclient::factors {

/// All that a store keeps of one factor.
struct StoredFactor {
  FactorInfo info{};
  FactorSecrets secrets{};
};

/// A factor as the row that is sealed, its id included.
[[nodiscard]] SecretString to_row(const StoredFactor& factor);
/// Errors: `storage`.
Result<StoredFactor> from_row(const SecretString& row);

/// The latest time step of a secret as a row. Errors: as above.
[[nodiscard]] SecretString step_to_row(std::uint64_t step);
Result<std::uint64_t> step_from_row(const SecretString& row);

}  // namespace mfaclient::factors
