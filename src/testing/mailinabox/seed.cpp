#include <algorithm>

#include "mfaclient/testing/mailinabox.hpp"
#include "testing/mailinabox/python.hpp"
#include "testing/seeds.hpp"

namespace mfaclient::testing {
namespace {

bool system_key_shape(std::string_view key) {
  return key.size() == 32 && key.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

MailinaboxMethod read_method(const wire::JsonReader& json) {
  MailinaboxMethod method;
  method.secret = json.text("secret");
  method.label = json.optional_text("label");
  // What the real server's own check lets in: 32 characters that decode.
  if (method.secret.size() != 32 || !mailinabox::b32decode(method.secret).refusal.empty())
    json.reject("secret", "is not 32 characters of base32");
  return method;
}

MailinaboxUser read_user(const wire::JsonReader& json) {
  MailinaboxUser user;
  user.email = json.text("email");
  user.password = json.text("password");
  user.admin = json.optional_boolean("admin").value_or(false);
  if (user.email.empty()) json.reject("email", "is empty");
  if (user.password.empty()) json.reject("password", "is empty");
  if (json.has("methods"))
    for (const auto& method : json.list("methods")) user.methods.push_back(read_method(method));
  return user;
}

}  // namespace

Result<MailinaboxSeed> MailinaboxSeed::from_json(std::string_view text) {
  return read_seed<MailinaboxSeed>(text, [](const wire::JsonReader& json) {
    MailinaboxSeed seed;
    seed.host = json.optional_text("host").value_or(seed.host);
    seed.system_key = json.optional_text("system_key").value_or("");
    if (!seed.system_key.empty() && !system_key_shape(seed.system_key))
      json.reject("system_key", "is not 32 lower case hex characters");
    for (const auto& item : json.list("users")) {
      seed.users.push_back(read_user(item));
      const auto same = [&](const MailinaboxUser& user) { return user.email == seed.users.back().email; };
      if (std::count_if(seed.users.begin(), seed.users.end(), same) > 1)
        item.reject("email", "is not the only one of its kind");
    }
    return seed;
  });
}

}  // namespace mfaclient::testing
