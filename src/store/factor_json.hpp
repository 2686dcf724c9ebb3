#pragma once
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/store.hpp"

namespace mfaclient::store {

/// A factor as the row that is sealed, its id included.
[[nodiscard]] SecretString to_json(const StoredFactor& factor);
/// Errors: `protocol`, naming the field.
[[nodiscard]] Result<StoredFactor> from_json(const SecretString& json);

}  // namespace mfaclient::store
