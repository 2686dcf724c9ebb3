#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mfaclient {

enum class FactorKind : std::uint8_t {
  totp,
  hardware,
  sms,
  voice,
  email,
  push,
  pin,
  recovery_code,
  bypass_code,
  other
};

[[nodiscard]] std::string_view to_string(FactorKind kind) noexcept;
/// The kind of that name; nullopt for a name that is none of ours.
[[nodiscard]] std::optional<FactorKind> factor_kind(std::string_view name) noexcept;

/// The account an operation applies to. There is no default: a lost id must never come to mean "me".
class Account {
 public:
  static Account self() { return Account(std::nullopt); }
  /// `id` in the vendor's words: an e-mail address, a user id. An empty one is refused, unsent.
  static Account user(std::string id) { return Account(std::move(id)); }
  [[nodiscard]] const std::optional<std::string>& id() const noexcept { return id_; }

 private:
  explicit Account(std::optional<std::string> id) : id_(std::move(id)) {}
  std::optional<std::string> id_;
};

/// Whose factors: one account at one server, as a store files them.
struct FactorOwner {
  std::string provider{};  ///< as `providers()` names it
  std::string origin{};    ///< of the server, without a path: "https://box.example.com"
  std::string account{};   ///< in the vendor's words

  [[nodiscard]] friend bool operator==(const FactorOwner& a, const FactorOwner& b) = default;
};

struct Factor {
  std::string id{};  ///< opaque; the kind's name where the vendor has no ids; empty when it is not known
  FactorKind kind = FactorKind::other;
  std::string vendor_kind{};  ///< the vendor's own word, kept also when `kind` is `other`
  std::string label{};
  bool active = false;  ///< false: begun, not yet confirmed
};

struct Status {
  std::optional<bool> enabled{};  ///< nullopt: this vendor does not tell
  std::optional<bool> forced{};   ///< nullopt: this vendor does not tell
  std::vector<Factor> factors{};
  std::vector<FactorKind> enrollable{};
};

}  // namespace mfaclient
