#include "testing/cohesity/pages.hpp"

#include "core/ascii.hpp"
#include "mfaclient/otp.hpp"
#include "testing/random.hpp"
#include "testing/replies.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::testing::cohesity {
namespace {

/// A kind of code as this release happens to spell it.
std::string spelt(const Knobs& knobs, std::string word) {
  if (knobs.is("case", "capital") && !word.empty())
    word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

std::string uri_of(const std::string& account, const std::string& secret) {
  auto parsed = otp::Base32Secret::parse(secret);
  if (!parsed) return {};
  const otp::OtpauthUri uri{.issuer = "Cohesity", .account = account, .secret = *std::move(parsed)};
  return std::string(uri.build().reveal());
}

void write_types(wire::JsonWriter& json, const Cluster& cluster) {
  const auto& knobs = cluster.knobs;
  json.name("authenticationTypes");
  if (!cluster.types && !knobs.is_documented(Row::types_shape)) {
    json.null();
    return;
  }
  json.begin_list();
  for (const auto& type : cluster.types.value_or(std::vector<std::string>{})) {
    if (knobs.is("types", "objects")) json.begin_object().name("enum");
    json.text(spelt(knobs, type));
    if (knobs.is("types", "objects")) json.end_object();
  }
  json.end_list();
}

}  // namespace

http::Response refuse(const Knobs& knobs, Door door, const Refusal& refusal) {
  const int status = knobs.is_documented(Row::error_status) ? 500 : refusal.status;
  if (knobs.is("errors", "html"))
    return html_error(status, "text/html", "Error", "The request could not be served.");
  wire::JsonWriter json;
  json.begin_object().name("errorCode");
  const bool numbered = refusal.numbered && door == Door::v1 && !knobs.is_documented(Row::error_code);
  if (numbered) {
    json.integer(refusal.status).name("errorMessage").text(refusal.message);
  } else {
    json.text(refusal.code).name("message").text(refusal.message);
  }
  if (door == Door::v2 || knobs.is_documented(Row::error_envelope))
    json.name("taskLogId").text(random_hex(8));
  return json_reply(status, json.end_object());
}

http::Response silence() { return reply(204, "", ""); }

http::Response policy(const Cluster& cluster, int status) {
  wire::JsonWriter json;
  json.begin_object().name("enabled").boolean(cluster.enabled);
  write_types(json, cluster);
  if (cluster.retain) json.name("retainUserMfaSettings").boolean(*cluster.retain);
  return json_reply(status, json.end_object());
}

http::Response totp_key(const Knobs& knobs, std::string_view name, const std::string& username,
                        const std::string& secret) {
  wire::JsonWriter json;
  json.begin_object().name("totpKeyId").text(random_hex(8)).name("totpKeyName").text(name);
  json.name("totpSecretKey").text(secret);
  if (!knobs.is("totp_uri", "absent")) json.name("totpUri").text(uri_of(username, secret));
  return json_reply(knobs.is("totp_key_reply", "200") ? 200 : 201, json.end_object());
}

http::Response user_page(const Cluster& cluster, const User& user, bool of_login) {
  wire::JsonWriter json;
  json.begin_object().name("user").begin_object();
  json.name("username").text(user.facts.username).name("domain").text(user.facts.domain);
  if (!user.facts.email.empty()) json.name("emailAddress").text(user.facts.email);
  json.name("mfaInfo").begin_object();
  json.name("isEmailOtpSetupDone").boolean(user.email_setup);
  json.name("isTotpSetupDone").boolean(user.active.has_value());
  json.name("isUserExemptFromMfa").boolean(user.facts.exempt).end_object();
  json.name("mfaMethods").begin_list();
  if (user.active) json.text(spelt(cluster.knobs, "totp"));
  if (user.email_setup) json.text(spelt(cluster.knobs, "email"));
  json.end_list().name("isClusterMfaEnabled").boolean(cluster.enabled);
  json.name("isAccountMfaEnabled").boolean(false).name("isAccountLocked").boolean(user.locked);
  json.name("lockoutReason").text(user.locked ? "FailedLoginAttempts" : "NotLocked");
  if (of_login) json.name("forcePasswordChange").boolean(false);
  json.end_object().name("privileges").begin_list();
  for (const auto& privilege : user.facts.privileges) json.text(privilege);
  json.end_list();
  if (!of_login) json.name("groupSids").begin_list().end_list();
  return json_reply(200, json.end_object());
}

http::Response support_page(const Cluster& cluster, const SupportNews* news) {
  const auto& knobs = cluster.knobs;
  const auto& facts = cluster.support.facts;
  const bool old = knobs.is("spec", "old");
  wire::JsonWriter json;
  json.begin_object().name("enabled").boolean(facts.enabled);
  json.name("mfaType");
  facts.type.empty() ? json.null() : json.text(spelt(knobs, facts.type));
  json.name("email");
  facts.email.empty() ? json.null() : json.text(facts.email);
  if (!old) {
    json.name("otpVerificationState").text(facts.state).name("isQuorumManaged").boolean(false);
    json.name("requiresPasswordAuth")
        .boolean(!cluster.support.password.empty() && !knobs.is_documented(Row::support_password));
  }
  if (news != nullptr && !news->secret.empty()) {
    json.name("accountName").text("support").name("totpSecretKey").text(news->secret);
    json.name("totpUri").text(uri_of("support", news->secret));
  }
  if (news != nullptr && !news->mfa_code.empty() && knobs.is_documented(Row::mfa_code_echo))
    json.name("mfaCode").text(news->mfa_code);
  return json_reply(200, json.end_object());
}

}  // namespace mfaclient::testing::cohesity
