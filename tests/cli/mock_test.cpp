#include "cli/mock.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/run_tool.hpp"
#include "mfaclient/mailinabox/client.hpp"

namespace cli {
namespace {

using mfaclient::SecretString;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
namespace box = mfaclient::mailinabox;

/// A client for the seed that the command has of its own, or for another password.
std::shared_ptr<box::MFAApi> client_of(const Mock& mock, const std::string& password = "demo-password") {
  box::Settings settings{.url = mock.url(),
                         .credentials = box::Password{"admin@box.example.com", SecretString(password)}};
  settings.options.tls.ca_file = mock.ca_file();
  auto api = box::MFAApi::connect(std::move(settings));
  return api ? *api : nullptr;
}

TEST(MockCommand, SaysWhereItIsAndEndsWithZero) {
  for (const int signal : {SIGTERM, SIGINT}) {
    Mock mock({"mailinabox"});
    EXPECT_THAT(mock.line(), MatchesRegex("http://127\\.0\\.0\\.1:[0-9]+"));
    EXPECT_EQ(mock.end(signal), 0);
  }
}

TEST(MockCommand, ServesItsSeedOverTlsBelowABasePath) {
  Mock mock({"mailinabox", "--tls", "--base-path", "/admin"});
  EXPECT_THAT(mock.line(), MatchesRegex("https://127\\.0\\.0\\.1:[0-9]+/admin ca=[^ ]+"));
  const auto status = client_of(mock)->mfa_status();
  ASSERT_TRUE(status) << status.error().message;
  EXPECT_TRUE(status->enabled_mfa.empty());
  EXPECT_EQ(client_of(mock, "another")->mfa_status().error().code, mfaclient::Errc::invalid_credentials);
  EXPECT_EQ(mock.end(SIGTERM), 0);
  EXPECT_FALSE(std::filesystem::exists(mock.ca_file()));
}

TEST(MockCommand, TakesASeedAModeAndKnobs) {
  const Folder folder;
  const auto seed = folder.write(
      "seed.json",
      R"({"users":[{"email":"admin@box.example.com","password":"seeded","admin":false,"methods":[]}]})");
  Mock real({"mailinabox", "--seed", seed});
  EXPECT_EQ(client_of(real, "seeded")->mfa_status().error().code, mfaclient::Errc::not_permitted);
  // As the documents have it, a plain user may; and one knob takes that back.
  Mock documented({"mailinabox", "--seed", seed, "--mode", "documented"});
  EXPECT_TRUE(client_of(documented, "seeded")->mfa_status());
  Mock mixed({"mailinabox", "--seed", seed, "--mode", "documented", "--knob", "ban=off", "--knob",
              "privilege=real"});
  EXPECT_EQ(client_of(mixed, "seeded")->mfa_status().error().code, mfaclient::Errc::not_permitted);
}

TEST(MockCommand, WritesDownWhatArrivedButNoSecret) {
  const Folder folder;
  Mock mock({"mailinabox", "--base-path", "/admin", "--journal", folder.path("journal"), "--outbox",
             folder.path("outbox")});
  ASSERT_TRUE(client_of(mock)->mfa_status());
  EXPECT_EQ(mock.end(SIGTERM), 0);
  const auto journal = folder.read("journal");
  EXPECT_THAT(journal, HasSubstr("{\"method\":\"POST\",\"path\":\"/admin/login\",\"headers\":["));
  EXPECT_THAT(journal, HasSubstr("\"Authorization\""));
  EXPECT_THAT(journal, HasSubstr("\"path\":\"/admin/mfa/status\""));
  EXPECT_THAT(journal, HasSubstr("\"status\":200}\n"));
  EXPECT_EQ(std::count(journal.begin(), journal.end(), '\n'), 2);
  EXPECT_THAT(journal, Not(HasSubstr("Basic ")));
  EXPECT_EQ(std::filesystem::status(folder.path("journal")).permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(folder.read("outbox"), "");
}

TEST(MockCommand, RefusesWhatItDoesNotKnow) {
  const Folder folder;
  const auto bad_seed = folder.write("seed.json", R"({"users":[{"email":"a@b","password":7}]})");
  const struct {
    std::vector<std::string> arguments;
    std::string named;
  } cases[] = {
      {{"mock", "serve", "nobody"}, "vendor"},
      {{"mock", "serve"}, "vendor"},
      {{"mock"}, "subcommand"},
      {{"mock", "serve", "mailinabox", "--knob", "nothing=1"}, "knob"},
      {{"mock", "serve", "mailinabox", "--knob", "ban"}, "NAME=VALUE"},
      {{"mock", "serve", "mailinabox", "--knob", "ban=perhaps"}, "ban"},
      {{"mock", "serve", "mailinabox", "--mode", "wrong"}, "mode"},
      {{"mock", "serve", "mailinabox", "--seed", bad_seed}, "users[0].password"},
      {{"mock", "serve", "mailinabox", "--port", "65536"}, "can't be read"},
      {{"mock", "serve", "mailinabox", "--base-path", "admin"}, "base_path"},
  };
  for (const auto& [arguments, named] : cases) {
    const auto ran = tool(arguments);
    EXPECT_EQ(ran.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(named));
  }
}

TEST(MockCommand, SaysThatAPortIsTaken) {
  Mock first({"mailinabox"});
  const auto port = first.url().substr(first.url().rfind(':') + 1);
  EXPECT_EQ(tool({"mock", "serve", "mailinabox", "--port", port}).exit_code, 9);
  Mock second({"mailinabox", "--port", "0"});
  EXPECT_NE(second.url(), first.url());
}

}  // namespace
}  // namespace cli
