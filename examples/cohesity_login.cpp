// Signs in to a Cohesity cluster that demands a code, reads the policy, and keeps the session for the
// program's own calls. The code comes from a local authenticator; the client asks for it only when the
// cluster does, and never sends one twice.
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/code_source.hpp"
#include "mfaclient/cohesity/client.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/cohesity.hpp"
#include "mfaclient/testing/server.hpp"

using namespace mfaclient;

int main() {
  constexpr const char* kSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  // A faithful fake on loopback with real TLS. A real cluster is the same with its own URL, and with its CA's
  // file or its pinned key: `mfactl tls show` prints that.
  testing::CohesitySeed seed{.mfa_enabled = true};
  seed.users.push_back({.username = "operator", .password = "correct horse", .totp = kSecret});
  const auto clock = std::make_shared<testing::ManualClock>(std::chrono::system_clock::now());
  const auto fake = std::make_shared<testing::CohesityFake>(seed, clock);
  const auto server = testing::Server::start(fake, {.tls = true}).value();

  const auto secret = otp::Base32Secret::parse(kSecret).value();
  cohesity::Settings settings{
      .url = server->url(),
      .credentials = cohesity::Password{.username = "operator", .password = SecretString("correct horse")}};
  settings.options.code_source = std::make_shared<TotpCodeSource>(otp::Totp::create(secret.raw()).value(),
                                                                  TotpCodeOptions{.clock = clock});
  settings.options.tls.ca_file = server->ca_file();
  settings.options.clock = clock;
  const auto cluster = cohesity::MFAApi::connect(settings);
  if (!cluster) return std::cerr << cluster.error().text() << '\n', 2;

  // The first call signs in, once; the second uses the same session.
  const auto policy = (*cluster)->get_mfa_config();
  if (!policy) return std::cerr << policy.error().text() << '\n', 1;
  const auto me = (*cluster)->session_user();
  if (!me) return std::cerr << me.error().text() << '\n', 1;
  std::cout << "MFA is " << (policy->enabled ? "on" : "off") << " for the cluster\n";

  int codes_sent = 0;
  for (const auto& entry : fake->journal())
    codes_sent += entry.request.body.reveal().find("otpCode") != std::string_view::npos ? 1 : 0;
  std::cout << codes_sent << " code was sent\n";
  return policy->enabled && codes_sent == 1 ? 0 : 1;
}
