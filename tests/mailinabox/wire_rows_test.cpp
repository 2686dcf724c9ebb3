// Every row of docs/wire/mailinabox.md.
#include "mailinabox/wire_rows.hpp"

#include <gtest/gtest.h>

namespace mfaclient::mailinabox {
namespace {

class MailinaboxWire : public ::testing::TestWithParam<WireProof> {};

TEST_P(MailinaboxWire, HoldsAndFailsWhenFlipped) {
  wire_rows::expect_held_and_flipped(GetParam(), testing::mailinabox_wire_rows());
}

INSTANTIATE_TEST_SUITE_P(Rows, MailinaboxWire,
                         ::testing::ValuesIn(wire_proofs().begin(), wire_proofs().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(MailinaboxWireTable, ProvesEachRowOnce) {
  wire_rows::expect_each_proven_once(wire_proofs(), testing::mailinabox_wire_rows());
}

/// The typed operations work against a server that keeps to its documents as well, but for what these can't
/// express.
TEST(MailinaboxWireTable, TheClientCopesWithTheDocumentedServer) {
  Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("mode", "documented"));
  const auto client = lab.client(kAdmin);
  const auto status = client->mfa_status();
  ASSERT_TRUE(status) << status.error().message;
  ASSERT_TRUE(status->new_mfa && status->new_mfa->totp);
  const auto& secret = status->new_mfa->totp->secret;
  const auto enabled =
      client->mfa_totp_enable({.secret = secret, .code = SecretString(lab.code(secret.reveal()))});
  EXPECT_TRUE(enabled) << enabled.error().message;
  EXPECT_EQ(lab.method_count(kAdmin), 1U);
}

}  // namespace
}  // namespace mfaclient::mailinabox
