// The whole life of a factor, as a person at the shell lives it.
#include <sys/stat.h>

#include "cli/box.hpp"

namespace cli {
namespace {

TEST_F(Box, EnrolsTwiceSignsInDisablesOneAndThenAll) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  auto first = json({"enroll", "--label", "laptop", "--secret-out", folder.path("one.totp")});
  EXPECT_EQ(first["provider"], "mailinabox");
  EXPECT_EQ(first["secret_file"], folder.path("one.totp"));
  EXPECT_EQ(first["recovery_file"], nullptr);
  EXPECT_EQ(first["factor"]["kind"], "totp");
  EXPECT_EQ(first["factor"]["label"], "laptop");
  EXPECT_EQ(first["factor"]["active"], true);
  EXPECT_EQ(folder.read("one.totp").rfind("otpauth://totp/", 0), 0U);
  struct stat about {};
  ASSERT_EQ(stat(folder.path("one.totp").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);

  add_account("with_code", kAdmin, kAdminPassword, "totp = { file = \"" + folder.path("one.totp") + "\" }");
  auto refused = json({"--profile", "with_code", "enroll", "--secret-out", folder.path("two.totp")}, 7);
  EXPECT_EQ(refused["error"]["code"], "conflict");
  EXPECT_FALSE(folder.holds("two.totp")) << "nothing came, so no file may stay";
  const auto second =
      json({"--profile", "with_code", "enroll", "--add", "--secret-out", folder.path("two.totp")});
  ASSERT_NE(second["factor"]["id"], first["factor"]["id"]);

  auto session = json({"--profile", "with_code", "login"});
  EXPECT_EQ(session["origin"].get<std::string>() + "/admin", url());
  EXPECT_EQ(session["headers"]["Authorization"].get<std::string>().rfind("Basic ", 0), 0U);
  EXPECT_EQ(session["expires"].get<std::string>().back(), 'Z');

  auto before = json({"--profile", "with_code", "status", "--self"});
  EXPECT_EQ(before["enabled"], true);
  EXPECT_EQ(before["account"], nullptr);
  ASSERT_EQ(before["factors"].size(), 2U);
  EXPECT_EQ(before["enrollable"], nlohmann::json::array({"totp"}));

  const auto left =
      json({"--profile", "with_code", "disable", "--factor", second["factor"]["id"], "--self", "--yes"});
  ASSERT_EQ(left["factors"].size(), 1U);
  EXPECT_EQ(left["factors"][0]["id"], first["factor"]["id"]);
  const auto none =
      json({"--profile", "with_code", "disable", "--all", "--account", std::string(kAdmin), "--yes"});
  EXPECT_EQ(none["enabled"], false);
  EXPECT_EQ(none["account"], kAdmin);
  EXPECT_TRUE(none["factors"].empty());
}

TEST_F(Box, SpeaksToPeopleToo) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const auto status = tool({"status", "--account", std::string(kEnrolled)});
  EXPECT_EQ(status.exit_code, 0) << status.err;
  EXPECT_NE(status.out.find("MFA of eve@box.example.com is on\n"), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("totp  \"phone\"\n"), std::string::npos) << status.out;
  const auto enrolled = tool({"enroll", "--secret-out", folder.path("s"), "--qr"});
  EXPECT_EQ(enrolled.exit_code, 0) << enrolled.err;
  EXPECT_NE(enrolled.out.find("totp is on, its id is "), std::string::npos) << enrolled.out;
  EXPECT_NE(enrolled.err.find("\xE2\x96\x80"), std::string::npos) << "no half block: " << enrolled.err;
}

TEST_F(Box, NeverSendsOneCodeTwice) {
  serve();
  folder.write("config/mfactl/eve.totp", kSecret);
  add_account("eve", kEnrolled, kAdminPassword, "totp = { file = \"eve.totp\" }");
  EXPECT_EQ(tool({"login"}).exit_code, 0);
  const auto status = tool({"status", "--self"});
  EXPECT_EQ(status.exit_code, 0) << status.err;
  EXPECT_NE(status.err.find("waiting 25 s for the next code"), std::string::npos) << status.err;
  const auto login = tool({"login"});
  EXPECT_EQ(login.exit_code, 0) << login.err;
  EXPECT_NE(login.err.find("waiting 30 s for the next code"), std::string::npos) << login.err;

  auto refused = json({"--no-wait", "login"}, 4);
  EXPECT_EQ(refused["error"]["code"], "code_required");
  EXPECT_EQ(refused["error"]["retry_after"], 30);
  EXPECT_EQ(refused["error"]["provider"], "mailinabox");
}

TEST_F(Box, AWrongCodeIsExit5) {
  serve();
  add_account("eve", kEnrolled, kAdminPassword, "code = { command = \"echo 000000\" }");
  auto error = json({"login"}, 5)["error"];
  EXPECT_EQ(error["code"], "code_rejected");
  EXPECT_EQ(error["http_status"], 200);
  EXPECT_EQ(error["vendor_message"], "invalid-totp-token");
  EXPECT_EQ(error["operation"], "mailinabox.login");
  EXPECT_EQ(error["delivery"], "refused");
  EXPECT_EQ(error["retry_after"], nullptr);
}

TEST_F(Box, ACodeOfACommandSignsIn) {
  serve();
  folder.write("config/mfactl/eve.totp", kSecret);
  add_account("eve", kEnrolled, kAdminPassword,
              "code = { command = \"" MFACTL_SIMULATED " code --file " +
                  folder.path("config/mfactl/eve.totp") + "\" }");
  EXPECT_EQ(json({"login"})["provider"], "mailinabox");
}

TEST_F(Box, WithoutACodeIsExit4) {
  serve();
  add_account("eve", kEnrolled, kAdminPassword);
  EXPECT_EQ(json({"login"}, 4)["error"]["code"], "code_required");
}

TEST_F(Box, AWrongPasswordIsExit3) {
  serve();
  add_account("box", kAdmin, "not-it");
  auto error = json({"status", "--self"}, 3)["error"];
  EXPECT_EQ(error["code"], "invalid_credentials");
  EXPECT_EQ(journal().size(), 1U) << "a refused password must not be tried again";
}

TEST_F(Box, ANonAdministratorIsExit14) {
  serve();
  add_account("bob", kUser, kUserPassword);
  EXPECT_EQ(json({"status", "--self"}, 14)["error"]["code"], "not_permitted");
}

TEST_F(Box, AnUnknownUserIsExit6) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  EXPECT_EQ(json({"status", "--account", "nobody@box.example.com"}, 6)["error"]["code"], "not_found");
}

