// Every row of docs/wire/generic.md.
#include "generic/wire_rows.hpp"

#include <gtest/gtest.h>

namespace mfaclient::generic {
namespace {

class GenericWire : public ::testing::TestWithParam<WireProof> {};

TEST_P(GenericWire, HoldsAndFailsWhenFlipped) {
  wire_rows::expect_held_and_flipped(GetParam(), testing::generic_wire_rows());
}

INSTANTIATE_TEST_SUITE_P(Rows, GenericWire, ::testing::ValuesIn(wire_proofs().begin(), wire_proofs().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(GenericWireTable, ProvesEachRowOnce) {
  wire_rows::expect_each_proven_once(wire_proofs(), testing::generic_wire_rows());
}

/// The documented server has no challenge that could be answered; all else the client can do there, too.
TEST(GenericWireTable, TheClientCopesWithTheDocumentedServer) {
  Lab lab;
  lab.knob("mode", "documented");
  const auto client = lab.client(kNewcomer);
  const auto offer = client->generate_mfa();
  ASSERT_TRUE(offer) << offer.error().message;
  const auto enabled = client->enable_mfa({.code = SecretString(lab.code(0, offer->secret.reveal())),
                                           .secret = offer->secret,
                                           .recovery_codes = offer->recovery_codes});
  ASSERT_TRUE(enabled) << enabled.error().message;
  EXPECT_TRUE(client->user()->mfa);
  EXPECT_TRUE(client->disable_mfa({.recovery_code = offer->recovery_codes.front()}));
  EXPECT_FALSE(lab.mfa(kNewcomer));
}

}  // namespace
}  // namespace mfaclient::generic
