// The host's state machine on the wire: statuses, headers and bodies, as any client would see them.
#include <gtest/gtest.h>

#include "core/base64.hpp"
#include "mfaclient/qr.hpp"
#include "quatrix/lab.hpp"

namespace mfaclient::quatrix {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

std::string body(const http::Response& response) { return std::string(response.body.reveal()); }

/// "401 14", or "200" for an answer without a number.
std::string told(const http::Response& response) {
  wire::JsonDocument document(response.body.reveal());
  const auto code = document.fault() ? std::nullopt : document.root().optional_integer("code");
  return std::to_string(response.status) + (code ? " " + std::to_string(*code) : "");
}

std::string ids_json(const std::vector<std::string>& ids) {
  std::string text = "\"ids\":[";
  for (const auto& id : ids) text.append(text.back() == '[' ? "\"" : ",\"").append(id).append("\"");
  return text + "]";
}

class QuatrixHost : public ::testing::Test {
 protected:
  std::string post(std::string_view path, std::string_view json, std::string_view session) {
    return told(lab.send("POST", path, json, {Lab::token(session)}));
  }
  std::string get(std::string_view path, std::string_view session) {
    return told(lab.send("GET", path, {}, {Lab::token(session)}));
  }
  std::string login(std::string_view session, std::string_view type, std::string_view code) {
    return post("/session/login",
                R"({"auth_type":")" + std::string(type) + R"(","code":")" + std::string(code) + "\"}",
                session);
  }
  Lab lab;
};

TEST_F(QuatrixHost, BeginsAWholeSessionWhereNoFactorIsOn) {
  const auto response = lab.start(kPlain);
  EXPECT_EQ(response.status, 200);
  const std::string id(response.headers.get("X-Auth-Token").value());
  EXPECT_EQ(body(response), "{\"session_id\":\"" + id + "\"}");
  EXPECT_EQ(response.headers.get("Mfa-Code"), std::nullopt);
  EXPECT_EQ(response.headers.get("Content-Type"), "application/json");
  EXPECT_TRUE(response.headers.get("Date"));
  EXPECT_EQ(get("/profile", id), "200");
  EXPECT_EQ(get("/session/keepalive", id), "200");
  const auto out = lab.send("GET", "/session/logout", {}, {Lab::token(id)});
  EXPECT_EQ(out.status, 200);
  EXPECT_EQ(body(out), "");
  EXPECT_EQ(get("/profile", id), "401 14");
}

TEST_F(QuatrixHost, BeginsAPartialOneWhereOneIs) {
  for (const auto& [email, step] :
       {std::pair{kPhone, "71"}, {kPinned, "73"}, {kBoth, "71"}, {kForced, "71"}}) {
    const auto response = lab.start(email);
    EXPECT_EQ(response.status, 207) << email;
    EXPECT_EQ(response.headers.get("Mfa-Code"), step) << email;
    const std::string id(response.headers.get("X-Auth-Token").value());
    EXPECT_EQ(get("/profile", id), "401 " + std::string(step))
        << "a partial session is good for nothing else";
    EXPECT_EQ(get("/session/logout", id), "401 " + std::string(step));
  }
  lab.set("enrol_code", "61");
  EXPECT_EQ(lab.start(kForced).headers.get("Mfa-Code"), "61");
  EXPECT_EQ(lab.fake->session_count(), 0U);
}

TEST_F(QuatrixHost, RefusesWhoDoesNotProveWhoHeIs) {
  EXPECT_EQ(told(lab.send("GET", "/session/login")), "401 14");
  EXPECT_EQ(told(lab.start(kPlain, "wrong")), "401 14");
  EXPECT_EQ(told(lab.start("nobody@acme.example")), "401 14");
  EXPECT_EQ(told(lab.send("GET", "/session/login", {}, {{"Authorization", "Basic ???"}})), "401 14");
  EXPECT_EQ(get("/profile", "no-such-session"), "401 14");
  EXPECT_EQ(told(lab.send("GET", "/profile")), "401 14");
  EXPECT_EQ(body(lab.send("GET", "/profile")), R"({"code":14,"msg":"Not authorized"})");
}

