#include "testing/mailinabox/box.hpp"

#include <algorithm>
#include <utility>

#include "testing/mailinabox/python.hpp"
#include "testing/random.hpp"

namespace mfaclient::testing::mailinabox {

using namespace std::chrono_literals;

std::string User::fingerprint() const {
  // NUL can't be part of a secret, so that no two states give the same text.
  std::string text = password;
  for (const auto& method : methods) {
    text.push_back('\0');
    text += std::to_string(method.facts.id) + ':' + method.facts.secret;
  }
  return text;
}

bool Sessions::alive(const Session& session, const User& user, Time now) {
  return session.email == user.email && now - session.used < 48h && session.fingerprint == user.fingerprint();
}

std::string Sessions::open(const User& user, Time now, std::size_t limit) {
  shrink(limit - 1);
  sessions_.push_back({random_hex(32), user.email, user.fingerprint(), now});
  return sessions_.back().key;
}

bool Sessions::use(const User& user, std::string_view key, Time now) {
  for (auto& session : sessions_) {
    if (session.key != key || !alive(session, user, now)) continue;
    session.used = now;
    return true;
  }
  return false;
}

void Sessions::close(std::string_view key) {
  std::erase_if(sessions_, [key](const Session& session) { return session.key == key; });
}

void Sessions::shrink(std::size_t limit) {
  while (sessions_.size() > limit) sessions_.erase(sessions_.begin());
}

std::size_t Sessions::live(const std::vector<User>& users, Time now) const {
  return static_cast<std::size_t>(
      std::count_if(sessions_.begin(), sessions_.end(), [&](const Session& session) {
        return std::any_of(users.begin(), users.end(),
                           [&](const User& user) { return alive(session, user, now); });
      }));
}

void Jail::count(std::string_view peer, Time now) {
  constexpr std::size_t kFailures = 20;
  auto& record = peers_[std::string(peer)];
  record.failures.push_back(now);
  std::erase_if(record.failures, [now](Time when) { return when <= now - 30s; });
  if (record.failures.size() >= kFailures) record.banned_until = now + 10min;
}

bool Jail::holds(std::string_view peer, Time now) const {
  const auto found = peers_.find(peer);
  return found != peers_.end() && found->second.banned_until && now < *found->second.banned_until;
}

Box::Box(MailinaboxSeed seed, std::shared_ptr<Clock> its_clock)
    : clock(std::move(its_clock)),
      host(std::move(seed.host)),
      system_key(seed.system_key.empty() ? random_hex(16) : std::move(seed.system_key)) {
  for (const auto& user : seed.users)
    for (const auto& method : user.methods) next_id_ = std::max(next_id_, method.id + 1);
  for (auto& user : seed.users) {
    User added{std::move(user.email), std::move(user.password), user.admin, {}};
    for (auto& method : user.methods) add_method(added, std::move(method));
    users.push_back(std::move(added));
  }
}

const User* Box::find(std::string_view email) const {
  const auto found =
      std::find_if(users.begin(), users.end(), [email](const User& user) { return user.email == email; });
  return found == users.end() ? nullptr : &*found;
}

User* Box::find(std::string_view email) { return const_cast<User*>(std::as_const(*this).find(email)); }

void Box::add_method(User& user, MailinaboxMethod facts) {
  if (facts.id == 0) facts.id = next_id_++;
  Method method{std::move(facts), std::nullopt, std::nullopt};
  if (auto key = b32decode(method.facts.secret); key.refusal.empty())
    if (auto totp = otp::Totp::create(otp::RawSecret(std::move(key.value)))) method.totp = *totp;
  const auto later = [&](const Method& other) { return other.facts.id > method.facts.id; };
  user.methods.insert(std::find_if(user.methods.begin(), user.methods.end(), later), std::move(method));
}

}  // namespace mfaclient::testing::mailinabox
