// What a person at a terminal sees, who may not be alone: the tool itself, run in this process.
#include <cstdlib>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "app.hpp"
#include "cli/run_tool.hpp"
#include "tool.hpp"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const std::string kUri = std::string("otpauth://totp/x?secret=") + kSecret + "&digits=8";

std::string on_terminal(std::vector<const char*> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  mfactl::Tool terminal{.out = out, .err = err, .clock = mfaclient::system_clock(), .out_is_terminal = true};
  arguments.insert(arguments.begin(), "mfactl");
  EXPECT_EQ(mfactl::run(static_cast<int>(arguments.size()), arguments.data(), terminal), 0) << err.str();
  return out.str();
}

TEST(OnATerminal, SecretsAreMaskedUnlessAskedFor) {
  const Folder folder;
  const auto uri = "@" + folder.write("uri", kUri);
  const auto secret = "@" + folder.write("secret", kSecret);
  const auto png = folder.path("qr.png");
  ASSERT_EQ(tool({"qr", "show", uri, "--png", png}).exit_code, 0);
  const std::vector<std::vector<const char*>> commands = {
      {"uri", "parse", uri.c_str()},
      {"--json", "uri", "parse", uri.c_str()},
      {"uri", "build", "--account", "x", "--digits", "8", secret.c_str()},
      {"--json", "uri", "build", "--account", "x", secret.c_str()},
      {"qr", "read", png.c_str()},
      {"--json", "qr", "read", png.c_str()},
  };
  for (auto command : commands) {
    const auto masked = on_terminal(command);
    EXPECT_THAT(masked, HasSubstr("******"));
    EXPECT_THAT(masked, Not(HasSubstr(kSecret)));
    command.push_back("--show-secrets");
    EXPECT_THAT(on_terminal(command), HasSubstr(kSecret));
  }
}

TEST(OnATerminal, AMaskedUriKeepsTheRest) {
  const Folder folder;
  const auto secret = "@" + folder.write("secret", kSecret);
  EXPECT_EQ(on_terminal({"uri", "build", "--account", "x", "--digits", "8", secret.c_str()}),
            "otpauth://totp/x?secret=******&digits=8\n");
}

TEST(OnATerminal, TheDemonstrationHasColoursUnlessTheyAreUnwanted) {
  ::unsetenv("NO_COLOR");
  EXPECT_THAT(on_terminal({"demo"}), HasSubstr("\x1b[32mok"));
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_THAT(on_terminal({"demo"}), Not(HasSubstr("\x1b")));
  ::unsetenv("NO_COLOR");
}

}  // namespace
}  // namespace cli
