// The common language over Quatrix: whole flows, lost answers, and what must never happen.
#include "mfaclient/provider.hpp"

#include <gtest/gtest.h>

#include "quatrix/lab.hpp"

namespace mfaclient::quatrix {
namespace {

using testing::Fault;

class QuatrixProvider : public ::testing::Test {
 protected:
  void use(std::string_view email, std::shared_ptr<CodeSource> codes = {}) {
    client = lab.client(email, std::move(codes));
    provider = make_provider(client);
  }
  /// Begins an enrolment; leaves its secret in `secret` and its challenge in `challenge`.
  void begin_enrolment() {
    auto begun = provider->enroll({});
    ASSERT_TRUE(begun) << begun.error().message;
    ASSERT_TRUE(begun->otpauth_uri);
    const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri->reveal()).value();
    secret = uri.secret.text().reveal();
    challenge = std::get<Challenge>(begun->next);
  }
  Challenge begin_sign_in() {
    auto begun = provider->sign_in();
    return std::get<Challenge>(begun.value());
  }
  Verdict answer(std::string_view text, FactorKind kind = FactorKind::totp) {
    return provider->verify(challenge, {.kind = kind, .text = SecretString(text)});
  }
  [[nodiscard]] Account other(std::string_view email) const { return Account::user(lab.id(email)); }

  Lab lab;
  std::shared_ptr<MFAApi> client;
  std::shared_ptr<IMfaProvider> provider;
  std::string secret;
  Challenge challenge;
};

TEST_F(QuatrixProvider, EnrollsFromThePictureListsAndTurnsOff) {
  use(kPlain);
  EXPECT_EQ(provider->status(Account::self())->enrollable, std::vector{FactorKind::totp});
  begin_enrolment();
  EXPECT_EQ(secret, lab.fake->pending_secret(kPlain)) << "what the picture holds is what the host expects";
  const auto verdict = answer(lab.code(secret));
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->factor->id, "2FA");
  EXPECT_EQ(verdict->factor->kind, FactorKind::totp);
  EXPECT_TRUE(verdict->factor->active);
  EXPECT_FALSE(verdict->session) << "the client has its own";
  EXPECT_EQ(lab.fake->user(kPlain)->totp, secret);

  const auto on = provider->status(Account::self());
  ASSERT_TRUE(on);
  EXPECT_EQ(on->enabled, true);
  EXPECT_EQ(on->forced, false);
  EXPECT_TRUE(on->enrollable.empty());
  const auto off = provider->disable(Account::self(), on->factors.front(), {});
  ASSERT_TRUE(off) << off.error().message;
  EXPECT_EQ(off->enabled, false);
  EXPECT_EQ(lab.fake->user(kPlain)->totp, "");
}

TEST_F(QuatrixProvider, EnrollsFromEveryWrappingOfTheSecret) {
  for (const auto* wrapping : {"base64", "data_uri", "json", "json_string", "png", "secret"}) {
    use(kPlain);
    lab.set("qr_reply", wrapping);
    begin_enrolment();
    EXPECT_EQ(secret, lab.fake->pending_secret(kPlain)) << wrapping;
  }
}

TEST_F(QuatrixProvider, AnEarlierUnconfirmedSecretIsDropped) {
  use(kPlain);
  begin_enrolment();
  const auto first = secret;
  begin_enrolment();
  EXPECT_NE(first, secret);
  EXPECT_EQ(answer(lab.code(first)).error().code, Errc::code_rejected);
  EXPECT_TRUE(answer(lab.code(secret)));
}

TEST_F(QuatrixProvider, AnActiveFactorIsAConflictEvenWhenAnotherIsAskedFor) {
  use(kPhone, lab.wallet());
  for (const bool additional : {false, true}) {
    const auto begun = provider->enroll({.additional = additional});
    ASSERT_FALSE(begun);
    EXPECT_EQ(begun.error().code, Errc::conflict);
  }
  EXPECT_EQ(lab.arrived("GET", "/profile/2fa/generate"), 0U);
}

