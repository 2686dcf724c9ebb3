// The fake cluster's answers, as the real one gives them: status, headers, body, and what they change.
#include <gtest/gtest.h>

#include "cohesity/lab.hpp"
#include "wire/json.hpp"

namespace mfaclient::cohesity {
namespace {

const std::string kTokens = std::string(kV1) + "/accessTokens";
const std::string kSessions = "/v2/users/sessions";
const std::string kVerify = std::string(kV1) + "/verify-otp";
const std::string kSessionUser = std::string(kV1) + "/sessionUser";
const std::string kPolicy = "/v2/mfa-config";
const std::string kSupport = "/v2/support-user/mfa";

std::string body(const http::Response& response) { return std::string(response.body.reveal()); }
bool has(const http::Response& response, std::string_view text) {
  return body(response).find(text) != std::string::npos;
}

/// A refusal by its status, code and message.
std::string shape(const http::Response& response) {
  wire::JsonDocument document(response.body.reveal());
  const auto root = document.root();
  return std::to_string(response.status) + " " + root.optional_text("errorCode").value_or("?") + ": " +
         root.optional_text("message").value_or("?");
}

constexpr auto kMissing = "400 KValidationError: Please specify the mandatory parameters.";
constexpr auto kWrong =
    "400 KValidationError: [13]:OTP code validation for user tina failed with error: Invalid TOTP code for "
    "user "
    "tina.";

class CohesityCluster : public ::testing::Test {
 protected:
  http::Response post(std::string_view path, std::string_view body, const Lab::Headers& headers = {}) const {
    return lab.send("POST", path, body, headers);
  }
  void knob(std::string_view name, std::string_view value) { ASSERT_TRUE(lab.fake->set_knob(name, value)); }
  Lab lab;
};

TEST_F(CohesityCluster, OneShotSignInsIgnoreACodeWhereNoneIsNeeded) {
  const auto session = post(kSessions, Lab::credentials(kAdmin, R"(,"otpCode":null,"otpType":null)"));
  EXPECT_EQ(session.status, 201);
  EXPECT_TRUE(has(session, "{\"sessionId\":\""));
  EXPECT_TRUE(session.headers.get("Date"));
  const auto token = post(kTokens, Lab::credentials(kAdmin, R"(,"otpCode":"1","otpType":"Totp")"));
  EXPECT_EQ(token.status, 201);
  EXPECT_TRUE(
      has(token, R"("tokenType":"Bearer","privileges":["MFA_MODIFY","CLUSTER_VIEW","CLUSTER_MODIFY"])"));
}

TEST_F(CohesityCluster, OneShotSignInsTakeARightCodeOnce) {
  for (const auto& path : {kSessions, kTokens}) {
    EXPECT_EQ(shape(post(path, Lab::credentials(kTina))), kMissing);
    EXPECT_EQ(shape(post(path, Lab::credentials(kTina, R"(,"otpCode":"","otpType":"totp")"))), kMissing);
    EXPECT_EQ(shape(post(path, Lab::credentials(kTina, R"(,"otpCode":"000000","otpType":"totp")"))), kWrong);
    const auto right = Lab::credentials(kTina, lab.otp("otpCode", "totp"));
    EXPECT_EQ(post(path, right).status, 201);
    EXPECT_EQ(shape(post(path, right)), kWrong);
    lab.clock->advance(std::chrono::seconds{30});
  }
}

TEST_F(CohesityCluster, WrongPasswordsHaveTheirOwnStatusByWay) {
  const std::string wrong = R"({"domain":"LOCAL","username":"tina","password":"no"})";
  EXPECT_EQ(shape(post(kSessions, wrong)), "401 KStatusUnauthorized: Invalid Username or Password");
  EXPECT_EQ(shape(post(kTokens, wrong)), "400 KStatusUnauthorized: Invalid Username or Password");
  EXPECT_EQ(shape(post("/login", wrong)), "401 KStatusUnauthorized: Invalid Username or Password");
  EXPECT_EQ(shape(post("/v2/email-otp", wrong)), "401 KStatusUnauthorized: Invalid Username or Password");
}

TEST_F(CohesityCluster, WaysCanBeOff) {
  knob("sessions", "off");
  knob("tokens", "off");
  EXPECT_EQ(shape(post(kSessions, Lab::credentials(kAdmin))).substr(0, 19), "403 KStatusForbidde");
  EXPECT_EQ(shape(post(kTokens, Lab::credentials(kAdmin))), "400 KInvalidRequest: Access denied");
  EXPECT_EQ(shape(post("/login", Lab::credentials("cli"))),
            "403 KStatusForbidden: User does not have the privilege to access UI");
}

TEST_F(CohesityCluster, OnlyAStrictOneMindsTheCaseOfAKind) {
  const auto status = [&](const std::string& path, std::string_view type) {
    lab.clock->advance(std::chrono::seconds{30});
    return post(path, Lab::credentials(kTina, lab.otp("otpCode", type))).status;
  };
  EXPECT_EQ(status(kSessions, "Totp"), 201);
  EXPECT_EQ(status(kTokens, "totp"), 201);
  knob("otp_case", "strict");
  EXPECT_EQ(status(kSessions, "Totp"), 400);
  EXPECT_EQ(status(kSessions, "totp"), 201);
  EXPECT_EQ(status(kTokens, "totp"), 400);
  EXPECT_EQ(status(kTokens, "Totp"), 201);
}

TEST_F(CohesityCluster, FailuresLockTheAccount) {
  knob("lockout", "2");
  const auto wrong = Lab::credentials(kTina, R"(,"otpCode":"000000","otpType":"totp")");
  EXPECT_EQ(shape(post(kSessions, wrong)), kWrong);
  EXPECT_FALSE(lab.fake->locked(kTina));
  EXPECT_EQ(shape(post(kSessions, wrong)), kWrong);
  EXPECT_TRUE(lab.fake->locked(kTina));
  EXPECT_EQ(shape(post(kSessions, Lab::credentials(kTina, lab.otp("otpCode", "totp")))),
            "401 KStatusUnauthorized: The user account is locked: FailedLoginAttempts.");
}

TEST_F(CohesityCluster, MailsACodeForASignInToCome) {
  EXPECT_EQ(body(post("/v2/email-otp", Lab::credentials(kTina))), "");
  const auto old = lab.mailed();
  EXPECT_EQ(post("/v2/email-otp", Lab::credentials(kTina)).status, 204);
  ASSERT_EQ(lab.fake->outbox().size(), 2U);
  EXPECT_EQ(lab.fake->outbox().back().to, "tina@example.com");
  const auto with = [&](const std::string& code) {
    return Lab::credentials(kTina, R"(,"otpCode":")" + code + R"(","otpType":"email")");
  };
  if (old != lab.mailed()) {
    EXPECT_EQ(post(kSessions, with(old)).status, 400);
  }
  EXPECT_EQ(post(kSessions, with(lab.mailed())).status, 201);
  EXPECT_EQ(post(kSessions, with(lab.mailed())).status, 400);
  EXPECT_EQ(shape(post("/v2/email-otp", Lab::credentials(kAdmin))),
            "400 KValidationError: No email address is configured for the user.");
}

TEST_F(CohesityCluster, AWebLoginIsPendingWhereACodeIsNeeded) {
  const auto login = post("/login", Lab::credentials(kFred));
  EXPECT_EQ(login.status, 200);
  EXPECT_TRUE(login.headers.get("Set-Cookie").value().starts_with("cohesity-session="));
  EXPECT_TRUE(has(login, R"("mfaInfo":{"isEmailOtpSetupDone":false,"isTotpSetupDone":false,)"));
  EXPECT_TRUE(has(login, R"("forcePasswordChange":false)"));
  const auto cookie = lab.cookie(kFred);
  const std::string pending =
      "401 KStatusUnauthorized: Only Multi-factor Authentication (MFA) related operations are allowed in "
      "this "
      "state.";
  EXPECT_EQ(shape(lab.send("GET", kSessionUser, {}, cookie)), pending);
  EXPECT_EQ(shape(lab.send("GET", kSupport, {}, cookie)), pending);
  EXPECT_EQ(shape(lab.send("PUT", kPolicy, "{}", cookie)), pending);
  EXPECT_EQ(lab.send("GET", kPolicy, {}, cookie).status, 200);
  EXPECT_EQ(post("/v2/send-email-otp", "", cookie).status, 204);
}

TEST_F(CohesityCluster, APendingSessionSetsTotpUp) {
  const auto cookie = lab.cookie(kFred);
  const auto first = body(post("/v2/totp-key", "{}", cookie));
  const auto key =
      decode(CreateTotpKey{}, post("/v2/totp-key", R"({"totpKeyName":"phone"})", cookie)).value();
  EXPECT_EQ(first.find(key.totp_secret_key.reveal()), std::string::npos) << "a later one replaces it";
  EXPECT_EQ(key.totp_key_name, "phone");
  EXPECT_TRUE(key.totp_uri->reveal().starts_with("otpauth://totp/"));
  EXPECT_FALSE(lab.fake->totp(kFred));
  const auto verify = [&](const std::string& code) {
    return post(kVerify, R"({"otpCode":")" + code + R"(","otpType":"Totp"})", cookie);
  };
  EXPECT_EQ(shape(verify("000000")).substr(0, 20), "400 KValidationError");
  const auto done = verify(lab.code(key.totp_secret_key.reveal()));
  EXPECT_EQ(done.status, 200);
  EXPECT_TRUE(has(done, R"("isTotpSetupDone":true)") && has(done, R"("groupSids":[])"));
  EXPECT_EQ(lab.fake->totp(kFred), key.totp_secret_key.reveal());
  EXPECT_EQ(lab.send("GET", kSessionUser, {}, cookie).status, 200);
}

TEST_F(CohesityCluster, AFirstSignInSetsTotpUpToo) {
  const auto key = decode(CreateTotpKey{}, post("/v2/totp-key", "{}", lab.cookie(kFred))).value();
  const auto code = lab.code(key.totp_secret_key.reveal());
  EXPECT_EQ(
      post(kSessions, Lab::credentials(kFred, R"(,"otpCode":")" + code + R"(","otpType":"totp")")).status,
      201);
  EXPECT_TRUE(lab.fake->totp(kFred));
}

TEST_F(CohesityCluster, WithoutACredentialNothingIsTold) {
  const std::string none =
      "401 KStatusUnauthorized: Authentication failed: Neither session cookie nor token is present in the "
      "request";
  EXPECT_EQ(shape(lab.send("GET", kPolicy)), none);
  EXPECT_EQ(shape(post("/v2/totp-key", "{}")), none);
  EXPECT_EQ(shape(lab.send("GET", kPolicy, {}, {{"Cookie", "cohesity-session=dead"}})), none);
  EXPECT_EQ(shape(lab.send("GET", kPolicy, {}, {{"apikey", "x"}})),
            "401 KStatusUnauthorized: API Key does not exist");
  EXPECT_EQ(shape(lab.send("GET", kPolicy, {}, {{"session-id", "x"}})),
            "401 KStatusUnauthorized: Authentication failed: Unauthorized access.");
  EXPECT_EQ(shape(post("/v2/totp-key", "{}", Lab::key())).substr(0, 20), "403 KStatusForbidden");
}

TEST_F(CohesityCluster, ATokenLivesADay) {
  const auto reply = decode(CreateAccessToken{}, post(kTokens, Lab::credentials(kAdmin))).value();
  const Lab::Headers bearer{{"Authorization", "Bearer " + std::string(reply.access_token.reveal())}};
  EXPECT_EQ(lab.send("GET", kPolicy, {}, bearer).status, 200);
  lab.clock->advance(std::chrono::hours{24});
  EXPECT_EQ(shape(lab.send("GET", kPolicy, {}, bearer)), "401 KStatusUnauthorized: Token expired");
}

TEST_F(CohesityCluster, ThePolicyIsReplacedAndDropsSetUps) {
  const auto put = [&](std::string_view json) { return lab.send("PUT", kPolicy, json, Lab::key()); };
  EXPECT_EQ(shape(put(R"({"enabled":true,"authenticationTypes":[]})")).substr(0, 20), "400 KValidationError");
  EXPECT_EQ(put(R"({"enabled":true,"authenticationTypes":["pigeon"]})").status, 400);
  EXPECT_EQ(put(R"({"enabled":false,"retainUserMfaSettings":true})").status, 204);
  EXPECT_EQ(body(lab.send("GET", kPolicy, {}, Lab::key())),
            R"({"enabled":false,"authenticationTypes":[],"retainUserMfaSettings":true})");
  EXPECT_TRUE(lab.fake->totp(kTina));
  EXPECT_EQ(put(R"({"enabled":true,"authenticationTypes":["totp"]})").status, 204);
  EXPECT_FALSE(lab.fake->totp(kTina)) << "not retained";
  knob("put_reply", "201");
  EXPECT_EQ(put(R"({"enabled":false})").status, 201);
  EXPECT_EQ(lab.send("PUT", kPolicy, "[]", Lab::key()).status, 400);
}

TEST_F(CohesityCluster, PrivilegesGuardWhatIsNotOnesOwn) {
  const auto reply = decode(CreateSession{}, post(kSessions, Lab::credentials(kPaul))).value();
  const Lab::Headers session{{"session-id", std::string(reply.session_id.reveal())}};
  for (const auto* method : {"GET", "PATCH", "PUT"})
    EXPECT_EQ(lab.send(method, kSupport, {}, session).status, 403);
  EXPECT_EQ(lab.send("PUT", kPolicy, {}, session).status, 403);
  EXPECT_EQ(post("/v2/support-user/verify-totp", "{}", session).status, 403);
  EXPECT_EQ(post("/v2/support-user/send-email-otp", "", session).status, 403);
  EXPECT_EQ(lab.send("GET", kPolicy, {}, session).status, 200);
}

TEST_F(CohesityCluster, TheSupportUsersStates) {
  const auto patch = [&](std::string_view json) { return lab.send("PATCH", kSupport, json, Lab::key()); };
  const auto verify = [&](const std::string& code) {
    return body(post("/v2/support-user/verify-totp", R"({"totpCode":")" + code + "\"}", Lab::key()));
  };
  const auto code = [&] { return lab.code(lab.fake->support().secret); };
  EXPECT_EQ(body(lab.send("GET", kSupport, {}, Lab::key())),
            R"({"enabled":false,"mfaType":null,"email":null,"otpVerificationState":"kNotStarted",)"
            R"("isQuorumManaged":false,"requiresPasswordAuth":false})");
  const auto on = patch(R"({"enabled":true,"mfaType":"totp"})");
  EXPECT_TRUE(has(on, R"("otpVerificationState":"kPending")") && has(on, R"("accountName":"support")"));
  EXPECT_EQ(verify("000000"), R"({"success":false,"message":"The verification code is not valid."})");
  EXPECT_EQ(lab.fake->support().state, "kFailure");
  EXPECT_EQ(verify(code()), R"({"success":true})");
  EXPECT_EQ(lab.fake->support().state, "kSuccess");
  EXPECT_FALSE(has(lab.send("GET", kSupport, {}, Lab::key()), lab.fake->support().secret));
  EXPECT_EQ(post("/v2/support-user/send-email-otp", "", Lab::key()).status, 400);
  EXPECT_EQ(shape(patch(R"({"enabled":false})")),
            "400 KValidationError: mfaCode is required for this change.");
  EXPECT_EQ(shape(patch(R"({"enabled":false,"mfaCode":"000000"})")),
            "400 KValidationError: mfaCode is not valid.");
  lab.clock->advance(std::chrono::seconds{30});
  EXPECT_EQ(patch(R"({"mfaCode":")" + code() + "\"}").status, 200) << "a missing `enabled` is false";
  EXPECT_FALSE(lab.fake->support().enabled);
}

