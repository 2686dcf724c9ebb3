#include "testing/cohesity/cluster.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "testing/random.hpp"

namespace mfaclient::testing::cohesity {

using namespace std::chrono_literals;

std::string MailedCode::draw(Time now) {
  code_ = random_text(6, "0123456789");
  until_ = now + 10min;
  return code_;
}

bool MailedCode::accept(std::string_view code, Time now) {
  if (code_.empty() || code != code_ || now >= until_) return false;
  code_.clear();
  return true;
}

bool User::may(std::string_view privilege) const {
  return std::ranges::find(facts.privileges, privilege) != facts.privileges.end();
}

bool Support::accept(std::string_view code, Time now) {
  if (facts.type == "email") return mailed.accept(code, now);
  return totp && totp->accept(code, now);
}

Cluster::Cluster(CohesitySeed seed, std::shared_ptr<Clock> its_clock)
    : clock(std::move(its_clock)),
      enabled(seed.mfa_enabled),
      types(std::move(seed.mfa_types)),
      api_keys(std::move(seed.api_keys)) {
  for (auto& facts : seed.users) {
    auto& user = users.emplace_back();
    if (!facts.totp.empty()) user.active.emplace(facts.totp);
    user.facts = std::move(facts);
  }
}

User* Cluster::find(std::string_view username, std::string_view domain) {
  const auto at = std::ranges::find_if(users, [&](const User& user) {
    return user.facts.username == username && ascii::equal_without_case(user.facts.domain, domain);
  });
  return at == users.end() ? nullptr : &*at;
}

bool Cluster::needs_code(const User& user) const {
  if (knobs.is_documented(Row::mfa_scope) && user.facts.domain != "LOCAL") return false;
  return enabled && !user.facts.exempt;
}

bool Cluster::accept(User& user, std::string_view kind, std::string_view code) {
  bool right = false;
  if (kind == "email") {
    right = user.mailed.accept(code, now());
    user.email_setup = user.email_setup || right;
  } else if (user.fresh && user.fresh->accept(code, now())) {
    user.active = std::exchange(user.fresh, std::nullopt);
    right = true;
  } else {
    right = user.active && user.active->accept(code, now());
  }
  if (right) user.failures = 0;
  return right;
}

void Cluster::fail(User& user) { user.locked = ++user.failures >= knobs.number("lockout") || user.locked; }

std::string Cluster::open(Login::Kind kind, User& user, bool pending) {
  logins.push_back({kind, random_hex(24), &user, pending, now()});
  return logins.back().key;
}

Login* Cluster::find_login(Login::Kind kind, std::string_view key) {
  const auto at = std::ranges::find_if(
      logins, [&](const Login& login) { return login.kind == kind && login.key == key; });
  return at == logins.end() ? nullptr : &*at;
}

void Cluster::mail(std::string_view to, const std::string& code) {
  outgoing.push_back({.kind = "email",
                      .to = std::string(to),
                      .code = code,
                      .text = "Your verification code is " + code + ". It is valid for 10 minutes."});
}

bool Cluster::within_rate() {
  const auto second = std::chrono::floor<std::chrono::seconds>(now());
  if (second != second_) in_second_ = 0;
  second_ = second;
  return ++in_second_ <= knobs.number("rate");
}

}  // namespace mfaclient::testing::cohesity
