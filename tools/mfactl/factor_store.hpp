#pragma once
#include <memory>
#include <string_view>

#include "mfaclient/store.hpp"

namespace mfactl {

struct Tool;

/// The factors of this user, made at first use where `[store]` of the configuration says, else in
/// `$XDG_STATE_HOME/mfactl/store`, with its key in `$XDG_STATE_HOME/mfactl/key`. Opened once a run.
/// Errors: as `open_store()`, `load_store_settings()` and `read_secret()`.
[[nodiscard]] std::shared_ptr<mfaclient::Store> factor_store(Tool& tool);
/// Whether there is one already. Errors: as `load_store_settings()`.
[[nodiscard]] bool has_factor_store(const Tool& tool);

/// The factor that a person means by `name`: an id, or a label or an account that only one has. Factors that
/// were abandoned are meant by their id alone. Errors: `not_found`, `conflict` (several), field "name".
[[nodiscard]] mfaclient::FactorInfo find_factor(mfaclient::Store& store, std::string_view name);

}  // namespace mfactl
