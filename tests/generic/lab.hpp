#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/code_source.hpp"
#include "mfaclient/generic/client.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/generic.hpp"
#include "mfaclient/testing/transport.hpp"
#include "wire/json.hpp"

/// A fake instance on simulated time, and ways to talk to it: raw requests, and clients of ours.
namespace mfaclient::generic {

inline constexpr std::string_view kAlice = "alice";      // MFA off, a recovery address
inline constexpr std::string_view kBob = "bob";          // MFA on
inline constexpr std::string_view kNewcomer = "newton";  // MFA off, no recovery address
inline constexpr std::string_view kPassword = "correct horse";
inline constexpr std::string_view kSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
inline constexpr std::string_view kRecoveryCode = "AAAAAAAAAAAAAAA2";
inline constexpr std::string_view kBobsId = "5b8d1c1f2a3b4c5d6e7f8091";  // of an old account: no UUID
inline constexpr std::string_view kWrongCode = "000000";

class Lab {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Lab() {
    testing::GenericSeed seed;
    seed.users.push_back(user(kAlice));
    auto bob = user(kBob);
    bob.id = kBobsId;
    bob.mfa = testing::GenericMfa{.secret = std::string(kSecret)};
    for (const char last : {'2', '3', '4', '5', '6', '7'})
      bob.mfa->recovery_codes.push_back("AAAAAAAAAAAAAAA" + std::string(1, last));
    seed.users.push_back(std::move(bob));
    auto newcomer = user(kNewcomer);
    newcomer.recovery_email.clear();
    seed.users.push_back(std::move(newcomer));
    auto waiting = user("waiting");
    waiting.awaiting_approval = true;
    seed.users.push_back(std::move(waiting));
    auto unconfirmed = user("unconfirmed");
    unconfirmed.confirmed = false;
    seed.users.push_back(std::move(unconfirmed));
    fake = std::make_shared<testing::GenericFake>(std::move(seed), clock);
    transport = std::make_shared<testing::FakeTransport>(fake, "", clock);
  }

  /// One request as any client could send it; `body` goes as JSON unless `headers` say otherwise.
  http::Response send(std::string_view method, std::string_view path, std::string_view body = {},
                      const Headers& headers = {}) const {
    http::Request request{
        .method = std::string(method), .target = std::string(path), .body = SecretString(body)};
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    if (!request.headers.get("Content-Type")) request.headers.add("Content-Type", "application/json");
    return fake->handle(request).value();
  }
  http::Response post_login(std::string_view username, std::string_view password = kPassword) const {
    return send(
        "POST", "/api/login",
        R"({"username":")" + std::string(username) + R"(","password":")" + std::string(password) + "\"}");
  }
  /// What a right password wins where MFA is on.
  [[nodiscard]] std::string mfa_token() const {
    return std::string(post_login(kBob).headers.get("X-MFA-Token").value_or(""));
  }
  http::Response post_auth(std::string_view token, std::string_view code,
                           std::string_view path = "/api/user/mfa/auth") const {
    return send("POST", path,
                R"({"token":")" + std::string(token) + R"(","code":")" + std::string(code) + "\"}");
  }
  http::Response post_recover(std::string_view code = kRecoveryCode) const {
    return send("POST", "/api/user/mfa/recover",
                R"({"identifier":"bob","recovery_code":")" + std::string(code) + "\"}");
  }
  /// The member of a JSON answer; empty where there is none.
  static std::string member(const http::Response& response, std::string_view name) {
    wire::JsonDocument document(response.body.reveal());
    return document.root().optional_text(name).value_or("");
  }
  /// The header of a live session.
  static std::pair<std::string, std::string> bearer(const http::Response& signed_in) {
    return {"Authorization", "Bearer " + member(signed_in, "token")};
  }
  /// Signs `username` in for raw requests; a code is spent where MFA is on.
  [[nodiscard]] std::pair<std::string, std::string> session(std::string_view username) const {
    if (!mfa(username)) return bearer(post_login(username));
    return bearer(post_auth(mfa_token(), code()));
  }

  [[nodiscard]] static otp::Totp totp(std::string_view secret = kSecret) {
    return otp::Totp::create(otp::Base32Secret::parse(secret).value().raw()).value();
  }
  [[nodiscard]] std::string code(int steps_ahead = 0, std::string_view secret = kSecret) const {
    const auto codes = totp(secret);
    return std::string(codes.at(clock->now() + steps_ahead * codes.parameters().period).value().reveal());
  }
  [[nodiscard]] std::shared_ptr<TotpCodeSource> source(std::string_view secret = {}) const {
    auto codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = clock});
    if (!secret.empty()) codes->use(totp(secret));
    return codes;
  }

  [[nodiscard]] Settings settings(std::string_view username, std::shared_ptr<CodeSource> codes = {},
                                  std::string_view password = kPassword) const {
    Settings settings{.url = "https://shellhub.example.com",
                      .credentials = Password{std::string(username), SecretString(password)}};
    settings.options.code_source = std::move(codes);
    settings.options.transport = transport;
    settings.options.clock = clock;
    return settings;
  }
  [[nodiscard]] std::shared_ptr<MfaApi> client(std::string_view username,
                                               std::shared_ptr<CodeSource> codes = {},
                                               std::string_view password = kPassword) const {
    return MfaApi::connect(settings(username, std::move(codes), password)).value();
  }
  [[nodiscard]] std::shared_ptr<MfaApi> client_with_token(std::string_view token) const {
    auto own = settings("");
    own.credentials = Jwt{SecretString(token)};
    return MfaApi::connect(std::move(own)).value();
  }

  /// How many requests of that kind arrived.
  [[nodiscard]] std::size_t arrived(std::string_view path, std::string_view method = {}) const {
    std::size_t count = 0;
    for (const auto& entry : fake->journal())
      if (entry.request.target == path && (method.empty() || entry.request.method == method)) ++count;
    return count;
  }
  [[nodiscard]] bool mfa(std::string_view username) const { return fake->user(username)->mfa.has_value(); }
  /// The code of the latest mail to that address.
  [[nodiscard]] std::string mailed(std::string_view address) const {
    std::string code;
    for (const auto& message : fake->outbox())
      if (message.to == address) code = message.code;
    return code;
  }
  void knob(std::string_view name, std::string_view value) const { fake->set_knob(name, value).value(); }

  std::shared_ptr<testing::ManualClock> clock =
      std::make_shared<testing::ManualClock>(Time{std::chrono::seconds{1'800'000'000}});
  std::shared_ptr<testing::GenericFake> fake{};
  std::shared_ptr<testing::FakeTransport> transport{};

 private:
  static testing::GenericUser user(std::string_view name) {
    const std::string text(name);
    return {.username = text,
            .email = text + "@example.com",
            .password = std::string(kPassword),
            .recovery_email = text + "@recovery.example.com"};
  }
};

}  // namespace mfaclient::generic
