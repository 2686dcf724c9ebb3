#include <chrono>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "cli/mock.hpp"
#include "cli/run_tool.hpp"
#include "mfaclient/http.hpp"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

TEST(TlsCommand, PrintsTheChainAndAPinThatWorks) {
  Mock mock({"mailinabox", "--tls", "--base-path", "/admin"});
  const auto ran = tool({"tls", "show", mock.url()});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("subject  CN=localhost"));
  EXPECT_THAT(ran.out, HasSubstr("issuer   "));
  EXPECT_THAT(ran.out, HasSubstr(" GMT to "));
  EXPECT_THAT(ran.err, HasSubstr("verified"));
  const auto at = ran.out.find("\npin = \"");
  ASSERT_NE(at, std::string::npos) << ran.out;
  const auto pin = ran.out.substr(at + 8, ran.out.size() - at - 10);
  EXPECT_THAT(pin, MatchesRegex("sha256//[A-Za-z0-9+/]+="));
  EXPECT_THAT(tool({"--json", "tls", "show", mock.url()}).out,
              HasSubstr("\"pin\":\"" + pin + "\",\"chain\":[{\"subject\":"));

  const auto send_with = [&](const std::string& pinned) {
    const auto transport =
        mfaclient::http::make_curl_transport({.ca_file = mock.ca_file(), .pinned_key = pinned});
    const auto url = mfaclient::http::Url::parse(mock.url());
    return (*transport)->send(*url, {.method = "GET", .target = "/"}, {.timeout = std::chrono::seconds(10)});
  };
  EXPECT_TRUE(send_with(pin));
  auto other = pin;
  other[10] = other[10] == 'A' ? 'B' : 'A';
  EXPECT_EQ(send_with(other).error().code, mfaclient::Errc::tls);
}

TEST(TlsCommand, SendsNoRequest) {
  const Folder folder;
  Mock mock({"mailinabox", "--tls", "--journal", folder.path("journal")});
  EXPECT_EQ(tool({"tls", "show", mock.url()}).exit_code, 0);
  EXPECT_EQ(mock.end(SIGTERM), 0);
  EXPECT_EQ(folder.read("journal"), "");
}

TEST(TlsCommand, SaysWhyThereIsNoChain) {
  Mock mock({"mailinabox"});
  auto tls_url = mock.url();
  tls_url.replace(0, 4, "https");
  EXPECT_EQ(tool({"--timeout", "1s", "tls", "show", tls_url}).exit_code, 9);  // speaks no TLS
  EXPECT_EQ(tool({"tls", "show", mock.url()}).exit_code, 2);                  // plain http
  EXPECT_EQ(tool({"tls", "show", "no url"}).exit_code, 2);
  EXPECT_EQ(tool({"tls", "show"}).exit_code, 2);
  EXPECT_EQ(mock.end(SIGTERM), 0);
  const auto gone = tool({"--json", "tls", "show", tls_url});
  EXPECT_EQ(gone.exit_code, 9);
  EXPECT_THAT(gone.out, HasSubstr("{\"error\":{\"code\":\"network\""));
}

}  // namespace
}  // namespace cli
