#include <array>
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
using mfaclient::Result;
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

class ClusterDemo {
 public:
  explicit ClusterDemo(DemoStage& stage) : stage_(stage) {}

  [[nodiscard]] Result<void> play();

 private:
  using Told = Result<std::string>;

  [[nodiscard]] Result<void> set_up();
  [[nodiscard]] Result<std::shared_ptr<cohesity::MFAApi>> client(cohesity::Credentials credentials,
                                                                 cohesity::LoginWay login) const;
  [[nodiscard]] Told read_policy();
  [[nodiscard]] Told log_in();
  [[nodiscard]] Told enroll();
  [[nodiscard]] Told confirm();
  [[nodiscard]] Told list();
  [[nodiscard]] Told sign_in();
  [[nodiscard]] Told enroll_support();
  [[nodiscard]] Told confirm_support();
  [[nodiscard]] Told disable_support();
  [[nodiscard]] Told forget();

  /// Keeps an offered secret, and makes codes with it from now on.
  [[nodiscard]] Result<void> keep(const mfaclient::Enrollment& offer, std::string_view name,
                                  TotpCodeSource& codes);
  [[nodiscard]] static cohesity::Password password() {
    return {.username = std::string(kUser), .password = SecretString(kPassword)};
  }

  DemoStage& stage_;
  TotpCodeSource codes_{{.clock = stage_.clock()}}, support_codes_{{.clock = stage_.clock()}};
  std::shared_ptr<cohesity::MFAApi> keyed_{};
  Provider web_{}, session_{}, support_{};
  Challenge waiting_{};
  SecretString spent_{};
};

Result<void> ClusterDemo::play() {
  static constexpr std::array<DemoScene<ClusterDemo>, 10> kScenes{{
      {{"policy", Verb::status, "/v2/mfa-config"}, &ClusterDemo::read_policy},
      {{"web login", Verb::sign_in, "/login"}, &ClusterDemo::log_in},
      {{"enroll", Verb::enroll, "/v2/totp-key"}, &ClusterDemo::enroll},
      {{"confirm", Verb::verify, kVerify}, &ClusterDemo::confirm},
      {{"list", Verb::status, "/sessionUser"}, &ClusterDemo::list},
      {{"sign in", Verb::verify, "/v2/users/sessions"}, &ClusterDemo::sign_in},
      {{"support", Verb::enroll, "/v2/support-user/mfa"}, &ClusterDemo::enroll_support},
      {{"confirm", Verb::verify, "/v2/support-user/verify-totp"}, &ClusterDemo::confirm_support},
      {{"disable", Verb::disable, "/v2/support-user/mfa"}, &ClusterDemo::disable_support},
      {{"sign out", Verb::sign_out, ""}, &ClusterDemo::forget},
  }};
  if (auto ready = set_up(); !ready) return ready;
  return stage_.play<ClusterDemo>(*this, kScenes);
}

Result<void> ClusterDemo::set_up() {
  testing::CohesitySeed seed{.mfa_enabled = true, .mfa_types = std::vector<std::string>{"totp"}};
  seed.users.push_back({.username = std::string(kUser), .password = std::string(kPassword)});
  seed.users.push_back({.username = std::string(kAdmin),
                        .password = std::string(kPassword),
                        .exempt = true,
                        .privileges = {"CLUSTER_VIEW", "CLUSTER_MODIFY"}});
  if (stage_.stumbles_over("cohesity_no_right")) seed.users.back().privileges = {"CLUSTER_VIEW"};
  seed.api_keys.push_back({.key = std::string(kKey), .username = std::string(kAdmin)});
  if (stage_.stumbles_over("cohesity_lost_answer")) stage_.lose_answers_from(std::string(kVerify));
  auto open = stage_.open(std::make_shared<testing::CohesityFake>(std::move(seed), stage_.clock()), "");
  if (!open) return open;

  const auto keyed = client(cohesity::ApiKey{.key = SecretString(kKey)}, cohesity::LoginWay::session);
  const auto web = client(password(), cohesity::LoginWay::web);
  const auto session = client(password(), cohesity::LoginWay::session);
  if (!keyed || !web || !session) return !keyed ? keyed.error() : !web ? web.error() : session.error();
  keyed_ = *keyed;
  web_ = make_provider(*web);
  session_ = make_provider(*session);
  auto settings = keyed_->settings();
  settings.principal = cohesity::Principal::support;
  const auto support = cohesity::MFAApi::connect(std::move(settings));
  if (!support) return support.error();
  support_ = make_provider(*support);
  return {};
}

