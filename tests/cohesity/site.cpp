#include "crash/vendors.hpp"
#include "mfaclient/testing/cohesity.hpp"

namespace crash {
namespace {

using Strings = std::vector<std::string>;

Site make(const Clock& clock, const std::string& /*folder*/) {
  mfaclient::testing::CohesitySeed seed{.mfa_enabled = true, .mfa_types = Strings{"totp"}};
  seed.users.push_back({.username = "ada", .password = kPassword});
  const auto fake = std::make_shared<mfaclient::testing::CohesityFake>(std::move(seed), clock);
  Site site{.fake = fake,
            .profile = "username = \"ada\"\npassword = { file = \"FOLDER/password\" }\nlogin = \"web\"\n",
            .can_disable = false};
  site.factors = [fake]() -> Strings {
    const auto secret = fake->totp("ada");
    return secret ? Strings{*secret} : Strings{};
  };
  return site;
}

const mfaclient::test::Listed<Vendor> kVendor{{"cohesity", make}};

}  // namespace
}  // namespace crash