TEST_F(CohesityCluster, TheSupportUsersAddressIsChangedWithACode) {
  const auto patch = [&](std::string_view address, const std::string& more = {}) {
    return lab.send(
        "PATCH", kSupport,
        R"({"enabled":true,"mfaType":"email","email":")" + std::string(address) + "\"" + more + "}",
        Lab::key());
  };
  EXPECT_EQ(patch("").status, 400);
  EXPECT_EQ(patch("one@example.com").status, 200);
  EXPECT_EQ(patch("one@example.com").status, 200);
  EXPECT_EQ(patch("two@example.com").status, 400);
  EXPECT_EQ(post("/v2/support-user/send-email-otp", "", Lab::key()).status, 204);
  EXPECT_EQ(patch("two@example.com", R"(,"mfaCode":")" + lab.mailed() + "\"").status, 200);
  EXPECT_EQ(lab.fake->support().email, "two@example.com");
}

TEST_F(CohesityCluster, AnOldReleaseKnowsLess) {
  knob("spec", "old");
  EXPECT_EQ(body(lab.send("GET", kSupport, {}, Lab::key())),
            R"({"enabled":false,"mfaType":null,"email":null})");
  EXPECT_EQ(lab.send("PUT", kSupport, "{}", Lab::key()).status, 405);
  EXPECT_EQ(post("/v2/users/verify-otp", "{}", lab.cookie(kTina)).status, 404);
  const auto nested = R"(,"mfaParams":{)" + lab.otp("otpCode", "totp").substr(1) + "}";
  EXPECT_EQ(shape(post("/v2/access-tokens", Lab::credentials(kTina, nested))), kMissing);
}

