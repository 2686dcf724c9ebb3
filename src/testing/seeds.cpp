#include "testing/seeds.hpp"

namespace mfaclient::testing {

Error seed_fault(const Error& fault) {
  if (fault.field.empty()) return invalid_argument("seed", "is not JSON");
  auto error = invalid_argument(fault.field, "");
  error.message = fault.message;
  return error;
}

}  // namespace mfaclient::testing
