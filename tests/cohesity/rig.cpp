#include <set>
#include <string>

#include "cohesity/lab.hpp"
#include "conformance/rigs.hpp"

namespace mfaclient::testing {
namespace {

using cohesity::Lab;

std::shared_ptr<IMfaProvider> connect(const Connected<Lab>& cluster, const cohesity::Settings& settings) {
  return make_provider(cohesity::MFAApi::connect(cluster.point(settings)).value());
}

/// A user who must set MFA up and has not yet: only a web session can be had for that.
LivingRig make_user(bool tls) {
  auto cluster = std::make_shared<Connected<Lab>>(tls, "");
  const auto& lab = cluster->lab;
  const auto codes = lab.source("");
  const auto settings = lab.settings(cohesity::kFred, codes, cohesity::LoginWay::web);
  ConformanceRig rig{.provider = connect(*cluster, settings),
                     .other = connect(*cluster, settings),
                     .codes = codes,
                     .clock = lab.clock,
                     .unknown_account = "nobody",
                     .lose_next_answer = cluster->lose_next_answer(),
                     // A challenge lives as long as the web session that waits for its code.
                     .outlive_challenges = [&lab] { lab.fake->end_sessions(); },
                     .fake = lab.fake};
  return {std::move(rig), cluster};
}

/// The support user, by the API key of an administrator.
LivingRig make_support(bool tls) {
  auto cluster = std::make_shared<Connected<Lab>>(tls, "");
  const auto& lab = cluster->lab;
  const auto codes = lab.source("");
  const auto as = [&](const cohesity::Credentials& credentials) {
    auto settings = lab.settings(credentials);
    settings.principal = cohesity::Principal::support;
    settings.options.code_source = codes;
    return connect(*cluster, settings);
  };
  const cohesity::ApiKey key{SecretString(cohesity::kKey)};
  const cohesity::Password paul{.username = std::string(cohesity::kPaul),
                                .password = SecretString(cohesity::kPassword)};
  const auto proof = [codes] {
    return Code{.text = codes->code({.purpose = CodePurpose::disable}, {}).value()};
  };
  ConformanceRig rig{.provider = as(key),
                     .other = as(key),
                     .codes = codes,
                     .clock = lab.clock,
                     .unknown_account = "nobody",
                     .without_rights = as(paul),
                     .lose_next_answer = cluster->lose_next_answer(),
                     .proof = proof,
                     .guards_sign_in = false,  // one signs in as the administrator
                     .fake = lab.fake};
  return {std::move(rig), cluster};
}

/// What neither principal can be asked.
std::set<std::string> not_offered_with(std::set<std::string> more) {
  more.insert({
      // `poll` is not offered: there are no pushes.
      "push_is_pending_then_accepted",
      "push_is_denied",
  });
  return more;
}

/// A user of the cluster.
const test::Listed<VendorRig> kUserRig{
    {"cohesity", make_user,
     not_offered_with({
         // `disable` and `disable_all` are not offered: an administrator exempts the user.
         "disable_one_leaves_the_others",
         "unknown_factor_turns_nothing_off",
         "disable_all_turns_all_off",
         // `status` is not for others, and every user may read their own.
         "without_the_right_is_not_permitted",
     })}};

/// The cluster's support user.
const test::Listed<VendorRig> kSupportRig{
    {"cohesitySupport", make_support,
     not_offered_with({
         // `sign_in` is the administrator's, and a secret that waits for its code waits for ever.
         "expired_challenge_is_told",
     })}};

}  // namespace
}  // namespace mfaclient::testing
