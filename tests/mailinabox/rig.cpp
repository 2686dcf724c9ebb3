#include "conformance/rigs.hpp"
#include "mailinabox/lab.hpp"

namespace mfaclient::testing {
namespace {

using mailinabox::Lab;

LivingRig make(bool tls) {
  auto box = std::make_shared<Connected<Lab>>(tls, "/admin");
  const auto codes = box->lab.source();
  const auto connect = [&](std::string_view email) {
    return make_provider(mailinabox::MFAApi::connect(box->point(box->lab.settings(email, codes))).value());
  };
  ConformanceRig rig{.provider = connect(mailinabox::kAdmin),
                     .other = connect(mailinabox::kAdmin),
                     .codes = codes,
                     .clock = box->lab.clock,
                     .unknown_account = "nobody@box.example.com",
                     .forbidden_account = std::string(mailinabox::kAdmin),
                     .without_rights = connect(mailinabox::kPlain),
                     .lose_next_answer = box->lose_next_answer(),
                     .fake = box->lab.fake};
  return {std::move(rig), box};
}

// A sign-in has no challenge of its own that could expire, and nothing pushes.
const test::Listed<VendorRig> kRig{
    {"mailinabox", make, {"expired_challenge_is_told", "push_is_pending_then_accepted", "push_is_denied"}}};

}  // namespace

}  // namespace mfaclient::testing
