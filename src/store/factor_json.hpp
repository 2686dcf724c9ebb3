#pragma once
#include <cstdint>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/store.hpp"

namespace mfaclient::store {

/// A factor as the row that is sealed, its id included.
[[nodiscard]] SecretString to_json(const StoredFactor& factor);
/// Errors: `protocol`, naming the field.
[[nodiscard]] Result<StoredFactor> from_json(const SecretString& json);

/// The latest time step of a secret as a row. Errors: as above.
[[nodiscard]] SecretString step_to_json(std::uint64_t step);
[[nodiscard]] Result<std::uint64_t> step_from_json(const SecretString& json);

}  // namespace mfaclient::store
