// The tool at the generic API: lists of secrets as arguments, and a sign-in by a recovery code.
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/mock.hpp"

namespace cli {
namespace {

class ShellHub : public ::testing::Test {
 protected:
  ShellHub() {
    add_profile("hub", "username = \"admin\"\npassword = { file = \"" +
                           folder_.write("password", "demo-password") + "\" }\n");
  }

  void add_profile(std::string_view name, std::string_view credentials) {
    config_ += "[profiles." + std::string(name) + "]\nprovider = \"generic\"\nurl = \"" + server_.url() +
               "\"\nca_file = \"" + server_.ca_file() + "\"\n" + std::string(credentials);
    folder_.write("config/mfactl/config.toml", config_);
  }
  [[nodiscard]] Outcome tool(std::string_view profile, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"--profile", std::string(profile)});
    Command command{.arguments = std::move(arguments)};
    command.environment = {{"HOME", folder_.path("home")},
                           {"XDG_CONFIG_HOME", folder_.path("config")},
                           {"XDG_STATE_HOME", folder_.path("state")}};
    return run(command);
  }
  [[nodiscard]] nlohmann::json json(std::string_view profile, std::vector<std::string> arguments,
                                    int exit_code = 0) const {
    arguments.insert(arguments.begin(), "--json");
    const auto outcome = tool(profile, std::move(arguments));
    EXPECT_EQ(outcome.exit_code, exit_code) << outcome.out << outcome.err;
    return nlohmann::json::parse(outcome.out, nullptr, false);
  }
  /// Turns MFA on through `call`, with the recovery codes as `argument` says; the file of the first of them.
  std::string enable(const std::function<std::string(const std::string& lines)>& argument) const {
    auto offer = json("hub", {"call", "generic.generate_mfa"});
    std::string lines;
    for (const auto& code : offer["recovery_codes"]) lines += code.get<std::string>() + "\n";
    const auto secret = folder_.write("secret", offer["secret"].get<std::string>());
    const auto code =
        folder_.write("code", json("hub", {"code", "--file", secret})["code"].get<std::string>());
    const auto done = json("hub", {"call", "generic.enable_mfa", "code=@" + code, "secret=@" + secret,
                                   "recovery_codes" + argument(lines)});
    EXPECT_EQ(done["done"], true);
    return folder_.write("first", lines.substr(0, lines.find('\n')));
  }

  Folder folder_{};
  Mock server_{{"generic", "--tls"}};
  std::string config_{};
};

TEST_F(ShellHub, TakesAListOfSecretsLineByLine) {
  const auto first = enable([&](const std::string& lines) { return "=@" + folder_.write("codes", lines); });
  EXPECT_EQ(json("hub", {"status", "--self"}, 4)["error"]["code"], "code_required");
  auto session = json("hub", {"call", "generic.mfa_recover", "identifier=admin", "recovery_code=@" + first});
  const auto token = folder_.write("token", session["user_auth"]["token"].get<std::string>());
  add_profile("token", "jwt = { file = \"" + token + "\" }\n");
  EXPECT_EQ(json("token", {"status", "--self"})["enabled"], true);
  EXPECT_EQ(json("token", {"call", "generic.disable_mfa", "recovery_code=@" + first})["done"], true);
  EXPECT_EQ(json("token", {"status", "--self"})["enabled"], false);
}

TEST_F(ShellHub, TakesAListOfSecretsAsJsonOfTheirSources) {
  const auto first = enable([&](const std::string& lines) {
    return ":=[\"@" + folder_.write("one", lines.substr(0, lines.find('\n'))) + "\"]";
  });
  EXPECT_EQ(json("hub", {"call", "generic.mfa_recover", "identifier=admin",
                         "recovery_code=@" + first})["user_auth"]["mfa"],
            true);
}

TEST_F(ShellHub, RecoversFromTheStoreAndWarnsWhenFewCodesAreLeft) {
  (void)json("hub", {"enroll", "--label", "phone"});
  const auto left_in_store = [&] {
    return json("hub", {"secrets", "list"})[0]["recovery_codes_left"].get<int>();
  };
  auto left = left_in_store();
  ASSERT_GT(left, 3);
  while (left-- > 0) {
    const auto outcome = tool("hub", {"recover"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const bool warned =
        outcome.err.find(std::to_string(left) + " recovery codes are left") != std::string::npos;
    EXPECT_EQ(warned, left <= 2) << outcome.err;
    EXPECT_EQ(left_in_store(), left);
  }
  EXPECT_EQ(json("hub", {"recover"}, 4)["error"]["code"], "code_required");
}

TEST_F(ShellHub, RefusesALiteralInAListOfSecrets) {
  const auto secret = folder_.write("secret", "JBSWY3DPEHPK3PXP");
  for (const auto* literal : {"recovery_codes=canary", "recovery_codes:=[\"canary\"]"})
    EXPECT_EQ(json("hub", {"call", "generic.enable_mfa", "code=@" + secret, "secret=@" + secret, literal},
                   2)["error"]["code"],
              "invalid_argument");
}

}  // namespace
}  // namespace cli
