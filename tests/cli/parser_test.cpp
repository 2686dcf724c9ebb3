#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/run_tool.hpp"
#include "mfaclient/providers.hpp"

namespace cli {
namespace {

TEST(Parser, EveryCommandHasAnExample) {
  const std::vector<std::vector<std::string>> commands{
      {"demo"},         {"providers"},  {"status"},     {"enroll"},     {"login"},         {"logout"},
      {"challenge"},    {"verify"},     {"poll"},       {"disable"},    {"reset"},         {"recover"},
      {"call"},         {"code"},       {"help"},       {"version"},    {"mock", "serve"}, {"uri", "parse"},
      {"uri", "build"}, {"qr", "show"}, {"qr", "read"}, {"tls", "show"}};
  for (auto command : commands) {
    const auto name = command.front();
    command.emplace_back("--help");
    const auto outcome = tool(command);
    EXPECT_EQ(outcome.exit_code, 0) << name;
    EXPECT_NE(outcome.out.find("Example"), std::string::npos) << outcome.out;
    EXPECT_NE(outcome.out.find("  mfactl "), std::string::npos) << outcome.out;
    EXPECT_TRUE(outcome.err.empty()) << outcome.err;
  }
  EXPECT_EQ(tool({"help", "enroll"}).out, tool({"enroll", "--help"}).out);
  EXPECT_NE(tool({"help"}).out.find("130 interrupted"), std::string::npos);
}

TEST(Parser, TellsItsVersion) {
  EXPECT_EQ(tool({"version"}).out, "mfactl 0.1.0\n");
  EXPECT_EQ(tool({"--version"}).out, "0.1.0\n");
  EXPECT_EQ(nlohmann::json::parse(tool({"--json", "version"}).out)["version"], "0.1.0");
}

TEST(Parser, GlobalOptionsMayComeAfterTheCommand) {
  EXPECT_EQ(nlohmann::json::parse(tool({"version", "--json"}).out)["name"], "mfactl");
}

TEST(Parser, EveryErrorIsExit2) {
  const std::vector<std::vector<std::string>> wrong{{},
                                                    {"nonsense"},
                                                    {"status"},
                                                    {"status", "--self", "--account", "x"},
                                                    {"status", "--account", ""},
                                                    {"status", "--account="},
                                                    {"status", "--self", "--self=maybe"},
                                                    {"status", "--account"},
                                                    {"--profile", "", "status", "--self"},
                                                    {"version", "--nonsense"},
                                                    {"version", "extra"},
                                                    {"help", "nonsense"},
                                                    {"call"},
                                                    {"code", "--digits", "many"},
                                                    {"--timeout", "10", "version"},
                                                    {"--timeout", "0s", "version"},
                                                    {"--timeout", "-1s", "version"},
                                                    {"--timeout", "1h", "version"},
                                                    {"--timeout", "99999999999s", "version"}};
  for (const auto& arguments : wrong) {
    const auto plain = tool(arguments);
    const auto shown = ::testing::PrintToString(arguments);
    EXPECT_EQ(plain.exit_code, 2) << shown << plain.err;
    EXPECT_TRUE(plain.out.empty()) << shown << plain.out;
    EXPECT_EQ(plain.err.rfind("mfactl: ", 0), 0U) << shown << plain.err;
    auto with_json = arguments;
    with_json.emplace_back("--json");
    if (arguments == std::vector<std::string>{"status", "--account"})
      with_json = {"--json", "status", "--account"};
    const auto outcome = tool(with_json);
    EXPECT_EQ(outcome.exit_code, 2) << shown;
    const auto error = nlohmann::json::parse(outcome.out, nullptr, false);
    ASSERT_TRUE(error.is_object()) << shown << outcome.out << outcome.err;
    EXPECT_EQ(error["error"]["code"], "invalid_argument") << shown;
    EXPECT_TRUE(outcome.err.empty()) << shown << outcome.err;
  }
}

TEST(Parser, AcceptsEveryUnitOfTime) {
  for (const auto* time : {"1ms", "10s", "2m"})
    EXPECT_EQ(tool({"--timeout", time, "version"}).exit_code, 0) << time;
}

TEST(Parser, QuotesNoValue) {
  const std::vector<std::vector<std::string>> wrong{
      {"login", "--password", "canary"},
      {"login", "--password=canary"},
      {"login", "-pcanary"},
      {"login", "canary"},
      {"canary"},
      {"code", "--digits", "canary"},
      {"--timeout", "canary", "version"},
      {"login", "--output", "canary"},
      {"enroll", "--kind", "canary", "--secret-out", "/dev/null"},
      {"--json=canary", "version"},
      {"help", "canary"}};
  for (const auto& arguments : wrong) {
    const auto outcome = tool(arguments);
    EXPECT_EQ(outcome.exit_code, 2) << ::testing::PrintToString(arguments);
    EXPECT_EQ((outcome.out + outcome.err).find("canary"), std::string::npos) << outcome.out << outcome.err;
  }
  EXPECT_NE(tool({"login", "--password=canary"}).err.find("--password"), std::string::npos)
      << "names the option";
}

TEST(Parser, OutputThatCannotBeWrittenIsExit11) {
  // /dev/full takes no byte; a shell would write `> /dev/full`.
  const auto outcome =
      run({.binary = "/bin/sh", .arguments = {"-c", "exec \"" MFACTL "\" version > /dev/full"}});
  EXPECT_EQ(outcome.exit_code, 11) << outcome.err;
}

TEST(Providers, AreATableOfVerbs) {
  const auto table = tool({"providers"}).out;
  EXPECT_NE(table.find("mailinabox"), std::string::npos);
  EXPECT_NE(table.find("\ndisable_all  totp (all)"), std::string::npos) << table;
  EXPECT_NE(table.find("\nreset        -"), std::string::npos) << table;
  const auto json = nlohmann::json::parse(tool({"--json", "providers"}).out)["providers"];
  ASSERT_EQ(json.size(), mfaclient::providers().size());
  EXPECT_EQ(json[0]["title"], "Mail-in-a-Box");
  ASSERT_EQ(json[0]["verbs"].size(), 10U);
  EXPECT_EQ(json[0]["verbs"][0]["verb"], "status");
  EXPECT_EQ(json[0]["verbs"][0]["others"], true);
}

}  // namespace
}  // namespace cli
