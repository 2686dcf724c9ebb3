#pragma once
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/otp.hpp"
#include "support/stored_factor.hpp"

namespace mfaclient::testing {

/// Codes that were sent to a vendor: time steps of a secret, and recovery codes.
class SentCodes {
 public:
  /// Looks for the factors' codes in a request of that moment.
  void look(std::string_view request, const std::vector<StoredFactor>& factors, Time now) {
    for (const auto& factor : factors) {
      look_for_step(request, factor, now);
      look_for_recovery_code(request, factor);
    }
  }
  /// Whether one was sent a second time.
  [[nodiscard]] bool twice() const noexcept { return twice_; }

 private:
  void look_for_step(std::string_view request, const StoredFactor& factor, Time now) {
    if (factor.otpauth_uri.empty()) return;
    const auto totp = otp::OtpauthUri::parse(factor.otpauth_uri.reveal())->totp();
    const auto step = *totp->step(now);
    if (holds(request, totp->code(step).reveal())) note(factor.id + " " + std::to_string(step));
  }
  /// The request that enrols names them all, and spends none.
  void look_for_recovery_code(std::string_view request, const StoredFactor& factor) {
    std::vector<std::string> found;
    for (const auto& code : factor.codes)
      if (holds(request, code.code.reveal())) found.emplace_back(code.code.reveal());
    if (found.size() == 1) note(factor.id + " " + found.front());
  }
  void note(std::string code) {
    if (!sent_.insert(std::move(code)).second) twice_ = true;
  }
  /// As a word of its own: not within a longer number or name.
  static bool holds(std::string_view text, std::string_view code) {
    const auto part_of_word = [&](std::size_t at) {
      return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
    };
    for (auto at = text.find(code); at != std::string_view::npos; at = text.find(code, at + 1))
      if (!part_of_word(at + code.size()) && (at == 0 || !part_of_word(at - 1))) return true;
    return false;
  }

  std::set<std::string> sent_{};
  bool twice_ = false;
};

}  // namespace mfaclient::testing