Result<std::shared_ptr<cohesity::MFAApi>> ClusterDemo::client(cohesity::Credentials credentials,
                                                              cohesity::LoginWay login) const {
  return cohesity::MFAApi::connect({.url = stage_.url(),
                                    .credentials = std::move(credentials),
                                    .login = login,
                                    .options = stage_.client_options(DemoStage::Trust::throwaway_ca)});
}

Result<void> ClusterDemo::keep(const mfaclient::Enrollment& offer, std::string_view name,
                               TotpCodeSource& codes) {
  auto totp = stage_.keep(offer, name);
  if (!totp) return std::move(totp).error();
  codes.use(*std::move(totp));
  waiting_ = std::get<Challenge>(offer.next);
  return {};
}

ClusterDemo::Told ClusterDemo::read_policy() {
  const auto policy = keyed_->get_mfa_config({}, stage_.call());
  if (!policy) return policy.error();
  if (!policy->enabled) return unexpected("the cluster says that MFA is off");
  return "by API key: the cluster demands MFA, by " + policy->authentication_types.at(0);
}

ClusterDemo::Told ClusterDemo::log_in() {
  const auto begun = web_->sign_in(stage_.call());
  if (!begun) return begun.error();
  if (!std::holds_alternative<Challenge>(*begun)) return unexpected("the cluster asks for no code");
  return "the password was right; the session waits for a second factor";
}

ClusterDemo::Told ClusterDemo::enroll() {
  const auto offer = web_->enroll({.label = "demo phone"}, stage_.call());
  if (!offer) return offer.error();
  if (auto kept = keep(*offer, "user.totp", codes_); !kept) return kept.error();
  return "secret and URI, in the waiting session; stored first";
}

ClusterDemo::Told ClusterDemo::confirm() {
  auto code = codes_.code({}, stage_.call());
  if (!code) return std::move(code).error();
  spent_ = *code;
  if (stage_.stumbles_over("cohesity_wrong_code")) code = SecretString("no code");
  const auto accepted = web_->verify(waiting_, {.text = *std::move(code)}, stage_.call());
  if (!accepted) return accepted.error();
  if (!accepted->session) return unexpected("the cluster took the code, and the session still waits");
  return "confirmed with a code made here; the session is whole";
}

ClusterDemo::Told ClusterDemo::list() {
  const auto status = web_->status(Account::self(), stage_.call());
  if (!status) return status.error();
  if (status->enabled != true || status->factors.size() != 1)
    return unexpected("the cluster lists something else");
  return "one factor: " + status->factors.front().id;
}

ClusterDemo::Told ClusterDemo::sign_in() {
  const auto begun = session_->sign_in(stage_.call());
  if (!begun) return begun.error();
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr) return unexpected("the cluster asks for no code while MFA is on");
  auto code = Result<SecretString>(spent_);
  if (!stage_.stumbles_over("cohesity_replayed_code")) code = codes_.code({}, stage_.call());
  if (!code) return std::move(code).error();
  const auto accepted = session_->verify(*challenge, {.text = *std::move(code)}, stage_.call());
  if (!accepted) return accepted.error();
  return "password and a fresh code in one shot: a session begins";
}

ClusterDemo::Told ClusterDemo::enroll_support() {
  const auto offer = support_->enroll({}, stage_.call());
  if (!offer) return offer.error();
  if (auto kept = keep(*offer, "support.totp", support_codes_); !kept) return kept.error();
  return "a secret for the support user";
}

ClusterDemo::Told ClusterDemo::confirm_support() {
  auto code = support_codes_.code({}, stage_.call());
  if (!code) return std::move(code).error();
  const auto accepted = support_->verify(waiting_, {.text = *std::move(code)}, stage_.call());
  if (!accepted) return accepted.error();
  return "the support user's TOTP is on";
}

ClusterDemo::Told ClusterDemo::disable_support() {
  const auto before = support_->status(Account::self(), stage_.call());
  if (!before) return before.error();
  auto code = support_codes_.code({}, stage_.call());
  if (!code) return std::move(code).error();
  const Code proof{.text = *std::move(code)};
  const auto after = support_->disable(Account::self(), before->factors.at(0), proof, stage_.call());
  if (!after) return after.error();
  return "and off again, with a code as its proof";
}

ClusterDemo::Told ClusterDemo::forget() {
  const auto ended = session_->sign_out(stage_.call());
  if (!ended) return ended.error();
  return "forgotten; the cluster's own call would end everybody's";
}

}  // namespace

DemoScenario cohesity_demo() {
  return {.provider = "cohesity", .title = "Cohesity", .faults = kFaults, .play = [](DemoStage& stage) {
            return ClusterDemo(stage).play();
          }};
}

}  // namespace mfactl
