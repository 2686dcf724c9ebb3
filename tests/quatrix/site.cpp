#include "crash/vendors.hpp"
#include "mfaclient/testing/quatrix.hpp"

namespace crash {
namespace {

using Strings = std::vector<std::string>;

Site make(const Clock& clock, const std::string& /*folder*/) {
  mfaclient::testing::QuatrixSeed seed;
  seed.users.push_back({.email = kUser, .password = kPassword});
  const auto fake = std::make_shared<mfaclient::testing::QuatrixFake>(std::move(seed), clock);
  Site site{.fake = fake, .base_path = "/api/1.0", .profile = kByPassword, .account = {"--self"}};
  site.factors = [fake]() -> Strings {
    const auto secret = fake->user(kUser)->totp;
    return secret.empty() ? Strings{} : Strings{secret};
  };
  return site;
}

const mfaclient::test::Listed<Vendor> kVendor{{"quatrix", make}};

}  // namespace
}  // namespace crash
