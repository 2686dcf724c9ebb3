#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/run_tool.hpp"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kText = "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

TEST(QrCommand, DrawsWithHalfBlocks) {
  const auto ran = tool({"qr", "show"}, kText);
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, StartsWith("\u2588\u2588\u2588\u2588"));
  EXPECT_THAT(ran.out, HasSubstr("\u2584"));
  EXPECT_GE(std::count(ran.out.begin(), ran.out.end(), '\n'), 15);
  EXPECT_THAT(tool({"--json", "qr", "show"}, kText).out,
              StartsWith("{\"drawing\":\"\u2588\u2588\u2588\u2588"));
}

TEST(QrCommand, WritesAPictureForItsOwnerAloneAndReadsItAgain) {
  const Folder folder;
  const auto png = folder.path("box.png");
  const auto written = tool({"qr", "show", "@" + folder.write("uri", kText), "--png", png});
  EXPECT_EQ(written.exit_code, 0) << written.err;
  EXPECT_EQ(written.out, png + "\n");
  EXPECT_EQ(std::filesystem::status(png).permissions(), std::filesystem::perms(0600));
  EXPECT_EQ(tool({"qr", "read", png}).out, kText + "\n");
  EXPECT_EQ(tool({"--json", "qr", "read", png}).out, "{\"text\":\"" + kText + "\"}\n");
}

TEST(QrCommand, NeverWritesOverAFile) {
  const Folder folder;
  const auto file = folder.write("kept", "as it was");
  const auto ran = tool({"qr", "show", "--png", file}, kText);
  EXPECT_EQ(ran.exit_code, 11);
  EXPECT_EQ(folder.read("kept"), "as it was");
}

TEST(QrCommand, RefusesWhatHoldsNoCode) {
  const Folder folder;
  EXPECT_EQ(tool({"qr", "read", folder.write("no.png", "no picture")}).exit_code, 2);
  EXPECT_EQ(tool({"qr", "read", folder.path("absent.png")}).exit_code, 11);
  EXPECT_EQ(tool({"qr", "read"}).exit_code, 2);
  EXPECT_EQ(tool({"qr", "show"}, std::string(5000, 'x')).exit_code, 2);
  EXPECT_EQ(tool({"qr", "show", kText}).exit_code, 2);
}

}  // namespace
}  // namespace cli
