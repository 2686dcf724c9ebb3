// The common language over OneLogin: whole flows, lost answers, and what must never happen.
#include "mfaclient/provider.hpp"

#include <gtest/gtest.h>

#include "onelogin/lab.hpp"

namespace mfaclient::onelogin {
namespace {

using namespace std::chrono_literals;
using testing::Fault;

class OneLoginProviderTest : public ::testing::Test {
 protected:
  static EnrollmentRequest phone(FactorKind kind = FactorKind::sms) {
    return {.account = Account::user(std::string(kNew)),
            .kind = kind,
            .label = "phone",
            .destination = std::string(kNumber)};
  }
  [[nodiscard]] Challenge enrolled() const {
    auto begun = provider->enroll(phone());
    EXPECT_TRUE(begun) << begun.error().message;
    return std::get<Challenge>(begun->next);
  }
  [[nodiscard]] Challenge challenged(std::string_view device) const {
    auto sent = provider->challenge(full, {.id = std::string(device)});
    EXPECT_TRUE(sent) << sent.error().message;
    return *std::move(sent);
  }
  [[nodiscard]] Code sms_code() const {
    return {.kind = FactorKind::sms, .text = SecretString(lab.message().code)};
  }
  void expect_pending_device(std::size_t count = 1) const {
    const auto devices = lab.fake->devices(101).value();
    ASSERT_EQ(devices.size(), count);
    EXPECT_FALSE(devices.back().active);
  }

  Lab lab;
  std::shared_ptr<IMfaProvider> provider = make_provider(lab.client());
  const Account full = Account::user(std::string(kFull));
  const Account fresh = Account::user(std::string(kNew));
};

TEST_F(OneLoginProviderTest, EnrollsConfirmsListsAndTurnsOff) {
  const auto challenge = enrolled();
  EXPECT_EQ(challenge.accepts, std::vector{FactorKind::sms});
  EXPECT_EQ(challenge.sent_to, "********0100");
  EXPECT_EQ(challenge.expires, lab.clock->now() + 120s);
  EXPECT_NE(challenge.prompt.find("SMS"), std::string::npos);
  expect_pending_device();
  EXPECT_EQ(lab.message().to, kNumber);

  const auto verdict = provider->verify(challenge, sms_code());
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->factor->active);
  EXPECT_EQ(verdict->factor->kind, FactorKind::sms);
  EXPECT_EQ(verdict->factor->label, "phone");
  const auto status = provider->status(fresh);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->enabled, true);
  EXPECT_EQ(status->enrollable, std::vector{FactorKind::voice});

  const auto after = provider->disable(fresh, *verdict->factor, {});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_TRUE(after->factors.empty());
  EXPECT_EQ(lab.device_count(101), 0U);
}

TEST_F(OneLoginProviderTest, TellsKindsByTheFactorsNameInBothSpellings) {
  for (const auto* names : {"long", "short"}) {
    ASSERT_TRUE(lab.fake->set_knob("factor_names", names));
    const auto status = provider->status(full);
    ASSERT_TRUE(status);
    std::vector<FactorKind> kinds;
    for (const auto& factor : status->factors) kinds.push_back(factor.kind);
    EXPECT_EQ(kinds,
              (std::vector{FactorKind::sms, FactorKind::totp, FactorKind::push, FactorKind::hardware}));
    EXPECT_EQ(status->enrollable, std::vector{FactorKind::voice});
  }
}

TEST_F(OneLoginProviderTest, DoesNotTakeAnEmptyListForNoMfa) {
  for (const auto* shape : {"object", "list", "nested", "null"}) {
    ASSERT_TRUE(lab.fake->set_knob("empty_list", shape));
    const auto status = provider->status(fresh);
    ASSERT_TRUE(status) << shape << status.error().message;
    EXPECT_EQ(status->enabled, std::nullopt);
    EXPECT_EQ(status->enrollable, (std::vector{FactorKind::sms, FactorKind::voice}));
  }
  lab.fake->add_device(101, {.factor = "voice", .number = std::string(kNumber), .active = false});
  EXPECT_EQ(provider->status(fresh)->enabled, std::nullopt) << "a pending device is none yet";
}

