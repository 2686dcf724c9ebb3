// The README's C++ block, against the shipped fake.
#include <chrono>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "mfaclient/factor_manager.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"

mfaclient::StoredFactor switch_on(mfaclient::mailinabox::Settings settings,
                                  std::shared_ptr<mfaclient::Store> store,
                                  const mfaclient::FactorOwner& owner);

namespace mfaclient {
namespace {

TEST(Readme, CppBlockSwitchesTotpOn) {
  const auto clock = std::make_shared<testing::ManualClock>(Time(std::chrono::seconds(1'700'000'000)));
  const auto fake = std::make_shared<testing::MailinaboxFake>(
      testing::MailinaboxSeed{
          .users = {{.email = "admin@example.com", .password = "correct horse", .admin = true}}},
      clock);
  const mailinabox::Settings settings{
      .url = "https://box.example.com/admin",
      .credentials = mailinabox::Password{"admin@example.com", SecretString("correct horse")},
      .options = {.transport = std::make_shared<testing::FakeTransport>(fake, "/admin", clock),
                  .clock = clock}};
  const auto store = make_memory_store(clock);

  const auto factor = switch_on(settings, store, {.provider = "mailinabox", .account = "admin@example.com"});

  EXPECT_EQ(factor.label, "phone");
  EXPECT_EQ(factor.state, FactorState::active);
  const auto methods = fake->methods("admin@example.com");
  ASSERT_TRUE(methods && methods->size() == 1);
  EXPECT_EQ(methods->front().label, "phone");
  const auto kept = otp::OtpauthUri::parse(store->list().value().front().otpauth_uri.reveal());
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(kept->secret.text().reveal(), methods->front().secret);
}

}  // namespace
}  // namespace mfaclient
