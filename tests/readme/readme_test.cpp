// The README's C++ block, against the shipped fake.
#include <chrono>
#include <memory>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"

mfaclient::Factor switch_on(const mfaclient::mailinabox::Settings& settings, mfaclient::TotpCodeSource& codes,
                            std::ostream& safe);

namespace mfaclient {
namespace {

TEST(Readme, CppBlockSwitchesTotpOn) {
  const auto clock = std::make_shared<testing::ManualClock>(Time(std::chrono::seconds(1'700'000'000)));
  const auto fake = std::make_shared<testing::MailinaboxFake>(
      testing::MailinaboxSeed{
          .users = {{.email = "admin@example.com", .password = "correct horse", .admin = true}}},
      clock);
  const auto codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = clock});
  const mailinabox::Settings settings{
      .url = "https://box.example.com/admin",
      .credentials = mailinabox::Password{"admin@example.com", SecretString("correct horse")},
      .options = {.code_source = codes,
                  .transport = std::make_shared<testing::FakeTransport>(fake, "/admin", clock),
                  .clock = clock}};
  std::ostringstream safe;

  const Factor factor = switch_on(settings, *codes, safe);

  EXPECT_EQ(factor.label, "phone");
  EXPECT_TRUE(factor.active);
  const auto methods = fake->methods("admin@example.com");
  ASSERT_TRUE(methods && methods->size() == 1);
  EXPECT_EQ(methods->front().label, "phone");
  const auto kept = otp::OtpauthUri::parse(safe.str().substr(0, safe.str().find('\n')));
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->secret.text().reveal(), methods->front().secret);
}

}  // namespace
}  // namespace mfaclient
