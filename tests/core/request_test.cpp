#include "wire/request.hpp"

#include <string>

#include <gtest/gtest.h>

#include "core/percent.hpp"

namespace mfaclient::wire {
namespace {

TEST(Request, JsonHasItsTypeWithoutParameters) {
  JsonWriter json;
  json.begin_object().name("code").text("012345").end_object();
  const auto request = with_json("PUT", "/a/b", json);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.target, "/a/b");
  EXPECT_EQ(request.headers.get("Content-Type"), "application/json");
  EXPECT_EQ(request.headers.get("Accept"), "application/json");
  EXPECT_EQ(request.body.reveal(), R"({"code":"012345"})");
}

TEST(Request, ABareOneHasNeitherBodyNorType) {
  const auto request = bare("DELETE", "/a");
  EXPECT_TRUE(request.body.empty());
  EXPECT_EQ(request.headers.get("Content-Type"), std::nullopt);
}

TEST(PercentEncode, LeavesTheUnreservedAlone) {
  SecretString out;
  percent_encode(out, "aZ09-._~ /?#%\xC3");
  EXPECT_EQ(out.reveal(), "aZ09-._~%20%2F%3F%23%25%C3");
}

}  // namespace
}  // namespace mfaclient::wire
