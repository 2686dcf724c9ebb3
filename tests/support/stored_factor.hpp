#pragma once
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/store.hpp"

namespace mfaclient::testing {

/// All that a store has of one factor.
struct StoredFactor : FactorInfo {
  SecretString otpauth_uri{};
  SecretString pin{};
  std::vector<StoredRecoveryCode> codes{};
};

/// Throws `MfaException` where the store can't be read.
inline StoredFactor stored_factor(Store& store, std::string_view id) {
  auto secrets = store.secrets(id, SecretPurpose::compare).value();
  StoredFactor factor{store.get(id).value()};
  factor.otpauth_uri = std::move(secrets.otpauth_uri);
  factor.pin = std::move(secrets.pin);
  factor.codes = std::move(secrets.recovery_codes);
  return factor;
}

/// Throws `MfaException` where the store can't be read.
inline std::vector<FactorInfo> factors_in(Store& store) {
  std::vector<FactorInfo> factors;
  for_each_factor(store, [&](const FactorInfo& factor) {
    factors.push_back(factor);
    return true;
  }).value();
  return factors;
}

inline std::vector<StoredFactor> stored_factors(Store& store) {
  std::vector<StoredFactor> factors;
  for (const auto& factor : factors_in(store)) factors.push_back(stored_factor(store, factor.id));
  return factors;
}

}  // namespace mfaclient::testing