TEST_F(CohesityCluster, EndsAllSessionsOrOne) {
  const auto own = decode(CreateSession{}, post(kSessions, Lab::credentials(kAdmin))).value();
  const auto other = decode(CreateSession{}, post(kSessions, Lab::credentials(kPaul))).value();
  const Lab::Headers headers{{"session-id", std::string(own.session_id.reveal())}};
  const std::string sid(other.session_id.reveal());
  EXPECT_EQ(lab.send("DELETE", kSessions + "?sid=" + sid, {}, headers).status, 204);
  EXPECT_EQ(lab.fake->session_count(), 1U);
}

TEST_F(CohesityCluster, HasARateAPathAndAMethod) {
  EXPECT_EQ(shape(lab.send("GET", "/v2/nothing")).substr(0, 3), "404");
  EXPECT_EQ(lab.send("DELETE", kPolicy).status, 405);
  knob("errors", "html");
  EXPECT_TRUE(has(lab.send("GET", kPolicy), "<!doctype html>"));
  lab.clock->advance(std::chrono::seconds{1});
  knob("rate", "2");
  EXPECT_EQ(lab.send("GET", kPolicy, {}, Lab::key()).status, 200);
  EXPECT_EQ(lab.keyed()->get_mfa_config().has_value(), true);
  const auto limited = lab.keyed()->get_mfa_config();
  ASSERT_FALSE(limited);
  EXPECT_EQ(limited.error().code, Errc::rate_limited);
  lab.clock->advance(std::chrono::seconds{1});
  EXPECT_TRUE(lab.keyed()->get_mfa_config());
}

