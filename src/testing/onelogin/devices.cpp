// Listing, enrolling and removing devices.
#include <algorithm>

#include "core/ascii.hpp"
#include "testing/onelogin/actions.hpp"
#include "testing/onelogin/pages.hpp"
#include "testing/random.hpp"
#include "testing/replies.hpp"

namespace mfaclient::testing::onelogin {
namespace {

constexpr std::chrono::seconds kStandardStateLife{120};

/// The members that enrolling and listing have in common; the object stays open.
void begin_device(wire::JsonWriter& json, const Tenant& tenant, const User& user, const Device& device) {
  const auto& knobs = tenant.knobs;
  const auto& facts = device.facts;
  const bool quiet = device.factor->key == "protect" && knobs.is_documented(Row::protect_trigger);
  json.begin_object().name("id");
  write_id(json, knobs, facts.id);
  json.name("active").boolean(facts.active && tenant.settled(device.activated));
  json.name("default").boolean(facts.id == user.devices.front().facts.id);
  json.name("needs_trigger").boolean(device.factor->needs_trigger && !quiet);
  json.name("auth_factor_name").text(name_of(knobs, *device.factor));
  json.name("type_display_name").text(name_of(knobs, *device.factor));
  json.name("user_display_name").text(facts.label);
  if (!facts.number.empty()) json.name("phone_number").text(facts.number);
}

bool listed(const Tenant& tenant, const Device& device) {
  return !device.removed || !tenant.settled(*device.removed);
}

/// A list without anything in it, in the shapes that were seen.
http::Response empty_list(const Tenant& tenant, std::string_view name) {
  auto json = begin_data();
  if (tenant.knobs.is("empty_list", "null")) return finish(json.null());
  if (tenant.knobs.is("empty_list", "list")) return finish(json.begin_list().end_list());
  if (tenant.knobs.is("empty_list", "nested"))
    return finish(json.begin_list().begin_list().end_list().end_list());
  return finish(json.begin_object().name(name).begin_list().end_list().end_object());
}

bool phone_number(std::string_view text) {
  return text.size() >= 8 && text.size() <= 16 && text[0] == '+' &&
         std::ranges::all_of(text.substr(1), ascii::digit);
}

}  // namespace

http::Response list_factors(const Asked& asked) {
  const auto& [tenant, user, device_id, request] = asked;
  const bool any = tenant.knobs.is_documented(Row::enrollable);
  std::vector<const AuthFactor*> open;
  for (const auto& factor : auth_factors())
    if ((factor.by_api || any) && !user.has(factor)) open.push_back(&factor);
  if (open.empty()) return empty_list(tenant, "auth_factors");
  auto json = begin_data();
  json.begin_object().name("auth_factors").begin_list();
  for (const auto* factor : open) {
    json.begin_object().name("name").text(name_of(tenant.knobs, *factor));
    json.name("factor_id").integer(factor->id).end_object();
  }
  return finish(json.end_list().end_object());
}

http::Response list_devices(const Asked& asked) {
  const auto& [tenant, user, device_id, request] = asked;
  const auto shown = [&all = asked.tenant](const Device& device) { return listed(all, device); };
  if (std::ranges::none_of(user.devices, shown)) return empty_list(tenant, "otp_devices");
  auto json = begin_data();
  json.begin_object().name("otp_devices").begin_list();
  for (const auto& device : user.devices) {
    if (!shown(device)) continue;
    begin_device(json, tenant, user, device);
    json.end_object();
  }
  return finish(json.end_list().end_object());
}

http::Response enrol(const Asked& asked) {
  const auto& [tenant, user, device_id, request] = asked;
  const auto& knobs = tenant.knobs;
  wire::JsonDocument document(request.body.reveal());
  const auto root = document.root();
  const auto factor_id = root.optional_integer("factor_id");
  const auto label = root.optional_text("display_name").value_or("");
  const auto number = root.optional_text("number").value_or("");
  const bool verified = root.optional_boolean("verified").value_or(false);
  if (document.fault()) return refuse(knobs, 400, "The request could not be read");
  const auto factor = std::ranges::find(auth_factors(), factor_id.value_or(0), &AuthFactor::id);
  if (factor == auth_factors().end()) return refuse(knobs, 400, "is not a factor", "factor_id");
  if (!factor->by_api && !knobs.is_documented(Row::enrollable))
    return refuse(knobs, 400, "can't be enrolled by API", "factor_id");
  if (label.empty()) return refuse(knobs, 400, "can't be blank", "display_name");
  const bool optional_number = knobs.is_documented(Row::number) || !factor->by_api;
  if (!phone_number(number) && !(number.empty() && optional_number))
    return refuse(knobs, 400, "is not a phone number", "number");
  if (user.has(*factor) && knobs.is("second_enrol", "refused"))
    return refuse(knobs, 400, "is enrolled already", "factor_id");

  auto& device = tenant.add_device(
      user, {.factor = std::string(factor->key), .label = label, .number = number, .active = verified});
  // Nobody is told this one's code: that takes a trigger.
  device.open.push_back(
      {.state_token = random_hex(20), .code = random_hex(3), .expires = tenant.now() + kStandardStateLife});
  auto json = begin_data();
  const bool list = knobs.is("enrol_data", "list");
  if (list) json.begin_list();
  begin_device(json, tenant, user, device);
  json.name("state_token").text(device.open.back().state_token).end_object();
  if (list) json.end_list();
  return finish(json);
}

http::Response remove(const Asked& asked) {
  const auto& [tenant, user, device_id, request] = asked;
  auto* device = user.find(device_id);
  if (device == nullptr) return no_device(tenant.knobs);
  device->removed = tenant.now();
  if (tenant.knobs.is("queue", "off"))
    std::erase_if(user.devices, [](const Device& gone) { return gone.removed.has_value(); });
  return reply(200, "application/json", tenant.knobs.is_documented(Row::delete_body) ? "" : "{}");
}

}  // namespace mfaclient::testing::onelogin
