#include "crash/vendors.hpp"
#include "mfaclient/testing/generic.hpp"

namespace crash {
namespace {

using Strings = std::vector<std::string>;

Site make(const Clock& clock, const std::string& /*folder*/) {
  mfaclient::testing::GenericSeed seed;
  seed.users.push_back({.username = kUser,
                        .email = kUser,
                        .password = kPassword,
                        .recovery_email = "ada@recovery.example.com"});
  const auto fake = std::make_shared<mfaclient::testing::GenericFake>(std::move(seed), clock);
  Site site{.fake = fake, .profile = kByPassword, .account = {"--self"}};
  site.factors = [fake]() -> Strings {
    const auto mfa = fake->user(kUser)->mfa;
    return mfa ? Strings{mfa->secret} : Strings{};
  };
  site.recovery_codes = [fake]() -> Strings {
    const auto mfa = fake->user(kUser)->mfa;
    return mfa ? mfa->recovery_codes : Strings{};
  };
  return site;
}

const mfaclient::test::Listed<Vendor> kVendor{{"generic", make}};

}  // namespace
}  // namespace crash
