#include <array>
#include <memory>
#include <utility>

#include "demo.hpp"
#include "mfaclient/code_source.hpp"
#include "mfaclient/cohesity/client.hpp"
#include "mfaclient/testing/cohesity.hpp"

namespace mfactl {
namespace {

namespace cohesity = mfaclient::cohesity;
namespace testing = mfaclient::testing;
using mfaclient::Account;
using mfaclient::Challenge;
using mfaclient::Code;
using mfaclient::SecretString;
using mfaclient::TotpCodeSource;
using mfaclient::Verb;
using Provider = std::shared_ptr<mfaclient::IMfaProvider>;

constexpr std::string_view kUser = "fred";
constexpr std::string_view kAdmin = "admin";
constexpr std::string_view kPassword = "a password of the demonstration";
constexpr std::string_view kKey = "a-key-of-the-demonstration";
constexpr std::string_view kVerify = "/irisservices/api/v1/public/verify-otp";

constexpr std::array<DemoFault, 4> kFaults{{
    {"cohesity_wrong_code", "the cluster's user confirms the new secret with a wrong code"},
    {"cohesity_lost_answer", "the line dies when the cluster has taken the code, before it says so"},
    {"cohesity_replayed_code", "the sign-in to the cluster sends the code of the enrolment again"},
    {"cohesity_no_right", "the API key's owner may not change the support user"},
}};

struct Cluster {
  std::shared_ptr<cohesity::MFAApi> keyed{};  ///< by an API key, which needs no code
  Provider web{}, session{}, support{};
};

Cluster set_up(DemoStage& stage) {
  testing::CohesitySeed seed{.mfa_enabled = true, .mfa_types = std::vector<std::string>{"totp"}};
  seed.users.push_back({.username = std::string(kUser), .password = std::string(kPassword)});
  seed.users.push_back({.username = std::string(kAdmin),
                        .password = std::string(kPassword),
                        .exempt = true,
                        .privileges = {"CLUSTER_VIEW", "CLUSTER_MODIFY"}});
  if (stage.stumbles_over("cohesity_no_right")) seed.users.back().privileges = {"CLUSTER_VIEW"};
  seed.api_keys.push_back({.key = std::string(kKey), .username = std::string(kAdmin)});
  if (stage.stumbles_over("cohesity_lost_answer")) stage.lose_answers_from(kVerify);
  stage.open(std::make_shared<testing::CohesityFake>(std::move(seed), stage.clock()));

  const cohesity::Password password{.username = std::string(kUser), .password = SecretString(kPassword)};
  cohesity::Settings settings{.url = stage.url(), .options = stage.client_options()};
  const auto client = [&settings](cohesity::Credentials credentials, cohesity::LoginWay login) {
    settings.credentials = std::move(credentials);
    settings.login = login;
    return cohesity::MFAApi::connect(settings).value();
  };
  Cluster cluster;
  cluster.web = make_provider(client(password, cohesity::LoginWay::web));
  cluster.session = make_provider(client(password, cohesity::LoginWay::session));
  cluster.keyed = client(cohesity::ApiKey{.key = SecretString(kKey)}, cohesity::LoginWay::session);
  settings.principal = cohesity::Principal::support;
  cluster.support = make_provider(cohesity::MFAApi::connect(settings).value());
  return cluster;
}

/// Enrols in the session that waits for a second factor, and returns the code that was spent on it.
SecretString turn_on(DemoStage& stage, mfaclient::IMfaProvider& web, TotpCodeSource& codes) {
  Challenge confirmation;
  SecretString spent;
  stage.step("enroll", Verb::enroll, "/v2/totp-key", [&] {
    const auto offer = web.enroll({.label = "demo phone"}, stage.call()).value();
    codes.use(stage.keep(offer, "user.totp"));
    confirmation = std::get<Challenge>(offer.next);
    return "secret and URI, in the waiting session; stored first";
  });
  stage.step("confirm", Verb::verify, kVerify, [&] {
    spent = codes.code({}, stage.call()).value();
    const auto code = stage.stumbles_over("cohesity_wrong_code") ? SecretString("no code") : spent;
    const auto accepted = web.verify(confirmation, {.text = code}, stage.call()).value();
    expect(accepted.session.has_value(), "the cluster took the code, and the session still waits");
    return "confirmed with a code made here; the session is whole";
  });
  return spent;
}

/// The support user's TOTP, on and off again.
void play_support(DemoStage& stage, mfaclient::IMfaProvider& support) {
  TotpCodeSource codes({.clock = stage.clock()});
  Challenge confirmation;
  stage.step("support", Verb::enroll, "/v2/support-user/mfa", [&] {
    const auto offer = support.enroll({}, stage.call()).value();
    codes.use(stage.keep(offer, "support.totp"));
    confirmation = std::get<Challenge>(offer.next);
    return "a secret for the support user";
  });
  stage.step("confirm", Verb::verify, "/v2/support-user/verify-totp", [&] {
    auto code = codes.code({}, stage.call()).value();
    support.verify(confirmation, {.text = std::move(code)}, stage.call()).value();
    return "the support user's TOTP is on";
  });
  stage.step("disable", Verb::disable, "/v2/support-user/mfa", [&] {
    const auto before = support.status(Account::self(), stage.call()).value();
    const Code proof{.text = codes.code({}, stage.call()).value()};
    support.disable(Account::self(), before.factors.at(0), proof, stage.call()).value();
    return "and off again, with a code as its proof";
  });
}

void play(DemoStage& stage) {
  const auto cluster = set_up(stage);
  TotpCodeSource codes({.clock = stage.clock()});
  stage.step("policy", Verb::status, "/v2/mfa-config", [&] {
    const auto policy = cluster.keyed->get_mfa_config({}, stage.call()).value();
    expect(policy.enabled, "the cluster says that MFA is off");
    return "by API key: the cluster demands MFA, by " + policy.authentication_types.at(0);
  });
  stage.step("web login", Verb::sign_in, "/login", [&] {
    const auto begun = cluster.web->sign_in(stage.call()).value();
    expect(std::holds_alternative<Challenge>(begun), "the cluster asks for no code");
    return "the password was right; the session waits for a second factor";
  });
  const auto spent = turn_on(stage, *cluster.web, codes);
  stage.step("list", Verb::status, "/sessionUser", [&] {
    const auto status = cluster.web->status(Account::self(), stage.call()).value();
    expect(status.enabled == true && status.factors.size() == 1, "the cluster lists something else");
    return "one factor: " + status.factors.front().id;
  });
  stage.step("sign in", Verb::verify, "/v2/users/sessions", [&] {
    const auto begun = cluster.session->sign_in(stage.call()).value();
    const auto* challenge = std::get_if<Challenge>(&begun);
    expect(challenge != nullptr, "the cluster asks for no code while MFA is on");
    auto code = stage.stumbles_over("cohesity_replayed_code") ? spent : codes.code({}, stage.call()).value();
    cluster.session->verify(*challenge, {.text = std::move(code)}, stage.call()).value();
    return "password and a fresh code in one shot: a session begins";
  });
  play_support(stage, *cluster.support);
  stage.step("sign out", Verb::sign_out, "", [&] {
    cluster.session->sign_out(stage.call()).value();
    return "forgotten; the cluster's own call would end everybody's";
  });
}

}  // namespace

DemoScenario cohesity_demo() { return {.provider = "cohesity", .faults = kFaults, .play = play}; }

}  // namespace mfactl
