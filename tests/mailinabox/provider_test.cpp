// The common language over Mail-in-a-Box: whole flows, lost answers, and what must never happen.
#include "mfaclient/provider.hpp"

#include <gtest/gtest.h>

#include "mailinabox/lab.hpp"

namespace mfaclient::mailinabox {
namespace {

using testing::Fault;

struct Enrolled {
  std::string secret;
  Verdict verdict;
};

class MailinaboxProvider : public ::testing::Test {
 protected:
  /// A provider whose code source learns the new secret as soon as there is one.
  void use(std::string_view email, std::string_view secret = {}) {
    codes = lab.source(secret);
    provider = make_provider(lab.client(email, codes));
  }

  Enrolled enroll(bool additional = false, std::vector<Fault> faults = {}) {
    auto begun = provider->enroll({.label = "phone", .additional = additional});
    EXPECT_TRUE(begun) << begun.error().message;
    const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri.value().reveal()).value();
    codes->use(uri.totp().value());
    auto code = codes->code({.purpose = CodePurpose::confirm_enrollment}, {}).value();
    lab.transport->script(std::move(faults));
    return {std::string(uri.secret.text().reveal()),
            provider->verify(std::get<Challenge>(begun->next), {.text = std::move(code)})};
  }

  Lab lab;
  std::shared_ptr<TotpCodeSource> codes;
  std::shared_ptr<IMfaProvider> provider;
};

TEST_F(MailinaboxProvider, EnrollsListsAndTurnsOff) {
  use(kAdmin);
  const auto enrolled = enroll();
  ASSERT_TRUE(enrolled.verdict) << enrolled.verdict.error().message;
  ASSERT_TRUE(enrolled.verdict->factor);
  EXPECT_EQ(enrolled.verdict->factor->id, "3");
  EXPECT_EQ(enrolled.verdict->factor->label, "phone");
  EXPECT_EQ(lab.fake->methods(kAdmin)->at(0).secret, enrolled.secret);

  const auto status = provider->status(Account::self());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->enabled, true);
  const auto after = provider->disable(Account::self(), *enrolled.verdict->factor, {});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->enabled, false);
  EXPECT_EQ(lab.method_count(kAdmin), 0U);
}

TEST_F(MailinaboxProvider, TakesTheUriOutOfTheQrCode) {
  use(kAdmin);
  const auto begun = provider->enroll({});
  ASSERT_TRUE(begun);
  ASSERT_TRUE(begun->qr_png);
  const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri.value().reveal());
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->account, kAdmin);
  EXPECT_EQ(uri->issuer, "box.example.com Mail-in-a-Box Control Panel");
}

TEST_F(MailinaboxProvider, ASecondMethodMustBeAskedFor) {
  use(kTwo, kFirstSecret);
  const auto refused = provider->enroll({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::conflict);
  const auto enrolled = enroll(true);
  ASSERT_TRUE(enrolled.verdict) << enrolled.verdict.error().message;
  EXPECT_EQ(enrolled.verdict->factor->id, "3");
  EXPECT_EQ(lab.method_count(kTwo), 3U);
}

TEST_F(MailinaboxProvider, AWrongCodeTurnsNothingOn) {
  use(kAdmin);
  const auto begun = provider->enroll({});
  ASSERT_TRUE(begun);
  const auto verdict = provider->verify(std::get<Challenge>(begun->next), {.text = SecretString("000000")});
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().code, Errc::code_rejected);
  EXPECT_EQ(lab.method_count(kAdmin), 0U);
}

TEST_F(MailinaboxProvider, AnEnrolmentWhoseAnswerWasLostIsFoundInTheList) {
  use(kAdmin);
  const auto enrolled = enroll(false, {Fault::lost_answer});
  ASSERT_TRUE(enrolled.verdict) << enrolled.verdict.error().message;
  EXPECT_EQ(enrolled.verdict->factor->id, "3");
  EXPECT_EQ(lab.arrived("/mfa/totp/enable"), 1U) << "it was not sent again";
  EXPECT_EQ(lab.method_count(kAdmin), 1U);
}

TEST_F(MailinaboxProvider, AnEnrolmentWhoseRequestWasLostIsKnownNotToHaveHappened) {
  use(kAdmin);
  const auto enrolled = enroll(false, {Fault::lost_request});
  ASSERT_FALSE(enrolled.verdict);
  EXPECT_EQ(enrolled.verdict.error().code, Errc::network);
  EXPECT_EQ(enrolled.verdict.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.method_count(kAdmin), 0U);
}

