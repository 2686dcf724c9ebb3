// The common language over the generic API: whole flows, lost answers, and what must never happen.
#include "mfaclient/provider.hpp"

#include <gtest/gtest.h>

#include "generic/lab.hpp"

namespace mfaclient::generic {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Fault;

constexpr std::string_view kEnablePath = "/api/user/mfa/enable";
constexpr std::string_view kDisablePath = "/api/user/mfa/disable";
constexpr std::string_view kGeneratePath = "/api/user/mfa/generate";

class GenericProvider : public ::testing::Test {
 protected:
  void use(std::string_view username, std::string_view secret = {}) {
    codes = lab.source(secret);
    provider = make_provider(lab.client(username, codes));
  }
  static Code code_of(std::string_view text, FactorKind kind = FactorKind::totp,
                      std::string_view second = {}) {
    return {.kind = kind, .text = SecretString(text), .second = SecretString(second)};
  }
  /// The secret that an enrolment brought, also to the code source.
  std::string learn(const Enrollment& enrollment) const {
    const auto uri = otp::OtpauthUri::parse(enrollment.otpauth_uri.value().reveal()).value();
    codes->use(uri.totp().value());
    return std::string(uri.secret.text().reveal());
  }
  Verdict enroll(const std::vector<Fault>& faults = {}) const {
    const auto begun = provider->enroll({});
    if (!begun) return begun.error();
    learn(*begun);
    const auto code = codes->code({.purpose = CodePurpose::confirm_enrollment}, {}).value();
    lab.transport->script(faults);
    return provider->verify(std::get<Challenge>(begun->next), code_of(code.reveal()));
  }
  Challenge sign_in() const { return std::get<Challenge>(provider->sign_in().value()); }
  Code mailed_proof() const {
    return code_of(lab.mailed("bob@example.com"), FactorKind::email, lab.mailed("bob@recovery.example.com"));
  }

  Lab lab;
  std::shared_ptr<TotpCodeSource> codes;
  std::shared_ptr<IMfaProvider> provider;
};

TEST_F(GenericProvider, EnrollsListsAndTurnsOff) {
  use(kAlice);
  const auto before = provider->status(Account::self());
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->enabled, false);
  EXPECT_EQ(before->enrollable, std::vector{FactorKind::totp});
  const auto enrolled = enroll();
  ASSERT_TRUE(enrolled) << enrolled.error().message;
  EXPECT_EQ(enrolled->factor->id, "totp");
  EXPECT_TRUE(enrolled->factor->active);

  const auto status = provider->status(Account::self());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->enabled, true);
  EXPECT_EQ(status->forced, std::nullopt);
  ASSERT_EQ(status->factors.size(), 1U);
  EXPECT_TRUE(status->enrollable.empty());
  const auto after = provider->disable_all(Account::self(), {});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->enabled, false);
  EXPECT_FALSE(lab.mfa(kAlice));
  EXPECT_EQ(lab.arrived("/api/login"), 1U) << "no change ends a session here";
}

