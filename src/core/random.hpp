#pragma once
#include <cstddef>
#include <string>

#include "mfaclient/result.hpp"

namespace mfaclient {

/// So many hexadecimal digits, an even number, that nobody can guess. Errors: `storage`: no random numbers.
Result<std::string> random_hex(std::size_t digits);

}  // namespace mfaclient