TEST_F(QuatrixHost, LetsNoDeactivatedUserIn) {
  auto seed = testing::QuatrixSeed::from_json(R"({"users":[{"email":"A@b","password":"p","active":false}]})");
  testing::QuatrixFake fake(seed.value(), lab.clock);
  http::Request request{.method = "GET", .target = "/session/login"};
  request.headers.add("Authorization", Lab::basic("a@b", "p").second);
  EXPECT_EQ(told(*fake.handle(request)), "401 80");
}

TEST_F(QuatrixHost, TakesACodeWithinOneStepAndOnce) {
  auto id = lab.begin(kPhone);
  EXPECT_EQ(login(id, "2FA", lab.code(kSecret, 2)), "401 83");
  EXPECT_EQ(login(id, "2FA", lab.code(kSecret, -2)), "401 83");
  EXPECT_EQ(login(id, "PIN", "01234"), "401 71");
  const auto code = lab.code(kSecret, -1);
  EXPECT_EQ(login(id, "2FA", code), "200");
  EXPECT_EQ(get("/profile", id), "200") << "the same id";
  EXPECT_EQ(login(id, "2FA", lab.code(kSecret)), "400 70") << "the session is whole";
  id = lab.begin(kPhone);
  EXPECT_EQ(login(id, "2FA", code), "401 83") << "spent";
  EXPECT_EQ(login(id, "2FA", lab.code(kSecret, 1)), "200");
  lab.set("one_time", "off");
  id = lab.begin(kPhone);
  EXPECT_EQ(login(id, "2FA", lab.code(kSecret)), "200");
  id = lab.begin(kPhone);
  EXPECT_EQ(login(id, "2FA", lab.code(kSecret)), "200");
}

TEST_F(QuatrixHost, TakesThePinAgainAndAgain) {
  for (int i = 0; i < 2; ++i) {
    const auto id = lab.begin(kPinned);
    EXPECT_EQ(login(id, "2FA", "012345"), "401 73");
    EXPECT_EQ(login(id, "PIN", "1234"), "401 84");
    EXPECT_EQ(login(id, "PIN", "01234"), "200");
  }
}

TEST_F(QuatrixHost, RefusesMalformedAnswersByNumber) {
  const auto id = lab.begin(kPhone);
  EXPECT_EQ(post("/session/login", "", id), "400 11");
  EXPECT_EQ(post("/session/login", R"({"auth_type":"2FA"})", id), "400 11");
  EXPECT_EQ(post("/session/login", R"({"code":"012345"})", id), "400 11");
  EXPECT_EQ(login(id, "SMS", "012345"), "400 10");
  EXPECT_EQ(post("/session/login", "not json", id), "400 10");
  EXPECT_EQ(login("dead", "2FA", "012345"), "401 14");
}

TEST_F(QuatrixHost, TakesBase64OnlyInItsCompatMode) {
  EXPECT_EQ(login(lab.begin(kPinned), "PIN", "MDEyMzQ="), "401 84");
  lab.set("base64", "compat");
  EXPECT_EQ(login(lab.begin(kPinned), "PIN", "MDEyMzQ="), "200");
  EXPECT_EQ(login(lab.begin(kPinned), "PIN", "01234"), "200");
}

TEST_F(QuatrixHost, BlocksTheSignInAfterFiveWrongCodes) {
  const auto id = lab.begin(kPhone);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(login(id, "2FA", "000000"), "401 83");
  EXPECT_EQ(login(id, "2FA", "000000"), "401 83");
  EXPECT_EQ(login(id, "2FA", lab.code(kSecret)), "401 14") << "the session is gone";
  const auto blocked = lab.start(kPhone);
  EXPECT_EQ(blocked.status, 401);
  EXPECT_EQ(body(blocked), R"({"valid":false})");
  EXPECT_EQ(lab.send("GET", "/session/unblock-captcha?token=robot").status, 401);
  EXPECT_EQ(lab.start(kPhone).status, 401);
  EXPECT_EQ(body(lab.send("GET", "/session/unblock-captcha?token=not-a-robot")), R"({"valid":true})");
  EXPECT_EQ(lab.start(kPhone).status, 207);
}

