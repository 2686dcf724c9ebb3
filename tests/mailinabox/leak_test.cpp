// A canary in the place of every secret: it may stand in no log event, no error and no exception, whatever
// goes wrong.
#include <mutex>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "mailinabox/lab.hpp"
#include "mfaclient/provider.hpp"

namespace mfaclient::mailinabox {
namespace {

constexpr std::string_view kCanaryPassword = "CANARY-password-1f0e";
constexpr std::string_view kCanaryCode = "CANARY-code-77aa";
constexpr std::string_view kCanaryKey = "CANARY-session-key-93bd";

/// Everything that the library says about its work.
class Ears {
 public:
  Logger logger() {
    return [this](const LogEvent& event) {
      const std::scoped_lock lock(mutex_);
      heard_ << to_string(event.kind) << ' ' << event.operation << ' ' << event.method << ' '
             << event.http_status << ' ' << event.request_id << '\n';
    };
  }
  void hear(const Error& error) {
    const std::scoped_lock lock(mutex_);
    heard_ << error.message << error.field << error.operation << error.vendor_code << error.vendor_message
           << error.request_id << MfaException(error).what() << '\n';
  }
  [[nodiscard]] std::string heard() const { return heard_.str(); }

 private:
  std::mutex mutex_{};
  std::ostringstream heard_{};
};

/// A hostile server that answers with whatever it was sent, in every place that is kept of an answer.
class Echo final : public http::Transport {
 public:
  explicit Echo(int status) : status_(status) {}
  Result<http::Response> send(const http::Url&, const http::Request& request,
                              const http::SendOptions&) override {
    std::string all(request.body.reveal());
    for (const auto& header : request.headers.fields()) all.append(" ").append(header.value.reveal());
    all.append(" ").append(kCanaryPassword).append(" ").append(kCanaryCode).append(" ").append(kCanaryKey);
    http::Response response{.status = status_};
    response.headers.add("X-Request-Id", all);
    response.headers.add("X-Reason", all);
    response.body = SecretString(R"({"status": "invalid", "reason": ")" + all + "\"}");
    return response;
  }

 private:
  int status_;
};

void exercise(const Settings& settings, Ears& ears) {
  const auto client = MFAApi::connect(settings).value();
  const auto hear = [&](const auto& result) {
    if (!result) ears.hear(result.error());
  };
  hear(client->mfa_status());
  hear(client->mfa_totp_enable({.secret = SecretString(kCanaryKey), .code = SecretString(kCanaryCode)}));
  hear(client->mfa_totp_disable({.mfa_id = {"1"}}));
  hear(client->mfa_totp_disable_all({}));
  hear(client->login(
      {.email = "a@b", .password = SecretString(kCanaryPassword), .code = SecretString(kCanaryCode)}));
  hear(client->logout());
  hear(client->sign_in(SecretString(kCanaryCode)));
  const auto provider = make_provider(client);
  hear(provider->status(Account::self()));
  hear(provider->enroll({}));
  hear(provider->verify({.state = SecretString(kCanaryKey)}, {.text = SecretString(kCanaryCode)}));
}

bool leaks(const std::string& heard) { return heard.find("CANARY") != std::string::npos; }

TEST(MailinaboxLeaks, AnEchoingServerLearnsNothingIntoErrorsOrLogs) {
  for (const int status : {200, 400, 401, 403, 404, 429, 500}) {
    for (const Credentials& credentials : {Credentials{Password{"a@b", SecretString(kCanaryPassword)}},
                                           Credentials{SessionKey{"a@b", SecretString(kCanaryKey)}},
                                           Credentials{SystemKey{SecretString(kCanaryKey)}}}) {
      Ears ears;
      Settings settings{.url = "https://box.example.com/admin", .credentials = credentials};
      settings.options.transport = std::make_shared<Echo>(status);
      settings.options.logger = ears.logger();
      exercise(settings, ears);
      EXPECT_FALSE(ears.heard().empty());
      EXPECT_FALSE(leaks(ears.heard())) << status << ": " << ears.heard();
    }
  }
}

TEST(MailinaboxLeaks, NeitherDoBadInputNorARealBoxRefusing) {
  Lab lab;
  Ears ears;
  auto settings = lab.settings(kAdmin, {}, kCanaryPassword);
  settings.options.logger = ears.logger();
  exercise(settings, ears);
  settings.credentials = Password{"a@b", SecretString(std::string(kCanaryPassword) + "\xC3\xBC\r\n")};
  exercise(settings, ears);
  EXPECT_FALSE(leaks(ears.heard())) << ears.heard();
}

TEST(MailinaboxLeaks, TheScannerCatchesAPlantedOne) {
  Ears ears;
  ears.hear(Error{.message = "refused: " + std::string(kCanaryPassword)});
  EXPECT_TRUE(leaks(ears.heard()));
}

}  // namespace
}  // namespace mfaclient::mailinabox
