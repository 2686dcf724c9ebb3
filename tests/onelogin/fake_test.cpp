// The fake by itself: status, headers and body of its answers, in the order in which it looks at a request.
#include <regex>

#include <gtest/gtest.h>

#include "onelogin/lab.hpp"

namespace mfaclient::onelogin {
namespace {

using namespace std::chrono_literals;

std::string said(const http::Response& response) {
  return std::to_string(response.status) + " " + std::string(response.body.reveal());
}

std::string refusal(int status, std::string_view type, std::string_view message) {
  return std::to_string(status) + R"( {"status":{"error":true,"code":)" + std::to_string(status) +
         R"(,"type":")" + std::string(type) + R"(","message":")" + std::string(message) + "\"}}";
}

std::string member(const http::Response& response, const std::string& name) {
  const std::string body(response.body.reveal());
  std::smatch found;
  std::regex_search(body, found, std::regex("\"" + name + "\":\"?([^\",}]*)"));
  return found[1];
}

const std::string kUser = "/api/1/users/102/";
const std::string kDevices = kUser + "otp_devices";
const std::string kOk = R"(200 {"status":{"type":"success","code":200,"message":"Success","error":false}})";
const std::string kFailed = refusal(401, "Unauthorized", "Failed authentication with this factor");
const std::string kNoState = refusal(400, "bad request", "State token is invalid or expired");

TEST(OneLoginFakeToken, IsTheSameUntilItEnds) {
  const Lab lab;
  const auto first = lab.ask_token();
  EXPECT_TRUE(std::regex_match(
      said(first),
      std::regex(R"re(200 \{"access_token":"[0-9a-f]{64}","created_at":"2027-01-15T08:00:00\.000Z",)re"
                 R"re("expires_in":36000,"token_type":"bearer","account_id":1\})re")))
      << said(first);
  lab.clock->advance(10h - 1s);
  EXPECT_EQ(said(first), said(lab.ask_token())) << "as old as it is";
  EXPECT_NE(lab.raw_token(), lab.raw_token(kReader)) << "each client has its own";
  lab.clock->advance(1s);
  EXPECT_NE(said(first), said(lab.ask_token()));
}

TEST(OneLoginFakeToken, TakesThreeFormsOfCredentials) {
  const Lab lab;
  const auto path = "/auth/oauth2/v2/token";
  const auto grant = R"({"grant_type":"client_credentials"})";
  for (const auto* header :
       {"client_id:manager, client_secret:correct horse", "client_id:manager,client_secret:correct horse"})
    EXPECT_EQ(lab.send("POST", path, grant, {{"Authorization", header}}).status, 200);
  EXPECT_EQ(
      lab.send("POST", path, "grant_type=client_credentials&client_id=manager&client_secret=correct+horse",
               {{"Content-Type", "application/x-www-form-urlencoded"}})
          .status,
      200);
  EXPECT_EQ(said(lab.send("POST", path, grant)),
            refusal(400, "bad request", "The authorization information is missing"));
  EXPECT_EQ(said(lab.ask_token(kManager, "wrong")), refusal(401, "Unauthorized", "Authentication Failure"));
  EXPECT_EQ(said(lab.ask_token("nobody")), refusal(401, "Unauthorized", "Authentication Failure"));
}

TEST(OneLoginFakeToken, RefusesACharsetAndOtherTypes) {
  const Lab lab;
  const auto ask = [&](std::string_view type) {
    return lab
        .send("POST", "/auth/oauth2/v2/token", R"({"grant_type":"client_credentials"})",
              {{"Authorization", "client_id:manager, client_secret:correct horse"},
               {"Content-Type", std::string(type)}})
        .status;
  };
  EXPECT_EQ(ask("application/json; charset=utf-8"), 400);
  EXPECT_EQ(ask("text/plain"), 400);
  EXPECT_EQ(ask("application/json"), 200);
  ASSERT_TRUE(lab.fake->set_knob("json_charset", "taken"));
  EXPECT_EQ(ask("application/json; charset=utf-8"), 200);
}

TEST(OneLoginFakeToken, IsWrappedAtTheOldPathAndRevokedForAll) {
  const Lab lab;
  const auto old = lab.ask_token(kManager, kClientSecret, "/auth/oauth2/token");
  EXPECT_TRUE(
      has(old, R"({"status":{"error":false,"code":200,"type":"success","message":"Success"},"data":[{)"));
  const auto token = lab.raw_token();
  const auto revoke = [&](const std::string& body) {
    return said(lab.send("POST", "/auth/oauth2/revoke", body,
                         {{"Authorization", "client_id:manager, client_secret:correct horse"}}));
  };
  EXPECT_EQ(revoke("{}"), refusal(400, "bad request", "Access Token Missing"));
  EXPECT_EQ(revoke(R"({"access_token":")" + token + "\"}"),
            R"(200 {"status":{"error":false,"code":200,"type":"success","message":"Success"}})");
  EXPECT_EQ(said(lab.send("GET", kDevices, "", {{"Authorization", "Bearer " + token}})),
            refusal(401, "Unauthorized", "Authentication Failure"));
}

