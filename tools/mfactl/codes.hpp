#pragma once
#include <memory>

#include "mfaclient/code_source.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/store_code_source.hpp"
#include "profile.hpp"

namespace mfactl {

struct Tool;

/// Whether `text` is an otpauth URI, and not base32, which has no colon.
[[nodiscard]] bool is_uri(const mfaclient::SecretString& text);

/// A base32 secret (SHA-1, 6 digits, 30 s) or an otpauth URI.
/// Errors: `invalid_argument`, naming the parameter.
[[nodiscard]] mfaclient::otp::OtpauthUri read_otpauth(const mfaclient::SecretString& text);

/// Codes of `owner`'s factors in the store, which is opened. A wait is announced on stderr.
[[nodiscard]] std::shared_ptr<mfaclient::StoreCodeSource> stored_codes(Tool& tool,
                                                                       const mfaclient::FactorOwner& owner);

/// The profile's `totp` or `code`; without them the stored factors of its account; without those a person at
/// the terminal, unless --no-input; else none. Secrets are read when the first code is needed.
[[nodiscard]] std::shared_ptr<mfaclient::CodeSource> make_codes(Tool& tool, const Profile& profile,
                                                                const mfaclient::FactorOwner& owner);

}  // namespace mfactl