TEST(CohesitySeed, IsReadOrRefusedByName) {
  const auto field = [](std::string_view json) {
    const auto seed = testing::CohesitySeed::from_json(json);
    return seed ? std::string("fine") : seed.error().field;
  };
  EXPECT_EQ(field(R"({"mfa":{"enabled":true,"types":["totp"]},"users":[{"username":"u","password":"p",
      "domain":"LOCAL","email":"u@x","totp":"JBSWY3DPEHPK3PXP","exempt":true,"web":false,
      "privileges":["MFA_MODIFY"]}],"api_keys":[{"key":"k","username":"u"}]})"),
            "fine");
  EXPECT_EQ(field("{}"), "users");
  EXPECT_EQ(field(R"({"users":[{"password":"p"}]})"), "users[0].username");
  EXPECT_EQ(field(R"({"users":[{"username":"u","password":""}]})"), "users[0].password");
  EXPECT_EQ(field(R"({"users":[{"username":"u","password":"p","totp":"!"}]})"), "users[0].totp");
  EXPECT_EQ(field(R"({"users":[{"username":"u","password":"p"},{"username":"u","password":"p"}]})"),
            "users[1].username");
  EXPECT_EQ(field(R"({"users":[],"api_keys":[{"key":"k"}]})"), "api_keys[0].username");
}

}  // namespace
}  // namespace mfaclient::cohesity
