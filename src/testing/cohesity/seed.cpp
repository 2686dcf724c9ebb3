#include <algorithm>

#include "mfaclient/otp.hpp"
#include "mfaclient/testing/cohesity.hpp"
#include "testing/seeds.hpp"

namespace mfaclient::testing {
namespace {

std::string filled(const wire::JsonReader& json, std::string_view name) {
  auto text = json.text(name);
  if (text.empty()) json.reject(name, "is empty");
  return text;
}

std::vector<std::string> words(const wire::JsonReader& json, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& item : json.optional_list(name)) out.push_back(item.as_text());
  return out;
}

CohesityUser read_user(const wire::JsonReader& json) {
  CohesityUser user{.username = filled(json, "username"), .password = filled(json, "password")};
  user.domain = json.optional_text("domain").value_or(user.domain);
  user.email = json.optional_text("email").value_or("");
  user.totp = json.optional_text("totp").value_or("");
  user.exempt = json.optional_boolean("exempt").value_or(false);
  user.web = json.optional_boolean("web").value_or(true);
  user.privileges = words(json, "privileges");
  if (!user.totp.empty() && !otp::Base32Secret::parse(user.totp)) json.reject("totp", "is no base32 secret");
  return user;
}

}  // namespace

Result<CohesitySeed> CohesitySeed::from_json(std::string_view text) {
  return read_seed<CohesitySeed>(text, [](const wire::JsonReader& json) {
    CohesitySeed seed;
    if (const auto mfa = json.optional_object("mfa")) {
      seed.mfa_enabled = mfa->optional_boolean("enabled").value_or(false);
      if (mfa->has("types")) seed.mfa_types = words(*mfa, "types");
    }
    for (const auto& item : json.list("users")) {
      seed.users.push_back(read_user(item));
      const auto& last = seed.users.back();
      const auto same = [&](const CohesityUser& user) {
        return user.username == last.username && user.domain == last.domain;
      };
      if (std::ranges::count_if(seed.users, same) > 1)
        item.reject("username", "is not the only one of its kind");
    }
    for (const auto& item : json.optional_list("api_keys"))
      seed.api_keys.push_back({.key = filled(item, "key"), .username = filled(item, "username")});
    return seed;
  });
}

}  // namespace mfaclient::testing