TEST_F(QuatrixProvider, AWrongCodeTurnsNothingOnAndIsSentOnce) {
  use(kPlain);
  begin_enrolment();
  EXPECT_EQ(answer("000000").error().code, Errc::code_rejected);
  EXPECT_EQ(lab.fake->user(kPlain)->totp, "");
  EXPECT_EQ(lab.arrived("POST", "/profile/set-mfa"), 1U);
}

TEST_F(QuatrixProvider, AConfirmationEndsTheOtherSessions) {
  const auto stale = lab.begin(kPlain);
  use(kPlain);
  begin_enrolment();
  ASSERT_TRUE(answer(lab.code(secret)));
  EXPECT_EQ(lab.send("GET", "/profile", {}, {Lab::token(stale)}).status, 401);
  EXPECT_TRUE(provider->status(Account::self()));
  EXPECT_EQ(lab.sign_ins(), 2U) << "the client's own session lives on";
}

TEST_F(QuatrixProvider, AConfirmationWhoseAnswerWasLostIsFoundInTheProfile) {
  use(kPlain);
  begin_enrolment();
  lab.transport->script({Fault::lost_answer});
  const auto verdict = answer(lab.code(secret));
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(lab.arrived("POST", "/profile/set-mfa"), 1U);
}

TEST_F(QuatrixProvider, AConfirmationThatNeverCameIsKnownNotToHaveHappened) {
  use(kPlain);
  begin_enrolment();
  lab.transport->script({Fault::lost_request});
  const auto verdict = answer(lab.code(secret));
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Errc::network);
  EXPECT_EQ(verdict.error().delivery, Delivery::refused);
  EXPECT_TRUE(answer(lab.code(secret))) << "the secret is still pending";
}

TEST_F(QuatrixProvider, AConfirmationThatCanNotBeReadBackIsUnknown) {
  use(kPlain);
  begin_enrolment();
  lab.transport->script({Fault::lost_answer, Fault::refused});
  const auto verdict = answer(lab.code(secret));
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Errc::outcome_unknown);
  EXPECT_EQ(verdict.error().delivery, Delivery::unknown);
}

TEST_F(QuatrixProvider, AnotherProcessMayConfirm) {
  use(kPlain);
  begin_enrolment();
  use(kPlain);
  challenge = {.state = SecretString(challenge.state.reveal())};
  EXPECT_TRUE(answer(lab.code(secret)));
}

// ---- enrolling because it was demanded

TEST_F(QuatrixProvider, OneWhoIsToldToEnrolDoesSoWithThePartialSession) {
  for (const auto* step : {"71", "61"}) {
    lab = Lab();
    lab.set("enrol_code", step);
    use(kForced);
    const auto begun = begin_sign_in();
    EXPECT_NE(begun.prompt.find("enrol"), std::string::npos);
    EXPECT_EQ(begun.accepts.front(), std::string(step) == "71" ? FactorKind::totp : FactorKind::other);
    begin_enrolment();
    const auto verdict = answer(lab.code(secret));
    ASSERT_TRUE(verdict) << step << ": " << verdict.error().message;
    ASSERT_TRUE(verdict->session) << "the partial session is whole now";
    EXPECT_EQ(verdict->factor->id, "2FA");
    lab.fake->clear_journal();
    const auto status = provider->status(Account::self());
    ASSERT_TRUE(status);
    EXPECT_EQ(status->enabled, true);
    EXPECT_EQ(status->forced, true);
    EXPECT_EQ(lab.sign_ins(), 0U) << "and the client's";
  }
}

TEST_F(QuatrixProvider, WhoIsToldToEnrolMayDoSoAtOnce) {
  // A source that has no secret yet, and one that has the secret of before a reset.
  for (const auto& codes :
       {std::shared_ptr<CodeSource>{}, std::shared_ptr<CodeSource>(lab.source()), lab.wallet()}) {
    lab = Lab();
    use(kForced, codes);
    begin_enrolment();
    EXPECT_TRUE(answer(lab.code(secret)));
  }
}

