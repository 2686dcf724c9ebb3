#include <algorithm>

#include "core/ascii.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/quatrix.hpp"
#include "testing/seeds.hpp"

namespace mfaclient::testing {
namespace {

std::vector<std::string> read_methods(const wire::JsonReader& json, std::string_view name,
                                      std::initializer_list<std::string_view> known) {
  std::vector<std::string> methods;
  for (const auto& item : json.optional_list(name)) {
    methods.push_back(item.as_text());
    if (std::ranges::find(known, methods.back()) == known.end()) json.reject(name, "holds an unknown method");
  }
  return methods;
}

QuatrixUser read_user(const wire::JsonReader& json) {
  constexpr std::size_t kPinLength = 5;
  QuatrixUser user;
  user.id = json.optional_text("id").value_or("");
  user.email = json.text("email");
  user.password = json.text("password");
  user.admin = json.optional_boolean("admin").value_or(false);
  user.active = json.optional_boolean("active").value_or(true);
  user.totp = json.optional_text("totp").value_or("");
  user.pin = json.optional_text("pin").value_or("");
  user.api_key = json.optional_text("api_key").value_or("");
  user.forced = read_methods(json, "forced", {"2FA", "PIN"});
  for (const auto* name : {"email", "password"})
    if (json.type_of(name) == wire::JsonType::text && json.text(name).empty()) json.reject(name, "is empty");
  if (!user.totp.empty() && !otp::Base32Secret::parse(user.totp)) json.reject("totp", "is no base32");
  if (!user.pin.empty() && user.pin.size() != kPinLength) json.reject("pin", "has not 5 characters");
  return user;
}

}  // namespace

Result<QuatrixSeed> QuatrixSeed::from_json(std::string_view text) {
  return read_seed<QuatrixSeed>(text, [](const wire::JsonReader& json) {
    QuatrixSeed seed;
    seed.host = json.optional_text("host").value_or(seed.host);
    seed.forced_methods = read_methods(json, "forced_methods", {"2FA", "IP"});
    for (const auto& item : json.list("users")) {
      auto user = read_user(item);
      for (const auto& other : seed.users) {
        if (ascii::equal_without_case(other.email, user.email)) item.reject("email", "is there twice");
        if (!user.id.empty() && other.id == user.id) item.reject("id", "is there twice");
      }
      seed.users.push_back(std::move(user));
    }
    return seed;
  });
}

}  // namespace mfaclient::testing
