// A canary in the place of every secret: it may stand in no log event, no error and no exception, whatever
// goes wrong.
#include <gtest/gtest.h>

#include "onelogin/lab.hpp"
#include "support/leaks.hpp"

namespace mfaclient::onelogin {
namespace {

using leaks::Ears;

void exercise(const Settings& settings, Ears& ears) {
  const auto client = Api::connect(settings).value();
  const auto hear = [&](const auto& result) { ears.hear(result); };
  const UserId user{"102"};
  hear(client->sign_in());
  hear(client->get_enrolled_factors({.user_id = user}));
  hear(client->get_mfa_factors({.user_id = user}));
  hear(client->activate_mfa_factors({.user_id = user, .device_id = {"201"}}));
  hear(client->verify_mfa_factor({.user_id = user,
                                  .device_id = {"201"},
                                  .otp_token = SecretString(leaks::kCode),
                                  .state_token = SecretString(leaks::kKey)}));
  hear(client->verify_mfa_factor(
      {.user_id = user, .device_id = {"203"}, .state_token = SecretString(leaks::kKey)}));
  hear(client->enroll_mfa_factor(
      {.user_id = user, .factor_id = 11'501, .display_name = "a", .number = std::string(kNumber)}));
  hear(client->generate_mfa_token({.user_id = user, .expires_in = 60}));
  hear(client->remove_mfa_factors({.user_id = user, .device_id = {"201"}}));
  hear(client->token({.client_id = "id", .client_secret = SecretString(leaks::kPassword)}));
  hear(client->rate_limit());
  const auto provider = make_provider(client);
  hear(provider->status(Account::user("102")));
  hear(provider->enroll(
      {.account = Account::user("101"), .kind = FactorKind::sms, .destination = std::string(kNumber)}));
  hear(provider->verify({.state = SecretString(leaks::kKey)}, {.text = SecretString(leaks::kCode)}));
}

/// The vendor's own words in which a server could say a secret back: which field it is varies.
void in_status(http::Response& response, const std::string& echoed) {
  response.body =
      SecretString(R"({"status":{"error":true,"type":")" + echoed + R"(","message":")" + echoed + R"("},
    "access_token":"CANARY-session-key-93bd","data":[{"id":")" +
                   echoed + R"(","device_id":")" + echoed + R"(","state_token":")" + echoed + "\"}]}");
}
void in_message(http::Response& response, const std::string& echoed) {
  response.body =
      SecretString(R"({"statusCode":400,"name":"x","messages":[")" + echoed +
                   R"("],"message":{"description":")" + echoed + R"(","attribute":")" + echoed + "\"}}");
}

TEST(OneLoginLeaks, AnEchoingServerLearnsNothingIntoErrorsOrLogs) {
  for (const auto& shape : {in_status, in_message}) {
    for (const int status : {200, 201, 400, 401, 403, 404, 422, 429, 500}) {
      for (const Credentials& credentials :
           {Credentials{ClientCredentials{"id", SecretString(leaks::kPassword)}},
            Credentials{AccessToken{SecretString(leaks::kKey)}}}) {
        Ears ears;
        Settings settings{.url = "https://tenant.onelogin.com", .credentials = credentials};
        settings.options.transport = std::make_shared<leaks::Echo>(status, shape);
        settings.options.logger = ears.logger();
        exercise(settings, ears);
        EXPECT_FALSE(ears.heard().empty());
        EXPECT_FALSE(ears.leaked()) << status << ": " << ears.heard();
      }
    }
  }
}

TEST(OneLoginLeaks, NeitherDoBadInputNorARealTenantRefusing) {
  const Lab lab;
  Ears ears;
  auto settings = lab.settings(kManager, leaks::kPassword);
  settings.options.logger = ears.logger();
  exercise(settings, ears);
  settings.credentials = ClientCredentials{"a:b", SecretString(leaks::kPassword)};
  exercise(settings, ears);
  settings.credentials = AccessToken{SecretString(std::string(leaks::kKey) + "\r\n")};
  exercise(settings, ears);
  settings.credentials = ClientCredentials{std::string(kManager), SecretString(kClientSecret)};
  exercise(settings, ears);
  EXPECT_FALSE(ears.leaked()) << ears.heard();
}

TEST(OneLoginLeaks, TheScannerCatchesAPlantedOne) {
  Ears ears;
  ears.hear(Error{.vendor_message = "refused: " + std::string(leaks::kCode)});
  EXPECT_TRUE(ears.leaked());
}

}  // namespace
}  // namespace mfaclient::onelogin
