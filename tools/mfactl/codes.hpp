#pragma once
#include <chrono>
#include <functional>
#include <memory>

#include "mfaclient/code_source.hpp"
#include "profile.hpp"

namespace mfactl {

struct Tool;

/// Says on stderr that a code is waited for.
[[nodiscard]] std::function<void(std::chrono::seconds)> announce_wait(Tool& tool);

/// Codes of `totp`, each once among all processes of this user; a wait is announced on stderr.
/// Errors: `storage`.
[[nodiscard]] mfaclient::Result<std::shared_ptr<mfaclient::CodeSource>> make_totp_codes(
    Tool& tool, mfaclient::otp::Totp totp);

/// The profile's `totp` or `code`; without them the stored factors of its account; without those a person at
/// the terminal, unless --no-input; else none. Secrets are read when the first code is needed.
[[nodiscard]] mfaclient::Result<std::shared_ptr<mfaclient::CodeSource>> make_codes(
    Tool& tool, const Profile& profile, const mfaclient::FactorOwner& owner);

}  // namespace mfactl