TEST_F(QuatrixProvider, AnotherProcessMayEndADemandedEnrolment) {
  use(kForced);
  begin_enrolment();
  use(kForced);
  const auto verdict = answer(lab.code(secret));
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(provider->status(Account::self()));
  EXPECT_EQ(lab.sign_ins(), 1U) << "the challenge holds the partial session";
}

TEST_F(QuatrixProvider, ADemandedEnrolmentWhoseAnswerWasLostIsSettled) {
  use(kForced);
  begin_enrolment();
  lab.transport->script({Fault::lost_request});
  const auto undone = answer(lab.code(secret));
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused) << "the session is still partial";
  lab.transport->script({Fault::lost_answer});
  const auto done = answer(lab.code(secret));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->session);
}

TEST_F(QuatrixProvider, WhoHasAFactorDoesNotEnrolPastIt) {
  use(kPhone);
  const auto begun = provider->enroll({});
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, Errc::code_required);
  EXPECT_EQ(lab.fake->pending_secret(kPhone), std::nullopt);
  EXPECT_EQ(lab.fake->user(kPhone)->totp, kSecret);
}

// ---- signing in

TEST_F(QuatrixProvider, SignsInThroughAChallenge) {
  use(kPhone);
  challenge = begin_sign_in();
  EXPECT_EQ(challenge.accepts, std::vector{FactorKind::totp});
  EXPECT_EQ(challenge.expires, lab.clock->now() + std::chrono::minutes{15});
  const auto code = lab.code(kSecret);
  EXPECT_EQ(answer("000000").error().code, Errc::code_rejected);
  const auto verdict = answer(code);
  ASSERT_TRUE(verdict) << verdict.error().message;
  ASSERT_TRUE(verdict->session);
  EXPECT_EQ(verdict->session->origin, "https://acme.quatrix.it");
  EXPECT_EQ(verdict->session->headers.front().first, "X-Auth-Token");
  EXPECT_TRUE(provider->status(Account::self()));
  challenge = begin_sign_in();
  EXPECT_EQ(answer(code).error().code, Errc::code_rejected) << "a code counts once";
}

TEST_F(QuatrixProvider, SignsInWithThePinAgainAndAgain) {
  use(kPinned);
  for (int i = 0; i < 2; ++i) {
    challenge = begin_sign_in();
    EXPECT_EQ(challenge.accepts, std::vector{FactorKind::pin});
    EXPECT_EQ(answer("99999", FactorKind::pin).error().code, Errc::code_rejected);
    EXPECT_EQ(answer(kPinText).error().code, Errc::invalid_argument) << "a code is no PIN";
    EXPECT_TRUE(answer(kPinText, FactorKind::pin));
  }
}

TEST_F(QuatrixProvider, SignsInWithBothFactorsWhereBothAreWanted) {
  lab.set("both_factors", "2fa_then_pin");
  use(kBoth);
  challenge = begin_sign_in();
  const auto half = answer(lab.code(kSecret));
  ASSERT_FALSE(half);
  EXPECT_EQ(half.error().code, Errc::code_required);
  lab.clock->advance(std::chrono::seconds{30});
  challenge = begin_sign_in();
  const auto verdict = provider->verify(
      challenge, {.text = SecretString(lab.code(kSecret)), .second = SecretString(kPinText)});
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->session);
}

TEST_F(QuatrixProvider, SignsInWithoutAChallengeWhereNoneIsWanted) {
  use(kPlain);
  const auto begun = provider->sign_in();
  ASSERT_TRUE(begun);
  EXPECT_TRUE(std::holds_alternative<Session>(*begun));
  EXPECT_TRUE(provider->sign_out());
  EXPECT_EQ(lab.fake->session_count(), 0U);
}