TEST_F(Box, AnUnreachableBoxIsExit9) {
  add_profile("box", "url = \"https://127.0.0.1:1/admin\"\nusername = \"a@b\"\npassword = { env = \"P\" }\n");
  variables.emplace_back("P", "secret");
  auto error = json({"status", "--self"}, 9)["error"];
  EXPECT_EQ(error["code"], "network");
  EXPECT_EQ(error["delivery"], "not_sent");
}

TEST_F(Box, AnUnknownCaIsExit9) {
  serve();
  add_profile("box", "url = \"" + url() + "\"\nusername = \"a@b\"\npassword = { env = \"P\" }\n");
  variables.emplace_back("P", "secret");
  EXPECT_EQ(json({"status", "--self"}, 9)["error"]["code"], "tls");
  EXPECT_TRUE(journal().empty());
}

TEST_F(Box, AWrongPinIsExit9) {
  serve();
  add_account("box", kAdmin, kAdminPassword,
              "pin = \"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"");
  EXPECT_EQ(json({"status", "--self"}, 9)["error"]["code"], "tls");
}

TEST_F(Box, APasswordBeyondAsciiIsExit2AndNothingIsSent) {
  serve();
  add_account("box", kAdmin, "p\xC3\xA4ssword");
  EXPECT_EQ(json({"status", "--self"}, 2)["error"]["code"], "invalid_argument");
  EXPECT_TRUE(journal().empty());
}

TEST_F(Box, EnrolRefusesAFileThatExistsBeforeAnythingIsSent) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  folder.write("there", "precious");
  EXPECT_EQ(json({"enroll", "--secret-out", folder.path("there")}, 11)["error"]["code"], "storage");
  EXPECT_EQ(folder.read("there"), "precious");
  EXPECT_EQ(tool({"enroll", "--secret-out", folder.path("no/such/folder/s")}).exit_code, 11);
  ASSERT_EQ(symlink(folder.path("elsewhere").c_str(), folder.path("link").c_str()), 0);
  EXPECT_EQ(tool({"enroll", "--secret-out", folder.path("link")}).exit_code, 11);
  EXPECT_FALSE(folder.holds("elsewhere"));
  EXPECT_EQ(tool({"enroll", "--kind", "nonsense", "--secret-out", folder.path("new")}).exit_code, 2);
  EXPECT_EQ(
      tool({"enroll", "--kind", "sms", "--destination", "+15550100", "--secret-out", folder.path("new")})
          .exit_code,
      13);
  EXPECT_FALSE(folder.holds("new"));
  EXPECT_TRUE(journal().empty());
}

