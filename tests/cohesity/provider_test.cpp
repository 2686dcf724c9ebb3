// The common language for a user of the cluster: whole flows, lost answers, and what must never happen.
#include "mfaclient/provider.hpp"

#include <gtest/gtest.h>

#include "cohesity/lab.hpp"

namespace mfaclient::cohesity {
namespace {

using testing::Fault;

const std::string kVerify = std::string(kV1) + "/verify-otp";

class CohesityUserProvider : public ::testing::Test {
 protected:
  void use(std::string_view user, LoginWay way, std::string_view secret = {}) {
    codes = lab.source(secret);
    provider = make_provider(lab.client(user, codes, way));
  }

  struct Begun {
    Challenge challenge;
    std::string secret;
  };
  Begun begin_enrolment(IMfaProvider& with) {
    auto begun = with.enroll({.label = "phone"});
    if (!begun) {
      ADD_FAILURE() << begun.error().message;
      return {};
    }
    const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri.value().reveal()).value();
    return {std::get<Challenge>(begun->next), std::string(uri.secret.text().reveal())};
  }
  Verdict answer(const Begun& begun) {
    return provider->verify(begun.challenge, {.text = SecretString(lab.code(begun.secret))});
  }

  Lab lab;
  std::shared_ptr<TotpCodeSource> codes;
  std::shared_ptr<IMfaProvider> provider;
};

TEST_F(CohesityUserProvider, EnrolsInAPendingWebSession) {
  use(kFred, LoginWay::web);
  const auto before = provider->status(Account::self());
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->enabled, false);
  EXPECT_EQ(before->forced, true);
  EXPECT_EQ(before->enrollable, std::vector{FactorKind::totp});
  const auto begun = begin_enrolment(*provider);
  EXPECT_FALSE(lab.fake->totp(kFred)) << "nothing is on before the code";
  const auto verdict = answer(begun);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->factor->id, "totp");
  EXPECT_EQ(verdict->session->headers.front().first, "Cookie");
  EXPECT_EQ(lab.fake->totp(kFred), begun.secret);
  const auto after = provider->status(Account::self());
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->enabled, true);
  EXPECT_EQ(after->factors.size(), 1U);
}

TEST_F(CohesityUserProvider, EnrolsInAWholeSessionToo) {
  for (const auto way : {LoginWay::session, LoginWay::token}) {
    lab = Lab();
    ASSERT_TRUE(lab.keyed()->merge_mfa_config({.enabled = false}));
    use(kFred, way);
    const auto begun = begin_enrolment(*provider);
    const auto verdict = answer(begun);
    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_EQ(lab.fake->totp(kFred), begun.secret);
    const auto status = provider->status(Account::self());
    ASSERT_TRUE(status);
    EXPECT_EQ(status->forced, false);
    EXPECT_EQ(status->enabled, false) << "it is set up, but no sign-in asks for it";
  }
}

TEST_F(CohesityUserProvider, NeverReplacesASecretThatIsSetUp) {
  use(kTina, LoginWay::web, kSecret);
  for (const bool additional : {false, true}) {
    const auto refused = provider->enroll({.additional = additional});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
  }
  EXPECT_EQ(lab.arrived("POST", "/v2/totp-key"), 0U);
}

TEST_F(CohesityUserProvider, DoesNotEnrolWhatItCanNot) {
  const auto keyed = make_provider(lab.keyed());
  EXPECT_EQ(keyed->enroll({}).error().code, Errc::unsupported);
  EXPECT_EQ(keyed->enroll({.kind = FactorKind::sms}).error().code, Errc::unsupported);
  EXPECT_EQ(keyed->enroll({.account = Account::user("other")}).error().code, Errc::unsupported);
  EXPECT_EQ(keyed->status(Account::user("other")).error().code, Errc::unsupported);
  EXPECT_EQ(keyed->status(Account::user("")).error().code, Errc::invalid_argument);
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

TEST_F(CohesityUserProvider, AWrongCodeSetsNothingUp) {
  use(kFred, LoginWay::web);
  const auto begun = begin_enrolment(*provider);
  const auto wrong = provider->verify(begun.challenge, {.text = SecretString("000000")});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::code_rejected);
  EXPECT_FALSE(lab.fake->totp(kFred));
  EXPECT_EQ(lab.arrived("POST", kVerify), 1U);
  EXPECT_TRUE(answer(begun)) << "the next code may be right";
}

