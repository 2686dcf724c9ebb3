// Sessions and challenges that go from one process to another.
#include "cli/box.hpp"

namespace cli {
namespace {

TEST_F(Box, ASessionEndsWithLogout) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const auto printed = tool({"login"});
  ASSERT_EQ(printed.exit_code, 0) << printed.err;
  folder.write("session.json", printed.out);
  folder.write("key", [&] {  // Basic base64(email:key), as a client would use it
    return nlohmann::json::parse(printed.out)["headers"]["Authorization"].get<std::string>();
  }());

  auto from_stdin = command({"--json", "logout", "--session", "-"});
  from_stdin.input = printed.out;
  const auto ended = run(from_stdin);
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(nlohmann::json::parse(ended.out)["ended"], true);
  const auto requests = journal();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[1]["path"], "/admin/logout");
  EXPECT_EQ(tool({"logout", "--session", folder.path("session.json")}).exit_code, 0);
  EXPECT_EQ(journal().size(), 3U) << "no sign-in of its own";
}

TEST_F(Box, ASessionGoesToItsOwnOriginOnly) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  folder.write("other.json",
               R"({"origin":"https://other.example.com","headers":{"Authorization":"Basic eA=="}})");
  EXPECT_EQ(json({"logout", "--session", folder.path("other.json")}, 2)["error"]["code"], "invalid_argument");
  folder.write("bad.json", "{");
  EXPECT_EQ(tool({"logout", "--session", folder.path("bad.json")}).exit_code, 2);
  EXPECT_TRUE(journal().empty());
}

TEST_F(Box, WithoutASessionThereIsNothingToEnd) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const auto outcome = tool({"logout"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.err.find("keeps no session"), std::string::npos) << outcome.err;
  EXPECT_TRUE(journal().empty());
}

TEST_F(Box, CommandsEndTheSessionThatTheyBegan) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  ASSERT_EQ(tool({"status", "--self"}).exit_code, 0);
  EXPECT_EQ(journal().back()["path"], "/admin/logout");
}

TEST_F(Box, LoginPrintsHeadersAndVariablesToo) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const auto headers = tool({"login", "--output", "headers"});
  EXPECT_EQ(headers.out.rfind("Authorization: Basic ", 0), 0U) << headers.err;
  const auto variables_out = tool({"login", "--output", "env"}).out;
  EXPECT_NE(variables_out.find("MFACTL_ORIGIN='https://127.0.0.1:"), std::string::npos);
  EXPECT_NE(variables_out.find("\nMFACTL_AUTHORIZATION='Basic "), std::string::npos);
  EXPECT_NE(variables_out.find("\nMFACTL_EXPIRES='2026-"), std::string::npos) << variables_out;
  EXPECT_EQ(tool({"login", "--output", "xml"}).exit_code, 2);
}

TEST_F(Box, AnotherProcessAnswersAChallenge) {
  serve();
  folder.write("config/mfactl/eve.totp", kSecret);
  add_account("eve", kEnrolled, kAdminPassword, "totp = { file = \"eve.totp\" }");
  const auto asked = tool({"challenge", "--sign-in"});
  ASSERT_EQ(asked.exit_code, 0) << asked.err;
  EXPECT_EQ(nlohmann::json::parse(asked.out)["challenge"]["accepts"], nlohmann::json::array({"totp"}));
  folder.write("challenge.json", asked.out);

  auto wrong = command({"--json", "verify", "--challenge", folder.path("challenge.json"), "--code-stdin"});
  wrong.input = "000000\n";
  EXPECT_EQ(run(wrong).exit_code, 5);
  auto accepted = json({"verify", "--challenge", folder.path("challenge.json")});
  EXPECT_EQ(accepted["accepted"], true);
  EXPECT_EQ(accepted["session"]["headers"]["Authorization"].get<std::string>().rfind("Basic ", 0), 0U);

  folder.write("damaged.json", R"({"challenge":{"accepts":["totp"],"state":"{}"}})");
  EXPECT_EQ(tool({"verify", "--challenge", folder.path("damaged.json")}).exit_code, 2);
}

}  // namespace
}  // namespace cli
