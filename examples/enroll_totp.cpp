// Turns TOTP on for the account that signs in, at any vendor that can: only `make_provider` knows which one
// it is. Whatever interrupts it, nobody is locked out: the secret is in the store before the vendor may count
// on it, and the next run settles what this one has left open.
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/factor_manager.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/server.hpp"

using namespace mfaclient;

namespace {

/// After settling what an earlier run has left open.
Result<StoredFactor> enroll(FactorLifecycle& lifecycle) {
  const auto unfinished = lifecycle.unfinished();
  if (!unfinished) return unfinished.error();
  for (const auto& factor : *unfinished)
    if (const auto settled = lifecycle.resume(factor.id); !settled) return settled.error();
  return lifecycle.enroll({.request = {.label = "backup host"}});
}

}  // namespace

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
  if (!store) return std::cerr << store.error().message << '\n', 1;

  // The client signs in with codes of the store: the box ends its session when MFA is switched on.
  const FactorOwner owner{
      .provider = "mailinabox", .origin = server->url(), .account = "admin@box.example.com"};
  const auto codes = std::make_shared<StoreCodeSource>(*store, owner, StoreCodeOptions{.clock = clock});
  mailinabox::Settings settings{
      .url = server->url(),
      .credentials = mailinabox::Password{owner.account, SecretString("correct horse")}};
  settings.options.code_source = codes;
  settings.options.tls.ca_file = server->ca_file();
  settings.options.clock = clock;
  const auto api = mailinabox::MFAApi::connect(settings);
  if (!api) return std::cerr << api.error().message << '\n', 2;

  FactorLifecycle lifecycle(
      {.provider = make_provider(*api), .store = *store, .codes = codes, .owner = owner, .clock = clock});
  const auto factor = enroll(lifecycle);
  std::filesystem::remove_all(folder);
  if (!factor) return std::cerr << factor.error().message << '\n', 1;
  std::cout << "factor " << factor->factor_id << " (" << factor->label << ") is on\n";
  return factor->state == FactorState::active ? 0 : 1;
}
