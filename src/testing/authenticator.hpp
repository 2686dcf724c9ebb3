#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mfaclient/clock.hpp"
#include "mfaclient/otp.hpp"

namespace mfaclient::testing {

/// A TOTP secret as a server keeps it (RFC 6238, section 5.2): one step of clock drift either way, and no
/// step is taken twice.
class Authenticator {
 public:
  /// `base32` as it was handed out. One that does not decode accepts nothing.
  explicit Authenticator(std::string_view base32);

  [[nodiscard]] const std::string& secret() const noexcept { return secret_; }
  /// Whether `code` is right at `now` and its step later than any before; then that step is spent.
  [[nodiscard]] bool accept(std::string_view code, Time now);
  /// Whether `code` is right at `now`, spent or not.
  [[nodiscard]] bool matches(std::string_view code, Time now) const;

 private:
  std::string secret_;
  std::optional<otp::Totp> totp_{};
  std::optional<std::uint64_t> spent_{};
};

}  // namespace mfaclient::testing
