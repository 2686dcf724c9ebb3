// A canary in the place of every secret: it may stand in no log event, no error and no exception, whatever
// goes wrong.
#include <gtest/gtest.h>

#include "cohesity/lab.hpp"
#include "mfaclient/provider.hpp"
#include "support/leaks.hpp"

namespace mfaclient::cohesity {
namespace {

using leaks::Ears;

SecretString canary(std::string_view text) { return SecretString(text); }

void exercise(const Settings& settings, Ears& ears) {
  const auto client = MFAApi::connect(settings).value();
  const auto hear = [&](const auto& result) { ears.hear(result); };
  const auto password = canary(leaks::kPassword);
  const auto code = canary(leaks::kCode);
  hear(client->create_email_otp({.username = "u", .password = password}));
  hear(client->create_totp_key());
  hear(client->get_mfa_config());
  hear(client->merge_mfa_config({.enabled = true}));
  hear(client->update_support_mfa_config({.enabled = false, .mfa_code = code, .current_password = password}));
  hear(client->verify_support_user_totp({.totp_code = code}));
  hear(client->create_session({.username = "u", .password = password, .otp_code = code}));
  hear(client->create_access_token({.username = "u", .password = password, .otp_code = code}));
  hear(client->web_login({.username = "u", .password = password}));
  hear(client->verify_otp({.code = code}));
  hear(client->session_user());
  hear(client->sign_in(Code{.text = code}));
  hear(client->complete_session(canary(leaks::kKey), Code{.text = code}));
  const auto provider = make_provider(client);
  hear(provider->status(Account::self()));
  hear(provider->enroll({}));
  hear(provider->verify({.state = canary(leaks::kKey)}, {.text = code}));
}

void answer_with(http::Response& response, const std::string& echoed) {
  response.headers.add("Set-Cookie", "s=" + echoed);
  response.body = SecretString(R"({"errorCode": ")" + echoed + R"(", "message": ")" + echoed +
                               R"(", "taskLogId": ")" + echoed + "\"}");
}

TEST(CohesityLeaks, AnEchoingServerLearnsNothingIntoErrorsOrLogs) {
  for (const int status : {200, 201, 204, 400, 401, 403, 404, 429, 500}) {
    for (const Credentials& credentials :
         {Credentials{Password{.username = "u", .password = canary(leaks::kPassword)}},
          Credentials{ApiKey{canary(leaks::kKey)}}, Credentials{BearerToken{canary(leaks::kKey)}},
          Credentials{SessionId{canary(leaks::kKey)}}}) {
      for (const auto way : {LoginWay::session, LoginWay::web}) {
        Ears ears;
        Settings settings{.url = "https://cluster.example.com", .credentials = credentials, .login = way};
        settings.options.transport = std::make_shared<leaks::Echo>(status, answer_with);
        settings.options.logger = ears.logger();
        exercise(settings, ears);
        EXPECT_FALSE(ears.heard().empty());
        EXPECT_FALSE(ears.leaked()) << status << ": " << ears.heard();
      }
    }
  }
}

TEST(CohesityLeaks, NeitherDoesARealClusterRefusing) {
  Lab lab;
  Ears ears;
  auto settings = lab.settings(kTina, lab.source(), LoginWay::web);
  settings.options.logger = ears.logger();
  exercise(settings, ears);
  settings.credentials =
      Password{.username = std::string(kTina), .password = canary(std::string(leaks::kPassword) + "\r\n")};
  exercise(settings, ears);
  EXPECT_FALSE(ears.leaked()) << ears.heard();
}

}  // namespace
}  // namespace mfaclient::cohesity
