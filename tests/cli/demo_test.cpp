#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <ostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/run_tool.hpp"
#include "wire/json.hpp"

namespace cli {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

/// One line of --json, with what the tests ask of it.
struct Step {
  std::string provider;
  std::string name;
  std::string verb;
  bool ok = false;
  std::vector<std::string> paths;
};

Step read_step(const std::string& line) {
  mfaclient::wire::JsonDocument document(line);
  const auto root = document.root();
  Step step{.provider = root.text("provider"),
            .name = root.text("step"),
            .verb = root.text("verb"),
            .ok = root.boolean("ok"),
            .paths = {}};
  for (const auto& request : root.list("requests")) step.paths.push_back(request.text("target"));
  EXPECT_FALSE(document.fault()) << line;
  return step;
}

TEST(DemoCommand, PlaysTheMainJobWithinFiveSeconds) {
  const auto begun = std::chrono::steady_clock::now();
  const auto ran = tool({"demo"});
  const auto elapsed = std::chrono::steady_clock::now() - begun;
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_LT(elapsed, std::chrono::seconds(5));
  EXPECT_EQ(ran.err, "");
  EXPECT_THAT(ran.out, HasSubstr("real TLS"));
  EXPECT_THAT(ran.out, HasSubstr("Time is simulated"));
  EXPECT_THAT(ran.out, HasSubstr("POST /admin/login, X-Auth-Token: ******"));
  EXPECT_THAT(ran.out, HasSubstr("one factor: totp #1 \"demo phone\""));
  EXPECT_THAT(ran.out, HasSubstr("\u2588\u2588\u2588\u2588"));
  EXPECT_THAT(ran.out, ContainsRegex("All [0-9]+ steps went well"));
  EXPECT_THAT(ran.out, ContainsRegex("\n  disable +shown"));
  EXPECT_THAT(ran.out, ContainsRegex("\n  poll +-"));
  EXPECT_THAT(ran.out, Not(HasSubstr("FAILED")));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b"))) << "colours on a pipe";
}

TEST(DemoCommand, SendsWhatTheStepsSay) {
  const auto ran = tool({"--json", "demo"});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const auto all = lines(ran.out);
  ASSERT_GE(all.size(), 10U);
  std::vector<Step> steps;
  std::ranges::transform(all.begin(), all.end() - 1, std::back_inserter(steps), read_step);
  EXPECT_TRUE(std::ranges::all_of(steps, &Step::ok));
  std::erase_if(steps, [](const Step& step) { return step.provider != "mailinabox"; });
  ASSERT_EQ(steps.size(), 9U);
  std::vector<std::string> names;
  std::ranges::transform(steps, std::back_inserter(names), &Step::name);
  EXPECT_THAT(names, ElementsAre("connect", "status", "enroll", "confirm", "sign in", "list", "disable",
                                 "status", "sign out"));
  EXPECT_THAT(steps[3].paths,
              ElementsAre("/admin/mfa/totp/enable", "/admin/login", "/admin/login", "/admin/mfa/status"));
  EXPECT_THAT(steps[6].paths, testing::Contains("/admin/mfa/disable"));
  EXPECT_THAT(all.back(), HasSubstr("\"verbs\":{\"mailinabox\":{\"status\":\"shown\""));
  EXPECT_THAT(all.back(), HasSubstr("\"disable_all\":\"offered\""));
}

TEST(DemoCommand, TellsNoSecret) {
  const auto ran = tool({"--json", "-v", "demo"});
  for (const auto* secret : {"a password of the demonstration", "Basic ", "otpauth", "secret="}) {
    EXPECT_THAT(ran.out, Not(HasSubstr(secret)));
    EXPECT_THAT(ran.err, Not(HasSubstr(secret)));
  }
}

TEST(DemoCommand, LeavesNothingBehind) {
  const Folder folder;
  ASSERT_EQ(run({.arguments = {"demo"}, .environment = {{"TMPDIR", folder.path()}}}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

struct FaultCase {
  const char* name;
  const char* step;  ///< the one that fails
  const char* code;
  int exit_code;
};

void PrintTo(const FaultCase& fault, std::ostream* out) { *out << fault.name; }

class DemoFaults : public testing::TestWithParam<FaultCase> {};

TEST_P(DemoFaults, FailWhereTheyBelongWithTheirOwnCode) {
  const auto& expected = GetParam();
  const auto text = tool({"demo", "--fault", expected.name});
  EXPECT_EQ(text.exit_code, expected.exit_code);
  EXPECT_THAT(text.out, HasSubstr(std::string("  FAILED  ") + expected.step));
  EXPECT_THAT(text.out, HasSubstr(std::string(expected.code) + ": "));
  EXPECT_THAT(text.out, Not(HasSubstr("went well")));
  EXPECT_THAT(text.err, HasSubstr("mfactl: "));

  const auto json = tool({"--json", "demo", "--fault", expected.name});
  EXPECT_EQ(json.exit_code, expected.exit_code);
  const auto all = lines(json.out);
  ASSERT_GE(all.size(), 2U);
  const auto last = read_step(all[all.size() - 2]);
  EXPECT_EQ(last.name, expected.step);
  EXPECT_FALSE(last.ok);
  EXPECT_THAT(all.back(), HasSubstr(std::string("{\"error\":{\"code\":\"") + expected.code + "\""));
}

constexpr auto kFaultCases = std::to_array<FaultCase>({
    {"wrong_password", "connect", "invalid_credentials", 3},
    {"unknown_ca", "connect", "tls", 9},
    {"server_down", "connect", "network", 9},
    {"not_admin", "status", "not_permitted", 14},
    {"wrong_code", "confirm", "code_rejected", 5},
    {"lost_answer", "confirm", "outcome_unknown", 12},
    {"replayed_code", "sign in", "code_rejected", 5},
    {"generic_no_email", "enroll", "conflict", 7},
    {"generic_wrong_code", "confirm", "code_rejected", 5},
    {"generic_lockout", "code", "locked_out", 8},
    {"onelogin_scope", "enroll", "not_permitted", 14},
    {"onelogin_code", "confirm", "code_rejected", 5},
    {"onelogin_denied", "answer", "denied", 5},
    {"onelogin_limit", "push", "rate_limited", 8},
    {"cohesity_wrong_code", "confirm", "code_rejected", 5},
    {"cohesity_lost_answer", "confirm", "outcome_unknown", 12},
    {"cohesity_replayed_code", "sign in", "code_rejected", 5},
    {"cohesity_no_right", "support", "not_permitted", 14},
    {"quatrix_wrong_code", "confirm", "code_rejected", 5},
    {"quatrix_lost_answer", "confirm", "outcome_unknown", 12},
    {"quatrix_not_admin", "set a PIN", "not_permitted", 14},
    {"quatrix_unknown_step", "sign in", "code_required", 4},
});

INSTANTIATE_TEST_SUITE_P(All, DemoFaults, testing::ValuesIn(kFaultCases),
                         [](const auto& fault) { return std::string(fault.param.name); });

TEST(DemoCommand, ListsTheFaultsThatItKnows) {
  for (const auto* name : {"help", "no_such_fault"}) {
    const auto ran = tool({"demo", "--fault", name});
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.out, "");
    for (const auto& fault : kFaultCases)
      EXPECT_THAT(ran.err, HasSubstr("  " + std::string(fault.name) + " "));
    EXPECT_EQ(lines(ran.err).size(), kFaultCases.size() + 1) << "no fault without a case, and one sentence";
  }
}

}  // namespace
}  // namespace cli
