#include "provider/challenge_state.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mfaclient {
namespace {

constexpr std::string_view kCanary = "CANARY7f3a";

void expect_refused(std::string_view state) {
  const auto result = ChallengeState::unpack("vendor", SecretString(state));
  ASSERT_FALSE(result) << state;
  EXPECT_EQ(result.error().code, Errc::invalid_argument);
  EXPECT_EQ(result.error().field, "challenge");
  EXPECT_EQ(result.error().delivery, Delivery::not_sent);
  EXPECT_EQ(result.error().text().find(kCanary), std::string::npos) << result.error().message;
}

ChallengeState sample() {
  ChallengeState state("sign_in");
  state.set("token", SecretString("CANARY7f3a\"\\\n\xC3\xA9\xF0\x9F\x98\x80"));
  state.set("empty", "");
  state.set("n\"1", "x");
  return state;
}

TEST(ChallengeState, SurvivesAnotherProcess) {
  const auto text = sample().pack("vendor");
  const auto back = ChallengeState::unpack("vendor", text);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->flow(), "sign_in");
  EXPECT_EQ(back->get("token").reveal(), "CANARY7f3a\"\\\n\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ(back->get("n\"1").reveal(), "x");
  EXPECT_TRUE(back->get("empty").empty());
  EXPECT_TRUE(back->get("absent").empty());
  EXPECT_EQ(back->pack("vendor"), text);
}

TEST(ChallengeState, HoldsNothingToo) {
  const auto back = ChallengeState::unpack("vendor", ChallengeState("flow").pack("vendor"));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->flow(), "flow");
}

TEST(ChallengeState, AnotherProvidersIsRefused) {
  expect_refused(sample().pack("other").reveal());
  expect_refused(sample().pack("vendor2").reveal());
  expect_refused(sample().pack("").reveal());
}

TEST(ChallengeState, AnotherVersionIsRefused) {
  const std::string ours(sample().pack("vendor").reveal());
  const auto at = ours.find("\"v\":1");
  ASSERT_NE(at, std::string::npos);
  for (const auto* version : {"\"v\":2", "\"v\":0", "\"v\":\"1\"", "\"v\":null", "\"w\":1"}) {
    auto changed = ours;
    expect_refused(changed.replace(at, 5, version));
  }
}

TEST(ChallengeState, DamageIsRefusedAndNeverQuoted) {
  const std::string ours(sample().pack("vendor").reveal());
  for (std::size_t length = 0; length < ours.size(); ++length) expect_refused(ours.substr(0, length));
  for (const auto* other :
       {"CANARY7f3a", "{}", "[]", "null", "{\"CANARY7f3a\":1}", R"({"v":1,"provider":"vendor","flow":"f"})",
        R"({"v":1,"provider":"vendor","values":[]})",
        R"({"v":1,"provider":"vendor","flow":"f","values":[{"name":"CANARY7f3a"}]})",
        R"({"v":1,"provider":"vendor","flow":"f","values":["CANARY7f3a"]})",
        R"({"v":1,"provider":"CANARY7f3a","flow":"f","values":[]})"})
    expect_refused(other);
  expect_refused(ours + "x");
  expect_refused(ours + ours);
}

}  // namespace
}  // namespace mfaclient