TEST_F(QuatrixProvider, AnUnknownStepIsAChallengeThatNoCodeAnswers) {
  for (const auto* step : {"missing", "garbled", "unknown"}) {
    lab.set("mfa_code", step);
    use(kPhone);
    challenge = begin_sign_in();
    EXPECT_EQ(challenge.accepts, std::vector{FactorKind::other}) << step;
    EXPECT_EQ(answer(lab.code(kSecret)).error().code, Errc::invalid_argument);
    EXPECT_EQ(answer("x", FactorKind::other).error().code, Errc::unsupported);
  }
  EXPECT_EQ(lab.arrived("POST", "/session/login"), 0U);
}

TEST_F(QuatrixProvider, AnAnswerThatComesTooLateSaysSo) {
  use(kPhone);
  challenge = begin_sign_in();
  lab.clock->advance(std::chrono::minutes{16});
  EXPECT_EQ(answer(lab.code(kSecret)).error().code, Errc::challenge_expired);
  EXPECT_EQ(lab.sign_ins(), 1U) << "nothing begins by itself";
}

TEST_F(QuatrixProvider, SpeaksTheDialectOfTheSettings) {
  lab.set("code_encoding", "documented");
  auto settings = lab.settings(kPhone, lab.wallet());
  settings.dialect = {.code_encoding = "base64"};
  EXPECT_TRUE(MFAApi::connect(settings).value()->profile());
  settings.dialect.value_shape = true;
  lab.clock->advance(std::chrono::seconds{30});
  provider = make_provider(MFAApi::connect(settings).value());
  challenge = begin_sign_in();
  EXPECT_TRUE(answer(lab.code(kSecret)));
  settings.credentials = Password{std::string(kPlain), SecretString(kPassword)};
  provider = make_provider(MFAApi::connect(settings).value());
  begin_enrolment();
  EXPECT_TRUE(answer(lab.code(secret)));
}

// ---- other users

TEST_F(QuatrixProvider, AnAdministratorReadsOthersByTheirIds) {
  use(kAdmin);
  const auto status = provider->status(other(kBoth));
  ASSERT_TRUE(status) << status.error().message;
  ASSERT_EQ(status->factors.size(), 2U);
  EXPECT_EQ(status->factors[0].id, "2FA");
  EXPECT_EQ(status->factors[1].id, "PIN");
  EXPECT_EQ(provider->status(other(kForced))->forced, true);
  EXPECT_EQ(provider->status(Account::user(std::string(kNobody))).error().code, Errc::not_found);
  EXPECT_EQ(provider->status(Account::user(std::string(kBoth))).error().code, Errc::invalid_argument);
  EXPECT_EQ(provider->status(Account::user("")).error().code, Errc::invalid_argument);
  use(kPlain);
  EXPECT_EQ(provider->status(other(kAdmin)).error().code, Errc::not_permitted);
}

TEST_F(QuatrixProvider, AnAdministratorSetsAPin) {
  use(kAdmin);
  const EnrollmentRequest request{
      .account = other(kPlain), .kind = FactorKind::pin, .pin = SecretString("54321")};
  const auto set = provider->enroll(request);
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(std::get<Factor>(set->next).id, "PIN");
  EXPECT_EQ(lab.fake->user(kPlain)->pin, "54321");
  EXPECT_EQ(provider->enroll(request).error().code, Errc::conflict);
  EXPECT_EQ(lab.arrived("POST", "/user/set-mfa"), 1U);
}

TEST_F(QuatrixProvider, APinWhoseAnswerWasLostIsFoundInTheMetadata) {
  use(kAdmin);
  ASSERT_TRUE(provider->status(Account::self()));
  const EnrollmentRequest request{
      .account = other(kPlain), .kind = FactorKind::pin, .pin = SecretString("54321")};
  lab.transport->script({Fault::none, Fault::lost_request});
  EXPECT_EQ(provider->enroll(request).error().delivery, Delivery::refused);
  lab.transport->script({Fault::none, Fault::lost_answer, Fault::refused});
  EXPECT_EQ(provider->enroll(request).error().code, Errc::outcome_unknown);
  lab.fake->set_knob("mode", "real").value();
  ASSERT_TRUE(provider->disable(other(kPlain), {.id = "PIN"}, {}));
  lab.transport->script({Fault::none, Fault::lost_answer});
  EXPECT_TRUE(provider->enroll(request));
}

