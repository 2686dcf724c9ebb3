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
  using Adapter::offer;
  using Adapter::self_only;
};

/// The URI that a probe hands out.
Result<SecretString> uri_of(OfferedSecret offered) {
  offered.issuer = "issuer";
  offered.account = "me";
  const auto enrollment = Probe().offer(offered, ChallengeState("enroll"));
  if (!enrollment) return enrollment.error();
  return enrollment->otpauth_uri.value_or(SecretString{});
}

std::optional<SecretString> text(std::string_view value) { return SecretString(value); }

TEST(AdapterSelfOnly, RefusesAnybodyElse) {
  const Probe probe;
  EXPECT_TRUE(probe.self_only(Account::self(), "status"));
  EXPECT_EQ(probe.self_only(Account::user(""), "status").error().code, Errc::invalid_argument);
  const auto other = probe.self_only(Account::user("x"), "status");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::unsupported);
  EXPECT_EQ(other.error().operation, "vendor.status");
}

TEST(AdapterOffer, HandsOutTheVendorsOwnUriWhereItIsOne) {
  const std::string own = "otpauth://totp/Vendor:me?secret=" + std::string(kSecret) + "&digits=8";
  for (const auto& base32 : {text("jbsw y3dp ehpk 3pxp"), std::optional<SecretString>{}}) {
    const auto uri = uri_of({.base32 = base32, .uri = text(own)});
    ASSERT_TRUE(uri);
    EXPECT_EQ(uri->reveal(), own);
  }
}

TEST(AdapterOffer, BuildsAUriWhereThereIsNone) {
  for (const auto& absent : {std::optional<SecretString>{}, text(""), text("https://vendor/qr.png")}) {
    const auto uri = uri_of({.base32 = text(kSecret), .uri = absent});
    ASSERT_TRUE(uri);
    const auto read = otp::OtpauthUri::parse(uri->reveal());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->secret.text().reveal(), kSecret);
    EXPECT_EQ(read->issuer, "issuer");
    EXPECT_EQ(read->account, "me");
  }
}

TEST(AdapterOffer, RefusesADisagreement) {
  for (const auto* uri :
       {"otpauth://totp/me?secret=GEZDGNBVGY3TQOJQ", "otpauth://hotp/me?counter=0&secret=JBSWY3DPEHPK3PXP"})
    EXPECT_EQ(uri_of({.base32 = text(kSecret), .uri = text(uri)}).error().code, Errc::protocol);
}

TEST(AdapterOffer, RefusesWhatIsNoSecretForTotp) {
  for (const OfferedSecret& offered :
       {OfferedSecret{}, OfferedSecret{.base32 = text("no secret!")}, OfferedSecret{.uri = text("https://x")},
        OfferedSecret{.uri = text("otpauth://hotp/me?counter=0&secret=JBSWY3DPEHPK3PXP")}})
    EXPECT_EQ(uri_of(offered).error().code, Errc::protocol);
}

}  // namespace
}  // namespace mfaclient
