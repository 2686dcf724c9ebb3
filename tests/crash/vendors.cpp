#include "crash/vendors.hpp"

#include <fstream>

#include "mfaclient/testing/cohesity.hpp"
#include "mfaclient/testing/generic.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/onelogin.hpp"
#include "mfaclient/testing/quatrix.hpp"

namespace crash {
namespace {

namespace testing = mfaclient::testing;
using Clock = std::shared_ptr<mfaclient::Clock>;
using Strings = std::vector<std::string>;

constexpr const char* kPassword = "correct horse";
constexpr const char* kUser = "ada@example.com";
constexpr const char* kByPassword =
    "username = \"ada@example.com\"\npassword = { file = \"FOLDER/password\" }\n";

Site mailinabox(const Clock& clock, const std::string& /*folder*/) {
  testing::MailinaboxSeed seed;
  seed.users.push_back({.email = kUser, .password = kPassword, .admin = true});
  const auto fake = std::make_shared<testing::MailinaboxFake>(std::move(seed), clock);
  Site site{.fake = fake, .base_path = "/admin", .profile = kByPassword, .account = {"--self"}};
  site.factors = [fake] {
    Strings secrets;
    const auto methods = fake->methods(kUser).value();
    for (const auto& method : methods) secrets.push_back(method.secret);
    return secrets;
  };
  return site;
}

Site generic(const Clock& clock, const std::string& /*folder*/) {
  testing::GenericSeed seed;
  seed.users.push_back({.username = kUser,
                        .email = kUser,
                        .password = kPassword,
                        .recovery_email = "ada@recovery.example.com"});
  const auto fake = std::make_shared<testing::GenericFake>(std::move(seed), clock);
  Site site{.fake = fake, .profile = kByPassword, .account = {"--self"}};
  site.factors = [fake]() -> Strings {
    const auto mfa = fake->user(kUser)->mfa;
    return mfa ? Strings{mfa->secret} : Strings{};
  };
  site.recovery_codes = [fake]() -> Strings {
    const auto mfa = fake->user(kUser)->mfa;
    return mfa ? mfa->recovery_codes : Strings{};
  };
  return site;
}

Site onelogin(const Clock& clock, const std::string& folder) {
  testing::OneLoginSeed seed;
  seed.clients.push_back({.client_id = "tool", .client_secret = kPassword, .scope = "Manage Users"});
  seed.users.push_back({.id = 101});
  const auto fake = std::make_shared<testing::OneLoginFake>(std::move(seed), clock);
  fake->on_delivery([file = folder + "/sms"](const auto& message) { std::ofstream(file) << message.code; });
  Site site{.fake = fake,
            .profile =
                "client_id = \"tool\"\nclient_secret = { file = \"FOLDER/password\" }\n"
                "code = { command = \"cat FOLDER/sms && rm FOLDER/sms\" }\n",
            .enroll = {"--account", "101", "--kind", "sms", "--destination", "+14155550100"},
            .account = {"--account", "101"},
            .has_secrets = false};
  site.factors = [fake] {
    Strings ids;
    const auto devices = fake->devices(101).value();
    for (const auto& device : devices)
      if (device.active) ids.push_back(std::to_string(device.id));
    return ids;
  };
  return site;
}

Site cohesity(const Clock& clock, const std::string& /*folder*/) {
  testing::CohesitySeed seed{.mfa_enabled = true, .mfa_types = Strings{"totp"}};
  seed.users.push_back({.username = "ada", .password = kPassword});
  const auto fake = std::make_shared<testing::CohesityFake>(std::move(seed), clock);
  Site site{.fake = fake,
            .profile = "username = \"ada\"\npassword = { file = \"FOLDER/password\" }\nlogin = \"web\"\n",
            .can_disable = false};
  site.factors = [fake]() -> Strings {
    const auto secret = fake->totp("ada");
    return secret ? Strings{*secret} : Strings{};
  };
  return site;
}

Site quatrix(const Clock& clock, const std::string& /*folder*/) {
  testing::QuatrixSeed seed;
  seed.users.push_back({.email = kUser, .password = kPassword});
  const auto fake = std::make_shared<testing::QuatrixFake>(std::move(seed), clock);
  Site site{.fake = fake, .base_path = "/api/1.0", .profile = kByPassword, .account = {"--self"}};
  site.factors = [fake]() -> Strings {
    const auto secret = fake->user(kUser)->totp;
    return secret.empty() ? Strings{} : Strings{secret};
  };
  return site;
}

}  // namespace

std::span<const Vendor> vendors() {
  static constexpr Vendor kVendors[] = {{"mailinabox", mailinabox},
                                        {"generic", generic},
                                        {"onelogin", onelogin},
                                        {"cohesity", cohesity},
                                        {"quatrix", quatrix}};
  return kVendors;
}

}  // namespace crash