TEST(OneLoginFakeRoutes, LooksAtTheRouteFirst) {
  const Lab lab;
  for (const auto& [method, path] :
       {std::pair("GET", "/"), std::pair("GET", "/api/1/users/102"),
        std::pair("GET", "/api/1/users/102/otp_devices/201/trigger"),
        std::pair("PUT", "/api/1/users/102/otp_devices"), std::pair("GET", "/auth/oauth2/v2/token"),
        std::pair("GET", "/api/1/users/102/auth_factor"),
        std::pair("POST", "/api/1/users/102/otp_devices/201/verify/x")})
    EXPECT_EQ(said(lab.send(method, path)), refusal(404, "not found", "No Route Exists")) << path;
}

TEST(OneLoginFakeRoutes, TakesFourFormsOfBearer) {
  const Lab lab;
  const auto token = lab.raw_token();
  for (const auto* scheme : {"Bearer ", "bearer ", "bearer:", "bearer: ", "BEARER "})
    EXPECT_EQ(lab.send("GET", kDevices, "", {{"Authorization", scheme + token}}).status, 200) << scheme;
  for (const auto& header : {token, "Basic " + token, std::string("Bearer"), std::string("Bearer ")})
    EXPECT_EQ(said(lab.send("GET", kDevices, "", {{"Authorization", header}})),
              refusal(400, "bad request", "Authorization Information is incorrect"));
  EXPECT_EQ(lab.send("GET", kDevices).status, 400);
}

TEST(OneLoginFakeRoutes, ChecksTokenThenScopeThenLimitThenUserThenDevice) {
  const Lab lab;
  const std::string lost = "/api/1/users/999/otp_devices/999";
  EXPECT_EQ(said(lab.send("DELETE", lost, "", {{"Authorization", "Bearer 00"}})),
            refusal(401, "Unauthorized", "Authentication Failure"));
  EXPECT_EQ(said(lab.call("DELETE", lost, "", kReader)),
            refusal(401, "Unauthorized", "Insufficient Permission"));
  EXPECT_EQ(lab.fake->calls_left(), 5000) << "neither was counted";
  EXPECT_EQ(said(lab.call("DELETE", lost)), refusal(400, "bad request", "User does not exist"));
  EXPECT_EQ(said(lab.call("GET", "/api/1/users/999/auth_factors")),
            refusal(404, "not found", "User for id 999 was not found"));
  EXPECT_EQ(said(lab.call("DELETE", kDevices + "/999")),
            refusal(400, "bad request", "Factor could not be found"));
  EXPECT_EQ(lab.fake->calls_left(), 4997);
  ASSERT_TRUE(lab.fake->set_knob("limit", "3"));
  EXPECT_EQ(said(lab.call("DELETE", lost)), refusal(400, "bad request", "rate_limit_exceeded"));
}

TEST(OneLoginFakeRoutes, CountsDownAndTellsIt) {
  const Lab lab;
  lab.call("GET", kDevices);
  lab.clock->advance(100s);
  const auto second = lab.call("GET", kDevices);
  EXPECT_EQ(second.headers.get("x-ratelimit-limit"), "5000");
  EXPECT_EQ(second.headers.get("x-ratelimit-remaining"), "4998");
  EXPECT_EQ(second.headers.get("x-ratelimit-reset"), "3500");
  EXPECT_NE(second.headers.get("x-request-id"), lab.call("GET", kDevices).headers.get("x-request-id"));
  EXPECT_EQ(second.headers.get("Date"), "Fri, 15 Jan 2027 08:01:40 GMT");
  EXPECT_EQ(lab.ask_token().headers.get("x-ratelimit-limit"), std::nullopt);
  EXPECT_EQ(lab.send("GET", kDevices, "", {{"Authorization", "Bearer 0"}}).headers.get("x-ratelimit-limit"),
            std::nullopt);
  EXPECT_TRUE(
      has(lab.call("GET", "/auth/rate_limit"),
          R"("data":{"X-RateLimit-Limit":5000,"X-RateLimit-Remaining":4997,"X-RateLimit-Reset":3500})"));
  lab.clock->advance(3500s);
  EXPECT_EQ(lab.call("GET", kDevices).headers.get("x-ratelimit-remaining"), "4999");
}

