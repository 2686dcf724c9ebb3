// Every row of docs/wire/quatrix.md.
#include "quatrix/wire_rows.hpp"

#include <gtest/gtest.h>

namespace mfaclient::quatrix {
namespace {

class QuatrixWire : public ::testing::TestWithParam<WireProof> {};

TEST_P(QuatrixWire, HoldsAndFailsWhenFlipped) {
  wire_rows::expect_held_and_flipped(GetParam(), testing::quatrix_wire_rows());
}

INSTANTIATE_TEST_SUITE_P(Rows, QuatrixWire, ::testing::ValuesIn(wire_proofs().begin(), wire_proofs().end()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(QuatrixWireTable, ProvesEachRowOnce) {
  wire_rows::expect_each_proven_once(wire_proofs(), testing::quatrix_wire_rows());
}

/// With the Referer and base64 that those documents want; a documented host has no partial sessions to tell.
TEST(QuatrixWireTable, TheClientCopesWithTheDocumentedServer) {
  Lab lab;
  lab.set("mode", "documented");
  auto settings = lab.settings(kAdmin);
  settings.referer = "https://acme.quatrix.it";
  settings.dialect.code_encoding = "base64";
  const auto client = MFAApi::connect(settings).value();
  const auto provider = make_provider(client);
  EXPECT_TRUE(provider->status(Account::self()));
  const auto set = provider->enroll(
      {.account = Account::user(lab.id(kPlain)), .kind = FactorKind::pin, .pin = SecretString("54321")});
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(lab.fake->user(kPlain)->pin, "54321");
  EXPECT_TRUE(provider->disable(Account::user(lab.id(kPhone)), {.id = "2FA"}, {}));
  EXPECT_EQ(provider->reset(Account::user(lab.id(kBoth))).error().code, Errc::unsupported);
  EXPECT_EQ(provider->enroll({}).error().code, Errc::not_found) << "no call brings a secret there";
}

}  // namespace
}  // namespace mfaclient::quatrix