TEST_F(QuatrixHost, CountsSignInsOfAUser) {
  for (int i = 0; i < 15; ++i)
    EXPECT_EQ(lab.start(kPlain, i % 2 == 0 ? kPassword : "wrong").status, i % 2 == 0 ? 200 : 401);
  const auto over = lab.start(kPlain);
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(body(over), "");
  EXPECT_EQ(lab.start(kAdmin).status, 200);
  lab.clock->advance(minutes{15});
  EXPECT_EQ(lab.start(kPlain).status, 200);
}

TEST_F(QuatrixHost, EndsASessionAfterFifteenIdleMinutes) {
  const auto id = lab.begin(kPlain);
  lab.clock->advance(minutes{15});
  EXPECT_EQ(get("/session/keepalive", id), "200");
  lab.clock->advance(minutes{15} + seconds{1});
  EXPECT_EQ(get("/session/keepalive", id), "401 14");
}

TEST_F(QuatrixHost, GeneratesAPictureOfAFreshSecret) {
  const auto id = lab.begin(kPlain);
  const auto response = lab.send("GET", "/profile/2fa/generate", {}, {Lab::token(id)});
  const auto png = base64_decode("png", response.body.reveal()).value();
  const auto uri = qr::read_png(png.reveal()).value();
  EXPECT_NE(uri.reveal().find(lab.fake->pending_secret(kPlain).value()), std::string_view::npos);
  EXPECT_NE(uri.reveal().find("plain%40acme.example"), std::string_view::npos);
  const auto first = lab.fake->pending_secret(kPlain);
  get("/profile/2fa/generate", id);
  EXPECT_NE(lab.fake->pending_secret(kPlain), first);
}

TEST_F(QuatrixHost, TurnsTheOwnFactorsOnAndOff) {
  const auto other = lab.begin(kPlain);
  const auto id = lab.begin(kPlain);
  EXPECT_EQ(post("/profile/set-mfa", R"({"auth_type":"2FA","code":"000000"})", id), "400 70")
      << "nothing pending";
  get("/profile/2fa/generate", id);
  const auto secret = lab.fake->pending_secret(kPlain).value();
  EXPECT_EQ(post("/profile/set-mfa", R"({"auth_type":"2FA","code":"000000"})", id), "400 83");
  EXPECT_EQ(lab.fake->pending_secret(kPlain), secret) << "kept";
  EXPECT_EQ(post("/profile/set-mfa", R"({"auth_type":"2FA"})", id), "400 11");
  EXPECT_EQ(post("/profile/set-mfa", R"({"auth_type":"IP","code":"1"})", id), "400 10");
  const auto set = lab.send("POST", "/profile/set-mfa",
                            R"({"auth_type":"2FA","code":")" + lab.code(secret) + "\"}", {Lab::token(id)});
  EXPECT_EQ(body(set), "{\"session_ids\":[\"" + other + "\"]}");
  EXPECT_EQ(get("/profile", other), "401 14");
  EXPECT_EQ(post("/profile/set-mfa", R"({"auth_type":"PIN","code":"123456"})", id), "400 10");
  EXPECT_EQ(post("/profile/set-mfa", R"({"auth_type":"PIN","code":"12345"})", id), "200");
  EXPECT_EQ(lab.fake->user(kPlain)->pin, "12345");
  const auto off = lab.send("POST", "/profile/remove-mfa", R"({"auth_type":"2FA"})", {Lab::token(id)});
  EXPECT_EQ(body(off), R"({"status":"success"})");
  EXPECT_EQ(post("/profile/remove-mfa", R"({"auth_type":"2FA"})", id), "200") << "off already";
  EXPECT_EQ(post("/profile/remove-mfa", R"({"auth_type":"x"})", id), "400 10");
  EXPECT_EQ(post("/profile/remove-mfa", "{}", id), "400 11");
  EXPECT_EQ(lab.fake->user(kPlain)->totp, "");
}

