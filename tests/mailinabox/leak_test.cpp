// A canary in the place of every secret: it may stand in no log event, no error and no exception, whatever
// goes wrong.
#include <gtest/gtest.h>

#include "mailinabox/lab.hpp"
#include "mfaclient/provider.hpp"
#include "support/leaks.hpp"

namespace mfaclient::mailinabox {
namespace {

using leaks::Ears;

void exercise(const Settings& settings, Ears& ears) {
  const auto client = MFAApi::connect(settings).value();
  const auto hear = [&](const auto& result) { ears.hear(result); };
  hear(client->mfa_status());
  hear(client->mfa_totp_enable({.secret = SecretString(leaks::kKey), .code = SecretString(leaks::kCode)}));
  hear(client->mfa_totp_disable({.mfa_id = {"1"}}));
  hear(client->mfa_totp_disable_all({}));
  hear(client->login(
      {.email = "a@b", .password = SecretString(leaks::kPassword), .code = SecretString(leaks::kCode)}));
  hear(client->logout());
  hear(client->sign_in(SecretString(leaks::kCode)));
  const auto provider = make_provider(client);
  hear(provider->status(Account::self()));
  hear(provider->enroll({}));
  hear(provider->verify({.state = SecretString(leaks::kKey)}, {.text = SecretString(leaks::kCode)}));
}

void answer_with(http::Response& response, const std::string& echoed) {
  response.headers.add("X-Reason", echoed);
  response.body = SecretString(R"({"status": "invalid", "reason": ")" + echoed + "\"}");
}

TEST(MailinaboxLeaks, AnEchoingServerLearnsNothingIntoErrorsOrLogs) {
  for (const int status : {200, 400, 401, 403, 404, 429, 500}) {
    for (const Credentials& credentials : {Credentials{Password{"a@b", SecretString(leaks::kPassword)}},
                                           Credentials{SessionKey{"a@b", SecretString(leaks::kKey)}},
                                           Credentials{SystemKey{SecretString(leaks::kKey)}}}) {
      Ears ears;
      Settings settings{.url = "https://box.example.com/admin", .credentials = credentials};
      settings.options.transport = std::make_shared<leaks::Echo>(status, answer_with);
      settings.options.logger = ears.logger();
      exercise(settings, ears);
      EXPECT_FALSE(ears.heard().empty());
      EXPECT_FALSE(ears.leaked()) << status << ": " << ears.heard();
    }
  }
}

TEST(MailinaboxLeaks, NeitherDoBadInputNorARealBoxRefusing) {
  Lab lab;
  Ears ears;
  auto settings = lab.settings(kAdmin, {}, leaks::kPassword);
  settings.options.logger = ears.logger();
  exercise(settings, ears);
  settings.credentials = Password{"a@b", SecretString(std::string(leaks::kPassword) + "\xC3\xBC\r\n")};
  exercise(settings, ears);
  EXPECT_FALSE(ears.leaked()) << ears.heard();
}

TEST(MailinaboxLeaks, TheScannerCatchesAPlantedOne) {
  Ears ears;
  ears.hear(Error{.message = "refused: " + std::string(leaks::kPassword)});
  EXPECT_TRUE(ears.leaked());
}

}  // namespace
}  // namespace mfaclient::mailinabox