TEST_F(QuatrixProvider, TurnsOneFactorOfAnotherOffAndOnlyThatOne) {
  use(kAdmin);
  const auto after = provider->disable(other(kBoth), {.id = "PIN"}, {});
  ASSERT_TRUE(after) << after.error().message;
  ASSERT_EQ(after->factors.size(), 1U);
  EXPECT_EQ(after->factors.front().id, "2FA");
  EXPECT_EQ(lab.fake->user(kBoth)->totp, kSecret);
}

TEST_F(QuatrixProvider, TurnsBothFactorsOffInTurn) {
  use(kAdmin);
  const auto after = provider->disable_all(other(kBoth), {});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->enabled, false);
  EXPECT_EQ(lab.arrived("POST", "/user/remove-mfa"), 2U);
  EXPECT_EQ(provider->disable_all(other(kBoth), {}).error().code, Errc::conflict);
  EXPECT_EQ(provider->disable_all(Account::user(""), {}).error().code, Errc::invalid_argument);
}

TEST_F(QuatrixProvider, AFactorThatIsDemandedStaysOn) {
  use(kForced);
  begin_enrolment();
  ASSERT_TRUE(answer(lab.code(secret)));
  for (const auto* number : {"70", "50"}) {
    lab.set("forced_code", number);
    EXPECT_EQ(provider->disable(Account::self(), {.id = "2FA"}, {}).error().code, Errc::not_permitted);
  }
  EXPECT_EQ(lab.fake->user(kForced)->totp, secret);
}

class QuatrixOddFactorId : public QuatrixProvider, public ::testing::WithParamInterface<std::string> {};

TEST_P(QuatrixOddFactorId, TurnsNothingOff) {
  use(kAdmin);
  const auto after = provider->disable(other(kPhone), {.id = GetParam()}, {});
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, Errc::not_found);
  EXPECT_EQ(lab.arrived("POST", "/user/remove-mfa"), 0U);
}

INSTANTIATE_TEST_SUITE_P(Ids, QuatrixOddFactorId, ::testing::Values("", "PIN", "2fa", "*", "0", "IP", "all"));

TEST_F(QuatrixProvider, ARemovalWhoseAnswerWasLostIsSettledByReading) {
  use(kAdmin);
  ASSERT_TRUE(provider->status(Account::self()));
  lab.transport->script({Fault::none, Fault::lost_request});
  const auto undone = provider->disable(other(kBoth), {.id = "PIN"}, {});
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  lab.transport->script({Fault::none, Fault::lost_answer});
  EXPECT_TRUE(provider->disable(other(kBoth), {.id = "PIN"}, {}));
  lab.transport->script({Fault::none, Fault::lost_answer, Fault::refused});
  EXPECT_EQ(provider->disable(other(kBoth), {.id = "2FA"}, {}).error().code, Errc::outcome_unknown);
  EXPECT_EQ(lab.arrived("POST", "/user/remove-mfa"), 2U) << "nothing was sent twice";
}

TEST_F(QuatrixProvider, AStrangeYesIsCheckedByReading) {
  use(kAdmin);
  lab.set("status_field", "other");
  const auto after = provider->disable(other(kPhone), {.id = "2FA"}, {});
  ASSERT_TRUE(after) << "the metadata shows that it is off: " << after.error().message;
  EXPECT_EQ(after->enabled, false);
}

