#include "conformance/rigs.hpp"
#include "quatrix/lab.hpp"

namespace mfaclient::testing {
namespace {

using quatrix::Lab;

LivingRig make(bool tls) {
  auto host = std::make_shared<Connected<Lab>>(tls, "/api/1.0");
  const auto& lab = host->lab;
  const auto codes = lab.source();
  const auto connect = [&](std::string_view email) {
    return make_provider(quatrix::MFAApi::connect(host->point(lab.settings(email, codes))).value());
  };
  ConformanceRig rig{.provider = connect(quatrix::kAdmin),
                     .other = connect(quatrix::kAdmin),
                     .codes = codes,
                     .clock = lab.clock,
                     .unknown_account = std::string(quatrix::kNobody),
                     .forbidden_account = lab.id(quatrix::kBoth),
                     .without_rights = connect(quatrix::kPlain),
                     .lose_next_answer = host->lose_next_answer(),
                     // Longer than the quarter of an hour of a partial session.
                     .outlive_challenges = [&lab] { lab.clock->advance(std::chrono::minutes{16}); },
                     .fake = lab.fake};
  return {std::move(rig), host};
}

// `challenge` and `poll` are not offered: there are no pushes.
const test::Listed<VendorRig> kRig{{"quatrix", make, {"push_is_pending_then_accepted", "push_is_denied"}}};

}  // namespace

}  // namespace mfaclient::testing