TEST_F(OneLoginProviderTest, EnrollsVoice) {
  ASSERT_TRUE(lab.fake->set_knob("enrol_data", "object"));
  const auto begun = provider->enroll(phone(FactorKind::voice));
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_EQ(lab.message().kind, "voice");
  EXPECT_TRUE(provider->verify(std::get<Challenge>(begun->next),
                               {.kind = FactorKind::voice, .text = SecretString(lab.message().code)}));
}

TEST_F(OneLoginProviderTest, AWrongCodeTurnsNothingOnAndTheRightOneMayFollow) {
  const auto challenge = enrolled();
  const auto wrong = provider->verify(challenge, {.kind = FactorKind::sms, .text = SecretString("WRONG1")});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::code_rejected);
  EXPECT_EQ(lab.arrived("/verify"), 1U);
  expect_pending_device();
  EXPECT_TRUE(provider->verify(challenge, sms_code()));
}

TEST_F(OneLoginProviderTest, AnExpiredChallengeIsBegunAnew) {
  const auto challenge = enrolled();
  lab.clock->advance(120s);
  for (const auto* words : {"named", "bare"}) {
    ASSERT_TRUE(lab.fake->set_knob("state_words", words));
    EXPECT_EQ(provider->verify(challenge, sms_code()).error().code, Errc::challenge_expired) << words;
  }
  const auto device = std::to_string(lab.fake->devices(101)->front().id);
  const auto again = provider->challenge(fresh, {.id = device});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(provider->verify(*again, sms_code()));
  EXPECT_TRUE(lab.fake->devices(101)->front().active);
}

TEST_F(OneLoginProviderTest, AnEnrolmentWhoseAnswerWasLostIsFoundInTheList) {
  ASSERT_TRUE(provider->status(fresh));
  lab.transport->script({Fault::none, Fault::none, Fault::lost_answer});
  const auto challenge = enrolled();
  EXPECT_EQ(lab.device_count(101), 1U);
  EXPECT_TRUE(provider->verify(challenge, sms_code()));
}

TEST_F(OneLoginProviderTest, AnEnrolmentThatIsNowhereToBeFoundIsUnknown) {
  ASSERT_TRUE(provider->status(fresh));
  lab.transport->script({Fault::none, Fault::none, Fault::lost_request});
  EXPECT_EQ(provider->enroll(phone()).error().code, Errc::outcome_unknown);
  lab.transport->script({Fault::none, Fault::none, Fault::lost_answer, Fault::refused});
  EXPECT_EQ(provider->enroll(phone()).error().code, Errc::outcome_unknown);
  EXPECT_EQ(lab.device_count(101), 1U) << "and it was sent no second time";
}

class OneLoginLostTrigger : public OneLoginProviderTest, public ::testing::WithParamInterface<Fault> {};

TEST_P(OneLoginLostTrigger, DoesNotLoseTheDevice) {
  ASSERT_TRUE(provider->status(fresh));
  lab.transport->script({Fault::none, Fault::none, Fault::none, GetParam()});
  const auto challenge = enrolled();
  expect_pending_device();
  const auto device = std::to_string(lab.fake->devices(101)->front().id);
  EXPECT_NE(challenge.prompt.find(device), std::string::npos) << challenge.prompt;
  EXPECT_EQ(challenge.expires, std::nullopt);
  const auto again = provider->challenge(fresh, {.id = device});
  ASSERT_TRUE(again);
  EXPECT_TRUE(provider->verify(*again, sms_code()));
}

INSTANTIATE_TEST_SUITE_P(Ways, OneLoginLostTrigger,
                         ::testing::Values(Fault::refused, Fault::lost_request, Fault::lost_answer));

TEST_F(OneLoginProviderTest, AFailingTriggerDoesNotLoseTheDeviceEither) {
  ASSERT_TRUE(lab.fake->set_knob("limit", "3"));  // two lists and the enrolment
  const auto challenge = enrolled();
  EXPECT_NE(challenge.prompt.find("rate_limited"), std::string::npos) << challenge.prompt;
  expect_pending_device();
}

