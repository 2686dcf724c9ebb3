// Every row of docs/wire/cohesity.md.
#include "cohesity/wire_rows.hpp"

#include <gtest/gtest.h>

namespace mfaclient::cohesity {
namespace {

class CohesityWire : public ::testing::TestWithParam<WireProof> {};

TEST_P(CohesityWire, HoldsAndFailsWhenFlipped) {
  wire_rows::expect_held_and_flipped(GetParam(), testing::cohesity_wire_rows());
}

INSTANTIATE_TEST_SUITE_P(Rows, CohesityWire, ::testing::ValuesIn(wire_proofs().begin(), wire_proofs().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(CohesityWireTable, ProvesEachRowOnce) {
  wire_rows::expect_each_proven_once(wire_proofs(), testing::cohesity_wire_rows());
}

/// With an API key, the one credential that the documents describe right.
TEST(CohesityWireTable, TheClientCopesWithTheDocumentedServer) {
  Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("mode", "documented"));
  const auto client = lab.keyed();
  const auto policy = client->merge_mfa_config({.authentication_types = std::vector<std::string>{"email"}});
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_TRUE(policy->enabled);
  const auto begun = client->update_support_mfa_config({.enabled = true, .mfa_type = "totp"});
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_TRUE(begun->totp_secret_key);
  EXPECT_TRUE(client->session_user());
}

}  // namespace
}  // namespace mfaclient::cohesity