TEST_F(CohesityUserProvider, AnotherProcessMayAnswer) {
  use(kFred, LoginWay::web);
  const auto begun = begin_enrolment(*provider);
  const auto other = make_provider(lab.client(kFred, {}, LoginWay::web));
  const Challenge copied{.state = SecretString(begun.challenge.state.reveal())};
  const auto verdict = other->verify(copied, {.text = SecretString(lab.code(begun.secret))});
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(other->status(Account::self())) << "and has the session";
}

TEST_F(CohesityUserProvider, AnEnrolmentWhoseAnswerWasLostIsSettledByReading) {
  use(kFred, LoginWay::web);
  const auto first = begin_enrolment(*provider);
  lab.transport->script({Fault::lost_request});
  const auto undone = answer(first);
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().code, Errc::network);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);

  const auto second = begin_enrolment(*provider);
  lab.transport->script({Fault::lost_answer, Fault::refused});
  const auto unknown = answer(second);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::outcome_unknown);

  Lab other;
  std::swap(lab, other);
  use(kFred, LoginWay::web);
  const auto third = begin_enrolment(*provider);
  lab.transport->script({Fault::lost_answer});
  const auto done = answer(third);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->factor->id, "totp");
  EXPECT_EQ(lab.arrived("POST", kVerify), 1U) << "it was not sent again";
}

TEST_F(CohesityUserProvider, ADeadPendingSessionIsAnExpiredChallenge) {
  use(kFred, LoginWay::web);
  const auto begun = begin_enrolment(*provider);
  lab.fake->end_sessions();
  const auto late = answer(begun);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, Errc::challenge_expired);
}

TEST_F(CohesityUserProvider, SignsInThroughAChallengeByEveryWay) {
  for (const auto way : {LoginWay::session, LoginWay::token, LoginWay::web}) {
    lab = Lab();
    use(kTina, way);
    const auto begun = provider->sign_in();
    ASSERT_TRUE(begun) << begun.error().message;
    const auto& challenge = std::get<Challenge>(*begun);
    EXPECT_EQ(challenge.accepts.front(), FactorKind::totp);
    const auto code = lab.code();
    const auto verdict = provider->verify(challenge, {.text = SecretString(code)});
    ASSERT_TRUE(verdict) << verdict.error().message;
    EXPECT_EQ(verdict->session->origin, "https://cluster.example.com");
    EXPECT_TRUE(provider->status(Account::self())) << "the session is the client's";
    const auto again = provider->sign_in();
    ASSERT_TRUE(again);
    const auto replayed = provider->verify(std::get<Challenge>(*again), {.text = SecretString(code)});
    ASSERT_FALSE(replayed);
    EXPECT_EQ(replayed.error().code, Errc::code_rejected);
  }
}

TEST_F(CohesityUserProvider, SignsInWithAMailedCode) {
  for (const auto way : {LoginWay::session, LoginWay::token}) {
    lab = Lab();
    use(kTina, way);
    ASSERT_TRUE(provider->sign_in());
    const auto mailed = provider->challenge(Account::self(), {.kind = FactorKind::email});
    ASSERT_TRUE(mailed) << mailed.error().message;
    EXPECT_EQ(lab.arrived("POST", "/v2/email-otp"), 1U);
    EXPECT_FALSE(lab.fake->journal().back().request.headers.get("session-id"));
    const Code code{.kind = FactorKind::email, .text = SecretString(lab.mailed())};
    ASSERT_TRUE(provider->verify(*mailed, code));
    EXPECT_EQ(provider->verify(*mailed, code).error().code, Errc::code_rejected) << "one use";
  }
  lab = Lab();
  use(kFred, LoginWay::web);
  const auto begun = provider->sign_in();
  ASSERT_TRUE(begun);
  EXPECT_EQ(std::get<Challenge>(*begun).accepts, std::vector{FactorKind::email});
  const auto mailed = provider->challenge(Account::self(), {.kind = FactorKind::email});
  ASSERT_TRUE(mailed) << mailed.error().message;
  EXPECT_EQ(lab.arrived("POST", "/v2/send-email-otp"), 1U) << "for the pending session";
  const auto other = make_provider(lab.client(kFred, {}, LoginWay::web));
  ASSERT_TRUE(other->verify(*mailed, {.kind = FactorKind::email, .text = SecretString(lab.mailed())}));
  const auto status = other->status(Account::self());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->factors.front().kind, FactorKind::email);
}

