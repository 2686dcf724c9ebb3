#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/code_source.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/quatrix/client.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/quatrix.hpp"
#include "mfaclient/testing/transport.hpp"
#include "wire/form.hpp"
#include "wire/json.hpp"

/// A fake account host on simulated time, and ways to talk to it: raw requests, and clients of ours.
namespace mfaclient::quatrix {

inline constexpr std::string_view kAdmin = "admin@acme.example";    // administrator without factors
inline constexpr std::string_view kPhone = "phone@acme.example";    // an authenticator
inline constexpr std::string_view kPinned = "pinned@acme.example";  // a PIN
inline constexpr std::string_view kBoth = "both@acme.example";      // both
inline constexpr std::string_view kForced = "forced@acme.example";  // told to set MFA up, and hasn't yet
inline constexpr std::string_view kPlain = "plain@acme.example";    // nothing, and no administrator
inline constexpr std::string_view kPassword = "correct h\xC3\xB6rse";
inline constexpr std::string_view kSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
inline constexpr std::string_view kPinText = "01234";
inline constexpr std::string_view kApiKey = "key-7f2c9a41";
inline constexpr std::string_view kNobody = "00000000-0000-4000-8000-00000000dead";

inline otp::Totp totp_of(std::string_view secret) {
  return otp::Totp::create(otp::Base32Secret::parse(secret).value().raw()).value();
}

/// An authenticator and a PIN on a note.
class Wallet final : public CodeSource {
 public:
  Wallet(const std::shared_ptr<Clock>& clock, std::string_view secret, std::string_view pin)
      : pin_(pin), codes_(TotpCodeOptions{.clock = clock}) {
    if (!secret.empty()) codes_.use(totp_of(secret));
  }
  [[nodiscard]] Result<SecretString> code(const CodeRequest& request, const CallOptions& options) override {
    if (request.kind != FactorKind::pin) return codes_.code(request, options);
    return SecretString(pin_);
  }

 private:
  std::string pin_;
  TotpCodeSource codes_;
};

class Lab {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Lab() {
    testing::QuatrixSeed seed;
    int number = 0;
    const auto add = [&](std::string_view email) -> testing::QuatrixUser& {
      testing::QuatrixUser user;
      user.id = "00000000-0000-4000-8000-00000000000" + std::to_string(++number);
      user.email = email;
      user.password = kPassword;
      return seed.users.emplace_back(std::move(user));
    };
    auto& admin = add(kAdmin);
    admin.admin = true;
    admin.api_key = kApiKey;
    add(kPhone).totp = kSecret;
    add(kPinned).pin = kPinText;
    auto& both = add(kBoth);
    both.totp = kSecret;
    both.pin = kPinText;
    add(kForced).forced = {"2FA"};
    add(kPlain);
    fake = std::make_shared<testing::QuatrixFake>(std::move(seed), clock);
    transport = std::make_shared<testing::FakeTransport>(fake, "/api/1.0", clock);
  }

  /// One request as any client could send it.
  http::Response send(std::string_view method, std::string_view path, std::string_view body = {},
                      const Headers& headers = {}) const {
    http::Request request{
        .method = std::string(method), .target = std::string(path), .body = SecretString(body)};
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    return fake->handle(request).value();
  }
  http::Response start(std::string_view email, std::string_view password = kPassword) const {
    return send("GET", "/session/login", {}, {basic(email, password)});
  }
  /// A raw session, whole or partial.
  [[nodiscard]] std::string begin(std::string_view email) const {
    return std::string(start(email).headers.get("X-Auth-Token").value());
  }

  static std::pair<std::string, std::string> basic(std::string_view user, std::string_view password) {
    return {"Authorization", std::string(wire::basic_credentials(user, password).reveal())};
  }
  static std::pair<std::string, std::string> token(std::string_view id) {
    return {"X-Auth-Token", std::string(id)};
  }
  [[nodiscard]] std::string id(std::string_view email) const { return fake->user(email).value().id; }

  [[nodiscard]] std::string code(std::string_view secret, int steps_ahead = 0) const {
    const auto totp = totp_of(secret);
    return std::string(totp.at(clock->now() + steps_ahead * totp.parameters().period).value().reveal());
  }
  [[nodiscard]] std::shared_ptr<TotpCodeSource> source(std::string_view secret = {}) const {
    auto codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = clock});
    if (!secret.empty()) codes->use(totp_of(secret));
    return codes;
  }
  [[nodiscard]] std::shared_ptr<CodeSource> wallet(std::string_view secret = kSecret,
                                                   std::string_view pin = kPinText) const {
    return std::make_shared<Wallet>(clock, secret, pin);
  }

  [[nodiscard]] Settings settings(std::string_view email, std::shared_ptr<CodeSource> codes = {},
                                  std::string_view password = kPassword) const {
    Settings settings{.url = "https://acme.quatrix.it/api/1.0",
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

  /// How many such requests arrived.
  [[nodiscard]] std::size_t arrived(std::string_view method, std::string_view path) const {
    std::size_t count = 0;
    for (const auto& entry : fake->journal())
      count += entry.request.method == method && entry.request.target.ends_with(path) ? 1U : 0U;
    return count;
  }
  [[nodiscard]] std::size_t sign_ins() const { return arrived("GET", "/session/login"); }
  void set(std::string_view knob, std::string_view value) const { fake->set_knob(knob, value).value(); }

  std::shared_ptr<testing::ManualClock> clock =
      std::make_shared<testing::ManualClock>(Time{std::chrono::seconds{1'800'000'000}});
  std::shared_ptr<testing::QuatrixFake> fake{};
  std::shared_ptr<testing::FakeTransport> transport{};
};

}  // namespace mfaclient::quatrix
