#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/run_tool.hpp"
#include "otp/support.hpp"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// RFC 6238's key for SHA-1, "12345678901234567890", as base32; and 32 bytes for SHA-256.
constexpr const char* kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

std::string rfc_secret(const std::string& algorithm) {
  const std::size_t size = algorithm == "SHA1" ? 20 : algorithm == "SHA256" ? 32 : 64;
  const auto secret = mfaclient::otp::Base32Secret::encode(mfaclient::otp::test::rfc_key(size));
  return secret ? std::string(secret->text().reveal()) : "";
}

TEST(CodeCommand, GivesTheVectorsOfRfc6238) {
  const auto rows = mfaclient::otp::test::rows("rfc6238_appendix_b.csv", ',');
  ASSERT_EQ(rows.size(), 18U);
  for (const auto& row : rows) {
    const auto ran =
        tool({"code", "--at", row[0], "--algorithm", row[1], "--digits", "8"}, rfc_secret(row[1]) + "\n");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.out, row[2] + "\n") << row[0] << " " << row[1];
    EXPECT_EQ(ran.err, "");
  }
}

TEST(CodeCommand, SaysAsJsonWhichStepItIsAndHowLongItHolds) {
  const auto ran = tool({"--json", "code", "--at", "1111111109", "--digits", "8"}, kSecret);
  EXPECT_EQ(ran.out, "{\"code\":\"07081804\",\"step\":37037036,\"valid_for\":1}\n");
  const auto first = tool({"--json", "code", "--at", "60", "--period", "60"}, kSecret);
  EXPECT_THAT(first.out, HasSubstr("\"step\":1,\"valid_for\":60}"));
}

TEST(CodeCommand, TakesFromAUriHowCodesAreMade) {
  const Folder folder;
  const auto file =
      folder.write("box.totp", std::string("otpauth://totp/x?secret=") + kSecret + "&digits=8&period=60\n");
  // Step 1 of 60 s has the code of step 1 of 30 s.
  EXPECT_EQ(tool({"code", "--file", file, "--at", "60"}).out, "94287082\n");
  // What is said beside it wins.
  EXPECT_EQ(tool({"code", "--file", file, "--at", "59", "--period", "30", "--digits", "6"}).out, "287082\n");
}

TEST(CodeCommand, TakesTheSecretOfAProfile) {
  const Folder folder;
  const auto secret = folder.write("box.totp", kSecret);
  const auto config = folder.write(
      "config.toml",
      "[profiles.box]\nprovider = \"mailinabox\"\nurl = \"https://box.example.com/admin\"\n"
      "totp = { file = \"" +
          secret +
          "\" }\n"
          "[profiles.bare]\nprovider = \"mailinabox\"\nurl = \"https://box.example.com/admin\"\n");
  const auto named = tool({"--config", config, "code", "box", "--at", "59"});
  EXPECT_EQ(named.out, "287082\n") << named.err;
  EXPECT_EQ(tool({"--config", config, "--profile", "box", "code", "--at", "59"}).out, "287082\n");
  const auto bare = tool({"--config", config, "code", "bare"});
  EXPECT_EQ(bare.exit_code, 2);
  EXPECT_THAT(bare.err, HasSubstr("totp"));
}

TEST(CodeCommand, UsesTheTimeOfNow) {
  const auto ran = tool({"--json", "code"}, kSecret);
  const auto step = std::chrono::system_clock::now().time_since_epoch() / std::chrono::seconds(30);
  const bool matches = ran.out.find("\"step\":" + std::to_string(step) + ",") != std::string::npos ||
                       ran.out.find("\"step\":" + std::to_string(step - 1) + ",") != std::string::npos;
  EXPECT_TRUE(matches) << ran.out;
}

TEST(CodeCommand, RefusesWhatGivesNoCode) {
  const std::string hotp = std::string("otpauth://hotp/x?counter=1&secret=") + kSecret;
  const struct {
    std::vector<std::string> arguments;
    std::string input;
    std::string named;
  } cases[] = {
      {{"code"}, hotp, "counter"},
      {{"code"}, "not base32!", "secret"},
      {{"code"}, "", "secret"},
      {{"code", "--digits", "5"}, kSecret, "digits"},
      {{"code", "--digits", "11"}, kSecret, "digits"},
      {{"code", "--period", "0"}, kSecret, "period"},
      {{"code", "--algorithm", "MD5"}, kSecret, "algorithm"},
      {{"code", "--at", "-1"}, kSecret, "time"},
      {{"code", "--at", "soon"}, kSecret, "can't be read"},
      {{"code", "box", "--file", "x"}, kSecret, "--file"},
  };
  for (const auto& [arguments, input, named] : cases) {
    const auto ran = tool(arguments, input);
    EXPECT_EQ(ran.exit_code, 2) << testing::PrintToString(arguments);
    EXPECT_EQ(ran.out, "") << testing::PrintToString(arguments);
    EXPECT_THAT(ran.err, HasSubstr(named));
    if (!input.empty()) {
      EXPECT_THAT(ran.err, Not(HasSubstr(input)));
    }
  }
  EXPECT_EQ(tool({"code", "--file", "/nonexistent/secret"}).exit_code, 11);
}

}  // namespace
}  // namespace cli