TEST_F(CohesityUserProvider, AMailedCodeGrowsOld) {
  use(kTina, LoginWay::session);
  const auto mailed = provider->challenge(Account::self(), {.kind = FactorKind::email});
  ASSERT_TRUE(mailed);
  lab.clock->advance(std::chrono::minutes{10});
  EXPECT_EQ(
      provider->verify(*mailed, {.kind = FactorKind::email, .text = SecretString(lab.mailed())}).error().code,
      Errc::code_rejected);
}

TEST_F(CohesityUserProvider, SignsInWithACodeSource) {
  use(kTina, LoginWay::session);
  const auto source = lab.source();
  const auto session = sign_in_with(*provider, *source);
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->headers.front().first, "session-id");
}

TEST_F(CohesityUserProvider, NeedsNoChallengeWhereMfaIsNotDemanded) {
  use(kAdmin, LoginWay::session);
  const auto begun = provider->sign_in();
  ASSERT_TRUE(begun);
  EXPECT_TRUE(std::holds_alternative<Session>(*begun));
}

TEST_F(CohesityUserProvider, CanNotDoWhatTheClusterCanNot) {
  use(kTina, LoginWay::session, kSecret);
  EXPECT_EQ(provider->poll({}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->disable(Account::self(), {.id = "totp"}, {}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->disable_all(Account::self(), {}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->reset(Account::self()).error().code, Errc::unsupported);
  EXPECT_EQ(provider->challenge(Account::self(), {.kind = FactorKind::totp}).error().code, Errc::unsupported);
  ASSERT_TRUE(provider->sign_out());
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

TEST_F(CohesityUserProvider, RefusesForeignChallenges) {
  use(kTina, LoginWay::session);
  for (const auto* state :
       {"", "{}", R"({"v":1,"provider":"quatrix","flow":"sign_in","values":[]})",
        R"({"v":1,"provider":"cohesity","flow":"other","values":[{"name":"accepts","value":"totp"}]})"}) {
    const auto verdict = provider->verify({.state = SecretString(state)}, {.text = SecretString("123456")});
    ASSERT_FALSE(verdict) << state;
    EXPECT_EQ(verdict.error().code, Errc::invalid_argument);
  }
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

/// Changes one word in every answer.
class Edited final : public http::Transport {
 public:
  Edited(std::shared_ptr<http::Transport> inner, std::string from, std::string to)
      : inner_(std::move(inner)), from_(std::move(from)), to_(std::move(to)) {}
  Result<http::Response> send(const http::Url& base, const http::Request& request,
                              const http::SendOptions& options) override {
    auto response = inner_->send(base, request, options);
    if (!response) return response;
    std::string body(response->body.reveal());
    if (const auto at = body.find(from_); at != std::string::npos) body.replace(at, from_.size(), to_);
    response->body = SecretString(body);
    return response;
  }

 private:
  std::shared_ptr<http::Transport> inner_;
  std::string from_, to_;
};

TEST_F(CohesityUserProvider, RefusesAUriThatNamesAnotherSecret) {
  auto settings = lab.settings(kFred, {}, LoginWay::web);
  settings.options.transport =
      std::make_shared<Edited>(lab.transport, "secret=", "secret=" + std::string(kSecret) + "&x=");
  const auto begun = make_provider(MFAApi::connect(settings).value())->enroll({});
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, Errc::protocol);
}

TEST_F(CohesityUserProvider, BuildsAUriWhereNoneOrNoOtpauthComes) {
  auto settings = lab.settings(kFred, {}, LoginWay::web);
  settings.options.transport = std::make_shared<Edited>(lab.transport, "otpauth://", "https://");
  for (const bool absent : {false, true}) {
    if (absent) {
      ASSERT_TRUE(lab.fake->set_knob("totp_uri", "absent"));
    }
    const auto begun = make_provider(MFAApi::connect(settings).value())->enroll({});
    ASSERT_TRUE(begun) << begun.error().message;
    const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri->reveal());
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri->account, kFred);
    EXPECT_EQ(uri->issuer, "cluster.example.com");
  }
}

TEST_F(CohesityUserProvider, AClusterThatDoesNotTellIsNotReKeyed) {
  auto settings = lab.settings(kAdmin);
  settings.options.transport = std::make_shared<Edited>(lab.transport, "mfaInfo", "mfaUnknown");
  const auto quiet = make_provider(MFAApi::connect(settings).value());
  EXPECT_EQ(quiet->enroll({}).error().code, Errc::conflict);
  const auto status = quiet->status(Account::self());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->enabled, std::nullopt);
}

}  // namespace
}  // namespace mfaclient::cohesity
