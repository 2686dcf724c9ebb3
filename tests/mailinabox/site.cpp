#include "crash/vendors.hpp"
#include "mfaclient/testing/mailinabox.hpp"

namespace crash {
namespace {

using Strings = std::vector<std::string>;

Site make(const Clock& clock, const std::string& /*folder*/) {
  mfaclient::testing::MailinaboxSeed seed;
  seed.users.push_back({.email = kUser, .password = kPassword, .admin = true});
  const auto fake = std::make_shared<mfaclient::testing::MailinaboxFake>(std::move(seed), clock);
  Site site{.fake = fake, .base_path = "/admin", .profile = kByPassword, .account = {"--self"}};
  site.factors = [fake] {
    Strings secrets;
    const auto methods = fake->methods(kUser).value();
    for (const auto& method : methods) secrets.push_back(method.secret);
    return secrets;
  };
  return site;
}

const mfaclient::test::Listed<Vendor> kVendor{{"mailinabox", make}};

}  // namespace
}  // namespace crash
