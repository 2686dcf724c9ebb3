// The typed client of one vendor: an administrator looks at another's methods and turns one of them off.
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"

using namespace mfaclient;

int main() {
  // Mounted in-process: no socket, no TLS, the same code.
  testing::MailinaboxSeed seed;
  seed.users.push_back({.email = "admin@box.example.com", .password = "correct horse", .admin = true});
  seed.users.push_back({.email = "lost.phone@box.example.com",
                        .password = "battery staple",
                        .methods = {{.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", .label = "lost phone"},
                                    {.secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", .label = "tablet"}}});
  const auto fake = std::make_shared<testing::MailinaboxFake>(seed);

  mailinabox::Settings settings{
      .url = "https://box.example.com/admin",
      .credentials = mailinabox::Password{"admin@box.example.com", SecretString("correct horse")}};
  settings.options.transport = std::make_shared<testing::FakeTransport>(fake, "/admin");
  const auto client = mailinabox::MFAApi::connect(settings).value();

  const std::string user = "lost.phone@box.example.com";
  const auto status = client->mfa_status({.user = user});
  if (!status) return std::cerr << status.error().text() << '\n', 1;
  for (const auto& method : status->enabled_mfa) {
    std::cout << method.id << '\t' << method.label.value_or("") << '\n';
    if (method.label != "lost phone") continue;
    const auto done = client->mfa_totp_disable({.mfa_id = {method.id}, .user = user});
    if (!done) return std::cerr << done.error().text() << '\n', 1;
  }
  const auto left = fake->methods(user).value();
  std::cout << left.size() << " method is left: " << left.front().label.value_or("") << '\n';
  return left.size() == 1 ? 0 : 1;
}
