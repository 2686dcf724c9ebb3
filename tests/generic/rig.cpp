#include "conformance/rigs.hpp"
#include "generic/lab.hpp"

namespace mfaclient::testing {
namespace {

using generic::Lab;

LivingRig make(bool tls) {
  auto instance = std::make_shared<Connected<Lab>>(tls, "");
  const auto& lab = instance->lab;
  const auto codes = lab.source();
  const auto connect = [&] {
    return make_provider(
        generic::MfaApi::connect(instance->point(lab.settings(generic::kAlice, codes))).value());
  };
  ConformanceRig rig{.provider = connect(),
                     .other = connect(),
                     .codes = codes,
                     .clock = lab.clock,
                     .unknown_account = "nobody",
                     .lose_next_answer = instance->lose_next_answer(),
                     // Longer than the half an hour of a sign-in.
                     .outlive_challenges = [&lab] { lab.clock->advance(std::chrono::minutes{31}); },
                     .fake = lab.fake};
  return {std::move(rig), instance};
}

const test::Listed<VendorRig> kRig{
    {"generic",
     make,
     {
         // `challenge` and `poll` are not offered: there are no pushes.
         "push_is_pending_then_accepted",
         "push_is_denied",
         // `disable` is not offered: there is one factor at most, which disable_all turns off.
         "disable_one_leaves_the_others",
         "unknown_factor_turns_nothing_off",
         // `status` is not for others, so nobody lacks a right that anybody has.
         "without_the_right_is_not_permitted",
     }}};

}  // namespace

}  // namespace mfaclient::testing
