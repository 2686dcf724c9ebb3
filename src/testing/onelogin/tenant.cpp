#include "testing/onelogin/tenant.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "testing/random.hpp"

namespace mfaclient::testing::onelogin {
namespace {

constexpr std::chrono::hours kTokenLife{10};
constexpr std::chrono::minutes kQueue{5};

constexpr std::array<AuthFactor, 5> kFactors{{
    {11'501, "sms", "OneLogin SMS", true, true},
    {11'502, "voice", "OneLogin Voice", true, true},
    {11'503, "protect", "OneLogin Protect", false, true},
    {11'504, "totp", "Google Authenticator", false, false},
    {11'505, "yubikey", "Yubico YubiKey", false, false},
}};

}  // namespace

std::span<const AuthFactor> auth_factors() noexcept { return kFactors; }

const AuthFactor* find_factor(std::string_view key) noexcept {
  const auto at = std::ranges::find(kFactors, key, &AuthFactor::key);
  return at == kFactors.end() ? nullptr : &*at;
}

Verification* Device::find(std::string_view state_token, Time now) {
  const auto at = std::ranges::find(open, state_token, &Verification::state_token);
  return at == open.end() || now >= at->expires ? nullptr : &*at;
}

bool Device::takes(std::string_view code, Time now) {
  if (factor->key != "yubikey") return authenticator.accept(code, now);
  const bool own = code.size() == 44 && code.starts_with(facts.secret) &&
                   code.find_first_not_of("cbdefghijklnrtuv") == std::string_view::npos;
  return own && spent.insert(std::string(code)).second;
}

Device* User::find(std::string_view device_id) {
  const auto at = std::ranges::find_if(devices, [&](const Device& device) {
    return !device.removed && std::to_string(device.facts.id) == device_id;
  });
  return at == devices.end() ? nullptr : &*at;
}

bool User::has(const AuthFactor& factor) const {
  return std::ranges::any_of(
      devices, [&](const Device& device) { return !device.removed && device.factor == &factor; });
}

bool User::take_temporary(std::string_view code, Time now) {
  const auto at = std::ranges::find_if(
      tokens, [&](const TemporaryToken& token) { return token.code == code && now < token.expires; });
  if (at == tokens.end()) return false;
  if (!at->reusable) tokens.erase(at);
  return true;
}

bool Meter::count(Time now, std::int64_t limit) {
  if (over(now)) {
    begun_ = now;
    used_ = 0;
  }
  if (used_ >= limit) return false;
  ++used_;
  return true;
}

std::int64_t Meter::left(Time now, std::int64_t limit) const {
  return over(now) ? limit : std::max<std::int64_t>(limit - used_, 0);
}

std::int64_t Meter::reset(Time now) const {
  if (over(now)) return kWindow.count();
  return std::chrono::ceil<std::chrono::seconds>(*begun_ + kWindow - now).count();
}

Tenant::Tenant(OneLoginSeed seed, std::shared_ptr<Clock> its_clock)
    : clock(std::move(its_clock)), account_id(seed.account_id), clients(std::move(seed.clients)) {
  for (const auto& user : seed.users)
    for (const auto& device : user.devices) next_id_ = std::max(next_id_, device.id + 1);
  for (auto& user : seed.users) {
    users.push_back({.id = user.id});
    for (auto& device : user.devices) add_device(users.back(), std::move(device));
  }
}

User* Tenant::find(std::int64_t user_id) {
  const auto at = std::ranges::find(users, user_id, &User::id);
  return at == users.end() ? nullptr : &*at;
}

User* Tenant::find(std::string_view user_id) {
  const auto at =
      std::ranges::find_if(users, [&](const User& user) { return std::to_string(user.id) == user_id; });
  return at == users.end() ? nullptr : &*at;
}

const OneLoginCredentials* Tenant::client(std::string_view id) const {
  const auto at = std::ranges::find(clients, id, &OneLoginCredentials::client_id);
  return at == clients.end() ? nullptr : &*at;
}

const AccessToken& Tenant::token_of(const OneLoginCredentials& client) {
  std::erase_if(tokens, [&](const AccessToken& token) { return now() >= token.created + kTokenLife; });
  const auto at = std::ranges::find(tokens, client.client_id, &AccessToken::client_id);
  if (at != tokens.end()) return *at;
  return tokens.emplace_back(AccessToken{random_hex(32), client.client_id, now()});
}

const AccessToken* Tenant::live_token(std::string_view text) const {
  const auto at = std::ranges::find(tokens, text, &AccessToken::text);
  return at == tokens.end() || now() >= at->created + kTokenLife ? nullptr : &*at;
}

void Tenant::revoke(std::string_view text) {
  std::erase_if(tokens, [text](const AccessToken& token) { return token.text == text; });
}

Device& Tenant::add_device(User& user, OneLoginDevice facts) {
  if (facts.id == 0) facts.id = next_id_++;
  const auto* factor = find_factor(facts.factor);
  if (factor == nullptr) factor = &kFactors.front();
  Authenticator authenticator(factor->key == "yubikey" ? std::string_view() : facts.secret);
  const bool active = facts.active;
  auto& added = user.devices.emplace_back(
      Device{.facts = std::move(facts), .factor = factor, .authenticator = std::move(authenticator)});
  if (active) added.activated = now() - kQueue;
  return added;
}

bool Tenant::answer_push(std::string_view id, bool accept) {
  using Push = Verification::Push;
  for (auto& user : users) {
    for (auto& device : user.devices) {
      for (auto& verification : device.open) {
        if (id.empty() || verification.push_id != id || verification.push != Push::waiting) continue;
        verification.push = accept ? Push::accepted : Push::denied;
        return true;
      }
    }
  }
  return false;
}

bool Tenant::settled(Time when) const { return knobs.is("queue", "off") || now() >= when + kQueue; }

}  // namespace mfaclient::testing::onelogin
