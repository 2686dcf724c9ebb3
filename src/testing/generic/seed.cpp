#include <algorithm>

#include "core/ascii.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/generic.hpp"
#include "testing/seeds.hpp"

namespace mfaclient::testing {
namespace {

GenericMfa read_mfa(const wire::JsonReader& json) {
  GenericMfa mfa{.secret = json.text("secret")};
  if (!otp::Base32Secret::parse(mfa.secret)) json.reject("secret", "is not base32");
  for (const auto& code : json.list("recovery_codes")) mfa.recovery_codes.push_back(code.as_text());
  return mfa;
}

std::string lower_text(const wire::JsonReader& json, std::string_view name) {
  auto text = json.text(name);
  if (text.empty()) json.reject(name, "is empty");
  if (std::ranges::any_of(text, [](char c) { return c != ascii::lower(c); }))
    json.reject(name, "is not in lower case");
  return text;
}

GenericUser read_user(const wire::JsonReader& json) {
  GenericUser user{.id = json.optional_text("id").value_or(""),
                   .username = lower_text(json, "username"),
                   .email = lower_text(json, "email"),
                   .name = json.optional_text("name").value_or(""),
                   .password = json.text("password")};
  if (user.password.empty()) json.reject("password", "is empty");
  user.recovery_email = json.optional_text("recovery_email").value_or("");
  user.tenant = json.optional_text("tenant").value_or("");
  user.role = json.optional_text("role").value_or("");
  user.confirmed = json.optional_boolean("confirmed").value_or(true);
  user.awaiting_approval = json.optional_boolean("awaiting_approval").value_or(false);
  user.admin = json.optional_boolean("admin").value_or(false);
  if (const auto mfa = json.optional_object("mfa")) user.mfa = read_mfa(*mfa);
  return user;
}

}  // namespace

Result<GenericSeed> GenericSeed::from_json(std::string_view text) {
  return read_seed<GenericSeed>(text, [](const wire::JsonReader& json) {
    GenericSeed seed;
    seed.issuer = json.optional_text("issuer").value_or(seed.issuer);
    for (const auto& item : json.list("users")) {
      auto user = read_user(item);
      for (const auto& other : seed.users) {
        if (other.username == user.username) item.reject("username", "is taken");
        if (other.email == user.email) item.reject("email", "is taken");
      }
      seed.users.push_back(std::move(user));
    }
    return seed;
  });
}

}  // namespace mfaclient::testing
