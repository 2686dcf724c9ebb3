// Sending codes and pushes, checking the answers, and the codes that stand in for a device.
#include <algorithm>

#include "testing/onelogin/actions.hpp"
#include "testing/onelogin/pages.hpp"
#include "testing/random.hpp"
#include "testing/replies.hpp"
#include "wire/time.hpp"

namespace mfaclient::testing::onelogin {
namespace {

constexpr std::string_view kRefused = "Failed authentication with this factor";
constexpr std::string_view kLettersAndDigits = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
constexpr std::string_view kDigits = "0123456789";
constexpr std::int64_t kLongestTemporary = 259'200;

/// What a trigger's body asks for. No body asks for nothing.
struct Wishes {
  std::int64_t life = 120;
  bool numeric = false;
  std::string text = "{{otp_code}} is your OneLogin code. It is good for {{expiration}} minutes.";
  bool readable = true;
};

void fill(std::string& text, std::string_view name, std::string_view value) {
  if (const auto at = text.find(name); at != std::string::npos) text.replace(at, name.size(), value);
}

Wishes wishes_of(const http::Request& request) {
  Wishes wishes;
  if (request.body.empty()) return wishes;
  wire::JsonDocument document(request.body.reveal());
  const auto root = document.root();
  wishes.life = root.optional_integer("state_token_expires_in").value_or(wishes.life);
  wishes.numeric = root.optional_boolean("numeric_sms_otp").value_or(false);
  wishes.text = root.optional_text("sms_message").value_or(wishes.text);
  wishes.readable = !document.fault();
  return wishes;
}

/// The message that goes to the person.
Delivered message_of(const Device& device, const Verification& verification, const std::string& text) {
  const auto& facts = device.facts;
  if (device.factor->key == "protect")
    return {.kind = "push",
            .to = std::to_string(facts.id),
            .text = "Accept the sign-in?",
            .id = verification.push_id};
  return {.kind = facts.factor, .to = facts.number, .code = verification.code, .text = text};
}

http::Response triggered(const Asked& asked, const Device& device, const Verification& verification) {
  const auto& knobs = asked.tenant.knobs;
  const bool push = device.factor->key == "protect";
  auto json = begin_data(push ? "Authentication pending on OL Protect"
                         : device.factor->key == "sms"
                             ? "SMS token sent to your mobile device. Authentication pending."
                             : "Your phone is being called. Authentication pending.");
  const bool wrapped = knobs.is_documented(Row::trigger_data);
  if (wrapped) json.begin_object().name("otp_devices");
  json.begin_list().begin_object().name("id");
  if (knobs.is_documented(Row::trigger_id)) {
    write_id(json, knobs, device.facts.id);
  } else {
    json.integer(asked.user.id);
  }
  json.name("device_id");
  write_id(json, knobs, device.facts.id);
  json.name("active").boolean(device.facts.active).name("state_token").text(verification.state_token);
  if (!knobs.is_documented(Row::state_expiry))
    json.name("state_token_expires_at").text(instant(verification.expires));
  json.name("auth_factor_name").text(name_of(knobs, *device.factor));
  json.name("type_display_name").text(name_of(knobs, *device.factor));
  json.name("user_display_name").text(device.facts.label).end_object().end_list();
  if (wrapped) json.end_object();
  return finish(json);
}

http::Response accept(Tenant& tenant, Device& device, std::string_view state_token) {
  std::erase_if(device.open, [&](const Verification& v) { return v.state_token == state_token; });
  if (!device.facts.active) device.activated = tenant.now();
  device.facts.active = true;
  return verified(tenant.knobs);
}

http::Response no_state(const Knobs& knobs) {
  return refuse(knobs, 400,
                knobs.is("state_words", "named") ? "State token is invalid or expired" : "Bad Request");
}

struct Answer {
  std::optional<std::string> code{};
  std::string state_token{};
};

http::Response verify_sent_code(Tenant& tenant, Device& device, const Answer& answer) {
  const auto* verification = device.find(answer.state_token, tenant.now());
  if (verification == nullptr) return no_state(tenant.knobs);
  if (answer.code.value_or("").empty()) return refuse(tenant.knobs, 400, "OTP token blank");
  if (verification->code != *answer.code) return unauthorised(tenant.knobs, kRefused);
  return accept(tenant, device, answer.state_token);
}

http::Response verify_push(Tenant& tenant, Device& device, const Answer& answer) {
  using Push = Verification::Push;
  const auto* verification = device.find(answer.state_token, tenant.now());
  if (verification == nullptr) return no_state(tenant.knobs);
  if (verification->push == Push::waiting) return pending(tenant.knobs);
  if (verification->push == Push::denied) return unauthorised(tenant.knobs, kRefused);
  return accept(tenant, device, answer.state_token);
}

}  // namespace

http::Response trigger(const Asked& asked) {
  const auto& [tenant, user, device_id, request] = asked;
  auto* device = user.find(device_id);
  if (device == nullptr) return no_device(tenant.knobs);
  auto wishes = wishes_of(request);
  if (!wishes.readable) return refuse(tenant.knobs, 400, "The request could not be read");
  if (!device->factor->needs_trigger) return refuse(tenant.knobs, 400, "This factor is not triggered");
  if (wishes.life < 1 || wishes.life > 900)
    return refuse(tenant.knobs, 400, "must be 1 to 900", "state_token_expires_in");

  const bool push = device->factor->key == "protect";
  const bool digits = wishes.numeric && device->factor->key == "sms";
  Verification opened{.state_token = random_hex(20),
                      .expires = tenant.now() + std::chrono::seconds{wishes.life}};
  if (push) opened.push_id = random_uuid();
  if (!push) opened.code = random_text(6, digits ? kDigits : kLettersAndDigits);
  fill(wishes.text, "{{otp_code}}", opened.code);
  fill(wishes.text, "{{expiration}}", std::to_string((wishes.life + 59) / 60));
  if (wishes.text.size() > 160) return refuse(tenant.knobs, 400, "is too long", "sms_message");
  if (tenant.knobs.is("second_trigger", "supersedes")) device->open.clear();
  device->open.push_back(opened);
  tenant.deliver(message_of(*device, opened, wishes.text));
  return triggered(asked, *device, opened);
}

http::Response verify(const Asked& asked) {
  const auto& [tenant, user, device_id, request] = asked;
  wire::JsonDocument document(request.body.empty() ? std::string_view("{}") : request.body.reveal());
  const auto root = document.root();
  const Answer answer{.code = root.optional_text("otp_token"),
                      .state_token = root.optional_text("state_token").value_or("")};
  if (device_id == "0") {
    if (user.take_temporary(answer.code.value_or(""), tenant.now())) return verified(tenant.knobs);
    return unauthorised(tenant.knobs, kRefused);
  }
  auto* device = user.find(device_id);
  if (device == nullptr) return no_device(tenant.knobs);
  if (document.fault()) return refuse(tenant.knobs, 400, "The request could not be read");
  const auto key = device->factor->key;
  if (key == "sms" || key == "voice") return verify_sent_code(tenant, *device, answer);
  if (key == "protect" && !answer.code) return verify_push(tenant, *device, answer);
  if (answer.code.value_or("").empty()) return refuse(tenant.knobs, 400, "OTP token blank");
  if (!device->takes(*answer.code, tenant.now())) return unauthorised(tenant.knobs, kRefused);
  return accept(tenant, *device, answer.state_token);
}

http::Response mint_temporary(const Asked& asked) {
  const auto& [tenant, user, device_id, request] = asked;
  const auto& knobs = tenant.knobs;
  wire::JsonDocument document(request.body.empty() ? std::string_view("{}") : request.body.reveal());
  const auto root = document.root();
  std::int64_t life = kLongestTemporary;
  bool reusable = false;
  if (knobs.is_documented(Row::mfa_token_types)) {
    const auto text = root.optional_text("expires_in").value_or("259200");
    if (std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) && text.size() < 10)
      life = std::stoll("0" + text);
    reusable = root.optional_text("reusable").value_or("false") == "true";
  } else {
    life = root.optional_integer("expires_in").value_or(life);
    reusable = root.optional_boolean("reusable").value_or(false);
  }
  if (document.fault()) return refuse(knobs, 400, "The request could not be read");
  if (life < 1 || life > kLongestTemporary) return refuse(knobs, 400, "must be 1 to 259200", "expires_in");

  const auto expires = tenant.now() + std::chrono::seconds{life};
  user.tokens.push_back({.code = random_text(8, kDigits), .reusable = reusable, .expires = expires});
  wire::JsonWriter json;
  json.begin_object().name("mfa_token").text(user.tokens.back().code);
  json.name(knobs.is_documented(Row::reusable_name) ? "resuable" : "reusable").boolean(reusable);
  json.name("expires_at").text(instant(expires)).end_object();
  return json_reply(knobs.is_documented(Row::mfa_token_status) ? 200 : 201, json);
}

}  // namespace mfaclient::testing::onelogin