TEST_F(MailinaboxProvider, AnEnrolmentThatCanNotBeReadBackIsUnknown) {
  use(kTwo, kFirstSecret);
  const auto enrolled = enroll(true, {Fault::lost_answer, Fault::refused, Fault::refused});
  ASSERT_FALSE(enrolled.verdict);
  EXPECT_EQ(enrolled.verdict.error().code, Errc::outcome_unknown);
  EXPECT_EQ(enrolled.verdict.error().delivery, Delivery::unknown);
}

TEST_F(MailinaboxProvider, AnEnrolmentWithoutAFurtherCodeSucceedsUnnamed) {
  use(kAdmin);
  const auto begun = provider->enroll({.label = "phone"});
  ASSERT_TRUE(begun);
  const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri.value().reveal()).value();
  const auto verdict = provider->verify(std::get<Challenge>(begun->next),
                                        {.text = SecretString(lab.code(uri.secret.text().reveal()))});
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->factor->id, "");
  EXPECT_TRUE(verdict->factor->active);
}

TEST_F(MailinaboxProvider, AnotherProcessMayAnswer) {
  use(kAdmin);
  auto begun = provider->enroll({});
  ASSERT_TRUE(begun);
  const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri.value().reveal()).value();
  auto other_codes = lab.source(uri.secret.text().reveal());
  const auto other = make_provider(lab.client(kAdmin, other_codes));
  const Challenge copied{.state = SecretString(std::get<Challenge>(begun->next).state.reveal())};
  const auto verdict = other->verify(copied, {.text = other_codes->code({}, {}).value()});
  ASSERT_TRUE(verdict) << verdict.error().message;
  EXPECT_EQ(verdict->factor->id, "3");
}

TEST_F(MailinaboxProvider, SignsInThroughAChallenge) {
  use(kTwo);
  const auto begun = provider->sign_in();
  ASSERT_TRUE(begun);
  const auto& challenge = std::get<Challenge>(*begun);
  EXPECT_EQ(challenge.accepts, std::vector{FactorKind::totp});
  const auto code = lab.code(kSecondSecret);
  const auto verdict = provider->verify(challenge, {.text = SecretString(code)});
  ASSERT_TRUE(verdict) << verdict.error().message;
  ASSERT_TRUE(verdict->session);
  EXPECT_EQ(verdict->session->origin, "https://box.example.com");
  EXPECT_TRUE(provider->status(Account::self())) << "the session is the client's";
  const auto replayed = provider->verify(challenge, {.text = SecretString(code)});
  ASSERT_FALSE(replayed);
  EXPECT_EQ(replayed.error().code, Errc::code_rejected);
}

TEST_F(MailinaboxProvider, SignsInWithACodeSource) {
  use(kTwo);
  const auto source = lab.source(kFirstSecret);
  const auto session = sign_in_with(*provider, *source);
  ASSERT_TRUE(session) << session.error().message;
  EXPECT_EQ(session->headers.size(), 1U);
  EXPECT_EQ(session->headers.front().first, "Authorization");
}

TEST_F(MailinaboxProvider, TurnsOffOneAndOnlyOne) {
  use(kAdmin);
  const auto after = provider->disable(Account::user(std::string(kTwo)), {.id = "1"}, {});
  ASSERT_TRUE(after) << after.error().message;
  ASSERT_EQ(after->factors.size(), 1U);
  EXPECT_EQ(after->factors.front().id, "2");
}

class MailinaboxOddFactorId : public MailinaboxProvider, public ::testing::WithParamInterface<std::string> {};

TEST_P(MailinaboxOddFactorId, TurnsNothingOff) {
  use(kAdmin);
  const auto after = provider->disable(Account::user(std::string(kTwo)), {.id = GetParam()}, {});
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, Errc::not_found);
  EXPECT_EQ(lab.method_count(kTwo), 2U);
  EXPECT_EQ(lab.arrived("/mfa/disable"), 0U);
}

INSTANTIATE_TEST_SUITE_P(Ids, MailinaboxOddFactorId,
                         ::testing::Values("", "0", "3", "1 ", "1.0", "null", "all", "01", "1,2"));

TEST_F(MailinaboxProvider, TurnsAllOff) {
  use(kAdmin);
  const auto after = provider->disable_all(Account::user(std::string(kTwo)), {});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->enabled, false);
  const auto again = provider->disable_all(Account::user(std::string(kTwo)), {});
  EXPECT_EQ(again.error().code, Errc::conflict);
}

