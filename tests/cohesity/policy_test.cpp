// The cluster's policy: read first, written whole, read back.
#include <gtest/gtest.h>

#include "cohesity/lab.hpp"

namespace mfaclient::cohesity {
namespace {

using testing::Fault;

std::string written(const Lab& lab) {
  for (const auto& entry : lab.fake->journal())
    if (entry.request.method == "PUT") return std::string(entry.request.body.reveal());
  return "nothing";
}

TEST(CohesityMerge, ChangesOnlyWhatIsAskedFor) {
  Lab lab;
  const auto after =
      lab.keyed()->merge_mfa_config({.authentication_types = std::vector<std::string>{"totp"}});
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_TRUE(after->enabled);
  EXPECT_EQ(after->authentication_types, std::vector<std::string>{"totp"});
  EXPECT_EQ(written(lab), R"({"enabled":true,"authenticationTypes":["totp"],"retainUserMfaSettings":true})");
}

TEST(CohesityMerge, KeepsTheUsersSetUpUnlessToldOtherwise) {
  Lab lab;
  ASSERT_TRUE(lab.keyed()->merge_mfa_config({.enabled = false}));
  EXPECT_FALSE(lab.fake->mfa_enabled());
  EXPECT_TRUE(lab.fake->totp(kTina));
  ASSERT_TRUE(lab.keyed()->merge_mfa_config({.enabled = true, .retain_user_mfa_settings = false}));
  EXPECT_FALSE(lab.fake->totp(kTina));
}

TEST(CohesityMerge, NeverTurnsMfaOnWithoutAKindOfCode) {
  Lab lab;
  const auto refused = lab.keyed()->merge_mfa_config({.authentication_types = std::vector<std::string>{}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "authentication_types");
  EXPECT_EQ(written(lab), "nothing");
}

TEST(CohesityMerge, AcceptsEverySuccessAndReadsBack) {
  for (const auto* status : {"200", "201", "204"}) {
    Lab lab;
    ASSERT_TRUE(lab.fake->set_knob("put_reply", status));
    ASSERT_TRUE(lab.fake->set_knob("case", "capital"));
    ASSERT_TRUE(lab.fake->set_knob("types", "objects"));
    const auto after = lab.keyed()->merge_mfa_config({.enabled = false});
    ASSERT_TRUE(after) << after.error().message;
    EXPECT_FALSE(after->enabled);
    EXPECT_EQ(after->authentication_types, (std::vector<std::string>{"totp", "email"}));
  }
}

TEST(CohesityMerge, SettlesALostAnswerByReading) {
  Lab lab;
  lab.transport->script({Fault::none, Fault::lost_answer});
  const auto done = lab.keyed()->merge_mfa_config({.enabled = false});
  ASSERT_TRUE(done) << done.error().message;
  lab.transport->script({Fault::none, Fault::lost_request});
  const auto undone = lab.keyed()->merge_mfa_config({.enabled = true});
  ASSERT_FALSE(undone);
  EXPECT_EQ(undone.error().code, Errc::network);
  EXPECT_EQ(undone.error().delivery, Delivery::refused);
  lab.transport->script({Fault::none, Fault::lost_answer, Fault::refused});
  const auto unknown = lab.keyed()->merge_mfa_config({.enabled = true});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, Errc::outcome_unknown);
  EXPECT_EQ(lab.arrived("PUT", "/v2/mfa-config"), 2U) << "nothing was sent twice";
}

TEST(CohesityMerge, SaysWhenTheClusterDidSomethingElse) {
  Lab lab;
  int reads = 0;
  lab.transport->on_send([&](const http::Request& request) {
    if (request.method == "GET" && ++reads == 2)
      lab.send("PUT", "/v2/mfa-config", R"({"enabled":true,"authenticationTypes":["email"]})", Lab::key());
  });
  const auto after =
      lab.keyed()->merge_mfa_config({.authentication_types = std::vector<std::string>{"totp"}});
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().code, Errc::outcome_unknown);
}

TEST(CohesityMerge, NeedsTheRight) {
  Lab lab;
  EXPECT_EQ(lab.client(kPaul)->merge_mfa_config({.enabled = false}).error().code, Errc::not_permitted);
  EXPECT_TRUE(lab.fake->mfa_enabled());
}

}  // namespace
}  // namespace mfaclient::cohesity
