#include "conformance/rigs.hpp"
#include "onelogin/lab.hpp"

namespace mfaclient::testing {
namespace {

using onelogin::Lab;

constexpr std::int64_t kUser = 101;

LivingRig make(bool tls) {
  auto tenant = std::make_shared<Connected<Lab>>(tls, "");
  auto& lab = tenant->lab;
  const auto connect = [&](std::string_view client) {
    return make_provider(onelogin::Api::connect(tenant->point(lab.settings(client))).value());
  };
  const auto device = lab.fake->add_device(kUser, {.factor = "protect", .label = "protect"});
  ConformanceRig rig{
      .provider = connect(onelogin::kManager),
      .other = connect(onelogin::kManager),
      .codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = lab.clock}),
      .clock = lab.clock,
      .account = Account::user(std::to_string(kUser)),
      .kind = FactorKind::sms,
      .destination = std::string(onelogin::kNumber),
      .unknown_account = "999",
      .forbidden_account = std::to_string(kUser),
      .without_rights = connect(onelogin::kGuest),
      .lose_next_answer = tenant->lose_next_answer(),
      .sent_code = [&lab] { return SecretString(lab.message().code); },
      .push = Factor{.id = std::to_string(device), .kind = FactorKind::push, .active = true},
      .answer_push = [&lab](bool accept) { (void)lab.fake->answer_push(lab.message().id, accept); },
      .outlive_challenges = [&lab] { lab.clock->advance(std::chrono::minutes{20}); },
      .fake = lab.fake};
  return {std::move(rig), tenant};
}

// Whether users need MFA is the tenant's policy.
const test::Listed<VendorRig> kRig{{"onelogin", make, {"disable_all_turns_all_off"}}};

}  // namespace

}  // namespace mfaclient::testing