TEST_F(QuatrixHost, LetsAPartialSessionEnrolAndNothingElse) {
  const auto id = lab.begin(kForced);
  EXPECT_EQ(login(id, "2FA", "000000"), "401 83");
  EXPECT_EQ(get("/profile", id), "401 71");
  EXPECT_EQ(post("/profile/remove-mfa", R"({"auth_type":"2FA"})", id), "401 71");
  EXPECT_EQ(get("/profile/2fa/generate", id), "200");
  const auto code = lab.code(lab.fake->pending_secret(kForced).value());
  EXPECT_EQ(post("/profile/set-mfa", R"({"auth_type":"2FA","code":")" + code + "\"}", id), "200");
  EXPECT_EQ(get("/profile", id), "200") << "whole now";
  EXPECT_EQ(post("/profile/remove-mfa", R"({"auth_type":"2FA"})", id), "400 70") << "demanded";
  const auto partial = lab.begin(kPhone);
  EXPECT_EQ(get("/profile/2fa/generate", partial), "401 71");
}

TEST_F(QuatrixHost, LetsAdministratorsChangeOthers) {
  const auto admin = lab.begin(kAdmin);
  const auto plain = lab.begin(kPlain);
  const auto who = ids_json({lab.id(kPlain)});
  EXPECT_EQ(post("/user/set-mfa", "{" + who + R"(,"auth_type":"2FA","code":""})", admin), "200");
  EXPECT_EQ(get("/profile", plain), "401 14") << "his sessions are over";
  EXPECT_EQ(lab.start(kPlain).headers.get("Mfa-Code"), "71");
  EXPECT_EQ(post("/user/remove-mfa", "{" + who + R"(,"auth_type":"2FA"})", admin), "200");
  EXPECT_EQ(lab.start(kPlain).status, 200) << "no longer demanded";
  EXPECT_EQ(post("/user/set-mfa", "{" + who + R"(,"auth_type":"PIN","code":"54321"})", admin), "200");
  EXPECT_EQ(lab.start(kPlain).headers.get("Mfa-Code"), "73");
  EXPECT_EQ(post("/user/set-mfa", "{" + who + R"(,"auth_type":"PIN","code":"1234"})", admin), "400 10");
  EXPECT_EQ(post("/user/set-mfa", "{" + who + R"(,"auth_type":"PIN","code":""})", admin), "400 11");
  EXPECT_EQ(post("/user/set-mfa", "{" + who + R"(,"auth_type":"2FA"})", admin), "400 11");
  EXPECT_EQ(post("/user/remove-mfa", "{" + who + R"(,"auth_type":"PIN"})", admin), "200");
  EXPECT_EQ(lab.fake->user(kPlain)->pin, "");
}

TEST_F(QuatrixHost, ResetsWithoutDroppingTheDemand) {
  const auto admin = lab.begin(kAdmin);
  EXPECT_EQ(post("/user/reset-mfa", "{" + ids_json({lab.id(kPhone)}) + R"(,"auth_type":"2FA"})", admin),
            "200");
  EXPECT_EQ(lab.fake->user(kPhone)->totp, "");
  const auto id = lab.begin(kPhone);
  EXPECT_EQ(get("/profile/2fa/generate", id), "200") << "he enrols again";
  EXPECT_EQ(post("/user/reset-mfa", "{" + ids_json({lab.id(kPhone)}) + R"(,"auth_type":"PIN"})", admin),
            "400 10");
}

TEST_F(QuatrixHost, ChangesNobodyWhereOneIdIsWrong) {
  const auto admin = lab.begin(kAdmin);
  const auto set = [&](const std::string& ids) {
    return post("/user/set-mfa", "{" + ids + R"(,"auth_type":"PIN","code":"54321"})", admin);
  };
  EXPECT_EQ(set(ids_json({lab.id(kPlain), std::string(kNobody)})), "400 20");
  EXPECT_EQ(set(ids_json({lab.id(kPlain), "x"})), "400 10");
  EXPECT_EQ(set(ids_json({})), "400 11");
  EXPECT_EQ(set("\"ids\":7"), "400 11");
  EXPECT_EQ(lab.fake->user(kPlain)->pin, "");
}