TEST_F(OneLoginProviderTest, AnEnrolmentThatWasBegunBeforeIsTakenUp) {
  static_cast<void>(enrolled());
  const auto challenge = enrolled();
  EXPECT_EQ(lab.device_count(101), 1U);
  EXPECT_TRUE(provider->verify(challenge, sms_code()));
  auto other = phone();
  other.destination = "+14155550199";
  other.additional = true;
  EXPECT_EQ(provider->enroll(other).error().code, Errc::conflict) << "the API offers each factor once";
}

TEST_F(OneLoginProviderTest, ASecondFactorMustBeAskedFor) {
  auto voice = phone(FactorKind::voice);
  voice.account = full;
  EXPECT_EQ(provider->enroll(voice).error().code, Errc::conflict);
  EXPECT_EQ(lab.device_count(102), 4U);
  voice.additional = true;
  EXPECT_TRUE(provider->enroll(voice));
  EXPECT_EQ(lab.device_count(102), 5U);
}

TEST_F(OneLoginProviderTest, RefusesBadDestinationsUnsent) {
  for (const auto* number : {"", "4155550100", "+1 415 555 0100", "a@b.c"}) {
    auto request = phone();
    request.destination = number;
    EXPECT_EQ(provider->enroll(request).error().code, Errc::invalid_argument) << number;
  }
  EXPECT_TRUE(lab.fake->journal().empty());
}

TEST_F(OneLoginProviderTest, AConfirmationWhoseAnswerWasLostIsFoundInTheList) {
  const auto challenge = enrolled();
  lab.transport->script({Fault::lost_answer});
  const auto verdict = provider->verify(challenge, sms_code());
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->factor->active);
  EXPECT_EQ(lab.arrived("/verify"), 1U);
}

TEST_F(OneLoginProviderTest, AConfirmationThatLeftNoTraceIsUnknown) {
  const auto challenge = enrolled();
  lab.transport->script({Fault::lost_request});
  EXPECT_EQ(provider->verify(challenge, sms_code()).error().code, Errc::outcome_unknown);
  lab.transport->script({Fault::lost_answer, Fault::refused});
  EXPECT_EQ(provider->verify(challenge, sms_code()).error().code, Errc::outcome_unknown);
}

TEST_F(OneLoginProviderTest, AStepUpWhoseAnswerWasLostIsUnknown) {
  const auto challenge = challenged(kSms);
  lab.transport->script({Fault::lost_answer});
  const auto verdict = provider->verify(challenge, sms_code());
  ASSERT_FALSE(verdict) << "an active device tells nothing";
  EXPECT_EQ(verdict.error().code, Errc::outcome_unknown);
  EXPECT_EQ(lab.arrived("/verify"), 1U);
}

TEST_F(OneLoginProviderTest, AsksForCodesOfAppsAndKeysWithoutSendingAnything) {
  const auto app = challenged(kTotp);
  const auto key = challenged(kKey);
  EXPECT_TRUE(lab.fake->outbox().empty());
  EXPECT_EQ(lab.arrived("/trigger"), 0U);
  const auto code = lab.totp();
  EXPECT_TRUE(provider->verify(app, {.text = SecretString(code)}));
  EXPECT_EQ(provider->verify(app, {.text = SecretString(code)}).error().code, Errc::code_rejected)
      << "replayed";
  EXPECT_TRUE(provider->verify(key, {.kind = FactorKind::hardware, .text = SecretString(lab.yubikey_otp())}));
  EXPECT_EQ(provider->verify(key, {.kind = FactorKind::sms, .text = SecretString("1")}).error().field,
            "code");
}