TEST_F(GenericProvider, HandsOutOneProposalWithItsRecoveryCodes) {
  use(kAlice);
  const auto begun = provider->enroll({.label = "phone"});
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_EQ(begun->recovery_codes.size(), 6U);
  EXPECT_FALSE(lab.mfa(kAlice)) << "nothing is on before the code";
  const auto secret = learn(*begun);
  ASSERT_TRUE(provider->verify(std::get<Challenge>(begun->next), code_of(lab.code(0, secret))));
  const auto stored = lab.fake->user(kAlice)->mfa.value();
  EXPECT_EQ(stored.secret, secret);
  ASSERT_EQ(stored.recovery_codes.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(stored.recovery_codes[i], begun->recovery_codes[i].reveal());
  EXPECT_EQ(lab.arrived(kGeneratePath), 1U);
}

TEST_F(GenericProvider, WithoutARecoveryAddressIsAConflictThatSaysWhatIsMissing) {
  use(kNewcomer);
  const auto refused = provider->enroll({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_NE(refused.error().text().find("recovery e-mail"), std::string::npos);
  EXPECT_EQ(lab.arrived(kGeneratePath), 0U);
  const auto own = provider->enroll({.destination = "Newton@Example.com"});
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().field, "destination");
  EXPECT_EQ(lab.arrived("/api/users"), 0U);
  ASSERT_TRUE(provider->enroll({.destination = "newton@recovery.example.com"}));
  EXPECT_EQ(lab.fake->user(kNewcomer)->recovery_email, "newton@recovery.example.com");
  ASSERT_TRUE(provider->enroll({.destination = "Newton@Recovery.example.com"}));
  EXPECT_EQ(lab.arrived("/api/users"), 1U) << "the address is set already";
}

TEST_F(GenericProvider, ASecondFactorIsAConflictEvenWhenAskedFor) {
  use(kBob, kSecret);
  for (const bool additional : {false, true}) {
    const auto refused = provider->enroll({.additional = additional});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
  }
  EXPECT_EQ(lab.arrived(kGeneratePath), 0U);
}

TEST_F(GenericProvider, AWrongCodeTurnsNothingOn) {
  use(kAlice);
  const auto begun = provider->enroll({});
  ASSERT_TRUE(begun);
  const auto verdict = provider->verify(std::get<Challenge>(begun->next), code_of(kWrongCode));
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Errc::code_rejected);
  EXPECT_FALSE(lab.mfa(kAlice));
}

TEST_F(GenericProvider, ALostEnrolmentIsSettledByReading) {
  use(kAlice);
  const auto done = enroll({Fault::lost_answer});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(lab.arrived(kEnablePath), 1U) << "it was not sent again";
  EXPECT_TRUE(lab.mfa(kAlice));
}

TEST_F(GenericProvider, ALostEnrolmentThatNeverCameIsKnownNotToHaveHappened) {
  use(kAlice);
  const auto undone = enroll({Fault::lost_request});
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().code, Errc::network);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.arrived(kEnablePath), 0U);
}

TEST_F(GenericProvider, ALostEnrolmentThatCanNotBeReadIsUnknown) {
  use(kAlice);
  const auto unknown = enroll({Fault::lost_answer, Fault::refused});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::outcome_unknown);
  EXPECT_EQ(unknown.error().delivery, Delivery::unknown);
}

TEST_F(GenericProvider, AnotherProcessMayConfirm) {
  use(kAlice);
  const auto begun = provider->enroll({});
  ASSERT_TRUE(begun);
  const auto secret = learn(*begun);
  const auto other = make_provider(lab.client(kAlice));
  const Challenge copied{.state = SecretString(std::get<Challenge>(begun->next).state.reveal())};
  ASSERT_TRUE(other->verify(copied, code_of(lab.code(0, secret))));
  EXPECT_EQ(lab.fake->user(kAlice)->mfa->recovery_codes.size(), 6U);
}

TEST_F(GenericProvider, SignsInThroughAChallenge) {
  use(kBob);
  const auto challenge = sign_in();
  EXPECT_EQ(challenge.accepts, (std::vector{FactorKind::totp, FactorKind::recovery_code}));
  EXPECT_EQ(challenge.expires, lab.clock->now() + minutes{30});
  const auto wrong = provider->verify(challenge, code_of(kWrongCode));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::code_rejected);
  const auto verdict = provider->verify(challenge, code_of(lab.code()));
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->session->origin, "https://shellhub.example.com");
  EXPECT_TRUE(provider->status(Account::self())) << "the session is the client's";
  const auto replayed = provider->verify(sign_in(), code_of(lab.code()));
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, Errc::code_rejected);
}

TEST_F(GenericProvider, SignsInWithoutAChallengeWhereMfaIsOff) {
  use(kAlice);
  EXPECT_TRUE(std::holds_alternative<Session>(provider->sign_in().value()));
}

TEST_F(GenericProvider, SignsInWithACodeSource) {
  use(kBob);
  const auto source = lab.source(kSecret);
  const auto session = sign_in_with(*provider, *source);
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->headers.front().first, "Authorization");
}

TEST_F(GenericProvider, AnOldChallengeIsExpiredNotRejected) {
  use(kBob);
  const auto challenge = sign_in();
  lab.clock->advance(minutes{30});
  const auto verdict = provider->verify(challenge, code_of(lab.code()));
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Errc::challenge_expired);
}