TEST_F(MailinaboxProvider, SaysLoudlyWhenMoreVanishedThanWasAskedFor) {
  use(kAdmin);
  // A server that reads the documented name would turn everything off: this one does it behind the client's
  // back.
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == "/mfa/disable")
      lab.post("/mfa/disable", "user=" + std::string(kTwo), {Lab::system()});
  });
  const auto after = provider->disable(Account::user(std::string(kTwo)), {.id = "1"}, {});
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, Errc::protocol);
  EXPECT_NE(after.error().text().find("MORE METHODS"), std::string::npos);
}

TEST_F(MailinaboxProvider, ARemovalWhoseAnswerWasLostIsSettledByReading) {
  use(kAdmin);
  ASSERT_TRUE(provider->status(Account::self()));
  lab.transport->script({Fault::none, Fault::lost_answer});
  const auto done = provider->disable(Account::user(std::string(kTwo)), {.id = "1"}, {});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->factors.size(), 1U);
  lab.transport->script({Fault::none, Fault::lost_request});
  const auto undone = provider->disable(Account::user(std::string(kTwo)), {.id = "2"}, {});
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.method_count(kTwo), 1U);
  lab.transport->script({Fault::none, Fault::lost_answer, Fault::refused});
  const auto unknown = provider->disable(Account::user(std::string(kTwo)), {.id = "2"}, {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::outcome_unknown);
  EXPECT_EQ(lab.arrived("/mfa/disable"), 2U) << "the lost request never came, and nothing was sent twice";
}

TEST_F(MailinaboxProvider, AnOwnRemovalNeedsNoCodeForTheRest) {
  use(kTwo, kFirstSecret);
  ASSERT_TRUE(provider->status(Account::self()));
  const auto spent_source = lab.source();
  auto settings = lab.settings(kTwo, spent_source);
  spent_source->use(totp_of(kSecondSecret));
  const auto client = MFAApi::connect(settings).value();
  const auto other = make_provider(client);
  ASSERT_TRUE(other->status(Account::self()));
  const auto after = other->disable(Account::self(), {.id = "1"}, {});
  ASSERT_TRUE(after) << after.error().message;
  ASSERT_EQ(after->factors.size(), 1U);
  EXPECT_EQ(after->factors.front().id, "2");
}

TEST_F(MailinaboxProvider, CanNotDoWhatTheBoxCanNot) {
  use(kAdmin);
  EXPECT_EQ(provider->challenge(Account::self(), {}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->poll({}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->reset(Account::self()).error().code, Errc::unsupported);
  EXPECT_EQ(provider->enroll({.account = Account::user(std::string(kTwo))}).error().code, Errc::unsupported);
  EXPECT_EQ(provider->enroll({.kind = FactorKind::sms}).error().code, Errc::unsupported);
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

TEST_F(MailinaboxProvider, RefusesForeignChallenges) {
  use(kAdmin);
  for (const auto* state :
       {"", "{}", "not json", R"({"v":1,"provider":"quatrix","flow":"sign_in","values":[]})",
        R"({"v":2,"provider":"mailinabox","flow":"sign_in","values":[]})",
        R"({"v":1,"provider":"mailinabox","flow":"other","values":[]})"}) {
    const auto verdict = provider->verify({.state = SecretString(state)}, {.text = SecretString("123456")});
    ASSERT_FALSE(verdict) << state;
    EXPECT_EQ(verdict.error().code, Errc::invalid_argument);
  }
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

TEST_F(MailinaboxProvider, RefusesAQrCodeThatNamesAnotherSecret) {
  class Swapped final : public http::Transport {
   public:
    explicit Swapped(std::shared_ptr<http::Transport> inner) : inner_(std::move(inner)) {}
    Result<http::Response> send(const http::Url& base, const http::Request& request,
                                const http::SendOptions& options) override {
      auto response = inner_->send(base, request, options);
      if (!response) return response;
      std::string body(response->body.reveal());
      const std::string key = "\"secret\": \"";
      if (const auto at = body.find(key); at != std::string::npos)
        body.replace(at + key.size(), 32, std::string(kFirstSecret));
      response->body = SecretString(body);
      return response;
    }

   private:
    std::shared_ptr<http::Transport> inner_;
  };
  auto settings = lab.settings(kAdmin);
  settings.options.transport = std::make_shared<Swapped>(lab.transport);
  const auto swapped = make_provider(MFAApi::connect(settings).value());
  const auto begun = swapped->enroll({});
  ASSERT_FALSE(begun);
  EXPECT_EQ(begun.error().code, Errc::protocol);
}

}  // namespace
}  // namespace mfaclient::mailinabox
