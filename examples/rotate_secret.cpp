// Replaces the stored TOTP secret of the account that signs in, at any vendor. Where a second one is allowed,
// the new one is on before the old one is off; the old secret stays in the store in any case.
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/factor_manager.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/store.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"

using namespace mfaclient;

int main() {
  const std::string old_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  testing::MailinaboxSeed seed;
  seed.users.push_back({.email = "admin@box.example.com",
                        .password = "correct horse",
                        .admin = true,
                        .methods = {{.secret = old_secret, .label = "old phone"}}});
  // Simulated time, which waiting for the next code moves.
  const auto clock = std::make_shared<testing::ManualClock>(std::chrono::system_clock::now());
  const auto fake = std::make_shared<testing::MailinaboxFake>(seed, clock);

  mailinabox::Settings settings{
      .url = "https://box.example.com/admin",
      .credentials = mailinabox::Password{"admin@box.example.com", SecretString("correct horse")}};
  settings.options.transport = std::make_shared<testing::FakeTransport>(fake, "/admin", clock);
  settings.options.clock = clock;
  // A real program opens one on the disk: see enroll_totp.cpp.
  const auto store = make_memory_store(clock);
  const auto factors = mailinabox::manage_factors(settings, store).value();
  const auto old = store->add(
      {.owner = factors.owner(), .label = "old phone", .factor_id = "1", .state = FactorState::active},
      {.otpauth_uri = SecretString("otpauth://totp/box?secret=" + old_secret)});
  if (!old) return std::cerr << old.error().text() << '\n', 1;

  const auto factor = factors.replace(old->id, {.label = "new phone"});
  if (!factor) return std::cerr << factor.error().text() << '\n', 1;
  const auto methods = fake->methods(factors.owner().account).value();
  std::cout << "factor " << factor->factor_id << " (" << factor->label << ") has replaced the old one\n";
  return methods.size() == 1 && methods.front().secret != old_secret ? 0 : 1;
}
