// The texts of the closed sets: what the tool prints and what logs show.
#include <array>
#include <utility>

#include "mfaclient/error.hpp"
#include "mfaclient/factor.hpp"
#include "mfaclient/log.hpp"
#include "mfaclient/operation.hpp"

namespace mfaclient {
namespace {

constexpr std::array kErrors = std::to_array<std::string_view>({
    "invalid_argument", "invalid_credentials",
    "session_expired",  "code_required",
    "still_pending",    "code_rejected",
    "denied",           "challenge_expired",
    "not_found",        "conflict",
    "rate_limited",     "locked_out",
    "network",          "tls",
    "timeout",          "server_error",
    "protocol",         "storage",
    "outcome_unknown",  "unsupported",
    "not_permitted",    "cancelled",
});
static_assert(kErrors.size() == static_cast<std::size_t>(Errc::cancelled) + 1);

constexpr std::array kKinds = std::to_array<std::string_view>(
    {"totp", "hardware", "sms", "voice", "email", "push", "pin", "recovery_code", "bypass_code", "other"});
static_assert(kKinds.size() == static_cast<std::size_t>(FactorKind::other) + 1);

constexpr std::array kDeliveries = std::to_array<std::string_view>({"not_sent", "refused", "unknown"});
constexpr std::array kSafeties = std::to_array<std::string_view>({"read", "idempotent", "once"});
constexpr std::array kEvents =
    std::to_array<std::string_view>({"sent", "answered", "failed", "signed_in", "resent"});

template <class Names, class Enum>
std::string_view name_of(const Names& names, Enum value) noexcept {
  const auto index = static_cast<std::size_t>(value);
  return index < names.size() ? names[index] : std::string_view("?");
}

}  // namespace

std::string_view to_string(Errc code) noexcept { return name_of(kErrors, code); }
std::string_view to_string(Delivery delivery) noexcept { return name_of(kDeliveries, delivery); }
std::string_view to_string(Safety safety) noexcept { return name_of(kSafeties, safety); }
std::string_view to_string(FactorKind kind) noexcept { return name_of(kKinds, kind); }
std::string_view to_string(LogEvent::Kind kind) noexcept { return name_of(kEvents, kind); }

std::optional<FactorKind> factor_kind(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kKinds.size(); ++i)
    if (kKinds[i] == name) return static_cast<FactorKind>(i);
  return std::nullopt;
}

}  // namespace mfaclient
