#pragma once
#include <string>
#include <string_view>

#include "mfaclient/otp.hpp"

/// The same code from other libraries. Apart from the rest, for libcotp's header defines macros such as SHA1.
namespace mfaclient::bench {

/// liboath from raw key bytes: oath_totp_generate2, 6 digits, period 30 s.
[[nodiscard]] std::string liboath_totp(otp::Algorithm algorithm, std::string_view key, std::int64_t time);
/// liboath, window of one step to each side: oath_totp_validate4.
[[nodiscard]] bool liboath_verify(otp::Algorithm algorithm, std::string_view key, std::int64_t time, const char* code);
/// liboath's oath_hotp_generate2, which knows SHA-1 only.
[[nodiscard]] std::string liboath_hotp(std::string_view key, std::uint64_t counter);
/// libcotp from base32 text, the only form it takes: get_totp_at, 6 digits, period 30 s.
[[nodiscard]] std::string libcotp_totp(otp::Algorithm algorithm, const char* base32, std::int64_t time);

}  // namespace mfaclient::bench
