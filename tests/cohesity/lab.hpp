#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/code_source.hpp"
#include "mfaclient/cohesity/client.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/cohesity.hpp"
#include "mfaclient/testing/transport.hpp"

/// A fake cluster on simulated time, and ways to talk to it: raw requests, and clients of ours.
namespace mfaclient::cohesity {

inline constexpr std::string_view kAdmin = "admin";  // exempt from MFA, with every privilege
inline constexpr std::string_view kTina = "tina";    // has TOTP and an address, and every privilege
inline constexpr std::string_view kFred = "fred";    // must set MFA up, and has an address
inline constexpr std::string_view kPaul = "paul";    // exempt, and may do nothing
inline constexpr std::string_view kPassword = "correct horse";
inline constexpr std::string_view kSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
inline constexpr std::string_view kKey = "0a1b2c3d-key-of-the-admin";
inline constexpr std::string_view kV1 = "/irisservices/api/v1/public";

inline otp::Totp totp_of(std::string_view secret) {
  return otp::Totp::create(otp::Base32Secret::parse(secret).value().raw()).value();
}

/// Hands out one given code, whatever is asked for.
class OneCode final : public CodeSource {
 public:
  explicit OneCode(std::string text) : text_(std::move(text)) {}
  Result<SecretString> code(const CodeRequest& request, const CallOptions&) override {
    asked.push_back(request.kind);
    return SecretString(text_);
  }
  std::vector<FactorKind> asked{};

 private:
  std::string text_;
};

class Lab {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Lab() {
    const std::vector<std::string> all{"MFA_MODIFY", "CLUSTER_VIEW", "CLUSTER_MODIFY"};
    const std::string password(kPassword);
    testing::CohesitySeed seed{.mfa_enabled = true, .mfa_types = std::vector<std::string>{"totp", "email"}};
    seed.users.push_back(
        {.username = std::string(kAdmin), .password = password, .exempt = true, .privileges = all});
    seed.users.push_back({.username = std::string(kTina),
                          .password = password,
                          .email = "tina@example.com",
                          .totp = std::string(kSecret),
                          .privileges = all});
    seed.users.push_back({.username = std::string(kFred), .password = password, .email = "fred@example.com"});
    seed.users.push_back({.username = std::string(kPaul), .password = password, .exempt = true});
    seed.users.push_back({.username = "ada",
                          .password = password,
                          .domain = "corp.example.com",
                          .totp = std::string(kSecret)});
    seed.users.push_back({.username = "cli", .password = password, .exempt = true, .web = false});
    seed.api_keys.push_back({std::string(kKey), std::string(kAdmin)});
    fake = std::make_shared<testing::CohesityFake>(std::move(seed), clock);
    transport = std::make_shared<testing::FakeTransport>(fake, "", clock);
  }

  /// One request as any client could send it.
  http::Response send(std::string_view method, std::string_view path, std::string_view body = {},
                      const Headers& headers = {}) const {
    http::Request request{
        .method = std::string(method), .target = std::string(path), .body = SecretString(body)};
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    return fake->handle(request).value();
  }

  static Headers key() { return {{"apiKey", std::string(kKey)}}; }
  /// The body of any sign-in, with `more` members.
  static std::string credentials(std::string_view user, std::string_view more = {}) {
    return R"({"domain":"LOCAL","username":")" + std::string(user) + R"(","password":")" +
           std::string(kPassword) + "\"" + std::string(more) + "}";
  }
  [[nodiscard]] std::string otp(std::string_view field, std::string_view type) const {
    return ",\"" + std::string(field) + "\":\"" + code() + R"(","otpType":")" + std::string(type) + "\"";
  }
  /// A web session of `user`, as a header.
  [[nodiscard]] Headers cookie(std::string_view user) const {
    const auto line =
        std::string(send("POST", "/login", credentials(user)).headers.get("Set-Cookie").value());
    return {{"Cookie", line.substr(0, line.find(';'))}};
  }

  [[nodiscard]] std::string code(std::string_view secret = kSecret) const {
    return std::string(totp_of(secret).at(clock->now()).value().reveal());
  }
  /// The latest code that was mailed.
  [[nodiscard]] std::string mailed() const { return fake->outbox().back().code; }

  [[nodiscard]] std::shared_ptr<TotpCodeSource> source(std::string_view secret = kSecret) const {
    auto codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = clock});
    if (!secret.empty()) codes->use(totp_of(secret));
    return codes;
  }

  [[nodiscard]] Settings settings(std::string_view user, std::shared_ptr<CodeSource> codes = {},
                                  LoginWay login = LoginWay::session) const {
    Settings settings{
        .url = "https://cluster.example.com",
        .credentials = Password{.username = std::string(user), .password = SecretString(kPassword)},
        .login = login};
    settings.options.code_source = std::move(codes);
    settings.options.transport = transport;
    settings.options.clock = clock;
    return settings;
  }
  [[nodiscard]] Settings settings(Credentials credentials) const {
    auto settings = this->settings(kAdmin);
    settings.credentials = std::move(credentials);
    return settings;
  }

  [[nodiscard]] std::shared_ptr<MFAApi> client(std::string_view user, std::shared_ptr<CodeSource> codes = {},
                                               LoginWay login = LoginWay::session) const {
    return MFAApi::connect(settings(user, std::move(codes), login)).value();
  }
  /// The administrator's, by API key.
  [[nodiscard]] std::shared_ptr<MFAApi> keyed() const {
    return MFAApi::connect(settings(ApiKey{SecretString(kKey)})).value();
  }

  /// How many requests of that method arrived at `path`.
  [[nodiscard]] std::size_t arrived(std::string_view method, std::string_view path) const {
    std::size_t count = 0;
    for (const auto& entry : fake->journal())
      count += entry.request.method == method && entry.request.target == path ? 1U : 0U;
    return count;
  }
  [[nodiscard]] std::size_t sign_ins() const {
    return arrived("POST", "/v2/users/sessions") + arrived("POST", std::string(kV1) + "/accessTokens") +
           arrived("POST", "/login");
  }

  std::shared_ptr<testing::ManualClock> clock =
      std::make_shared<testing::ManualClock>(Time{std::chrono::seconds{1'800'000'000}});
  std::shared_ptr<testing::CohesityFake> fake{};
  std::shared_ptr<testing::FakeTransport> transport{};
};

}  // namespace mfaclient::cohesity