class OneLoginPush : public OneLoginProviderTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(OneLoginPush, WaitsForThePerson) {
  ASSERT_TRUE(lab.fake->set_knob("pending_style", GetParam()));
  const auto challenge = challenged(kPush);
  EXPECT_EQ(challenge.accepts, std::vector{FactorKind::push});
  lab.fake->clear_journal();
  for (int i = 0; i < 2; ++i) {
    const auto waiting = provider->poll(challenge);
    ASSERT_FALSE(waiting);
    EXPECT_EQ(waiting.error().code, Errc::still_pending);
    EXPECT_EQ(waiting.error().retry_after, 2s);
  }
  EXPECT_EQ(lab.arrived("/token"), 0U) << "a pending 401 is no dead token";
  ASSERT_TRUE(lab.fake->answer_push(lab.message().id, true));
  const auto verdict = provider->poll(challenge);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->factor->id, kPush);
  EXPECT_EQ(provider->poll(challenge).error().code, Errc::challenge_expired) << "a yes counts once";
}

INSTANTIATE_TEST_SUITE_P(Styles, OneLoginPush, ::testing::Values("401", "200_pending", "200_success_pending"),
                         [](const auto& test) { return "As" + test.param; });

TEST_F(OneLoginProviderTest, ADeniedPushIsDenied) {
  const auto challenge = challenged(kPush);
  ASSERT_TRUE(lab.fake->answer_push(lab.message().id, false));
  EXPECT_EQ(provider->poll(challenge).error().code, Errc::denied);
}

TEST_F(OneLoginProviderTest, AnUnansweredPushExpires) {
  const auto challenge = challenged(kPush);
  lab.clock->advance(120s);
  EXPECT_EQ(provider->poll(challenge).error().code, Errc::challenge_expired);
}

TEST_F(OneLoginProviderTest, APollWhoseAnswerWasLostIsNoVerdict) {
  const auto challenge = challenged(kPush);
  ASSERT_TRUE(lab.fake->answer_push(lab.message().id, true));
  lab.transport->script({Fault::lost_request});
  EXPECT_EQ(provider->poll(challenge).error().code, Errc::network);
  EXPECT_TRUE(provider->poll(challenge));
}

TEST_F(OneLoginProviderTest, OnlyPushesArePolled) {
  const auto challenge = challenged(kTotp);
  EXPECT_EQ(provider->poll(challenge).error().code, Errc::invalid_argument);
  EXPECT_EQ(lab.arrived("/verify"), 0U);
}

TEST_F(OneLoginProviderTest, AnotherProcessMayAnswer) {
  const auto challenge = enrolled();
  const auto other = make_provider(lab.client());
  EXPECT_TRUE(other->verify({.state = SecretString(challenge.state.reveal())}, sms_code()));
}

TEST_F(OneLoginProviderTest, RefusesForeignChallenges) {
  for (const auto* state : {"", "{}", R"({"v":1,"provider":"quatrix","flow":"challenge","values":[]})"})
    EXPECT_EQ(provider->verify({.state = SecretString(state)}, {}).error().code, Errc::invalid_argument);
  EXPECT_TRUE(lab.fake->journal().empty());
}

TEST_F(OneLoginProviderTest, AnswersForNoDeviceThatIsNotThere) {
  for (const auto* id : {"", "0", "999", "201 ", "*"}) {
    EXPECT_EQ(provider->challenge(full, {.id = id}).error().code, Errc::not_found) << id;
    EXPECT_EQ(provider->disable(full, {.id = id}, {}).error().code, Errc::not_found) << id;
  }
  EXPECT_EQ(lab.device_count(102), 4U);
  EXPECT_TRUE(lab.fake->outbox().empty());
}

