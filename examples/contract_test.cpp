// A user's own test: does my program do the right thing at a Mail-in-a-Box? The fake behaves as the real
// server does, and its journal tells what my program really sent.
#include <memory>

#include <gtest/gtest.h>

#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/transport.hpp"

namespace {

using namespace mfaclient;

/// The code under test: an operator's helper that turns off what an account has.
bool unlock(mailinabox::MFAApi& api, const std::string& account) {
  const auto status = api.mfa_status({.user = account});
  if (!status || status->enabled_mfa.empty()) return false;
  return api.mfa_totp_disable_all({.user = account}).has_value();
}

class UnlockAccount : public ::testing::Test {
 protected:
  UnlockAccount() {
    mfaclient::testing::MailinaboxSeed seed;
    seed.users.push_back({.email = "admin@box.example.com", .password = "correct horse", .admin = true});
    seed.users.push_back({.email = "locked@box.example.com",
                          .password = "battery staple",
                          .methods = {{.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}}});
    fake = std::make_shared<mfaclient::testing::MailinaboxFake>(seed);
    transport = std::make_shared<mfaclient::testing::FakeTransport>(fake, "/admin");
    mailinabox::Settings settings{
        .url = "https://box.example.com/admin",
        .credentials = mailinabox::Password{"admin@box.example.com", SecretString("correct horse")}};
    settings.options.transport = transport;
    api = mailinabox::MFAApi::connect(settings).value();
  }

  std::shared_ptr<mfaclient::testing::MailinaboxFake> fake;
  std::shared_ptr<mfaclient::testing::FakeTransport> transport;
  std::shared_ptr<mailinabox::MFAApi> api;
};

TEST_F(UnlockAccount, TurnsEverythingOff) {
  EXPECT_TRUE(unlock(*api, "locked@box.example.com"));
  EXPECT_TRUE(fake->methods("locked@box.example.com")->empty());
}

TEST_F(UnlockAccount, SendsNoRemovalForAnAccountWithoutMethods) {
  EXPECT_FALSE(unlock(*api, "admin@box.example.com"));
  for (const auto& entry : fake->journal()) EXPECT_NE(entry.request.target, "/admin/mfa/disable");
}

TEST_F(UnlockAccount, DoesNotInsistWhenTheAnswerIsLost) {
  transport->script({mfaclient::testing::Fault::none, mfaclient::testing::Fault::none,
                     mfaclient::testing::Fault::lost_answer});
  EXPECT_FALSE(unlock(*api, "locked@box.example.com"));
  std::size_t removals = 0;
  for (const auto& entry : fake->journal())
    removals += entry.request.target == "/admin/mfa/disable" ? 1U : 0U;
  EXPECT_EQ(removals, 1U);
}

}  // namespace
