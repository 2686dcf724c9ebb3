// What the vendors' providers share.
#include "provider/adapter.hpp"

#include <gtest/gtest.h>

#include "mfaclient/otp.hpp"

namespace mfaclient {
namespace {

constexpr std::string_view kSecret = "JBSWY3DPEHPK3PXP";

class Probe final : public Adapter {
 public:
  Probe() : Adapter({.provider = "vendor"}, {}, {}) {}
  using Adapter::offered_uri;
  using Adapter::self_only;
};

std::optional<SecretString> text(std::string_view uri) { return SecretString(uri); }

TEST(AdapterSelfOnly, RefusesAnybodyElse) {
  const Probe probe;
  EXPECT_TRUE(probe.self_only(Account::self(), "status"));
  EXPECT_EQ(probe.self_only(Account::user(""), "status").error().code, Errc::invalid_argument);
  const auto other = probe.self_only(Account::user("x"), "status");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::unsupported);
  EXPECT_EQ(other.error().operation, "vendor.status");
}

TEST(AdapterOfferedUri, IsTheVendorsOwnWhereItIsOne) {
  const Probe probe;
  const std::string own = "otpauth://totp/Vendor:me?secret=" + std::string(kSecret) + "&digits=8";
  const auto uri = probe.offered_uri(SecretString("jbsw y3dp ehpk 3pxp"), text(own), "issuer", "me");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->reveal(), own);
}

TEST(AdapterOfferedUri, IsBuiltWhereThereIsNone) {
  const Probe probe;
  for (const auto& absent : {std::optional<SecretString>{}, text(""), text("https://vendor/qr.png")}) {
    const auto uri = probe.offered_uri(SecretString(kSecret), absent, "issuer", "me");
    ASSERT_TRUE(uri);
    const auto read = otp::OtpauthUri::parse(uri->reveal());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->secret.text().reveal(), kSecret);
    EXPECT_EQ(read->issuer, "issuer");
    EXPECT_EQ(read->account, "me");
  }
}

TEST(AdapterOfferedUri, RefusesADisagreement) {
  const Probe probe;
  for (const auto* uri :
       {"otpauth://totp/me?secret=GEZDGNBVGY3TQOJQ", "otpauth://hotp/me?counter=0&secret=JBSWY3DPEHPK3PXP"})
    EXPECT_EQ(probe.offered_uri(SecretString(kSecret), text(uri), "i", "me").error().code, Errc::protocol);
  EXPECT_EQ(probe.offered_uri(SecretString("no secret!"), {}, "i", "me").error().code, Errc::protocol);
}

}  // namespace
}  // namespace mfaclient
