#include <algorithm>
#include <variant>

#include "core/ascii.hpp"
#include "testing/forms.hpp"
#include "testing/quatrix/answers.hpp"
#include "testing/quatrix/routes.hpp"

/// Other users' factors, for administrators.
namespace mfaclient::testing::quatrix {
namespace {

constexpr std::size_t kPinLength = 5;

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = ascii::lower(text[i]);
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !ascii::digit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

/// Whom and what a change is about, or why it is refused: then nothing was changed for anybody.
struct Change {
  std::vector<User*> users{};
  std::string type{};
};

std::variant<Change, http::Response> read_change(const Call& call) {
  const auto no = [&](int status, int number) { return refuse(call.host, status, number); };
  if (!call.user->facts.admin) return no(401, 50);
  Change change;
  if (call.body.type_of("ids") != wire::JsonType::list || call.body.list("ids").empty()) return no(400, 11);
  for (const auto& item : call.body.list("ids")) {
    if (item.type() != wire::JsonType::text || !is_uuid(item.as_text())) return no(400, 10);
    change.users.push_back(call.host.by_id(item.as_text()));
  }
  const auto type = call.text("auth_type");
  if (!type) return no(400, 11);
  if (*type != "2FA" && *type != "PIN") return no(400, 10);
  change.type = *type;
  if (std::ranges::find(change.users, nullptr) != change.users.end()) return no(400, 20);
  return change;
}

void no_longer_forced(User& user, const std::string& type) { std::erase(user.facts.forced, type); }

http::Response demand_2fa(Host& host, const Change& change) {
  for (auto* user : change.users) {
    if (!contains(user->facts.forced, "2FA")) user->facts.forced.emplace_back("2FA");
    host.close_sessions(*user);
  }
  return success(host);
}

}  // namespace

http::Response user_metadata(const Call& call) {
  constexpr std::string_view kRoute = "/user/metadata/";
  const auto id = decoded_path(call.request.target).substr(kRoute.size());
  if (!is_uuid(id)) return refuse(call.host, 400, 10);
  if (!call.user->facts.admin) return refuse(call.host, 401, 50);
  const auto* user = call.host.by_id(id);
  return user == nullptr ? refuse(call.host, 400, 20) : metadata(call.host, *user);
}

http::Response set_others(const Call& call) {
  const auto read = read_change(call);
  if (const auto* refusal = std::get_if<http::Response>(&read)) return *refusal;
  const auto& change = std::get<Change>(read);
  auto& host = call.host;
  const auto code = call.text("code");
  if (!code) return refuse(host, 400, 11);
  if (host.knobs.is("quota", "used_up")) return refuse(host, 400, 122);
  if (change.type == "2FA")
    return code->empty() && host.knobs.is_documented(Row::set_code) ? refuse(host, 400, 11)
                                                                    : demand_2fa(host, change);
  if (code->empty()) return refuse(host, 400, 11);
  const auto readings = host.readings(*code);
  const auto pin =
      std::ranges::find(readings, kPinLength, [](const std::string& text) { return text.size(); });
  if (pin == readings.end()) return refuse(host, 400, 10);
  for (auto* user : change.users) {
    user->facts.pin = *pin;
    host.close_sessions(*user);
  }
  return success(host);
}

http::Response remove_others(const Call& call) {
  const auto read = read_change(call);
  if (const auto* refusal = std::get_if<http::Response>(&read)) return *refusal;
  const auto& change = std::get<Change>(read);
  if (call.host.account_forces(change.type)) return refuse(call.host, 400, 70);
  for (auto* user : change.users) {
    no_longer_forced(*user, change.type);
    if (change.type == "PIN") {
      user->facts.pin.clear();
    } else {
      user->totp.reset();
      user->pending.reset();
      user->must_enrol = false;
    }
  }
  return success(call.host);
}

http::Response reset_others(const Call& call) {
  const auto read = read_change(call);
  if (const auto* refusal = std::get_if<http::Response>(&read)) return *refusal;
  const auto& change = std::get<Change>(read);
  if (change.type == "PIN") return refuse(call.host, 400, 10);
  for (auto* user : change.users) {
    user->must_enrol = user->must_enrol || user->totp.has_value();
    user->totp.reset();
    user->pending.reset();
    call.host.close_sessions(*user);
  }
  return success(call.host);
}

}  // namespace mfaclient::testing::quatrix
