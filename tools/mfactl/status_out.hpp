#pragma once
#include <string_view>

#include "mfaclient/factor.hpp"

namespace mfactl {

struct Tool;

/// Prints what `status` answers, as JSON or for a person.
void print_status(Tool& tool, std::string_view provider, const mfaclient::Account& account,
                  const mfaclient::Status& status);

}  // namespace mfactl