TEST(OneLoginFakeDevices, AreListedWithWhatTheirKindHas) {
  const Lab lab;
  EXPECT_EQ(
      said(lab.call("GET", kDevices)),
      R"(200 {"status":{"error":false,"code":200,"type":"success","message":"Success"},"data":{"otp_devices":[)"
      R"({"id":201,"active":true,"default":true,"needs_trigger":true,"auth_factor_name":"OneLogin SMS",)"
      R"("type_display_name":"OneLogin SMS","user_display_name":"phone","phone_number":"+14155550100"},)"
      R"({"id":202,"active":true,"default":false,"needs_trigger":false,"auth_factor_name":"Google Authenticator",)"
      R"("type_display_name":"Google Authenticator","user_display_name":"app"},)"
      R"({"id":203,"active":true,"default":false,"needs_trigger":true,"auth_factor_name":"OneLogin Protect",)"
      R"("type_display_name":"OneLogin Protect","user_display_name":"protect"},)"
      R"({"id":204,"active":true,"default":false,"needs_trigger":false,"auth_factor_name":"Yubico YubiKey",)"
      R"("type_display_name":"Yubico YubiKey","user_display_name":"key"}]}})");
  EXPECT_EQ(said(lab.call("GET", "/api/1/users/101/otp_devices")),
            R"(200 {"status":{"error":false,"code":200,"type":"success","message":"Success"},)"
            R"("data":{"otp_devices":[]}})");
}

std::string enrolment(std::string_view more = "") {
  return R"({"factor_id":11501,"display_name":"a","number":"+14155550100")" + std::string(more) + "}";
}

TEST(OneLoginFakeDevices, GoFromPendingToActiveToAbsent) {
  const Lab lab;
  const std::string devices = "/api/1/users/101/otp_devices";
  const std::string factors = "/api/1/users/101/auth_factors";
  EXPECT_TRUE(has(lab.call("GET", factors), R"({"name":"OneLogin SMS","factor_id":11501})"));
  const auto enrolled = lab.call("POST", devices, enrolment());
  const auto id = member(enrolled, "id");
  EXPECT_EQ(member(enrolled, "active"), "false");
  EXPECT_EQ(member(enrolled, "state_token").size(), 40U);
  EXPECT_TRUE(lab.fake->outbox().empty()) << "only a trigger sends";
  EXPECT_FALSE(has(lab.call("GET", factors), "SMS")) << "it was enrolled";
  EXPECT_EQ(lab.call("POST", devices, enrolment()).status, 400);

  const auto sent = lab.call("POST", devices + "/" + id + "/trigger");
  EXPECT_EQ(said(lab.call("POST", devices + "/" + id + "/verify",
                          R"({"otp_token":")" + lab.message().code + R"(","state_token":")" +
                              member(sent, "state_token") + "\"}")),
            kOk);
  EXPECT_TRUE(lab.fake->devices(101)->front().active);
  EXPECT_EQ(said(lab.call("DELETE", devices + "/" + id)), "200 {}");
  EXPECT_TRUE(has(lab.call("GET", factors), "SMS"));
  EXPECT_EQ(lab.call("DELETE", devices + "/" + id).status, 400);
}

TEST(OneLoginFakeDevices, AreActiveAtOnceWhenVerifiedElsewhere) {
  const Lab lab;
  EXPECT_EQ(
      member(lab.call("POST", "/api/1/users/101/otp_devices", enrolment(R"(,"verified":true)")), "active"),
      "true");
  ASSERT_TRUE(lab.fake->set_knob("second_enrol", "doubles"));
  EXPECT_EQ(lab.call("POST", "/api/1/users/101/otp_devices", enrolment()).status, 200);
  EXPECT_EQ(lab.device_count(101), 2U);
}