TEST_F(Box, AStoreThatCannotBeWrittenSendsNothing) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  folder.write("state/mfactl", "in the way");
  EXPECT_EQ(json({"enroll"}, 11)["error"]["code"], "storage");
  EXPECT_TRUE(journal().empty());
}

TEST_F(Box, AnEnrolmentIsStoredAndSignsInFromThere) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  const auto enrolled = json({"enroll", "--label", "phone"});
  EXPECT_EQ(enrolled["factor"]["active"], true);
  EXPECT_EQ(enrolled["secret_file"], nullptr);
  const auto listed = json({"secrets", "list"});
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0]["id"], enrolled["stored"]);
  EXPECT_EQ(listed[0]["state"], "active");
  EXPECT_EQ(listed[0]["origin"], url().substr(0, url().find("/admin")));
  EXPECT_EQ(listed[0]["account"], kAdmin);
  EXPECT_TRUE(json({"login"}).contains("headers"));
  EXPECT_EQ(json({"enroll"}, 7)["error"]["code"], "conflict");
}

TEST_F(Box, DisableWantsToKnowExactly) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  EXPECT_EQ(tool({"disable", "--all", "--self"}).exit_code, 2) << "without --yes";
  EXPECT_EQ(tool({"disable", "--self", "--yes"}).exit_code, 2) << "neither --factor nor --all";
  EXPECT_EQ(tool({"disable", "--factor", "1", "--all", "--self", "--yes"}).exit_code, 2);
  EXPECT_EQ(tool({"disable", "--all", "--yes"}).exit_code, 2) << "nobody";
  EXPECT_EQ(tool({"disable", "--all", "--self", "--account", "x", "--yes"}).exit_code, 2);
  EXPECT_EQ(tool({"disable", "--factor", "", "--self", "--yes"}).exit_code, 2);
  EXPECT_EQ(tool({"disable", "--factor=", "--self", "--yes"}).exit_code, 2);
  EXPECT_TRUE(journal().empty());

  EXPECT_EQ(tool({"disable", "--factor", "0x1", "--account", std::string(kEnrolled), "--yes"}).exit_code, 6);
  EXPECT_EQ(json({"status", "--account", std::string(kEnrolled)})["factors"].size(), 1U);
  EXPECT_EQ(json({"disable", "--all", "--self", "--yes"}, 7)["error"]["code"], "conflict") << "nothing is on";
}

TEST_F(Box, ReadsAProofFromStdinWhereOneIsGiven) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  auto what = command({"disable", "--all", "--account", std::string(kEnrolled), "--proof-stdin", "--yes"});
  EXPECT_EQ(run(what).exit_code, 2) << "there was no proof";
  what.input = "123456\n";
  EXPECT_EQ(run(what).exit_code, 0) << "this vendor asks for none";
}

TEST_F(Box, SaysWhatItCannotDoWithoutSendingAnything) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  folder.write("c.json", R"({"challenge":{"accepts":["totp"],"state":"x"}})");
  const std::vector<std::vector<std::string>> commands{{"reset", "--self"},
                                                       {"recover"},
                                                       {"challenge", "--factor", "1", "--self"},
                                                       {"poll", "--challenge", folder.path("c.json")}};
  for (const auto& command : commands) {
    auto error = json(command, 13)["error"];
    EXPECT_EQ(error["code"], "unsupported");
    EXPECT_NE(error["message"].get<std::string>().find("; "), std::string::npos) << "no way out: " << error;
  }
  EXPECT_TRUE(journal().empty());
}

}  // namespace
}  // namespace cli
