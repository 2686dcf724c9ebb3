// Turns TOTP on for the account that signs in, at any vendor that can: only `make_provider` knows which one
// it is. The secret is safe on disk before the code that turns it on is sent: nobody is locked out by a crash
// in between.
#include <iostream>
#include <memory>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "mfaclient/code_source.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/server.hpp"

using namespace mfaclient;

namespace {

/// Writes `uri` where only the owner can read it, and not before it is on the disk says yes.
bool keep(const SecretString& uri, const std::string& file) {
  const int fd = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const auto text = uri.reveal();
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  return close(fd) == 0 && written;
}

Result<Factor> enroll(IMfaProvider& provider, TotpCodeSource& codes, const std::string& file) {
  auto begun = provider.enroll({.label = "backup host"});
  if (!begun) return begun.error();
  if (!begun->otpauth_uri)
    return Error{.code = Errc::unsupported, .message = "this vendor hands out no secret"};
  if (!keep(*begun->otpauth_uri, file))
    return Error{.code = Errc::storage, .message = "the secret can't be kept; nothing was turned on"};

  const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri->reveal());
  if (!uri) return uri.error();
  const auto totp = uri->totp();
  if (!totp) return totp.error();
  codes.use(*totp);  // from now on the client signs in with the new secret

  const auto* challenge = std::get_if<Challenge>(&begun->next);
  if (challenge == nullptr) return std::get<Factor>(begun->next);
  auto code = codes.code({.purpose = CodePurpose::confirm_enrollment}, {});
  if (!code) return code.error();
  const auto verdict = provider.verify(*challenge, {.text = *code});
  if (!verdict) return verdict.error();
  return verdict->factor.value_or(Factor{});
}

}  // namespace

int main() {
  // A faithful fake on loopback with real TLS, on simulated time. A real box is the same with its own URL and
  // CA.
  auto clock = std::make_shared<testing::ManualClock>(std::chrono::system_clock::now());
  auto fake = std::make_shared<testing::MailinaboxFake>(
      testing::MailinaboxSeed{
          .users = {{.email = "admin@box.example.com", .password = "correct horse", .admin = true}}},
      clock);
  const auto server = testing::Server::start(fake, {.tls = true, .base_path = "/admin"}).value();

  auto codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = clock});
  mailinabox::Settings settings{
      .url = server->url(),
      .credentials = mailinabox::Password{"admin@box.example.com", SecretString("correct horse")}};
  settings.options.code_source = codes;
  settings.options.tls.ca_file = server->ca_file();
  settings.options.clock = clock;
  const auto api = mailinabox::MFAApi::connect(settings);
  if (!api) return std::cerr << api.error().message << '\n', 2;

  char folder[] = "/tmp/enroll_totp.XXXXXX";
  if (mkdtemp(folder) == nullptr) return 1;
  const std::string file = std::string(folder) + "/admin.otpauth";
  const auto factor = enroll(*make_provider(*api), *codes, file);
  unlink(file.c_str());
  rmdir(folder);
  if (!factor) return std::cerr << factor.error().message << '\n', 1;
  std::cout << "factor " << factor->id << " (" << factor->label << ") is on\n";
}