TEST(OneLoginFakeDevices, RefusesEnrolmentsByField) {
  const Lab lab;
  const auto field_of = [&](std::string_view body) {
    return member(lab.call("POST", "/api/1/users/101/otp_devices", body), "attribute");
  };
  EXPECT_EQ(field_of(R"({"display_name":"a","number":"+14155550100"})"), "factor_id");
  EXPECT_EQ(field_of(R"({"factor_id":1,"display_name":"a","number":"+14155550100"})"), "factor_id");
  EXPECT_EQ(field_of(R"({"factor_id":11501,"number":"+14155550100"})"), "display_name");
  EXPECT_EQ(field_of(R"({"factor_id":11501,"display_name":"a","number":"0"})"), "number");
  EXPECT_EQ(lab.call("POST", "/api/1/users/101/otp_devices", "not json").status, 400);
  EXPECT_EQ(lab.device_count(101), 0U);
}

TEST(OneLoginFakeTrigger, SendsACodeAndTellsWhere) {
  const Lab lab;
  const auto sent = lab.call("POST", kDevices + "/201/trigger");
  EXPECT_TRUE(std::regex_match(
      said(sent),
      std::regex(
          R"re(200 \{"status":\{"error":false,"code":200,"type":"success","message":"SMS token sent to your )re"
          R"re(mobile device\. Authentication pending\."\},"data":\[\{"id":102,"device_id":201,"active":true,)re"
          R"re("state_token":"[0-9a-f]{40}","state_token_expires_at":"2027-01-15T08:02:00\.000Z",)re"
          R"re("auth_factor_name":"OneLogin SMS","type_display_name":"OneLogin SMS","user_display_name":)re"
          R"re("phone"\}\]\})re")))
      << said(sent);
  const auto message = lab.message();
  EXPECT_EQ(message.kind, "sms");
  EXPECT_EQ(message.to, kNumber);
  EXPECT_TRUE(std::regex_match(message.code, std::regex("[A-Z0-9]{6}")));
  EXPECT_NE(message.text.find(message.code), std::string::npos);
}

TEST(OneLoginFakeTrigger, FollowsItsWishes) {
  const Lab lab;
  lab.call(
      "POST", kDevices + "/201/trigger",
      R"({"numeric_sms_otp":true,"state_token_expires_in":600,"sms_message":"{{otp_code}}/{{expiration}}","ipaddr":"x"})");
  EXPECT_TRUE(std::regex_match(lab.message().text, std::regex("[0-9]{6}/10")));
  const auto status_of = [&](std::string_view body) {
    return lab.call("POST", kDevices + "/201/trigger", body).status;
  };
  EXPECT_EQ(status_of(R"({"state_token_expires_in":900})"), 200);
  EXPECT_EQ(status_of(R"({"state_token_expires_in":901})"), 400);
  EXPECT_EQ(status_of(R"({"state_token_expires_in":0})"), 400);
  EXPECT_EQ(status_of(R"({"sms_message":")" + std::string(161, 'x') + "\"}"), 400);
  EXPECT_EQ(lab.call("POST", kDevices + "/202/trigger").status, 400) << "an app is not triggered";
}

TEST(OneLoginFakeVerify, OfASentCode) {
  const Lab lab;
  const auto state = member(lab.call("POST", kDevices + "/201/trigger"), "state_token");
  const auto code = lab.message().code;
  const auto verify = [&](const std::string& body) {
    return said(lab.call("POST", kDevices + "/201/verify", body));
  };
  const auto with = [&](const std::string& token, const std::string& otp) {
    return verify(R"({"otp_token":")" + otp + R"(","state_token":")" + token + "\"}");
  };
  EXPECT_EQ(verify(R"({"otp_token":")" + code + "\"}"), kNoState);
  EXPECT_EQ(with("00", code), kNoState);
  EXPECT_EQ(verify(R"({"state_token":")" + state + "\"}"), refusal(400, "bad request", "OTP token blank"));
  EXPECT_EQ(with(state, "WRONG1"), kFailed);
  const auto second = member(lab.call("POST", kDevices + "/201/trigger"), "state_token");
  EXPECT_EQ(with(state, code), kNoState) << "superseded";
  EXPECT_EQ(with(second, lab.message().code), kOk);
  EXPECT_EQ(with(second, lab.message().code), kNoState) << "used up";
  ASSERT_TRUE(lab.fake->set_knob("second_trigger", "adds"));
  const auto third = member(lab.call("POST", kDevices + "/201/trigger"), "state_token");
  const auto third_code = lab.message().code;
  lab.call("POST", kDevices + "/201/trigger");
  EXPECT_EQ(with(third, third_code), kOk);
  const auto last = member(lab.call("POST", kDevices + "/201/trigger"), "state_token");
  lab.clock->advance(120s);
  EXPECT_EQ(with(last, lab.message().code), kNoState) << "over";
}

