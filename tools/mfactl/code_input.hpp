#pragma once
#include <string>
#include <string_view>

#include "mfaclient/provider.hpp"
#include "mfaclient/result.hpp"

namespace mfactl {

struct Tool;

/// A code from stdin: its first line, and on a second line the code of the other mail, where a reset sends
/// two. `kind`: as `--kind` was given; empty: `otherwise`.
/// Errors: `invalid_argument`, naming `field` or "--kind"; `storage`, `cancelled`.
[[nodiscard]] mfaclient::Result<mfaclient::Code> read_code_stdin(const Tool& tool, std::string_view field,
                                                                 std::string_view kind,
                                                                 mfaclient::FactorKind otherwise);

/// The kind that `name` stands for; empty: `otherwise`. Errors: `invalid_argument`, field "--kind".
[[nodiscard]] mfaclient::Result<mfaclient::FactorKind> kind_option(std::string_view name,
                                                                   mfaclient::FactorKind otherwise);

}  // namespace mfactl
