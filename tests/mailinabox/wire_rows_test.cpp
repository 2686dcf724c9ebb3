// Every row of docs/wire/mailinabox.md: it holds against the fake as it really is, and the proof fails as
// soon as the fake behaves as documented in that row, so that no proof is empty.
#include "mailinabox/wire_rows.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace mfaclient::mailinabox {
namespace {

class MailinaboxWire : public ::testing::TestWithParam<WireProof> {};

TEST_P(MailinaboxWire, HoldsAndFailsWhenFlipped) {
  const auto& proof = GetParam();
  Lab real;
  EXPECT_EQ(proof.holds(real), std::nullopt);

  const auto rows = testing::mailinabox_wire_rows();
  const auto row = std::ranges::find(rows, proof.row, &testing::WireRow::number);
  ASSERT_NE(row, rows.end());
  Lab flipped;
  ASSERT_TRUE(flipped.fake->set_knob(row->knob, "documented"));
  EXPECT_NE(proof.holds(flipped), std::nullopt) << "the proof does not notice knob " << row->knob;
}

INSTANTIATE_TEST_SUITE_P(Rows, MailinaboxWire,
                         ::testing::ValuesIn(wire_proofs().begin(), wire_proofs().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(MailinaboxWireTable, ProvesEachRowOnce) {
  const auto rows = testing::mailinabox_wire_rows();
  ASSERT_EQ(rows.size(), wire_proofs().size());
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].number, wire_proofs()[i].row);
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
