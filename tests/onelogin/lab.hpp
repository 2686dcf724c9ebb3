#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/onelogin/client.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/onelogin.hpp"
#include "mfaclient/testing/transport.hpp"
#include "wire/form.hpp"
#include "wire/json.hpp"

/// A fake tenant on simulated time, and ways to talk to it: raw requests, and clients of ours.
namespace mfaclient::onelogin {

using Api = MultiFactorAuthenticationV1Api;

inline constexpr std::string_view kManager = "manager";  // Manage Users
inline constexpr std::string_view kReader = "reader";    // Read Users
inline constexpr std::string_view kGuest = "guest";      // Authentication Only
inline constexpr std::string_view kOrphan = "orphan";    // its owner is gone
inline constexpr std::string_view kClientSecret = "correct horse";
inline constexpr std::string_view kNew = "101";   // a user without devices
inline constexpr std::string_view kFull = "102";  // a user with one device of each kind but voice
inline constexpr std::string_view kSms = "201";
inline constexpr std::string_view kTotp = "202";
inline constexpr std::string_view kPush = "203";
inline constexpr std::string_view kKey = "204";
inline constexpr std::string_view kNumber = "+14155550100";
inline constexpr std::string_view kTotpSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

class Lab {
 public:
  Lab() {
    testing::OneLoginSeed seed;
    for (const auto& [id, scope] :
         {std::pair(kManager, "Manage Users"), std::pair(kReader, "Read Users"),
          std::pair(kGuest, "Authentication Only"), std::pair(kOrphan, "Manage All")})
      seed.clients.push_back({.client_id = std::string(id),
                              .client_secret = std::string(kClientSecret),
                              .scope = scope,
                              .owner_deleted = id == kOrphan});
    seed.users.push_back({.id = 101});
    seed.users.push_back(
        {.id = 102,
         .devices = {{.id = 201, .factor = "sms", .label = "phone", .number = std::string(kNumber)},
                     {.id = 202, .factor = "totp", .label = "app", .secret = std::string(kTotpSecret)},
                     {.id = 203, .factor = "protect", .label = "protect"},
                     {.id = 204, .factor = "yubikey", .label = "key", .secret = "cccccckdvvul"}}});
    fake = std::make_shared<testing::OneLoginFake>(std::move(seed), clock);
    transport = std::make_shared<testing::FakeTransport>(fake, "", clock);
  }

  /// One request as any client could send it; a body goes as JSON unless `headers` say otherwise.
  http::Response send(std::string_view method, std::string_view path, std::string_view body = {},
                      const std::vector<std::pair<std::string, std::string>>& headers = {}) const {
    http::Request request{
        .method = std::string(method), .target = std::string(path), .body = SecretString(body)};
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    if (!body.empty() && !request.headers.get("Content-Type"))
      request.headers.add("Content-Type", "application/json");
    return fake->handle(request).value();
  }
  /// The same with a live token of `client`.
  http::Response call(std::string_view method, std::string_view path, std::string_view body = {},
                      std::string_view client = kManager) const {
    return send(method, path, body, {{"Authorization", "Bearer " + raw_token(client)}});
  }
  http::Response ask_token(std::string_view client = kManager, std::string_view secret = kClientSecret,
                           std::string_view path = "/auth/oauth2/v2/token") const {
    return send("POST", path, R"({"grant_type":"client_credentials"})",
                {{"Authorization", std::string(wire::basic_credentials(client, secret).reveal())}});
  }
  std::string raw_token(std::string_view client = kManager) const {
    const auto response = ask_token(client);
    const std::string_view body = response.body.reveal();
    const std::string_view key = "\"access_token\":\"";
    return std::string(body.substr(body.find(key) + key.size(), 64));
  }

  [[nodiscard]] Settings settings(std::string_view client = kManager,
                                  std::string_view secret = kClientSecret) const {
    Settings settings{.url = "https://tenant.onelogin.com",
                      .credentials = ClientCredentials{std::string(client), SecretString(secret)}};
    settings.options.transport = transport;
    settings.options.clock = clock;
    return settings;
  }
  [[nodiscard]] std::shared_ptr<Api> client(std::string_view id = kManager,
                                            std::string_view secret = kClientSecret) const {
    return Api::connect(settings(id, secret)).value();
  }
  [[nodiscard]] std::shared_ptr<Api> client_with(std::string_view token) const {
    auto with_token = settings();
    with_token.credentials = AccessToken{SecretString(token)};
    return Api::connect(std::move(with_token)).value();
  }

  /// The latest message to a person.
  [[nodiscard]] testing::Delivered message() const { return fake->outbox().back(); }
  [[nodiscard]] std::string totp() const {
    const auto totp = otp::Totp::create(otp::Base32Secret::parse(kTotpSecret).value().raw()).value();
    return std::string(totp.at(clock->now()).value().reveal());
  }
  [[nodiscard]] std::string yubikey_otp() const {
    return "cccccckdvvul" + std::string(31, 'b') + "cbdefghijk"[presses_++ % 10];
  }

  /// How many requests arrived whose target ends so, as the tenant sees it.
  [[nodiscard]] std::size_t arrived(std::string_view path) const {
    std::size_t count = 0;
    for (const auto& entry : fake->journal()) count += entry.request.target.ends_with(path) ? 1U : 0U;
    return count;
  }
  [[nodiscard]] std::size_t device_count(std::int64_t user) const {
    return fake->devices(user).value().size();
  }

  std::shared_ptr<testing::ManualClock> clock =
      std::make_shared<testing::ManualClock>(Time{std::chrono::seconds{1'800'000'000}});
  std::shared_ptr<testing::OneLoginFake> fake{};
  std::shared_ptr<testing::FakeTransport> transport{};

 private:
  mutable std::size_t presses_ = 0;
};

inline bool has(const http::Response& response, std::string_view text) {
  return response.body.reveal().find(text) != std::string_view::npos;
}

}  // namespace mfaclient::onelogin