TEST_F(QuatrixProvider, ResetsAnotherWhoThenEnrolsAnew) {
  use(kAdmin);
  const auto reset = provider->reset(other(kPhone));
  ASSERT_TRUE(reset) << reset.error().message;
  EXPECT_FALSE(*reset) << "nothing is left to answer";
  EXPECT_EQ(lab.fake->user(kPhone)->totp, "");
  EXPECT_EQ(provider->reset(other(kPhone)).error().code, Errc::conflict);
  EXPECT_EQ(provider->reset(Account::user(std::string(kNobody))).error().code, Errc::not_found);
  use(kPhone);
  begin_enrolment();
  EXPECT_TRUE(answer(lab.code(secret)));
}

TEST_F(QuatrixProvider, ResetRefusesTheCallersOwnAccount) {
  use(kPhone, lab.wallet());
  EXPECT_EQ(provider->reset(Account::self()).error().field, "account");
  use(kAdmin);
  auto own = lab.id(kAdmin);
  for (auto& c : own) c = c == 'a' ? 'A' : c;
  EXPECT_EQ(provider->reset(Account::user(own)).error().field, "account");
  EXPECT_EQ(lab.arrived("POST", "/user/reset-mfa"), 0U);
  EXPECT_TRUE(client->user_reset_mfa({.ids = {own}, .auth_type = {"2FA"}}))
      << "who insists uses the typed call";
}

TEST_F(QuatrixProvider, AResetWhoseAnswerWasLostIsReadAndNeverRepeated) {
  use(kAdmin);
  ASSERT_TRUE(provider->status(Account::self()));
  lab.transport->script({Fault::none, Fault::none, Fault::lost_answer});
  EXPECT_TRUE(provider->reset(other(kPhone)));
  lab.set("reset_lists_2fa", "on");
  lab.transport->script({Fault::none, Fault::none, Fault::lost_answer});
  const auto unknown = provider->reset(other(kBoth));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::outcome_unknown) << "a demanded method may stay in the list";
  EXPECT_EQ(lab.arrived("POST", "/user/reset-mfa"), 2U);
}

TEST_F(QuatrixProvider, WithoutTheRightNothingOfOthersChanges) {
  use(kPlain);
  EXPECT_EQ(provider->disable(other(kPhone), {.id = "2FA"}, {}).error().code, Errc::not_permitted);
  EXPECT_EQ(provider->reset(other(kPhone)).error().code, Errc::not_permitted);
  EXPECT_EQ(client->user_remove_mfa({.ids = {lab.id(kPhone)}, .auth_type = {"2FA"}}).error().code,
            Errc::not_permitted);
  EXPECT_EQ(lab.fake->user(kPhone)->totp, kSecret);
}

TEST_F(QuatrixProvider, CanNotDoWhatQuatrixCanNot) {
  use(kAdmin);
  EXPECT_EQ(provider->challenge(Account::self(), {}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->poll({}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->enroll({.kind = FactorKind::sms}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->enroll({.kind = FactorKind::pin, .pin = SecretString("12345")}).error().code,
            Errc::unsupported);
  EXPECT_EQ(provider->enroll({.account = other(kPlain)}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->enroll({.account = other(kPlain), .kind = FactorKind::pin}).error().field, "pin");
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

TEST_F(QuatrixProvider, RefusesForeignChallenges) {
  use(kAdmin);
  for (const auto* state :
       {"", "{}", R"({"v":1,"provider":"mailinabox","flow":"sign_in","values":[]})",
        R"({"v":1,"provider":"quatrix","flow":"sign_in","values":[]})",
        R"({"v":1,"provider":"quatrix","flow":"x","values":[{"name":"accepts","value":"totp"}]})",
        R"({"v":1,"provider":"quatrix","flow":"sign_in","values":[{"name":"accepts","value":"totp"}]})"}) {
    challenge = {.state = SecretString(state)};
    const auto verdict = answer("123456");
    ASSERT_FALSE(verdict) << state;
    EXPECT_EQ(verdict.error().code, Errc::invalid_argument) << state;
  }
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

}  // namespace
}  // namespace mfaclient::quatrix
