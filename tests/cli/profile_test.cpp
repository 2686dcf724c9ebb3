#include <sys/stat.h>

#include "cli/box.hpp"

namespace cli {
namespace {

class Profiles : public Box {
 protected:
  /// The message of the one error that a profile with `lines` brings.
  std::string refusal(std::string_view lines) {
    folder.write("config/mfactl/config.toml", lines);
    return json({"status", "--self"}, 2)["error"]["message"].get<std::string>();
  }
};

constexpr std::string_view kStart =
    "[profiles.a]\nprovider = \"mailinabox\"\nurl = \"https://127.0.0.1:1\"\n";

TEST_F(Profiles, RefuseSecretsInTheFile) {
  for (const auto* key : {"password", "system_key", "session_key", "api_key", "client_secret", "access_token",
                          "bearer_token", "session_id", "jwt", "totp", "code"}) {
    const auto message = refusal(std::string(kStart) + key + " = \"canary\"\n");
    EXPECT_NE(message.find("profiles.a." + std::string(key) + ":"), std::string::npos) << message;
    EXPECT_EQ(message.find("canary"), std::string::npos) << message;
  }
}

TEST_F(Profiles, NameTheKeyThatIsWrong) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"colour = \"canary\"", "profiles.a.colour"},
      {"username = 7", "profiles.a.username"},
      {"username = \"\"", "profiles.a.username"},
      {"password = { env = \"canary\", file = \"canary\" }", "profiles.a.password"},
      {"password = { vault = \"canary\" }", "profiles.a.password"},
      {"password = { env = 7 }", "profiles.a.password"},
      {"code = { file = \"canary\" }", "profiles.a.code"},
      {"totp = { file = \"canary\" }\ncode = { command = \"canary\" }", "profiles.a.code"},
      {"[profiles.b]\nurl = \"canary\"", "profiles.b.provider"},
      {"[other]\nx = \"canary\"", "other"}};
  for (const auto& [lines, key] : wrong) {
    const auto message = refusal(std::string(kStart) + lines + "\n");
    EXPECT_NE(message.find(key + ":"), std::string::npos) << message;
    EXPECT_EQ(message.find("canary"), std::string::npos) << message;
  }
  EXPECT_NE(refusal("[profiles.a\ncanary").find("line 1"), std::string::npos);
}

TEST_F(Profiles, SayWhereTheyWereLookedFor) {
  EXPECT_NE(json({"status", "--self"}, 2)["error"]["message"].get<std::string>().find(
                folder.path("config/mfactl/config.toml")),
            std::string::npos);
  EXPECT_NE(tool({"--config", "/no/such/file", "status", "--self"}).err.find("/no/such/file"),
            std::string::npos);
}

TEST_F(Profiles, AreChosenByName) {
  add_profile("one", "url = \"https://127.0.0.1:1\"\nsystem_key = { env = \"K\" }");
  variables.emplace_back("K", "key");
  EXPECT_EQ(tool({"status", "--account", "x"}).exit_code, 9) << "the only one";
  add_profile("two", "url = \"https://127.0.0.1:1\"\nsystem_key = { env = \"K\" }");
  auto several = json({"status", "--account", "x"}, 2)["error"]["message"].get<std::string>();
  EXPECT_NE(several.find("one, two"), std::string::npos) << several;
  EXPECT_EQ(tool({"--profile", "two", "status", "--account", "x"}).exit_code, 9);
  EXPECT_EQ(tool({"--profile", "three", "status", "--account", "x"}).exit_code, 2);
}