TEST(OneLoginFakeVerify, OfAppsAndKeys) {
  const Lab lab;
  const auto verify = [&](std::string_view device, const std::string& otp) {
    return said(lab.call("POST", kDevices + "/" + std::string(device) + "/verify",
                         R"({"otp_token":")" + otp + "\"}"));
  };
  const auto code = lab.totp();
  EXPECT_EQ(verify(kTotp, "000000"), kFailed);
  EXPECT_EQ(verify(kTotp, ""), refusal(400, "bad request", "OTP token blank"));
  EXPECT_EQ(verify(kTotp, code), kOk);
  EXPECT_EQ(verify(kTotp, code), kFailed) << "replayed";
  const auto press = lab.yubikey_otp();
  EXPECT_EQ(verify(kKey, press.substr(1)), kFailed);
  EXPECT_EQ(verify(kKey, "vvvvvvvvvvvv" + press.substr(12)), kFailed) << "another key";
  EXPECT_EQ(verify(kKey, press), kOk);
  EXPECT_EQ(verify(kKey, press), kFailed) << "replayed";
}

TEST(OneLoginFakeVerify, OfAPushThatThePhoneAnswers) {
  const Lab lab;
  const auto state = [&] { return member(lab.call("POST", kDevices + "/203/trigger"), "state_token"); };
  const auto poll = [&](const std::string& token) {
    return said(lab.call("POST", kDevices + "/203/verify", R"({"state_token":")" + token + "\"}"));
  };
  const auto first = state();
  const auto pending = R"("message":"Authentication pending on OL Protect"}})";
  EXPECT_EQ(poll(first), refusal(401, "Unauthorized", "Authentication pending on OL Protect"));
  ASSERT_TRUE(lab.fake->set_knob("pending_style", "200_pending"));
  EXPECT_EQ(poll(first),
            R"(200 {"status":{"error":false,"code":200,"type":"pending",)" + std::string(pending));
  ASSERT_TRUE(lab.fake->set_knob("pending_style", "200_success_pending"));
  EXPECT_EQ(poll(first),
            R"(200 {"status":{"error":false,"code":200,"type":"success",)" + std::string(pending));
  const auto id = lab.message().id;
  EXPECT_EQ(lab.send("POST", "/_person/push/" + id + "/accept").status, 204);
  EXPECT_EQ(lab.send("POST", "/_person/push/" + id + "/deny").status, 404) << "answered already";
  EXPECT_EQ(poll(first), kOk);
  EXPECT_EQ(poll(first), kNoState);
  const auto second = state();
  EXPECT_EQ(lab.send("POST", "/_person/push/" + lab.message().id + "/deny").status, 204);
  EXPECT_EQ(poll(second), kFailed);
  const auto third = state();
  lab.clock->advance(120s);
  EXPECT_EQ(poll(third), kNoState);
  EXPECT_FALSE(lab.fake->answer_push("", true));
}

TEST(OneLoginFakeTemporaryToken, IsGoodOnceOrUntilItEnds) {
  const Lab lab;
  const auto mint = [&](std::string_view body) { return lab.call("POST", kUser + "mfa_token", body); };
  const auto use = [&](const http::Response& minted) {
    return said(
        lab.call("POST", kDevices + "/0/verify", R"({"otp_token":")" + member(minted, "mfa_token") + "\"}"));
  };
  const auto once = mint(R"({"expires_in":60})");
  EXPECT_TRUE(std::regex_match(
      said(once),
      std::regex(
          R"re(201 \{"mfa_token":"[0-9]{8}","reusable":false,"expires_at":"2027-01-15T08:01:00\.000Z"\})re")))
      << said(once);
  EXPECT_EQ(use(once), kOk);
  EXPECT_EQ(use(once), kFailed);
  const auto often = mint(R"({"expires_in":60,"reusable":true})");
  EXPECT_EQ(use(often), kOk);
  EXPECT_EQ(use(often), kOk);
  lab.clock->advance(60s);
  EXPECT_EQ(use(often), kFailed);
  EXPECT_EQ(member(mint(""), "expires_at"), "2027-01-18T08:01:00.000Z") << "three days by silence";
  EXPECT_EQ(mint(R"({"expires_in":259201})").status, 400);
}

