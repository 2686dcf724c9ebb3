#include <algorithm>
#include <array>

#include "mfaclient/otp.hpp"
#include "mfaclient/testing/onelogin.hpp"
#include "testing/onelogin/tenant.hpp"
#include "testing/seeds.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::array<std::string_view, 5> kScopes{"Authentication Only", "Read Users", "Manage Users",
                                                  "Read All", "Manage All"};

OneLoginDevice read_device(const wire::JsonReader& json) {
  OneLoginDevice device;
  device.id = json.optional_integer("id").value_or(0);
  device.factor = json.text("factor");
  device.label = json.optional_text("label").value_or("");
  device.number = json.optional_text("number").value_or("");
  device.secret = json.optional_text("secret").value_or("");
  device.active = json.optional_boolean("active").value_or(true);
  const auto& factor = device.factor;
  if (onelogin::find_factor(factor) == nullptr)
    json.reject("factor", "is none of sms, voice, protect, totp and yubikey");
  if (device.id < 0) json.reject("id", "is negative");
  if ((factor == "sms" || factor == "voice") && device.number.empty()) json.reject("number", "is missing");
  if (factor == "yubikey" && device.secret.size() != 12)
    json.reject("secret", "is not the public id of a YubiKey, 12 letters");
  if (factor == "totp" && !otp::Base32Secret::parse(device.secret)) json.reject("secret", "is not base32");
  return device;
}

OneLoginUser read_user(const wire::JsonReader& json) {
  OneLoginUser user{.id = json.integer("id")};
  if (user.id < 1) json.reject("id", "is no user's number");
  for (const auto& device : json.optional_list("devices")) user.devices.push_back(read_device(device));
  return user;
}

OneLoginCredentials read_client(const wire::JsonReader& json) {
  OneLoginCredentials client;
  client.client_id = json.text("client_id");
  client.client_secret = json.text("client_secret");
  client.scope = json.optional_text("scope").value_or(client.scope);
  client.owner_deleted = json.optional_boolean("owner_deleted").value_or(false);
  if (client.client_id.empty()) json.reject("client_id", "is empty");
  if (client.client_secret.empty()) json.reject("client_secret", "is empty");
  if (std::ranges::find(kScopes, client.scope) == kScopes.end())
    json.reject("scope", "is none of OneLogin's scopes");
  return client;
}

}  // namespace

Result<OneLoginSeed> OneLoginSeed::from_json(std::string_view text) {
  return read_seed<OneLoginSeed>(text, [](const wire::JsonReader& json) {
    OneLoginSeed seed;
    seed.account_id = json.optional_integer("account_id").value_or(seed.account_id);
    for (const auto& item : json.list("clients")) seed.clients.push_back(read_client(item));
    for (const auto& item : json.list("users")) {
      auto user = read_user(item);
      if (std::ranges::find(seed.users, user.id, &OneLoginUser::id) != seed.users.end())
        item.reject("id", "is not the only one of its kind");
      seed.users.push_back(std::move(user));
    }
    return seed;
  });
}

}  // namespace mfaclient::testing