TEST_F(GenericProvider, TooManyWrongCodesLockOut) {
  use(kBob);
  const auto challenge = sign_in();
  EXPECT_EQ(provider->verify(challenge, code_of(kWrongCode)).error().code, Errc::code_rejected);
  EXPECT_EQ(provider->verify(challenge, code_of(kWrongCode)).error().code, Errc::code_rejected);
  const auto locked = provider->verify(challenge, code_of(kWrongCode));
  ASSERT_FALSE(locked);
  EXPECT_EQ(locked.error().code, Errc::locked_out);
  EXPECT_EQ(locked.error().retry_after, seconds{60});
}

TEST_F(GenericProvider, ALostDeviceIsRecoveredWithOneCode) {
  use(kBob);
  const auto proof = code_of(kRecoveryCode, FactorKind::recovery_code);
  const auto verdict = provider->verify(sign_in(), proof);
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->session->recovery_until, lab.clock->now() + minutes{10});
  EXPECT_TRUE(lab.mfa(kBob));
  const auto after = provider->disable_all(Account::self(), proof);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->enabled, false);
  EXPECT_TRUE(enroll()) << "and a new device is enrolled";
}

TEST_F(GenericProvider, ASpentRecoveryCodeIsNoProofOnceTheWindowIsOver) {
  use(kBob);
  const auto proof = code_of(kRecoveryCode, FactorKind::recovery_code);
  ASSERT_TRUE(provider->verify(sign_in(), proof));
  lab.clock->advance(minutes{10});
  const auto after = provider->disable_all(Account::self(), proof);
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, Errc::code_rejected);
  EXPECT_TRUE(lab.mfa(kBob));
}

TEST_F(GenericProvider, WithoutAProofAsksTheCodeSourceEvenInsideTheWindow) {
  for (const auto* recovery : {"AAAAAAAAAAAAAAA2", "AAAAAAAAAAAAAAA3"}) {
    codes = recovery == kRecoveryCode ? lab.source() : nullptr;  // one without a secret, or none at all
    provider = make_provider(lab.client(kBob, codes));
    ASSERT_TRUE(provider->verify(sign_in(), code_of(recovery, FactorKind::recovery_code)));
    const auto after = provider->disable_all(Account::self(), {});
    ASSERT_FALSE(after) << "no proof is no yes, though the server would take it for one";
    EXPECT_EQ(after.error().code, Errc::code_required);
    EXPECT_TRUE(lab.mfa(kBob));
  }
  EXPECT_EQ(lab.arrived(kDisablePath), 0U);
}

struct OddProof {
  std::string name;
  FactorKind kind;
  std::string text, second;
};

class GenericOddProof : public GenericProvider, public ::testing::WithParamInterface<OddProof> {};

TEST_P(GenericOddProof, IsRefusedUnsent) {
  use(kBob, kSecret);
  ASSERT_TRUE(provider->verify(sign_in(), code_of(kRecoveryCode, FactorKind::recovery_code)));
  const auto proof = code_of(GetParam().text, GetParam().kind, GetParam().second);
  const auto after = provider->disable_all(Account::self(), proof);
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, Errc::invalid_argument);
  EXPECT_EQ(lab.arrived(kDisablePath), 0U);
  EXPECT_TRUE(lab.mfa(kBob));
}

INSTANTIATE_TEST_SUITE_P(Proofs, GenericOddProof,
                         ::testing::Values(OddProof{"EmptyCode", FactorKind::totp, "", ""},
                                           OddProof{"EmptyRecovery", FactorKind::recovery_code, " ", ""},
                                           OddProof{"OneMail", FactorKind::email, "ABC23", ""},
                                           OddProof{"OtherMail", FactorKind::email, "", "ABC23"},
                                           OddProof{"Sms", FactorKind::sms, "123456", ""},
                                           OddProof{"Other", FactorKind::other, "", ""}),
                         [](const auto& test) { return test.param.name; });

TEST_F(GenericProvider, TurnsOffWithBothMailedCodes) {
  use(kBob, kSecret);
  ASSERT_TRUE(provider->reset(Account::self()));
  const auto proof = mailed_proof();
  const auto after = provider->disable_all(Account::self(), proof);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_FALSE(lab.mfa(kBob));
}