TEST(OneLoginFakeKnobs, TheSecondEnvelopeIsAllThereIsThen) {
  const Lab lab;
  ASSERT_TRUE(lab.fake->set_knob("error_envelope", "statusCode"));
  EXPECT_EQ(said(lab.call("DELETE", kDevices + "/999")),
            R"(400 {"statusCode":400,"name":"bad request","message":"Factor could not be found"})");
}

TEST(OneLoginFakeKnobs, RefusesThoseThatItHasNot) {
  const Lab lab;
  EXPECT_EQ(lab.fake->set_knob("no_such_knob", "real").error().field, "knob");
  EXPECT_EQ(lab.fake->set_knob("pending_style", "500").error().field, "pending_style");
  EXPECT_EQ(lab.fake->set_knob("trigger_id", "maybe").error().field, "trigger_id");
  EXPECT_EQ(lab.fake->set_knob("limit", "0").error().field, "limit");
}

TEST(OneLoginFakeSeed, ReadsEverything) {
  const auto seed = testing::OneLoginSeed::from_json(
      R"({"account_id":7,"clients":[{"client_id":"a","client_secret":"b","scope":"Read All","owner_deleted":true}],
      "users":[{"id":1,"devices":[{"id":5,"factor":"sms","label":"l","number":"+14155550100","active":false},
      {"factor":"totp","secret":"JBSWY3DPEHPK3PXP"},{"factor":"yubikey","secret":"cccccckdvvul"},
      {"factor":"protect"}]},{"id":2}]})");
  ASSERT_TRUE(seed) << seed.error().message;
  EXPECT_EQ(seed->account_id, 7);
  EXPECT_EQ(seed->clients.at(0).scope, "Read All");
  EXPECT_TRUE(seed->clients.at(0).owner_deleted);
  ASSERT_EQ(seed->users.at(0).devices.size(), 4U);
  EXPECT_FALSE(seed->users.at(0).devices.at(0).active);
  const testing::OneLoginFake fake(*seed);
  EXPECT_EQ(fake.devices(1)->at(1).id, 70'001) << "given by the fake";
  EXPECT_EQ(fake.devices(3), std::nullopt);
}

TEST(OneLoginFakeSeed, NamesTheFieldAtFaultAndQuotesNothing) {
  const auto expect_fault = [](std::string_view json, std::string_view field) {
    const auto seed = testing::OneLoginSeed::from_json(json);
    ASSERT_FALSE(seed) << json;
    EXPECT_EQ(seed.error().code, Errc::invalid_argument);
    EXPECT_EQ(seed.error().field, field) << json;
    EXPECT_EQ(seed.error().text().find("hush"), std::string::npos);
  };
  const auto user = [](std::string_view device) {
    return R"({"clients":[],"users":[{"id":1,"devices":[)" + std::string(device) + "]}]}";
  };
  expect_fault("", "seed");
  expect_fault("{}", "clients");
  expect_fault(R"({"clients":[{"client_id":"hush"}],"users":[]})", "clients[0].client_secret");
  expect_fault(R"({"clients":[{"client_id":"a","client_secret":"b","scope":"hush"}],"users":[]})",
               "clients[0].scope");
  expect_fault(R"({"clients":[]})", "users");
  expect_fault(R"({"clients":[],"users":[{"id":0}]})", "users[0].id");
  expect_fault(R"({"clients":[],"users":[{"id":1},{"id":1}]})", "users[1].id");
  expect_fault(user(R"({"factor":"hush"})"), "users[0].devices[0].factor");
  expect_fault(user(R"({"factor":"voice"})"), "users[0].devices[0].number");
  expect_fault(user(R"({"factor":"totp","secret":"hush!"})"), "users[0].devices[0].secret");
  expect_fault(user(R"({"factor":"yubikey","secret":"hush"})"), "users[0].devices[0].secret");
}

}  // namespace
}  // namespace mfaclient::onelogin
