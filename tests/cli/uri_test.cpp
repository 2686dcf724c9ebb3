#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/run_tool.hpp"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const std::string kUri = std::string("otpauth://totp/My%20Box:bob%40example.com?secret=") + kSecret +
                         "&issuer=My%20Box&algorithm=SHA256&digits=8&period=60";

TEST(UriCommand, TakesAUriApart) {
  const auto ran = tool({"uri", "parse"}, kUri + "\n");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.out,
            std::string("type       totp\nissuer     My Box\naccount    bob@example.com\nsecret     ") +
                kSecret + "\nalgorithm  SHA256\ndigits     8\nperiod     60\n");
  EXPECT_EQ(ran.err, "");
  const Folder folder;
  EXPECT_EQ(
      tool({"--json", "uri", "parse", "@" + folder.write("uri", kUri)}).out,
      std::string("{\"type\":\"totp\",\"issuer\":\"My Box\",\"account\":\"bob@example.com\",\"secret\":\"") +
          kSecret + "\",\"algorithm\":\"SHA256\",\"digits\":8,\"period\":60,\"conflicting_issuer\":null}\n");
}

TEST(UriCommand, TellsOfACounterAndOfTwoIssuers) {
  const auto hotp = tool({"--json", "uri", "parse"},
                         std::string("otpauth://hotp/x?counter=18446744073709551615&secret=") + kSecret);
  EXPECT_THAT(hotp.out, HasSubstr("\"type\":\"hotp\",\"issuer\":null"));
  EXPECT_THAT(hotp.out, HasSubstr("\"counter\":\"18446744073709551615\""));
  const auto two =
      tool({"--json", "uri", "parse"}, std::string("otpauth://totp/A:x?issuer=B&secret=") + kSecret);
  EXPECT_EQ(two.exit_code, 0);
  EXPECT_THAT(two.out, HasSubstr("\"issuer\":\"B\""));
  EXPECT_THAT(two.out, HasSubstr("\"conflicting_issuer\":\"A\""));
  EXPECT_THAT(two.err, HasSubstr("warning"));
}

TEST(UriCommand, MakesTheUriThatItTookApart) {
  const auto ran = tool({"uri", "build", "--issuer", "My Box", "--account", "bob@example.com", "--algorithm",
                         "SHA256", "--digits", "8", "--period", "60"},
                        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq\n");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out, kUri + "\n");
  EXPECT_EQ(tool({"--json", "uri", "build", "--account", "x"}, kSecret).out,
            std::string("{\"uri\":\"otpauth://totp/x?secret=") + kSecret + "\"}\n");
}

TEST(UriCommand, RefusesWhatIsNone) {
  const struct {
    std::vector<std::string> arguments;
    std::string input;
    std::string named;
  } cases[] = {
      {{"uri", "parse"}, "https://canary.example/", "uri"},
      {{"uri", "parse"}, "otpauth://totp/x?secret=CANARY1", "secret"},
      {{"uri", "parse"}, "", "uri"},
      {{"uri", "build", "--account", "x"}, "CANARY1", "secret"},
      {{"uri", "build", "--account", "x", "--digits", "12"}, kSecret, "digits"},
      {{"uri", "build", "--account", "x", "--period", "0"}, kSecret, "period"},
      {{"uri", "build", "--account", "x", "--algorithm", "MD5"}, kSecret, "algorithm"},
      {{"uri", "build"}, kSecret, "--account"},
      {{"uri"}, "", "subcommand"},
  };
  for (const auto& [arguments, input, named] : cases) {
    const auto ran = tool(arguments, input);
    EXPECT_EQ(ran.exit_code, 2) << testing::PrintToString(arguments) << input;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr(named));
    EXPECT_THAT(ran.err, Not(HasSubstr("CANARY1")));
  }
}

TEST(UriCommand, TakesNoSecretAsAnArgument) {
  for (const auto& arguments : {std::vector<std::string>{"uri", "parse", kUri},
                                std::vector<std::string>{"uri", "build", "--account", "x", kSecret}}) {
    const auto ran = tool(arguments);
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.err, HasSubstr("@FILE"));
    EXPECT_THAT(ran.err, Not(HasSubstr(kSecret)));
  }
}

}  // namespace
}  // namespace cli
