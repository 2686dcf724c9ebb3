// Replaces the TOTP secret of the account that signs in, at any vendor that allows a second one beside the
// first: the new one is on before the old one is off, so that there is no moment without a working secret.
// Where one secret is all there may be, it says so, and changes nothing.
#include <algorithm>
#include <iostream>
#include <memory>
#include <string>

#include "mfaclient/code_source.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"

using namespace mfaclient;

namespace {

Error refuse(Errc code, std::string message) { return Error{.code = code, .message = std::move(message)}; }

/// Turns a second factor on and makes `codes` those of its secret. `options` are those of `codes`, and their
/// ledger sees to it that the code which confirmed the new secret is not sent again.
Result<Factor> add(IMfaProvider& provider, TotpCodeSource& codes, const TotpCodeOptions& options) {
  auto begun = provider.enroll({.label = "rotated", .additional = true});
  if (!begun) return begun.error();
  const auto* challenge = std::get_if<Challenge>(&begun->next);
  if (!begun->otpauth_uri || challenge == nullptr)
    return refuse(Errc::unsupported, "this vendor hands out no secret to rotate to");
  const auto uri = otp::OtpauthUri::parse(begun->otpauth_uri->reveal());
  if (!uri) return uri.error();
  const auto totp = uri->totp();
  if (!totp) return totp.error();
  // A real program puts the URI on the disk here: see enroll_totp.cpp.
  TotpCodeSource fresh(*totp, options);
  const auto code = fresh.code({.purpose = CodePurpose::confirm_enrollment}, {});
  if (!code) return code.error();
  // The old secret signs in until the vendor has said yes to the new one.
  auto verdict = provider.verify(*challenge, {.text = *code});
  if (!verdict) return verdict.error();
  codes.use(*totp);
  if (!verdict->factor) return refuse(Errc::outcome_unknown, "the new factor is on, but its id is not known");
  return *verdict->factor;
}

Result<Factor> rotate(IMfaProvider& provider, TotpCodeSource& codes, const TotpCodeOptions& options) {
  const auto before = provider.status(Account::self());
  if (!before) return before.error();
  const auto is_totp = [](const Factor& factor) { return factor.kind == FactorKind::totp && factor.active; };
  if (std::ranges::count_if(before->factors, is_totp) != 1)
    return refuse(Errc::conflict, "there is not exactly one secret to replace");
  const auto old = *std::ranges::find_if(before->factors, is_totp);

  auto added = add(provider, codes, options);
  if (!added) return added;
  const auto left = provider.disable(Account::self(), old, nullptr);
  if (!left) return left.error();
  return added;
}

}  // namespace

int main() {
  constexpr const char* kOldSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  testing::MailinaboxSeed seed;
  seed.users.push_back({.email = "admin@box.example.com",
                        .password = "correct horse",
                        .admin = true,
                        .methods = {{.secret = kOldSecret, .label = "old phone"}}});
  // Simulated time, which waiting for the next code moves.
  const auto clock = std::make_shared<testing::ManualClock>(std::chrono::system_clock::now());
  const auto fake = std::make_shared<testing::MailinaboxFake>(seed, clock);
  const auto old_secret = otp::Base32Secret::parse(kOldSecret).value();
  const TotpCodeOptions options{.clock = clock, .ledger = make_memory_ledger()};
  const auto codes = std::make_shared<TotpCodeSource>(otp::Totp::create(old_secret.raw()).value(), options);

  mailinabox::Settings settings{
      .url = "https://box.example.com/admin",
      .credentials = mailinabox::Password{"admin@box.example.com", SecretString("correct horse")}};
  settings.options.code_source = codes;
  settings.options.transport = std::make_shared<testing::FakeTransport>(fake, "/admin", clock);
  settings.options.clock = clock;
  const auto provider = make_provider(mailinabox::MFAApi::connect(settings).value());

  const auto factor = rotate(*provider, *codes, options);
  if (!factor) return std::cerr << factor.error().message << '\n', 1;
  const auto methods = fake->methods("admin@box.example.com").value();
  std::cout << "factor " << factor->id << " has replaced the old one\n";
  return methods.size() == 1 && methods.front().secret != kOldSecret ? 0 : 1;
}
