#include "testing/quatrix/host.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "core/base64.hpp"
#include "testing/random.hpp"

namespace mfaclient::testing::quatrix {
namespace {

using namespace std::chrono_literals;

constexpr auto kIdleLife = 15min;
constexpr auto kSignInWindow = 15min;

template <class Users, class Same>
User* find(Users& users, const Same& same) {
  const auto found = std::ranges::find_if(users, same);
  return found == users.end() ? nullptr : &*found;
}

}  // namespace

bool contains(const std::vector<std::string>& list, std::string_view item) {
  return std::ranges::find(list, item) != list.end();
}

bool SignIns::count(const std::string& email, Time now, std::size_t most) {
  auto& times = times_[email];
  std::erase_if(times, [now](Time when) { return now - when >= kSignInWindow; });
  times.push_back(now);
  return times.size() <= most;
}

Host::Host(QuatrixSeed seed, std::shared_ptr<Clock> its_clock)
    : clock(std::move(its_clock)),
      name(std::move(seed.host)),
      forced_methods(std::move(seed.forced_methods)),
      account_id(random_uuid()) {
  for (auto& facts : seed.users) {
    User user{.facts = std::move(facts)};
    if (user.facts.id.empty()) user.facts.id = random_uuid();
    std::ranges::transform(user.facts.email, user.facts.email.begin(), ascii::lower);
    if (!user.facts.totp.empty()) user.totp.emplace(user.facts.totp);
    users.push_back(std::move(user));
  }
}

User* Host::by_email(std::string_view email) {
  return find(users, [email](const User& user) { return user.facts.email == email; });
}

User* Host::by_id(std::string_view id) {
  return find(users, [id](const User& user) { return ascii::equal_without_case(user.facts.id, id); });
}

User* Host::by_api_key(std::string_view key) {
  return find(users, [key](const User& user) { return !key.empty() && user.facts.api_key == key; });
}

bool Host::account_forces(std::string_view method) const { return contains(forced_methods, method); }

bool Host::forced(const User& user, std::string_view method) const {
  return account_forces(method) || contains(user.facts.forced, method);
}

std::vector<std::string> Host::forced_on(const User& user) const {
  auto all = forced_methods;
  for (const auto& method : user.facts.forced)
    if (!contains(all, method)) all.push_back(method);
  return all;
}

Session& Host::open_session(const User& user, SessionState state) {
  sessions.push_back({random_uuid(), user.facts.id, state, clock->now()});
  return sessions.back();
}

bool Host::alive(const Session& session) const { return clock->now() - session.used <= kIdleLife; }

Session* Host::use_session(std::string_view id) {
  for (auto& session : sessions) {
    if (session.id != id || !alive(session)) continue;
    session.used = clock->now();
    return &session;
  }
  return nullptr;
}

void Host::close_session(std::string_view id) {
  std::erase_if(sessions, [id](const Session& session) { return session.id == id; });
}

std::vector<std::string> Host::close_sessions(const User& user, std::string_view but) {
  std::vector<std::string> closed;
  std::erase_if(sessions, [&](const Session& session) {
    if (session.user != user.facts.id || session.id == but) return false;
    if (alive(session)) closed.push_back(session.id);
    return true;
  });
  return closed;
}

std::size_t Host::live_sessions() const {
  return static_cast<std::size_t>(std::ranges::count_if(sessions, [this](const Session& session) {
    return session.state == SessionState::full && alive(session);
  }));
}

std::vector<std::string> Host::readings(std::string_view code) const {
  std::vector<std::string> all;
  const bool only_base64 = knobs.is_documented(Row::code_encoding);
  if (!only_base64) all.emplace_back(code);
  if (only_base64 || knobs.is("base64", "compat"))
    if (const auto bytes = base64_decode("code", code))
      all.emplace_back(bytes->reveal().begin(), bytes->reveal().end());
  return all;
}

bool Host::accept(Authenticator& authenticator, std::string_view code) const {
  return std::ranges::any_of(readings(code), [&](const std::string& text) {
    return knobs.is("one_time", "on") ? authenticator.accept(text, clock->now())
                                      : authenticator.matches(text, clock->now());
  });
}

}  // namespace mfaclient::testing::quatrix