TEST_F(Profiles, ReadSecretsFromFileVariableAndCommand) {
  serve();
  const std::string start =
      "url = \"" + url() + "\"\nca_file = \"" + ca() + "\"\nusername = \"" + std::string(kAdmin) + "\"\n";
  variables.emplace_back("BOX_PASSWORD", kAdminPassword);
  folder.write("config/mfactl/password", std::string(kAdminPassword) + "\n");
  add_profile("env", start + "password = { env = \"BOX_PASSWORD\" }");
  add_profile("file", start + "password = { file = \"password\" }");
  add_profile("command",
              start + "password = { command = \"cat " + folder.path("config/mfactl/password") + "\" }");
  add_profile("failing", start + "password = { command = \"echo canary; exit 3\" }");
  add_profile("silent", start + "password = { command = \"true\" }");
  add_profile("missing", start + "password = { file = \"nothing\" }");
  add_profile("unset", start + "password = { env = \"NOT_SET\" }");
  for (const auto* good : {"env", "file", "command"}) {
    const auto outcome = tool({"--profile", good, "status", "--self"});
    EXPECT_EQ(outcome.exit_code, 0) << good << outcome.err;
    EXPECT_EQ(outcome.err, "") << good;
  }
  for (const auto* bad : {"failing", "silent", "missing"}) {
    const auto outcome = tool({"--profile", bad, "status", "--self"});
    EXPECT_EQ(outcome.exit_code, 11) << bad;
    EXPECT_NE(outcome.err.find("password: "), std::string::npos) << outcome.err;
    EXPECT_EQ(outcome.err.find("canary"), std::string::npos) << outcome.err;
  }
  const auto unset = tool({"--profile", "unset", "status", "--self"});
  EXPECT_EQ(unset.exit_code, 2);
  EXPECT_NE(unset.err.find("NOT_SET"), std::string::npos) << unset.err;
}

TEST_F(Profiles, WarnOfSecretsThatOthersMayRead) {
  serve();
  add_account("box", kAdmin, kAdminPassword);
  ASSERT_EQ(chmod(folder.path("config/mfactl/box.password").c_str(), 0644), 0);
  const auto outcome = tool({"status", "--self"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_NE(outcome.err.find("warning: others may read"), std::string::npos) << outcome.err;
}

TEST_F(Profiles, ACommandIsKilledAtItsDeadline) {
  add_profile("slow", "url = \"https://127.0.0.1:1\"\nsystem_key = { command = \"exec sleep 600\" }");
  auto error = json({"--timeout", "200ms", "status", "--account", "x"}, 9)["error"];
  EXPECT_EQ(error["code"], "timeout");
}

TEST_F(Profiles, ChildrenInheritNoSecretAndNoStdin) {
  serve();
  variables = {{"BOX_PASSWORD", std::string(kAdminPassword)},
               {"OTHER_PASSWORD", "canary-of-another-profile"}};
  const auto dump = folder.path("dump");
  add_profile("box", "url = \"" + url() + "\"\nca_file = \"" + ca() + "\"\nusername = \"" +
                         std::string(kEnrolled) +
                         "\"\npassword = { env = \"BOX_PASSWORD\" }\ncode = { command = \"cat; env > " +
                         dump + "; cat /proc/$PPID/environ >> " + dump + "; echo 000000\" }");
  add_profile("other", "url = \"https://127.0.0.1:1\"\nsystem_key = { env = \"OTHER_PASSWORD\" }");
  auto what = command({"--profile", "box", "login"});
  what.input = "this must not reach the child\n";
  EXPECT_EQ(run(what).exit_code, 5) << "the code was 000000 alone";
  const auto seen = folder.read("dump");
  EXPECT_NE(seen.find("XDG_STATE_HOME"), std::string::npos) << "the dump is there";
  EXPECT_EQ(seen.find("canary"), std::string::npos);
  EXPECT_EQ(seen.find("PASSWORD"), std::string::npos);
}

TEST_F(Profiles, ChildrenInheritNoSecretOfACall) {
  variables = {{"ARGUMENT", "canary-argument"}, {"IN_JSON", "canary-in-json"}};
  add_profile("box", "url = \"https://127.0.0.1:1\"\nsystem_key = { command = \"env | tee " +
                         folder.path("dump") + "\" }");
  EXPECT_EQ(
      tool({"call", "mailinabox.login", "email=a@b", "password=@env:ARGUMENT", "code:=\"@env:IN_JSON\""})
          .exit_code,
      9);
  const auto seen = folder.read("dump");
  EXPECT_NE(seen.find("XDG_STATE_HOME"), std::string::npos) << "the dump is there";
  EXPECT_EQ(seen.find("canary"), std::string::npos);
}

}  // namespace
}  // namespace cli
