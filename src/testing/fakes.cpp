#include "mfaclient/testing/fakes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mfaclient/testing/cohesity.hpp"
#include "mfaclient/testing/generic.hpp"
#include "mfaclient/testing/mailinabox.hpp"
#include "mfaclient/testing/onelogin.hpp"
#include "mfaclient/testing/quatrix.hpp"

namespace mfaclient::testing {
namespace {

template <class VendorFake, class Seed>
Result<std::shared_ptr<Fake>> make(std::string_view json, std::shared_ptr<Clock> clock) {
  auto seed = Seed::from_json(json);
  if (!seed) return std::move(seed).error();
  return std::make_shared<VendorFake>(*std::move(seed), std::move(clock));
}

}  // namespace

std::span<const FakeInfo> fakes() {
  static const auto kFakes = std::to_array<FakeInfo>({
      {"mailinabox",
       R"({"users":[{"email":"admin@box.example.com","password":"demo-password","admin":true}]})",
       mailinabox_wire_rows(), mailinabox_knobs(), make<MailinaboxFake, MailinaboxSeed>},
      {"generic",
       R"({"users":[{"username":"admin","email":"admin@example.com","password":"demo-password","recovery_email":"admin@recovery.example.com"}]})",
       generic_wire_rows(), generic_knobs(), make<GenericFake, GenericSeed>},
      {"onelogin",
       R"({"clients":[{"client_id":"demo-client","client_secret":"demo-secret"}],"users":[{"id":101},{"id":102,"devices":[{"id":201,"factor":"sms","label":"phone","number":"+14155550100"},{"id":203,"factor":"protect","label":"phone"}]}]})",
       onelogin_wire_rows(), onelogin_knobs(), make<OneLoginFake, OneLoginSeed>},
      {"cohesity",
       R"({"users":[{"username":"admin","password":"demo-password","email":"admin@cluster.example.com","privileges":["MFA_MODIFY","CLUSTER_VIEW","CLUSTER_MODIFY"]}],"api_keys":[{"key":"demo-key","username":"admin"}]})",
       cohesity_wire_rows(), cohesity_knobs(), make<CohesityFake, CohesitySeed>},
      {"quatrix",
       R"({"users":[{"id":"00000000-0000-4000-8000-000000000001","email":"admin@acme.example","password":"demo-password","admin":true},{"id":"00000000-0000-4000-8000-000000000002","email":"user@acme.example","password":"demo-password"}]})",
       quatrix_wire_rows(), quatrix_knobs(), make<QuatrixFake, QuatrixSeed>},
  });
  return kFakes;
}

const FakeInfo* find_fake(std::string_view name) {
  const auto all = fakes();
  const auto found = std::ranges::find(all, name, &FakeInfo::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace mfaclient::testing
