// A canary in the place of every secret: it may stand in no log event, no error and no exception, whatever
// goes wrong.
#include <gtest/gtest.h>

#include "mfaclient/provider.hpp"
#include "quatrix/lab.hpp"
#include "support/leaks.hpp"

namespace mfaclient::quatrix {
namespace {

using leaks::Ears;

class CanarySource final : public CodeSource {
  [[nodiscard]] Result<SecretString> code(const CodeRequest&, const CallOptions&) override {
    return SecretString(leaks::kCode);
  }
};

void exercise_operations(MFAApi& client, Ears& ears) {
  const SecretString code(leaks::kCode), key(leaks::kKey);
  const std::vector<std::string> ids{std::string(kNobody)};
  ears.hear(client.profile_remove_mfa({.auth_type = {"2FA"}}));
  ears.hear(client.profile_set_mfa({.auth_type = {"2FA"}, .code = code, .session_id = key}));
  ears.hear(client.profile_set_mfa({.auth_type = {"PIN"}, .code = code, .code_encoding = "base64"}));
  ears.hear(client.session_login({.session_id = key, .auth_type = {"2FA"}, .code = code}));
  ears.hear(
      client.session_login({.session_id = key, .auth_type = {"PIN"}, .code = code, .value_shape = true}));
  ears.hear(client.user_remove_mfa({.ids = ids, .auth_type = {"2FA"}}));
  ears.hear(client.user_reset_mfa({.ids = ids, .auth_type = {"2FA"}}));
  ears.hear(client.user_set_mfa({.ids = ids, .auth_type = {"PIN"}, .code = code}));
  ears.hear(client.session_start({.email = "a@b", .password = SecretString(leaks::kPassword)}));
  ears.hear(client.keepalive());
  ears.hear(client.profile({.session_id = key}));
  ears.hear(client.user_metadata({.id = std::string(kNobody)}));
  ears.hear(client.generate_2fa({.session_id = key}));
  ears.hear(client.logout());
}

void exercise(const Settings& settings, Ears& ears) {
  const auto client = MFAApi::connect(settings).value();
  exercise_operations(*client, ears);
  const auto provider = make_provider(client);
  ears.hear(provider->status(Account::self()));
  ears.hear(provider->enroll({}));
  ears.hear(provider->enroll({.account = Account::user(std::string(kNobody)),
                              .kind = FactorKind::pin,
                              .pin = SecretString(leaks::kCode)}));
  ears.hear(provider->reset(Account::user(std::string(kNobody))));
  ears.hear(provider->disable_all(Account::self(), {}));
  ears.hear(provider->verify({.state = SecretString(leaks::kKey)}, {.text = SecretString(leaks::kCode)}));
  const auto begun = provider->sign_in();
  ears.hear(begun);
  if (begun && std::holds_alternative<Challenge>(*begun))
    ears.hear(provider->verify(std::get<Challenge>(*begun), {.text = SecretString(leaks::kCode)}));
}

TEST(QuatrixLeaks, AnEchoingServerLearnsNothingIntoErrorsOrLogs) {
  const auto echo = [](http::Response& response, const std::string& text) {
    response.headers.add("Mfa-Code", text);
    response.headers.add("X-Auth-Token", text);
    response.body =
        SecretString(R"({"code": 10, "id": "x", "status": ")" + text + R"(", "msg": ")" + text + "\"}");
  };
  for (const int status : {200, 207, 400, 401, 403, 404, 429, 500}) {
    for (const Credentials& credentials : {Credentials{Password{"a@b", SecretString(leaks::kPassword)}},
                                           Credentials{ApiKey{SecretString(leaks::kKey)}},
                                           Credentials{SessionId{SecretString(leaks::kKey)}}}) {
      Ears ears;
      Settings settings{.url = "https://acme.quatrix.it/api/1.0", .credentials = credentials};
      settings.options.transport = std::make_shared<leaks::Echo>(status, echo);
      settings.options.code_source = std::make_shared<CanarySource>();
      settings.options.clock = std::make_shared<testing::ManualClock>(Time{});
      settings.options.logger = ears.logger();
      exercise(settings, ears);
      EXPECT_FALSE(ears.heard().empty());
      EXPECT_FALSE(ears.leaked()) << status << ": " << ears.heard();
    }
  }
}

TEST(QuatrixLeaks, NeitherDoesARealHostRefusing) {
  Lab lab;
  Ears ears;
  for (const auto password : {kPassword, leaks::kPassword}) {
    auto settings = lab.settings(kPhone, std::make_shared<CanarySource>(), password);
    settings.options.logger = ears.logger();
    exercise(settings, ears);
    settings.credentials = Password{"a@b", SecretString(std::string(leaks::kPassword) + "\r\n")};
    exercise(settings, ears);
  }
  EXPECT_FALSE(ears.leaked()) << ears.heard();
}

}  // namespace
}  // namespace mfaclient::quatrix
