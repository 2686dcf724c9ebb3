#include <gtest/gtest.h>

#include "http/support.hpp"

namespace mfaclient::test {
namespace {

void expect_refused(const Result<std::shared_ptr<http::Transport>>& made, std::string_view field) {
  ASSERT_FALSE(made) << field;
  EXPECT_EQ(made.error().code, Errc::invalid_argument);
  EXPECT_EQ(made.error().field, field);
  EXPECT_EQ(made.error().text().find("s3cret"), std::string::npos);
}

TEST(TransportSettings, files_that_cannot_be_read_are_found_at_once) {
  expect_refused(http::make_curl_transport({.ca_file = "/nowhere/s3cret.pem"}), "ca_file");
  expect_refused(http::make_curl_transport({.ca_directory = "/nowhere/s3cret"}), "ca_directory");
  expect_refused(http::make_curl_transport({.client_certificate = "/nowhere/s3cret.pem"}),
                 "client_certificate");
  const ScopedDirectory directory;
  const auto file = directory.write("a.pem", "x");
  expect_refused(http::make_curl_transport({.ca_directory = file}), "ca_directory");
  expect_refused(http::make_curl_transport({.client_certificate = file, .client_key = "/nowhere/s3cret.pem"}),
                 "client_key");
  expect_refused(http::make_curl_transport({.client_key = file}), "client_key");
}

TEST(TransportSettings, a_pin_is_never_taken_for_a_file) {
  const ScopedDirectory directory;
  const auto file = directory.write("s3cret.pem", "x");
  const std::string digest = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  for (const std::string& pin :
       {file, std::string("sha256//"), digest + ";" + file, digest.substr(0, digest.size() - 1),
        "sha1" + digest.substr(6), digest + " "})
    expect_refused(http::make_curl_transport({.pinned_key = pin}), "pinned_key");
  EXPECT_TRUE(http::make_curl_transport({.pinned_key = digest}));
}

TEST(TransportSettings, there_is_no_unlimited_time) {
  expect_refused(http::make_curl_transport({}, {.connect = milliseconds(0)}), "connect");
  expect_refused(http::make_curl_transport({}, {.stall = milliseconds(-1)}), "stall");
  expect_refused(http::make_curl_transport({}, {.stall = milliseconds::max()}), "stall");
}

TEST(TransportSettings, a_target_cannot_move_the_request_to_another_host) {
  const RawServer server(always(ok()));
  for (const auto* target : {"", "status", "@127.0.0.1/", ".example.com/", ":1/"}) {
    const auto answer = transport()->send(url(server.url()), request("GET", target), relaxed());
    ASSERT_FALSE(answer) << target;
    EXPECT_EQ(answer.error().code, Errc::invalid_argument);
    EXPECT_EQ(answer.error().field, "target");
  }
  EXPECT_EQ(server.connections(), 0);
}

}  // namespace
}  // namespace mfaclient::test
