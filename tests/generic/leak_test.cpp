// A canary in the place of every secret: it may stand in no log event, no error and no exception, whatever
// goes wrong.
#include <gtest/gtest.h>

#include "generic/lab.hpp"
#include "support/leaks.hpp"

namespace mfaclient::generic {
namespace {

using leaks::Ears;

SecretString canary() { return SecretString(leaks::kKey); }

/// The code goes out as digits, so that its canary can't be a word.
constexpr std::string_view kCanaryCode = "773198";

bool leaked(const Ears& ears) { return ears.leaked() || ears.heard().find(kCanaryCode) != std::string::npos; }

void exercise(const Settings& settings, Ears& ears) {
  const auto client = MfaApi::connect(settings).value();
  const auto hear = [&](const auto&... result) { (ears.hear(result), ...); };
  const SecretString code(kCanaryCode);
  hear(client->auth_mfa({.token = canary(), .code = code}),
       client->auth_mfa({.token = canary(), .code = SecretString(leaks::kCode)}),
       client->disable_mfa({.code = code}), client->disable_mfa({.recovery_code = canary()}),
       client->disable_mfa({.main_email_code = canary(), .recovery_email_code = canary()}),
       client->enable_mfa({.code = code, .secret = canary(), .recovery_codes = {canary()}}),
       client->generate_mfa(), client->mfa_recover({.identifier = "bob", .recovery_code = canary()}),
       client->user(), client->recovery_disable(), client->set_recovery_email({.recovery_email = "a@b"}),
       client->login({.username = "bob", .password = SecretString(leaks::kPassword)}), client->sign_in());
  hear(client->reset_mfa({.token = canary(), .main_email_code = canary(), .recovery_email_code = canary()}),
       client->sign_in_by(MfaRecover{.identifier = "bob", .recovery_code = canary()}));
  const auto provider = make_provider(client);
  const Code proof{.kind = FactorKind::recovery_code, .text = canary()};
  hear(provider->status(Account::self()), provider->enroll({}), provider->sign_in(),
       provider->disable_all(Account::self(), proof), provider->verify({.state = canary()}, {.text = code}));
}

void answer_with(http::Response& response, const std::string& echoed) {
  response.headers.add("X-MFA-Token", echoed);
  response.headers.add("X-Expires-At", echoed);
  response.body = SecretString(R"({"message": ")" + echoed + R"(", "token": ")" + echoed + "\"}");
}

TEST(GenericLeaks, AnEchoingServerLearnsNothingIntoErrorsOrLogs) {
  for (const int status : {200, 400, 401, 403, 404, 409, 423, 429, 500}) {
    for (const Credentials& credentials :
         {Credentials{Password{"bob", SecretString(leaks::kPassword)}}, Credentials{Jwt{canary()}}}) {
      Ears ears;
      Settings settings{.url = "https://shellhub.example.com", .credentials = credentials};
      settings.options.transport = std::make_shared<leaks::Echo>(status, answer_with);
      settings.options.logger = ears.logger();
      exercise(settings, ears);
      EXPECT_FALSE(ears.heard().empty());
      EXPECT_FALSE(leaked(ears)) << status << ": " << ears.heard();
    }
  }
}

TEST(GenericLeaks, NeitherDoesTheServersOwnRefusal) {
  for (const auto* era : {"C", "B", "A", "community"}) {
    Lab lab;
    lab.knob("era", era);
    Ears ears;
    for (auto settings : {lab.settings(kBob, {}, leaks::kPassword), lab.settings(kAlice)}) {
      settings.options.logger = ears.logger();
      exercise(settings, ears);
      ears.hear(make_provider(MfaApi::connect(settings).value())->reset(Account::self()));
      settings.credentials = Jwt{SecretString(std::string(leaks::kKey) + "\r\n")};
      exercise(settings, ears);
    }
    EXPECT_FALSE(ears.heard().empty());
    EXPECT_FALSE(leaked(ears)) << ears.heard();
  }
}

TEST(GenericLeaks, TheScannerCatchesAPlantedOne) {
  Ears ears;
  ears.hear(Error{.message = "refused: " + std::string(kCanaryCode)});
  EXPECT_TRUE(leaked(ears));
}

}  // namespace
}  // namespace mfaclient::generic
