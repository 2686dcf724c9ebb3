#pragma once
#include <filesystem>
#include <memory>

#include "mfaclient/code_source.hpp"

namespace mfactl {

/// The ledger that all processes of one user share: a code that one of them has handed out is not handed out
/// by another, even after a crash. `folder` is made where it is missing, for its owner alone.
[[nodiscard]] std::shared_ptr<mfaclient::StepLedger> make_step_file(std::filesystem::path folder);

/// `$XDG_STATE_HOME/mfactl`. Errors: `storage`.
[[nodiscard]] mfaclient::Result<std::filesystem::path> state_folder();

}  // namespace mfactl
