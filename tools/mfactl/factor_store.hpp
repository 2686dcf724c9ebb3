#pragma once
#include <memory>
#include <string_view>

#include "mfaclient/store.hpp"
#include "mfaclient/store_code_source.hpp"
#include "profile.hpp"

namespace mfactl {

struct Tool;

/// The factors of this user, made at first use where `[store]` of the configuration says, else in
/// `$XDG_STATE_HOME/mfactl/store`, with its key in `$XDG_STATE_HOME/mfactl/key`. Opened once a run.
/// Errors: as `open_store()`, `load_store_settings()` and `read_secret()`.
[[nodiscard]] mfaclient::Result<std::shared_ptr<mfaclient::Store>> factor_store(Tool& tool);
/// Whether there is one already. Errors: as `load_store_settings()`.
[[nodiscard]] mfaclient::Result<bool> has_factor_store(const Tool& tool);

/// Codes of `owner`'s stored factors, with the tool's own way of waiting.
[[nodiscard]] mfaclient::Result<std::shared_ptr<mfaclient::StoreCodeSource>> stored_codes(
    Tool& tool, const mfaclient::FactorOwner& owner);

/// The factor that a person means by `name`: an id, or a label or an account that only one has. Factors that
/// were abandoned are meant by their id alone. Errors: `not_found`, `conflict` (several), field "name".
[[nodiscard]] mfaclient::Result<mfaclient::FactorInfo> find_factor(mfaclient::Store& store,
                                                                   std::string_view name);

}  // namespace mfactl
