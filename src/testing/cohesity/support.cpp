#include <utility>

#include "mfaclient/otp.hpp"
#include "testing/cohesity/routes.hpp"
#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::cohesity {
namespace {

/// Where the field of a code is not the documented one.
std::string code_of(const Call& call, std::string_view field) {
  return call.text(call.cluster.knobs.is_documented(Row::otp_field) ? "otpCode" : field);
}

/// Turning off and another address take a code. nullopt: it came, and was right.
std::optional<http::Response> check_proof(const Call& call) {
  const auto code = code_of(call, "mfaCode");
  if (code.empty()) return call.invalid("mfaCode is required for this change.");
  if (!call.cluster.support.accept(code, call.cluster.now())) return call.invalid("mfaCode is not valid.");
  return std::nullopt;
}

http::Response turn_off(const Call& call) {
  auto& support = call.cluster.support;
  if (support.facts.enabled)
    if (auto refusal = check_proof(call)) return *std::move(refusal);
  support.facts = {};
  support.totp.reset();
  const SupportNews news{.mfa_code = code_of(call, "mfaCode")};
  return support_page(call.cluster, &news);
}

http::Response use_totp(const Call& call) {
  auto& support = call.cluster.support;
  const bool keep = support.totp && call.cluster.knobs.is_documented(Row::support_rekeys);
  if (!keep) {
    const auto secret = otp::Base32Secret::generate(20);
    if (!secret) return call.refuse(500, "KInternalError", "No secret could be made.");
    support.facts = {.enabled = true, .type = "totp", .secret = std::string(secret->text().reveal())};
    support.facts.state = "kPending";
    support.totp.emplace(support.facts.secret);
  }
  const SupportNews news{.secret = support.facts.secret};
  return support_page(call.cluster, &news);
}

http::Response use_email(const Call& call, const std::string& address) {
  auto& support = call.cluster.support;
  if (address.empty()) return call.invalid("email is required.");
  const bool changes =
      support.facts.enabled && support.facts.type == "email" && support.facts.email != address;
  if (changes)
    if (auto refusal = check_proof(call)) return *std::move(refusal);
  support.facts = {.enabled = true, .type = "email", .email = address};
  support.totp.reset();
  const SupportNews news{.mfa_code = code_of(call, "mfaCode")};
  return support_page(call.cluster, &news);
}

}  // namespace

http::Response get_support(const Call& call) { return support_page(call.cluster, nullptr); }

http::Response patch_support(const Call& call) {
  auto& support = call.cluster.support;
  const bool guarded = !support.password.empty() &&
                       !call.cluster.knobs.is_documented(Row::support_password) &&
                       !call.cluster.knobs.is("spec", "old");
  if (guarded && call.text("currentPassword") != support.password)
    return call.invalid("currentPassword is required, and must be right.");
  // A missing `enabled` is its default, false.
  if (!call.flag("enabled").value_or(false)) return turn_off(call);
  const auto type = call.text("mfaType");
  if (type == "totp") return use_totp(call);
  if (type == "email") return use_email(call, call.text("email"));
  return call.invalid("mfaType has an unknown value.");
}

http::Response verify_support(const Call& call) {
  auto& support = call.cluster.support;
  const auto code = code_of(call, "totpCode");
  const bool right = support.totp && support.totp->accept(code, call.cluster.now());
  auto& state = support.facts.state;
  if (right) {
    state = "kSuccess";
  } else if (support.totp && state != "kSuccess") {
    state = "kFailure";
  }
  if (!right && call.cluster.knobs.is_documented(Row::verify_result))
    return call.invalid("The verification code is not valid.");
  wire::JsonWriter json;
  json.begin_object().name("success").boolean(right);
  if (!right) json.name("message").text("The verification code is not valid.");
  return json_reply(200, json.end_object());
}

http::Response mail_support(const Call& call) {
  auto& support = call.cluster.support;
  if (!support.facts.enabled || support.facts.type != "email")
    return call.invalid("The support user has no email address for MFA.");
  call.cluster.mail(support.facts.email, support.mailed.draw(call.cluster.now()));
  return silence();
}

}  // namespace mfaclient::testing::cohesity
