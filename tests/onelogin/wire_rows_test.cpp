// Every row of docs/wire/onelogin.md.
#include "onelogin/wire_rows.hpp"

#include <gtest/gtest.h>

namespace mfaclient::onelogin {
namespace {

class OneLoginWire : public ::testing::TestWithParam<WireProof> {};

TEST_P(OneLoginWire, HoldsAndFailsWhenFlipped) {
  wire_rows::expect_held_and_flipped(GetParam(), testing::onelogin_wire_rows());
}

INSTANTIATE_TEST_SUITE_P(Rows, OneLoginWire, ::testing::ValuesIn(wire_proofs().begin(), wire_proofs().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(OneLoginWireTable, ProvesEachRowOnce) {
  wire_rows::expect_each_proven_once(wire_proofs(), testing::onelogin_wire_rows());
}

/// All but two rows: a success without its `type` can't be told from a pending push, and a temporary token
/// whose life must be text is not minted.
TEST(OneLoginWireTable, TheClientCopesWithTheDocumentedServer) {
  const Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("mode", "documented"));
  for (const auto* needed : {"success_type", "mfa_token_types"})
    ASSERT_TRUE(lab.fake->set_knob(needed, "real"));
  const auto client = lab.client();
  const UserId user{std::string(kFull)};
  const DeviceId sms{std::string(kSms)};
  const auto factors = client->get_mfa_factors({.user_id = {std::string(kNew)}});
  ASSERT_TRUE(factors) << factors.error().message;
  EXPECT_EQ(factors->auth_factors.size(), 5U);
  ASSERT_TRUE(client->get_enrolled_factors({.user_id = user}));
  const auto sent = client->activate_mfa_factors({.user_id = user, .device_id = sms});
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->state_token_expires_in, 120);
  EXPECT_TRUE(client->verify_mfa_factor({.user_id = user,
                                         .device_id = sms,
                                         .otp_token = SecretString(lab.message().code),
                                         .state_token = sent->state_token}));
  EXPECT_TRUE(client->generate_mfa_token({.user_id = user, .expires_in = 60})->reusable == false);
  EXPECT_TRUE(client->remove_mfa_factors({.user_id = user, .device_id = sms}));
}

}  // namespace
}  // namespace mfaclient::onelogin