TEST_F(GenericProvider, ALostRemovalIsSettledByReading) {
  use(kBob, kSecret);
  ASSERT_TRUE(provider->status(Account::self()));
  lab.transport->script({Fault::none, Fault::lost_request});
  const auto undone = provider->disable_all(Account::self(), {});
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  lab.transport->script({Fault::none, Fault::lost_answer, Fault::refused});
  const auto unknown = provider->disable_all(Account::self(), {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::outcome_unknown);
  EXPECT_EQ(lab.arrived(kDisablePath), 1U) << "the lost request never came, and nothing was sent twice";
  const auto off = provider->disable_all(Account::self(), {});
  EXPECT_EQ(off.error().code, Errc::conflict);
}

TEST_F(GenericProvider, ACodeThatNeverLeftTurnsOffLater) {
  use(kBob, kSecret);
  ASSERT_TRUE(provider->status(Account::self()));
  const auto begun = lab.clock->now();
  lab.transport->script({Fault::none, Fault::refused});
  const auto failed = provider->disable_all(Account::self(), {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::network);
  const auto waited = lab.clock->now() - begun;
  ASSERT_TRUE(provider->disable_all(Account::self(), {}));
  EXPECT_EQ(lab.clock->now() - begun, waited) << "no wait for another code";
}

TEST_F(GenericProvider, ARemovalWhoseAnswerWasLostIsFoundDone) {
  use(kBob, kSecret);
  ASSERT_TRUE(provider->status(Account::self()));
  lab.transport->script({Fault::none, Fault::lost_answer});
  const auto done = provider->disable_all(Account::self(), {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->enabled, false);
  EXPECT_EQ(lab.arrived(kDisablePath), 1U);
}

TEST_F(GenericProvider, ResetsWithTwoMailedCodesAndNoSession) {
  provider = make_provider(lab.client(kBob, {}, "forgotten"));
  const auto asked = provider->reset(Account::self());
  ASSERT_TRUE(asked) << asked.error().message;
  ASSERT_TRUE(*asked);
  EXPECT_EQ((*asked)->accepts, std::vector{FactorKind::email});
  EXPECT_EQ((*asked)->expires, lab.clock->now() + hours{24});
  EXPECT_EQ(lab.fake->outbox().size(), 2U);

  auto swapped = mailed_proof();
  std::swap(swapped.text, swapped.second);
  EXPECT_EQ(provider->verify(**asked, swapped).error().code, Errc::code_rejected);
  EXPECT_TRUE(lab.mfa(kBob));
  const auto verdict = provider->verify(**asked, mailed_proof());
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_TRUE(verdict->session);
  EXPECT_FALSE(lab.mfa(kBob));
  EXPECT_EQ(lab.arrived("/api/login"), 0U);
  EXPECT_EQ(provider->verify(**asked, mailed_proof()).error().code, Errc::not_found) << "a reset works once";
}

TEST_F(GenericProvider, ResetsByIdWhereTheServerNamesNoToken) {
  lab.knob("era", "A");
  const auto session = lab.session(kBob);
  const auto own = make_provider(lab.client_with_token(session.second.substr(7)));
  const auto asked = own->reset(Account::self());
  ASSERT_TRUE(asked) << asked.error().message;
  const auto verdict = own->verify(**asked, mailed_proof());
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(lab.arrived("/api/user/mfa/reset/" + std::string(kBobsId)), 1U);
  EXPECT_FALSE(lab.mfa(kBob));
}

TEST_F(GenericProvider, WithNeitherTokenNorIdSaysWhatToDo) {
  lab.knob("era", "A");
  use(kBob);
  const auto asked = provider->reset(Account::self());
  ASSERT_FALSE(asked);
  EXPECT_EQ(asked.error().code, Errc::unsupported);
  EXPECT_NE(asked.error().text().find("generic.reset_mfa"), std::string::npos);
}

TEST_F(GenericProvider, ALostResetIsSettledByASignIn) {
  use(kBob);
  const auto asked = provider->reset(Account::self()).value();
  lab.transport->script({Fault::lost_request});
  const auto undone = provider->verify(*asked, mailed_proof());
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  lab.transport->script({Fault::lost_answer, Fault::refused});
  const auto unknown = provider->verify(*asked, mailed_proof());
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::outcome_unknown);

  Lab fresh;
  const auto other = make_provider(fresh.client(kBob));
  const auto again = other->reset(Account::self()).value();
  fresh.transport->script({Fault::lost_answer});
  const auto done = other->verify(*again, code_of(fresh.mailed("bob@example.com"), FactorKind::email,
                                                  fresh.mailed("bob@recovery.example.com")));
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_TRUE(done->session);
}

TEST_F(GenericProvider, CanNotDoWhatTheServerCanNot) {
  use(kBob, kSecret);
  EXPECT_EQ(provider->challenge(Account::self(), {}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->poll({}).error().code, Errc::unsupported);
  const auto one = provider->disable(Account::self(), {.id = "totp"}, {});
  EXPECT_EQ(one.error().code, Errc::unsupported);
  EXPECT_NE(one.error().text().find("disable_all"), std::string::npos);
  EXPECT_EQ(provider->enroll({.kind = FactorKind::sms}).error().code, Errc::unsupported);
  for (const auto& [id, refusal] :
       {std::pair("alice", Errc::unsupported), std::pair("", Errc::invalid_argument)}) {
    const auto account = Account::user(id);
    EXPECT_EQ(provider->status(account).error().code, refusal);
    EXPECT_EQ(provider->enroll({.account = account}).error().code, refusal);
    EXPECT_EQ(provider->disable_all(account, {}).error().code, refusal);
    EXPECT_EQ(provider->reset(account).error().code, refusal);
  }
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

TEST_F(GenericProvider, OfTheCommunityEditionHasNothingToEnrol) {
  lab.knob("era", "community");
  use(kAlice);
  EXPECT_EQ(provider->status(Account::self())->enabled, false);
  EXPECT_EQ(provider->enroll({}).error().code, Errc::unsupported);
}

TEST_F(GenericProvider, RefusesForeignChallengesAndKinds) {
  use(kBob);
  for (const auto* state : {"", "{}", R"({"v":1,"provider":"mailinabox","flow":"sign_in","values":[]})",
                            R"({"v":1,"provider":"generic","flow":"other","values":[]})"})
    EXPECT_EQ(provider->verify({.state = SecretString(state)}, code_of("123456")).error().code,
              Errc::invalid_argument);
  EXPECT_EQ(lab.fake->journal().size(), 0U);
  EXPECT_EQ(provider->verify(sign_in(), code_of("A", FactorKind::email)).error().field, "code");
}

/// Answers `generate` with a body of its own.
class Offering final : public http::Transport {
 public:
  Offering(std::shared_ptr<http::Transport> inner, std::string body)
      : inner_(std::move(inner)), body_(std::move(body)) {}
  Result<http::Response> send(const http::Url& base, const http::Request& request,
                              const http::SendOptions& options) override {
    if (request.target == kGeneratePath) return http::Response{.status = 200, .body = SecretString(body_)};
    return inner_->send(base, request, options);
  }

 private:
  std::shared_ptr<http::Transport> inner_;
  std::string body_;
};

Result<Enrollment> enroll_with(const Lab& lab, const std::string& link, const std::string& secret) {
  auto settings = lab.settings(kAlice);
  settings.options.transport = std::make_shared<Offering>(
      lab.transport, R"({"link":")" + link + R"(","secret":")" + secret + R"(","recovery_codes":["A"]})");
  return make_provider(MfaApi::connect(settings).value())->enroll({});
}

TEST_F(GenericProvider, RefusesALinkThatNamesAnotherSecret) {
  const std::string secret(kSecret);
  EXPECT_TRUE(enroll_with(lab, "otpauth://totp/x:y?secret=" + secret, secret));
  EXPECT_EQ(enroll_with(lab, "otpauth://totp/x:y?secret=GEZDGNBVGY3TQOJQ", secret).error().code,
            Errc::protocol);
  EXPECT_EQ(enroll_with(lab, "otpauth://totp/x:y?secret=" + secret, "no base32 0189").error().code,
            Errc::protocol);
}

TEST_F(GenericProvider, BuildsAUriWhereTheLinkIsNone) {
  const auto begun = enroll_with(lab, "not a link", std::string(kSecret));
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_EQ(begun->otpauth_uri->reveal(),
            "otpauth://totp/ShellHub:alice?secret=" + std::string(kSecret) + "&issuer=ShellHub");
}

/// What nobody outside knows for certain must not matter.
struct Guess {
  std::string knob, value;
};

class GenericGuess : public ::testing::TestWithParam<Guess> {};

TEST_P(GenericGuess, ChangesNoOutcome) {
  Lab lab;
  lab.knob(GetParam().knob, GetParam().value);
  const auto enable = lab.client(kBob, lab.source(kSecret))
                          ->enable_mfa({.code = SecretString(lab.code()),
                                        .secret = SecretString(kSecret),
                                        .recovery_codes = {SecretString("A")}});
  EXPECT_EQ(enable.error().code, Errc::conflict);
  const auto unready = lab.client(kNewcomer)->enable_mfa({.code = SecretString(lab.code()),
                                                          .secret = SecretString(kSecret),
                                                          .recovery_codes = {SecretString("A")}});
  EXPECT_EQ(unready.error().code, Errc::conflict);
  const auto recovered =
      lab.client(kBob)->mfa_recover({.identifier = "bob", .recovery_code = SecretString("WRONG")});
  EXPECT_EQ(recovered.error().code, Errc::code_rejected);
  lab.clock->advance(seconds{60});
  const auto client = lab.client(kBob, lab.source(kSecret));
  EXPECT_EQ(client->disable_mfa({.recovery_window = true}).error().code, Errc::challenge_expired);
  EXPECT_EQ(client->recovery_disable().error().code, Errc::challenge_expired);
  EXPECT_EQ(client->disable_mfa({.code = SecretString(kWrongCode)}).error().code, Errc::code_rejected);
  const auto off = make_provider(lab.client(kAlice))->disable_all(Account::self(), {});
  EXPECT_EQ(off.error().code, Errc::conflict);
  EXPECT_TRUE(lab.mfa(kBob));
}

INSTANTIATE_TEST_SUITE_P(Knobs, GenericGuess,
                         ::testing::Values(Guess{"enable_on", "403"}, Guess{"enable_on", "409"},
                                           Guess{"enable_unready", "403"}, Guess{"disable_off", "404"},
                                           Guess{"disable_unproven", "400"}, Guess{"recover_refused", "400"},
                                           Guess{"window_over", "400"}, Guess{"window_over", "401"},
                                           Guess{"window_over", "409"}, Guess{"replay", "accepted"},
                                           Guess{"done", "204"}, Guess{"era", "B"}),
                         [](const auto& test) { return test.param.knob + "_" + test.param.value; });

TEST(GenericEras, MostOfTheJobIsTheSameInAll) {
  for (const auto* era : {"A", "B", "C"}) {
    Lab lab;
    lab.knob("era", era);
    const auto codes = lab.source(kSecret);
    const auto provider = make_provider(lab.client(kBob, codes));
    ASSERT_TRUE(sign_in_with(*provider, *codes)) << era;
    const auto off = provider->disable_all(Account::self(), {});
    ASSERT_TRUE(off) << era << ": " << off.error().message;
    const auto begun = provider->enroll({});
    ASSERT_TRUE(begun) << era;
    const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri.value().reveal()).value();
    codes->use(uri.totp().value());
    const auto verdict =
        provider->verify(std::get<Challenge>(begun->next), {.text = codes->code({}, {}).value()});
    ASSERT_TRUE(verdict) << era << ": " << verdict.error().message;
    const Code recovery{.kind = FactorKind::recovery_code, .text = begun->recovery_codes.front()};
    const auto challenge = provider->sign_in().value();
    ASSERT_TRUE(provider->verify(std::get<Challenge>(challenge), recovery)) << era;
    EXPECT_TRUE(provider->disable_all(Account::self(), recovery)) << era;
    EXPECT_FALSE(lab.mfa(kBob)) << era;
  }
}

}  // namespace
}  // namespace mfaclient::generic
