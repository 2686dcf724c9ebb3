#include <algorithm>
#include <array>
#include <utility>

#include "mfaclient/otp.hpp"
#include "testing/cohesity/routes.hpp"

namespace mfaclient::testing::cohesity {
namespace {

/// The kinds of the body, nullopt where none are given; `wrong` where one is unknown to a cluster.
std::optional<std::vector<std::string>> types_of(const Call& call, bool& wrong) {
  if (call.body.type_of("authenticationTypes") != wire::JsonType::list) return std::nullopt;
  std::vector<std::string> types;
  for (const auto& item : call.body.list("authenticationTypes")) {
    types.push_back(item.type() == wire::JsonType::text ? item.as_text() : "");
    const bool helios = types.back() == "salesforce" && call.cluster.knobs.is_documented(Row::salesforce);
    wrong = wrong || (types.back() != "totp" && types.back() != "email" && !helios);
  }
  return types;
}

}  // namespace

http::Response get_policy(const Call& call) { return policy(call.cluster, 200); }

http::Response put_policy(const Call& call) {
  auto& cluster = call.cluster;
  // Documented as optional, it reads as if the rest stayed. It is reset.
  const bool keep = cluster.knobs.is_documented(Row::enabled_default);
  const bool enabled = call.flag("enabled").value_or(keep && cluster.enabled);
  bool wrong = false;
  auto types = types_of(call, wrong);
  if (wrong) return call.invalid("authenticationTypes holds an unknown value.");
  if (!types && keep) types = cluster.types;
  if (enabled && (!types || types->empty())) return call.invalid("authenticationTypes must not be empty.");
  const auto retain = call.flag("retainUserMfaSettings");
  if (enabled != cluster.enabled && retain != true) {
    for (auto& user : cluster.users) {
      user.active.reset();
      user.fresh.reset();
      user.email_setup = false;
    }
  }
  cluster.enabled = enabled;
  // Left out it is an empty list; said to be null it stays null.
  const bool null =
      !types && std::ranges::find(call.body.names(), "authenticationTypes") != call.body.names().end();
  cluster.types = null ? std::nullopt : std::optional(types.value_or(std::vector<std::string>{}));
  cluster.retain = retain;
  if (cluster.knobs.is_documented(Row::policy_reply)) return policy(cluster, 200);
  if (cluster.knobs.is("put_reply", "200")) return policy(cluster, 200);
  if (cluster.knobs.is("put_reply", "201")) return policy(cluster, 201);
  return silence();
}

http::Response create_totp_key(const Call& call) {
  auto& user = *call.caller.user;
  const auto secret = otp::Base32Secret::generate(20);
  if (!secret) return call.refuse(500, "KInternalError", "No secret could be made.");
  const std::string text(secret->text().reveal());
  user.fresh.emplace(text);
  return totp_key(call.cluster.knobs, call.text("totpKeyName"), user.facts.username, text);
}

http::Response send_email_otp(const Call& call) {
  auto* user = call.caller.user;
  // Documented alike, it also takes the credentials that belong to create.
  if (user == nullptr) return create_email_otp(call);
  if (user->facts.email.empty()) return call.invalid("No email address is configured for the user.");
  call.cluster.mail(user->facts.email, user->mailed.draw(call.cluster.now()));
  return silence();
}

http::Response session_user(const Call& call) { return user_page(call.cluster, *call.caller.user, false); }

}  // namespace mfaclient::testing::cohesity
