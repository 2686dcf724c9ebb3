#pragma once

namespace mfaclient::otp {

/// RFC 4226, section 5.3: six digits at least; 31 bits fill ten at most.
inline constexpr int kMinimumDigits = 6;
inline constexpr int kMaximumDigits = 10;
inline constexpr const char* kDigitsMessage = "must be 6 to 10";

}  // namespace mfaclient::otp
