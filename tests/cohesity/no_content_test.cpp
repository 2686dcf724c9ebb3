// Clusters answer 204 and announce a body all the same. Over real sockets: nobody waits for it, and the
// connection serves the next call.
#include <chrono>

#include <gtest/gtest.h>

#include "http/raw_server.hpp"
#include "mfaclient/cohesity/client.hpp"

namespace mfaclient::cohesity {
namespace {

constexpr std::string_view kSilence = "HTTP/1.1 204 No Content\r\nContent-Length: 27\r\n\r\n";

/// A cluster that keeps its connections open for as long as the peer does.
void serve(test::Connection& connection) {
  while (const auto request = connection.read_request()) {
    const auto answer = request->starts_with("GET")
                            ? test::ok(R"({"enabled":true,"authenticationTypes":["totp"]})")
                            : std::string(kSilence);
    if (!connection.send(answer)) return;
  }
}

TEST(CohesityNoContent, WithALengthStallsNothing) {
  const test::RawServer server(serve);
  const auto client =
      MFAApi::connect({.url = server.url(), .credentials = ApiKey{SecretString("k")}}).value();
  const auto begun = std::chrono::steady_clock::now();
  const CallOptions options{.timeout = std::chrono::seconds{8}};
  const auto policy = client->merge_mfa_config({.enabled = true}, options);
  ASSERT_TRUE(policy) << policy.error().message;
  EXPECT_EQ(server.connections(), 1) << "reading, writing and reading back share one";
  EXPECT_TRUE(client->send_support_email_otp({}, options));
  EXPECT_TRUE(client->create_email_otp({.username = "u", .password = SecretString("p")}, options));
  EXPECT_TRUE(client->get_mfa_config({}, options));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds{4});
}

}  // namespace
}  // namespace mfaclient::cohesity
