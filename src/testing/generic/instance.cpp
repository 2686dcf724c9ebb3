#include "testing/generic/instance.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "testing/random.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::generic {
namespace {

using namespace std::chrono_literals;

std::string base64url(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  std::string encoded(base64_encode({bytes, text.size()}).reveal());
  std::erase(encoded, '=');
  std::ranges::replace(encoded, '+', '-');
  std::ranges::replace(encoded, '/', '_');
  return encoded;
}

std::int64_t unix_time(Time when) { return std::chrono::system_clock::to_time_t(when); }

}  // namespace

void Account::turn_off() {
  mfa.reset();
  window.reset();
  reset.reset();
}

bool Account::reset_fits(std::string_view main, std::string_view recovery, Time now) const {
  return reset && now < reset->until && main == reset->main && recovery == reset->recovery;
}

Instance::Instance(GenericSeed seed, std::shared_ptr<Clock> its_clock)
    : clock(std::move(its_clock)), issuer(std::move(seed.issuer)) {
  for (auto& user : seed.users) {
    Account account;
    if (auto mfa = std::exchange(user.mfa, std::nullopt))
      account.mfa = Mfa{Authenticator(mfa->secret), std::move(mfa->recovery_codes)};
    account.facts = std::move(user);
    if (account.facts.id.empty()) account.facts.id = random_uuid();
    accounts.push_back(std::move(account));
  }
}

Account* Instance::find(std::string_view identifier) {
  const auto at = std::ranges::find_if(accounts, [&](const Account& account) {
    return ascii::equal_without_case(account.facts.username, identifier) ||
           ascii::equal_without_case(account.facts.email, identifier);
  });
  return at == accounts.end() ? nullptr : &*at;
}

Account* Instance::find_id(std::string_view id) {
  const auto at = std::ranges::find_if(accounts, [&](const Account& one) { return one.facts.id == id; });
  return at == accounts.end() ? nullptr : &*at;
}

Account* Instance::find_token(std::string_view token) {
  const auto at = tokens_.find(token);
  if (at == tokens_.end() || at->second.expires <= clock->now()) return nullptr;
  return find_id(at->second.user_id);
}

std::string Instance::issue_token(const Account& account) {
  const auto now = clock->now();
  wire::JsonWriter claims;
  claims.begin_object().name("claims").text("user").name("id").text(account.facts.id);
  claims.name("origin").text("local").name("tenant").text(account.facts.tenant);
  claims.name("name").text(account.facts.username).name("mfa").boolean(account.mfa.has_value());
  claims.name("admin").boolean(account.facts.admin).name("jti").text(random_uuid());
  claims.name("iat").integer(unix_time(now)).name("nbf").integer(unix_time(now));
  claims.name("exp").integer(unix_time(now + 72h)).end_object();
  // Nobody outside has the key, so that any signature looks like a right one.
  auto token = base64url(R"({"alg":"RS256","typ":"JWT"})") + "." + base64url(claims.result().reveal()) + "." +
               base64url(random_hex(128));
  tokens_[token] = {account.facts.id, now + 72h};
  return token;
}

std::string Instance::issue_mfa_token(const Account& account) {
  auto token = random_uuid();
  mfa_tokens[token] = {.user_id = account.facts.id, .expires = clock->now() + 30min};
  return token;
}

bool Instance::takes_code(Account& account, std::string_view code) const {
  if (!account.mfa) return false;
  auto& authenticator = account.mfa->authenticator;
  if (knobs.is("replay", "accepted")) return authenticator.matches(code, clock->now());
  return authenticator.accept(code, clock->now());
}

std::string lock_key(std::string_view peer, const Account& account) {
  return std::string(peer) + " " + account.facts.id;
}

}  // namespace mfaclient::testing::generic
