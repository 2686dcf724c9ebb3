#include <fstream>

#include "crash/vendors.hpp"
#include "mfaclient/testing/onelogin.hpp"

namespace crash {
namespace {

using Strings = std::vector<std::string>;

Site make(const Clock& clock, const std::string& folder) {
  mfaclient::testing::OneLoginSeed seed;
  seed.clients.push_back({.client_id = "tool", .client_secret = kPassword, .scope = "Manage Users"});
  seed.users.push_back({.id = 101});
  const auto fake = std::make_shared<mfaclient::testing::OneLoginFake>(std::move(seed), clock);
  fake->on_delivery([file = folder + "/sms"](const auto& message) { std::ofstream(file) << message.code; });
  Site site{.fake = fake,
            .profile =
                "client_id = \"tool\"\nclient_secret = { file = \"FOLDER/password\" }\n"
                "code = { command = \"cat FOLDER/sms && rm FOLDER/sms\" }\n",
            .enroll = {"--account", "101", "--kind", "sms", "--destination", "+14155550100"},
            .account = {"--account", "101"},
            .has_secrets = false};
  site.factors = [fake] {
    Strings ids;
    const auto devices = fake->devices(101).value();
    for (const auto& device : devices)
      if (device.active) ids.push_back(std::to_string(device.id));
    return ids;
  };
  return site;
}

const mfaclient::test::Listed<Vendor> kVendor{{"onelogin", make}};

}  // namespace
}  // namespace crash
