#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "mfaclient/otp.hpp"

/// The same codes from other libraries. Apart from the rest, because libcotp's header defines macros such as
/// SHA1.
namespace mfaclient::bench {

/// Six digits and the terminating zero.
using PeerCode = std::array<char, 7>;

/// liboath from raw key bytes: oath_totp_generate2, period 30 s.
void liboath_totp(otp::Algorithm algorithm, std::string_view key, std::int64_t time, PeerCode& code);
/// liboath, a window of one step to each side: oath_totp_validate4.
[[nodiscard]] bool liboath_verify(otp::Algorithm algorithm, std::string_view key, std::int64_t time,
                                  const PeerCode& code);
/// liboath from raw key bytes: oath_hotp_generate, which knows SHA-1 only.
void liboath_hotp(std::string_view key, std::uint64_t counter, PeerCode& code);
/// libcotp from base32 text, the only form it takes: get_totp_at, period 30 s.
void libcotp_totp(otp::Algorithm algorithm, const char* base32, std::int64_t time, PeerCode& code);

}  // namespace mfaclient::bench