TEST_F(OneLoginProviderTest, ARemovalWhoseAnswerWasLostIsSettledByReading) {
  ASSERT_TRUE(provider->status(full));
  lab.transport->script({Fault::none, Fault::none, Fault::lost_answer});
  const auto done = provider->disable(full, {.id = std::string(kSms)}, {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->factors.size(), 3U);
  lab.transport->script({Fault::none, Fault::none, Fault::lost_request});
  EXPECT_EQ(provider->disable(full, {.id = std::string(kKey)}, {}).error().delivery, Delivery::refused);
  EXPECT_EQ(lab.device_count(102), 3U);
}

TEST_F(OneLoginProviderTest, ARemovalThatSomebodyElseWasFasterWithIsDone) {
  ASSERT_TRUE(provider->status(full));
  lab.transport->on_send([&](const http::Request& request) {
    if (request.method == "DELETE") lab.call("DELETE", "/api/1/users/102/otp_devices/201");
  });
  for (const auto* status : {"400", "404"}) {
    ASSERT_TRUE(lab.fake->set_knob("unknown_device", status));
    if (lab.device_count(102) == 3) lab.fake->add_device(102, {.id = 201, .number = std::string(kNumber)});
    const auto done = provider->disable(full, {.id = std::string(kSms)}, {});
    EXPECT_TRUE(done) << status << done.error().message;
  }
}

TEST_F(OneLoginProviderTest, AChangeThatIsQueuedIsNotCalledDone) {
  ASSERT_TRUE(lab.fake->set_knob("queue", "on"));
  EXPECT_EQ(provider->disable(full, {.id = std::string(kSms)}, {}).error().code, Errc::outcome_unknown);
  lab.clock->advance(5min);
  EXPECT_EQ(provider->status(full)->factors.size(), 3U);
  const auto challenge = enrolled();
  const auto verdict = provider->verify(challenge, sms_code());
  ASSERT_TRUE(verdict) << "the answer said yes, whatever the list says yet";
  EXPECT_EQ(provider->status(fresh)->enabled, std::nullopt);
}

TEST_F(OneLoginProviderTest, UnknownUsersAndOtherTextsAreToldApart) {
  for (const auto* status : {"400", "404"}) {
    ASSERT_TRUE(lab.fake->set_knob("unknown_user", status));
    EXPECT_EQ(provider->status(Account::user("999")).error().code, Errc::not_found);
  }
  for (const auto* user : {"", "nobody@example.com", "1/../2"})
    EXPECT_EQ(provider->status(Account::user(user)).error().code, Errc::invalid_argument) << user;
}

TEST_F(OneLoginProviderTest, WithoutTheScopeMayDoNothing) {
  const auto guest = make_provider(lab.client(kGuest));
  EXPECT_EQ(guest->status(full).error().code, Errc::not_permitted);
  const auto reader = make_provider(lab.client(kReader));
  EXPECT_TRUE(reader->status(full));
  EXPECT_EQ(reader->disable(full, {.id = std::string(kSms)}, {}).error().code, Errc::not_permitted);
  EXPECT_EQ(reader->challenge(full, {.id = std::string(kSms)}).error().code, Errc::not_permitted);
}

TEST_F(OneLoginProviderTest, SignsInWithoutAChallenge) {
  const auto begun = provider->sign_in();
  ASSERT_TRUE(begun);
  const auto& session = std::get<Session>(*begun);
  EXPECT_EQ(session.headers.at(0).first, "Authorization");
  EXPECT_EQ(session.expires, lab.clock->now() + 10h);
  EXPECT_TRUE(provider->sign_out());
  EXPECT_EQ(lab.fake->journal().size(), 1U);
}

TEST_F(OneLoginProviderTest, CanNotDoWhatOneLoginCanNot) {
  const auto self = Account::self();
  auto own = phone();
  own.account = self;
  auto app = phone(FactorKind::totp);
  EXPECT_EQ(provider->status(self).error().code, Errc::unsupported);
  EXPECT_EQ(provider->enroll(own).error().code, Errc::unsupported);
  EXPECT_EQ(provider->challenge(self, {.id = "201"}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->disable(self, {.id = "201"}, {}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->disable_all(full, {}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->reset(full).error().code, Errc::unsupported);
  const auto refused = provider->enroll(app);
  EXPECT_EQ(refused.error().code, Errc::unsupported);
  EXPECT_NE(refused.error().text().find("portal"), std::string::npos) << "the way out";
  EXPECT_TRUE(lab.fake->journal().empty());
}

}  // namespace
}  // namespace mfaclient::onelogin