TEST_F(QuatrixHost, RefusesWhoIsNoAdministrator) {
  const auto plain = lab.begin(kPlain);
  const auto json = "{" + ids_json({lab.id(kPhone)}) + R"(,"auth_type":"2FA","code":""})";
  for (const auto* path : {"/user/set-mfa", "/user/remove-mfa", "/user/reset-mfa"})
    EXPECT_EQ(post(path, json, plain), "401 50");
  EXPECT_EQ(get("/user/metadata/" + lab.id(kPhone), plain), "401 50");
  const auto admin = lab.begin(kAdmin);
  EXPECT_EQ(get("/user/metadata/" + lab.id(kPhone), admin), "200");
  EXPECT_EQ(get("/user/metadata/" + std::string(kNobody), admin), "400 20");
  EXPECT_EQ(get("/user/metadata/x", admin), "400 10");
}

TEST_F(QuatrixHost, KeepsWhatTheAccountDemands) {
  auto seed = testing::QuatrixSeed::from_json(
      R"({"forced_methods":["2FA"],"users":[{"email":"a@b","password":"p","admin":true,"api_key":"k"},
          {"id":"00000000-0000-4000-8000-000000000001","email":"c@d","password":"p","totp":"JBSWY3DPEHPK3PXP"}]})");
  testing::QuatrixFake fake(seed.value(), lab.clock);
  http::Request request{.method = "POST", .target = "/user/remove-mfa"};
  request.headers.add("Authorization", "Bearer k");
  request.body = SecretString(R"({"ids":["00000000-0000-4000-8000-000000000001"],"auth_type":"2FA"})");
  EXPECT_EQ(told(*fake.handle(request)), "400 70");
  EXPECT_EQ(fake.user("c@d")->totp, "JBSWY3DPEHPK3PXP");
}

TEST_F(QuatrixHost, KnowsItsRoutesOnly) {
  EXPECT_EQ(lab.send("GET", "/nothing").status, 404);
  EXPECT_EQ(lab.send("DELETE", "/profile").status, 405);
  EXPECT_EQ(lab.send("POST", "/profile/2fa/generate").status, 405);
  EXPECT_EQ(lab.send("POST", "/user/metadata/x").status, 405);
  lab.set("html_502", "on");
  EXPECT_EQ(lab.send("GET", "/profile").status, 502);
}

TEST(QuatrixSeedText, NamesWhatIsWrong) {
  const auto field = [](std::string_view json) {
    const auto seed = testing::QuatrixSeed::from_json(json);
    return seed ? std::string("(read)") : seed.error().field;
  };
  EXPECT_EQ(field(R"({"users":[]})"), "(read)");
  EXPECT_EQ(field("{}"), "users");
  EXPECT_EQ(field("x"), "seed");
  EXPECT_EQ(field(R"({"users":[{"password":"p"}]})"), "users[0].email");
  EXPECT_EQ(field(R"({"users":[{"email":"a","password":""}]})"), "users[0].password");
  EXPECT_EQ(field(R"({"users":[{"email":"a","password":"p","totp":"1"}]})"), "users[0].totp");
  EXPECT_EQ(field(R"({"users":[{"email":"a","password":"p","pin":"123"}]})"), "users[0].pin");
  EXPECT_EQ(field(R"({"users":[{"email":"a","password":"p","forced":["SMS"]}]})"), "users[0].forced");
  EXPECT_EQ(field(R"({"forced_methods":["PIN"],"users":[]})"), "forced_methods");
  EXPECT_EQ(field(R"({"users":[{"email":"a","password":"p"},{"email":"A","password":"p"}]})"),
            "users[1].email");
}

TEST(QuatrixKnobs, RefuseWhatTheyDoNotKnow) {
  Lab lab;
  EXPECT_EQ(lab.fake->set_knob("no_such", "on").error().field, "knob");
  EXPECT_EQ(lab.fake->set_knob("login_id", "else").error().field, "login_id");
  EXPECT_TRUE(lab.fake->set_knob("mode", "documented"));
}

}  // namespace
}  // namespace mfaclient::quatrix
