#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/code_source.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"
#include "wire/form.hpp"

/// A fake box on simulated time, and ways to talk to it: raw requests, and clients of ours.
namespace mfaclient::mailinabox {

inline constexpr std::string_view kAdmin = "admin@box.example.com";  // no method
inline constexpr std::string_view kTwo = "two@box.example.com";      // administrator with methods 1 and 2
inline constexpr std::string_view kPlain = "plain@box.example.com";  // no administrator
inline constexpr std::string_view kPassword = "correct horse";
inline constexpr std::string_view kFirstSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
inline constexpr std::string_view kSecondSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
inline constexpr std::string_view kSystemKey = "00112233445566778899aabbccddeeff";

inline otp::Totp totp_of(std::string_view secret) {
  return otp::Totp::create(otp::Base32Secret::parse(secret).value().raw()).value();
}

class Lab {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Lab() {
    testing::MailinaboxSeed seed{.system_key = std::string(kSystemKey)};
    const std::string password(kPassword);
    seed.users.push_back({.email = std::string(kAdmin), .password = password, .admin = true});
    seed.users.push_back({.email = std::string(kTwo),
                          .password = password,
                          .admin = true,
                          .methods = {{.secret = std::string(kFirstSecret)},
                                      {.secret = std::string(kSecondSecret), .label = "tablet"}}});
    seed.users.push_back({.email = std::string(kPlain), .password = password});
    fake = std::make_shared<testing::MailinaboxFake>(std::move(seed), clock);
    transport = std::make_shared<testing::FakeTransport>(fake, "/admin", clock);
  }

  /// One request as any client could send it; `body` goes as a form unless `headers` say otherwise.
  http::Response post(std::string_view path, std::string_view body = {}, const Headers& headers = {}) const {
    http::Request request{.method = "POST", .target = std::string(path), .body = SecretString(body)};
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    if (!request.headers.get("Content-Type"))
      request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    return fake->handle(request).value();
  }

  static std::pair<std::string, std::string> basic(std::string_view user, std::string_view password) {
    return {"Authorization", std::string(wire::basic_credentials(user, password).reveal())};
  }
  /// The system key's authority: no session to die, no code to burn.
  static std::pair<std::string, std::string> system() { return basic(kSystemKey, ""); }

  [[nodiscard]] std::string code(std::string_view secret, int steps_ahead = 0) const {
    const auto totp = totp_of(secret);
    return std::string(totp.at(clock->now() + steps_ahead * totp.parameters().period).value().reveal());
  }

  [[nodiscard]] std::shared_ptr<TotpCodeSource> source(std::string_view secret = {}) const {
    auto codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = clock});
    if (!secret.empty()) codes->use(totp_of(secret));
    return codes;
  }

  [[nodiscard]] Settings settings(std::string_view email, std::shared_ptr<CodeSource> codes = {},
                                  std::string_view password = kPassword) const {
    Settings settings{.url = "https://box.example.com/admin",
                      .credentials = Password{std::string(email), SecretString(password)}};
    settings.options.code_source = std::move(codes);
    settings.options.transport = transport;
    settings.options.clock = clock;
    return settings;
  }

  [[nodiscard]] std::shared_ptr<MFAApi> client(std::string_view email, std::shared_ptr<CodeSource> codes = {},
                                               std::string_view password = kPassword) const {
    return MFAApi::connect(settings(email, std::move(codes), password)).value();
  }

  /// How many requests arrived at `path`, as the box sees it.
  [[nodiscard]] std::size_t arrived(std::string_view path) const {
    std::size_t count = 0;
    for (const auto& entry : fake->journal()) count += entry.request.target.ends_with(path) ? 1U : 0U;
    return count;
  }
  [[nodiscard]] std::size_t method_count(std::string_view email) const {
    return fake->methods(email).value().size();
  }

  std::shared_ptr<testing::ManualClock> clock =
      std::make_shared<testing::ManualClock>(Time{std::chrono::seconds{1'800'000'000}});
  std::shared_ptr<testing::MailinaboxFake> fake{};
  std::shared_ptr<testing::FakeTransport> transport{};
};

}  // namespace mfaclient::mailinabox
