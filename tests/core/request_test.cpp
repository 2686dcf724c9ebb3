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

TEST(CheckId, TakesOnlyWhatCannotChangeThePath) {
  for (const auto* id : {"1", "user_temp_otp_1", "0b5ca5a4-8c3e-4c0a-9d4c-0b5ca5a48c3e", "A"})
    EXPECT_TRUE(check_id("id", id)) << id;
  const std::string nul("a\0b", 3);
  for (const std::string& id :
       {std::string(), std::string("."), std::string(".."), std::string("a/b"), std::string("a?b"),
        std::string("a#b"), std::string("a b"), std::string("%2e"), std::string("a\r\nb"), nul,
        std::string("\xC3\xA4"), std::string(129, 'a')}) {
    const auto checked = check_id("id", id);
    ASSERT_FALSE(checked) << id;
    EXPECT_EQ(checked.error().code, Errc::invalid_argument);
    EXPECT_EQ(checked.error().field, "id");
  }
}

TEST(CheckUuid, TakesTheOneShape) {
  EXPECT_TRUE(check_uuid("id", "046b6c7f-0b8a-43b9-b35d-6489e6daee91"));
  EXPECT_TRUE(check_uuid("id", "046B6C7F-0B8A-43B9-B35D-6489E6DAEE91"));
  for (const auto* id : {"", "046b6c7f0b8a43b9b35d6489e6daee91", "046b6c7f-0b8a-43b9-b35d-6489e6daee9",
                         "046b6c7f-0b8a-43b9-b35d-6489e6daee911", "046b6c7f-0b8a-43b9-b35d-6489e6daee9g",
                         "046b6c7f-0b8a-43b9-b35d-6489e6daee9-", "{46b6c7f-0b8a-43b9-b35d-6489e6daee91}"}) {
    const auto checked = check_uuid("id", id);
    ASSERT_FALSE(checked) << id;
    EXPECT_EQ(checked.error().field, "id");
  }
}

TEST(PercentEncode, LeavesTheUnreservedAlone) {
  SecretString out;
  percent_encode(out, "aZ09-._~ /?#%\xC3");
  EXPECT_EQ(out.reveal(), "aZ09-._~%20%2F%3F%23%25%C3");
}

}  // namespace
}  // namespace mfaclient::wire
