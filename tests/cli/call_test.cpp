#include <algorithm>

#include "cli/box.hpp"

namespace cli {
namespace {

TEST_F(Box, CallListsEveryOperationWithItsFields) {
  auto all = json({"call", "--list"})["operations"];
  EXPECT_EQ(std::ranges::count_if(all,
                                  [](const auto& op) {
                                    return op["name"].template get<std::string>().starts_with("mailinabox.");
                                  }),
            6);
  const auto login =
      std::ranges::find_if(all, [](const nlohmann::json& op) { return op["name"] == "mailinabox.login"; });
  ASSERT_NE(login, all.end());
  EXPECT_EQ((*login)["fields"], nlohmann::json::parse(R"([
    {"name":"email","type":"text","required":true,"secret":false},
    {"name":"password","type":"secret","required":true,"secret":true},
    {"name":"code","type":"secret","required":false,"secret":true}])"));
  const auto text = tool({"call", "--list"});
  EXPECT_NE(text.out.find("mailinabox.mfa_totp_disable mfa_id=text [user=text]\n"), std::string::npos)
      << text.out;
}

TEST_F(Box, CallAnswersTheTypedReply) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  auto other = json({"call", "mailinabox.mfa_status", "user=" + std::string(kEnrolled)});
  EXPECT_EQ(other["enabled_mfa"][0]["label"], "phone");
  EXPECT_EQ(other["new_mfa"], nullptr);
  auto own = json({"call", "mailinabox.mfa_status"});
  EXPECT_TRUE(own["enabled_mfa"].empty());
  EXPECT_EQ(own["new_mfa"]["totp"]["secret"].get<std::string>().size(), 32U)
      << "a pipe gets the secret itself";
  auto done = json({"call", "mailinabox.mfa_totp_disable", "user=" + std::string(kEnrolled),
                    "mfa_id:=" + other["enabled_mfa"][0]["id"].get<std::string>()});
  EXPECT_EQ(done["done"], true);
  EXPECT_EQ(
      json({"call", "mailinabox.mfa_totp_disable_all", "user=" + std::string(kEnrolled)}, 6)["error"]["code"],
      "not_found");
}

TEST_F(Box, CallTakesSecretsFromEverywhereButTheCommandLine) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const std::string email = "email=" + std::string(kAdmin);
  const std::string name = "mailinabox.login";
  for (const auto* literal : {"password=canary-admin-password", "password:=\"canary-admin-password\"",
                              "password=@@canary-admin-password", "password="}) {
    const auto outcome = tool({"--json", "call", name, email, literal});
    EXPECT_EQ(outcome.exit_code, 2) << literal;
    EXPECT_EQ((outcome.out + outcome.err).find("canary"), std::string::npos) << outcome.out << outcome.err;
  }
  EXPECT_TRUE(journal().empty());

  const auto file = folder.write("password", kAdminPassword);
  EXPECT_EQ(json({"call", name, email, "password=@" + file})["email"], kAdmin);
  EXPECT_EQ(json({"call", name, email, "password:=\"@" + file + "\""})["email"], kAdmin);
  variables.emplace_back("LOGIN_PASSWORD", kAdminPassword);
  EXPECT_EQ(json({"call", name, email, "password=@env:LOGIN_PASSWORD"})["email"], kAdmin);
  auto piped = command({"call", name, email, "password=@-"});
  piped.input = std::string(kAdminPassword) + "\n";
  EXPECT_EQ(run(piped).exit_code, 0);
  piped.arguments.emplace_back("code=@-");
  const auto twice = run(piped);
  EXPECT_EQ(twice.exit_code, 2);
  EXPECT_NE(twice.err.find("one key only"), std::string::npos) << twice.err;
  EXPECT_EQ(tool({"call", name, email, "password=@env:NOT_SET"}).exit_code, 2);
  EXPECT_EQ(tool({"call", name, email, "password=@" + folder.path("no such file")}).exit_code, 11);
}

TEST_F(Box, CallNamesTheKeyThatIsWrong) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const auto message = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "call");
    return json(std::move(arguments), 2)["error"]["message"].get<std::string>();
  };
  const auto names = [&](const std::string& key, std::vector<std::string> arguments) {
    const auto text = message(std::move(arguments));
    EXPECT_EQ(text.rfind(key + ":", 0), 0U) << text;
  };
  names("mfa_id", {"mailinabox.mfa_totp_disable"});
  names("colour", {"mailinabox.mfa_status", "colour=red"});
  names("user", {"mailinabox.mfa_status", "user=a", "user=b"});
  names("user", {"mailinabox.mfa_status", "user:={"});
  names("user", {"mailinabox.mfa_status", "user:=\"a\",\"x\":1"});
  names("user", {"mailinabox.mfa_status", "user:=7"});
  names("arguments", {"mailinabox.mfa_status", "user"});
  names("arguments", {"mailinabox.mfa_status", "=x"});
  names("OPERATION", {"mailinabox.nonsense"});
  EXPECT_TRUE(journal().empty());
}

TEST_F(Box, CallReadsAtSigns) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const auto file = folder.write("user", std::string(kEnrolled) + "\n");
  EXPECT_EQ(json({"call", "mailinabox.mfa_status", "user=@" + file})["enabled_mfa"].size(), 1U);
  EXPECT_EQ(json({"call", "mailinabox.mfa_status", "user=@@nobody"}, 6)["error"]["code"], "not_found");
}

}  // namespace
}  // namespace cli
