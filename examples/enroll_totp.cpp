// Turns TOTP on for the account that signs in, at any vendor that can: only `manage_factors` knows which one
// it is. Whatever interrupts it, nobody is locked out: the secret is in the store before the vendor may count
// on it, and the next run settles what this one has left open.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/factor_manager.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/store.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/server.hpp"

using namespace mfaclient;

int main() {
  // A faithful fake on loopback with real TLS, on simulated time. A real box is the same with its own URL and
  // CA.
  const auto clock = std::make_shared<testing::ManualClock>(std::chrono::system_clock::now());
  const auto fake = std::make_shared<testing::MailinaboxFake>(
      testing::MailinaboxSeed{
          .users = {{.email = "admin@box.example.com", .password = "correct horse", .admin = true}}},
      clock);
  const auto server = testing::Server::start(fake, {.tls = true, .base_path = "/admin"}).value();
  std::string folder = "/tmp/enroll_totp.XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return 1;
  const auto store = open_store({.folder = folder + "/store", .key_folder = folder + "/key", .clock = clock});
  if (!store) return std::cerr << store.error().text() << '\n', 1;

  mailinabox::Settings settings{
      .url = server->url(),
      .credentials = mailinabox::Password{"admin@box.example.com", SecretString("correct horse")}};
  settings.options.tls.ca_file = server->ca_file();
  settings.options.clock = clock;
  const auto factors = mailinabox::manage_factors(settings, *store);
  if (!factors) return std::cerr << factors.error().text() << '\n', 2;

  // First what an earlier run has left open.
  const auto settled = factors->resume_all();
  const auto factor =
      settled ? factors->enroll({.label = "backup host"}) : Result<FactorInfo>(settled.error());
  std::filesystem::remove_all(folder);
  if (!factor) return std::cerr << factor.error().text() << '\n', 1;
  std::cout << "factor " << factor->factor_id << " (" << factor->label << ") is on\n";
  return factor->state == FactorState::active ? 0 : 1;
}
