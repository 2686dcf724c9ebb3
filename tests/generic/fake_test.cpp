// The fake as any client sees it: status, headers and body of what the state machine answers.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base64.hpp"
#include "generic/lab.hpp"

namespace mfaclient::generic {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr std::string_view kDisablePath = "/api/user/mfa/disable";
constexpr std::string_view kRecoveryDisablePath = "/api/user/mfa/recovery/disable";

std::string body(const http::Response& response) { return std::string(response.body.reveal()); }

class GenericFakes : public ::testing::Test {
 protected:
  http::Response disable(const std::pair<std::string, std::string>& session, std::string_view proof) const {
    return lab.send("PUT", kDisablePath, proof, {session});
  }
  http::Response request_reset(std::string_view identifier = "bob") const {
    return lab.send("POST", "/api/user/mfa/reset", R"({"identifier":")" + std::string(identifier) + "\"}");
  }
  http::Response reset(std::string_view id, std::string_view main, std::string_view recovery) const {
    return lab.send("PUT", "/api/user/mfa/reset/" + std::string(id),
                    R"({"main_email_code":")" + std::string(main) + R"(","recovery_email_code":")" +
                        std::string(recovery) + "\"}");
  }
  http::Response enable(const std::pair<std::string, std::string>& session, std::string_view code) const {
    return lab.send("PUT", "/api/user/mfa/enable",
                    R"({"code":")" + std::string(code) + R"(","secret":")" + std::string(kSecret) +
                        R"(","recovery_codes":["A","B"]})",
                    {session});
  }

  Lab lab;
};

TEST_F(GenericFakes, LoginAnswersEachConditionInItsOwnWay) {
  struct Case {
    std::string_view user, password;
    int status;
    std::string_view body;
  };
  for (const auto& [user, password, status, words] :
       {Case{"nobody", kPassword, 401, R"({"message":"auth unauthorized"})"},
        Case{"alice", "wrong", 401, R"({"message":"auth unauthorized"})"},
        Case{"unconfirmed", kPassword, 403, R"({"message":"user not confirmed"})"},
        Case{"waiting", kPassword, 423, R"({"message":"user awaiting approval"})"},
        Case{"bob", kPassword, 401, ""}}) {
    const auto response = lab.post_login(user, password);
    EXPECT_EQ(response.status, status) << user;
    EXPECT_EQ(body(response), words) << user;
    EXPECT_EQ(response.headers.get("X-Account-Lockout"), "0") << user;
    EXPECT_EQ(response.headers.get("X-Mfa-Token").value_or("absent").empty(), user != "bob") << user;
  }
  const auto empty = lab.post_login("alice", "");
  EXPECT_EQ(empty.status, 400);
  EXPECT_EQ(body(empty), R"({"message":"invalid entity"})");
  EXPECT_EQ(empty.headers.get("X-Mfa-Token"), std::nullopt);
  lab.knob("local_login", "off");
  const auto off = lab.post_login(kAlice);
  EXPECT_EQ(off.status, 500);
  EXPECT_EQ(body(off), R"({"message":"internal server error"})");
}

TEST_F(GenericFakes, LoginTakesNameOrAddressInAnyCaseOnEitherPath) {
  for (const auto* name : {"alice", "ALICE", "Alice@Example.com"})
    EXPECT_EQ(lab.post_login(name).status, 200);
  const auto alias =
      lab.send("POST", "/api/auth/user", R"({"username":"alice","password":"correct horse","more":[1]})");
  EXPECT_EQ(alias.status, 200);
}

TEST_F(GenericFakes, TheOldestEraSaysNothing) {
  lab.knob("era", "A");
  const auto refused = lab.post_login(kAlice, "wrong");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(body(refused), "");
  const auto session = lab.session(kAlice);
  const auto same = lab.send("PATCH", "/api/users", R"({"recovery_email":"alice@example.com"})", {session});
  EXPECT_EQ(same.status, 400);
  EXPECT_EQ(body(same), R"(["email","recovery_email"])");
  EXPECT_EQ(lab.send("PUT", kRecoveryDisablePath, "", {session}).status, 404);
  EXPECT_EQ(body(request_reset()), "");
  const auto on = lab.session(kBob);
  EXPECT_EQ(lab.send("GET", "/api/user/mfa/generate", "", {on}).status, 200) << "it knows no 409";
}

TEST_F(GenericFakes, AWrongPasswordLocksByTheFormula) {
  // For how many minutes each failure in turn locks the account.
  for (const int locked : {0, 0, 1, 4, 16, 60}) {
    const auto response = lab.post_login(kAlice, "wrong");
    EXPECT_EQ(response.status, locked == 0 ? 401 : 429);
    const auto until = std::chrono::system_clock::to_time_t(lab.clock->now() + minutes{locked});
    EXPECT_EQ(response.headers.get("X-Account-Lockout"), locked == 0 ? "0" : std::to_string(until));
    if (locked == 0) continue;
    EXPECT_EQ(body(response), "");
    lab.clock->advance(minutes{locked} - seconds{1});
    const auto right = lab.post_login(kAlice);
    EXPECT_EQ(right.status, 429) << "even the right one";
    EXPECT_EQ(right.headers.get("X-Mfa-Token"), "");
    lab.clock->advance(seconds{1});
  }
  EXPECT_EQ(lab.post_login(kAlice).status, 200);
}

TEST_F(GenericFakes, ARightPasswordClearsTheCount) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 2; ++i) EXPECT_EQ(lab.post_login(kAlice, "wrong").status, 401);
    EXPECT_EQ(lab.post_login(kAlice).status, 200);
  }
}

TEST_F(GenericFakes, FailuresAreForgottenAndCountedPerAddress) {
  for (int i = 0; i < 2; ++i) static_cast<void>(lab.post_login(kAlice, "wrong"));
  lab.clock->advance(minutes{2});
  EXPECT_EQ(lab.post_login(kAlice, "wrong").status, 401);
  EXPECT_EQ(lab.post_login(kAlice, "wrong").status, 401);
  http::Request request{.method = "POST",
                        .target = "/api/login",
                        .body = SecretString(R"({"username":"alice","password":"wrong"})")};
  request.headers.add("Content-Type", "application/json");
  EXPECT_EQ(lab.fake->handle(request, "192.0.2.1")->status, 401);
  EXPECT_EQ(lab.post_login(kAlice, "wrong").status, 429);
  lab.knob("lockout", "off");
  EXPECT_EQ(lab.post_login(kAlice).status, 200);
}

TEST_F(GenericFakes, TheLongestLockIsASetting) {
  lab.knob("lockout_minutes", "2");
  for (int i = 0; i < 3; ++i) static_cast<void>(lab.post_login(kAlice, "wrong"));
  lab.clock->advance(minutes{1});
  const auto fourth = lab.post_login(kAlice, "wrong");
  EXPECT_EQ(fourth.headers.get("X-Account-Lockout"),
            std::to_string(std::chrono::system_clock::to_time_t(lab.clock->now() + minutes{2})));
}

TEST_F(GenericFakes, ARefusedRequestIsOneOfFour) {
  for (const auto* path :
       {"/api/login", "/api/user/mfa/auth", "/api/user/mfa/recover", "/api/user/mfa/reset"}) {
    EXPECT_EQ(lab.send("POST", path, "{").status, 422) << path;
    EXPECT_EQ(lab.send("POST", path, "[]").status, 422) << path;
    EXPECT_EQ(lab.send("POST", path, R"({"username":1,"code":1,"identifier":1})").status, 422) << path;
    EXPECT_EQ(lab.send("POST", path, "{}", {{"Content-Type", "text/plain"}}).status, 415) << path;
    EXPECT_EQ(lab.send("POST", path, "{}").status, 400) << path;
    EXPECT_EQ(lab.send("POST", path, "").status, 400) << path;
  }
}

TEST_F(GenericFakes, ProtectedRoutesAnswer401WithNothingInIt) {
  for (const auto& [method, path] :
       {std::pair{"GET", "/api/auth/user"}, std::pair{"PATCH", "/api/users"},
        std::pair{"GET", "/api/user/mfa/generate"}, std::pair{"PUT", "/api/user/mfa/enable"},
        std::pair{"PUT", "/api/user/mfa/disable"}, std::pair{"PUT", "/api/user/mfa/recovery/disable"},
        std::pair{"GET", "/nowhere"}}) {
    for (const auto& header : {std::pair<std::string, std::string>{"X-Nothing", ""},
                               {"Authorization", "Bearer wrong"},
                               {"Authorization", "Basic YTpi"}}) {
      const auto response = lab.send(method, path, "{}", {header});
      EXPECT_EQ(response.status, 401) << path;
      EXPECT_EQ(body(response), "") << path;
    }
  }
  const auto session = lab.session(kAlice);
  EXPECT_EQ(lab.send("GET", "/nowhere", "", {session}).status, 404);
  EXPECT_EQ(lab.send("GET", "/api/auth/user", "", {session, {"X-API-Key", "k"}}).status, 403)
      << "the key wins, and is nobody's";
}

TEST_F(GenericFakes, TokensLastThreeDaysAndEveryReadBringsAnother) {
  const auto session = lab.session(kAlice);
  const auto first = lab.send("GET", "/api/auth/user", "", {session});
  const auto second = lab.send("GET", "/api/auth/user", "", {Lab::bearer(first)});
  EXPECT_EQ(second.status, 200);
  EXPECT_NE(Lab::member(first, "token"), Lab::member(second, "token"));
  lab.clock->advance(hours{72});
  EXPECT_EQ(lab.send("GET", "/api/auth/user", "", {session}).status, 401);
}

TEST_F(GenericFakes, ATokenTellsWhoItIs) {
  const auto token = Lab::member(lab.post_login(kAlice), "token");
  auto claims = token.substr(token.find('.') + 1);
  claims.resize(claims.find('.'));
  while (claims.size() % 4 != 0) claims += '=';
  const auto bytes = base64_decode("claims", claims).value();
  const std::string text(bytes.reveal().begin(), bytes.reveal().end());
  EXPECT_THAT(text, HasSubstr(R"("claims":"user")"));
  EXPECT_THAT(text, HasSubstr(R"("name":"alice")"));
  EXPECT_THAT(text, HasSubstr(R"("mfa":false)"));
  EXPECT_THAT(text, HasSubstr(R"("exp":1800259200)"));
}

TEST_F(GenericFakes, AChallengeSurvivesAWrongCodeAndIsAnsweredOnce) {
  const auto token = lab.mfa_token();
  const auto wrong = lab.post_auth(token, kWrongCode);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(body(wrong), R"({"message":"auth unauthorized"})");
  const auto right = lab.post_auth(token, lab.code());
  EXPECT_EQ(right.status, 200);
  EXPECT_THAT(body(right), HasSubstr(R"("mfa":true)"));
  EXPECT_EQ(lab.post_auth(token, lab.code(1)).status, 401);
  EXPECT_EQ(lab.post_auth("unknown", lab.code(1)).status, 401);
  lab.knob("era", "B");
  EXPECT_EQ(lab.post_auth(token, lab.code(1)).status, 200) << "used up only in the newest era";
}

TEST_F(GenericFakes, AChallengeLastsHalfAnHour) {
  const auto token = lab.mfa_token();
  lab.clock->advance(minutes{30} - seconds{1});
  EXPECT_EQ(lab.post_auth(token, lab.code()).status, 200);
  const auto late = lab.mfa_token();
  lab.clock->advance(minutes{30});
  EXPECT_EQ(lab.post_auth(late, lab.code()).status, 401);
}

TEST_F(GenericFakes, ACodeIsTakenAStepEarlyOrLateAndOnce) {
  EXPECT_EQ(lab.post_auth(lab.mfa_token(), lab.code(-2)).status, 401);
  EXPECT_EQ(lab.post_auth(lab.mfa_token(), lab.code(-1)).status, 200);
  EXPECT_EQ(lab.post_auth(lab.mfa_token(), lab.code(1)).status, 200);
  EXPECT_EQ(lab.post_auth(lab.mfa_token(), lab.code(1)).status, 401);
  EXPECT_EQ(lab.post_auth(lab.mfa_token(), lab.code()).status, 401) << "earlier than the last one";
  lab.knob("replay", "accepted");
  lab.clock->advance(minutes{2});
  EXPECT_EQ(lab.post_auth(lab.mfa_token(), lab.code()).status, 200);
  EXPECT_EQ(lab.post_auth(lab.mfa_token(), lab.code()).status, 200);
}

TEST_F(GenericFakes, ProposesAFreshSecretEachTimeAndKeepsNone) {
  const auto session = lab.session(kAlice);
  std::set<std::string> secrets;
  for (int i = 0; i < 5; ++i) {
    const auto response = lab.send("GET", "/api/user/mfa/generate", "", {session});
    ASSERT_EQ(response.status, 200);
    wire::JsonDocument document(response.body.reveal());
    const auto secret = document.root().text("secret");
    EXPECT_EQ(secret.size(), 32U);
    EXPECT_EQ(document.root().list("recovery_codes").size(), 6U);
    EXPECT_EQ(document.root().text("link"),
              "otpauth://totp/shellhub-enterprise:" + lab.fake->user(kAlice)->id +
                  "?issuer=shellhub-enterprise&secret=" + secret);
    secrets.insert(secret);
  }
  EXPECT_EQ(secrets.size(), 5U);
  EXPECT_FALSE(lab.mfa(kAlice));
}

TEST_F(GenericFakes, EnablesWhatIsBroughtBack) {
  const auto session = lab.session(kAlice);
  const auto wrong = enable(session, kWrongCode);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(body(wrong), R"({"message":"unauthorized"})") << "unlike a dead token's";
  const auto right = enable(session, lab.code());
  EXPECT_EQ(right.status, 200);
  EXPECT_EQ(body(right), "");
  EXPECT_EQ(lab.fake->user(kAlice)->mfa->secret, kSecret);
  EXPECT_EQ(enable(session, lab.code(1)).status, 409);
  EXPECT_EQ(lab.send("GET", "/api/auth/user", "", {session}).status, 200) << "the token stays good";
}

TEST_F(GenericFakes, DisablesWithEachProofAndNoOther) {
  const auto session = lab.session(kBob);
  EXPECT_EQ(disable(session, R"({"code":"000000"})").status, 403);
  EXPECT_EQ(disable(session, R"({"recovery_code":"WRONG"})").status, 403);
  EXPECT_EQ(disable(session, R"({"main_email_code":"AAAAA"})").status, 400);
  EXPECT_EQ(disable(session, R"({"main_email_code":"AAAAA","recovery_email_code":"AAAAA"})").status, 403);
  EXPECT_EQ(disable(session, "{}").status, 403);
  EXPECT_EQ(disable(session, "").status, 403);
  EXPECT_TRUE(lab.mfa(kBob));
  EXPECT_EQ(disable(session, R"({"code":")" + lab.code(1) + "\"}").status, 200);
  EXPECT_FALSE(lab.mfa(kBob));
  EXPECT_EQ(disable(session, "{}").status, 403) << "off already";
}

TEST_F(GenericFakes, InsideTheWindowNothingIsProofEnough) {
  for (const auto* proof : {"", "{}", R"({"code":""})", R"({"recovery_code":"AAAAAAAAAAAAAAA2"})"}) {
    Lab other;
    const auto recovered = other.post_recover();
    EXPECT_EQ(recovered.headers.get("X-Expires-At"), "1800000600");
    EXPECT_THAT(body(recovered), HasSubstr(R"("mfa":true)"));
    other.clock->advance(minutes{10} - seconds{1});
    EXPECT_EQ(other.send("PUT", kDisablePath, proof, {Lab::bearer(recovered)}).status, 200) << proof;
    EXPECT_FALSE(other.mfa(kBob)) << proof;
  }
  const auto late = Lab::bearer(lab.post_recover());
  lab.clock->advance(minutes{10});
  EXPECT_EQ(disable(late, "{}").status, 403);
  EXPECT_EQ(lab.send("PUT", kRecoveryDisablePath, "", {late}).status, 403);
  EXPECT_TRUE(lab.mfa(kBob));
}

TEST_F(GenericFakes, ARecoveryCodeIsSpentAndUnknownOnesCostNone) {
  EXPECT_EQ(lab.post_recover("WRONG").status, 403);
  EXPECT_EQ(lab.fake->user(kBob)->mfa->recovery_codes.size(), 6U);
  EXPECT_EQ(lab.post_recover().status, 200);
  EXPECT_EQ(lab.post_recover().status, 403);
  EXPECT_EQ(lab.fake->user(kBob)->mfa->recovery_codes.size(), 5U);
  const auto nobody = lab.send("POST", "/api/user/mfa/recover",
                               R"({"identifier":"nobody","recovery_code":"AAAAAAAAAAAAAAA3"})");
  EXPECT_EQ(nobody.status, 403) << "as for a wrong code";
}

TEST_F(GenericFakes, TheWindowClosesWithItsUse) {
  const auto session = Lab::bearer(lab.post_recover());
  EXPECT_EQ(lab.send("PUT", kRecoveryDisablePath, "", {session}).status, 200);
  EXPECT_EQ(lab.send("PUT", kRecoveryDisablePath, "", {session}).status, 403);
}

TEST_F(GenericFakes, AResetMailsTwoCodesAndTheLatestCount) {
  ASSERT_EQ(request_reset().status, 200);
  const auto stale = lab.mailed("bob@example.com");
  const auto requested = request_reset("BOB@example.com");
  const auto mails = lab.fake->outbox();
  ASSERT_EQ(mails.size(), 4U);
  EXPECT_EQ(mails[2].kind, "email");
  EXPECT_EQ(mails[2].to, "bob@example.com");
  EXPECT_EQ(mails[3].to, "bob@recovery.example.com");
  EXPECT_EQ(mails[2].code.size(), 5U);
  EXPECT_THAT(mails[2].text, HasSubstr("/reset-mfa?id=" + std::string(kBobsId)));
  EXPECT_THAT(mails[2].text, HasSubstr(mails[2].code));
  const auto token = Lab::member(requested, "token");
  EXPECT_EQ(token.size(), 32U);

  const auto& main = mails[2].code;
  const auto& recovery = mails[3].code;
  EXPECT_EQ(reset("unknown", main, recovery).status, 404);
  EXPECT_EQ(reset(kBobsId, stale == main ? "AAAAA" : stale, recovery).status, 403);
  EXPECT_EQ(reset(kBobsId, recovery, main).status, 403) << "swapped";
  EXPECT_EQ(reset(kBobsId, main, "").status, 400);
  EXPECT_TRUE(lab.mfa(kBob));
  const auto done = reset(kBobsId, main, recovery);
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(body(done), HasSubstr(R"("mfa":false)"));
  EXPECT_EQ(reset(kBobsId, main, recovery).status, 403) << "consumed";
  EXPECT_EQ(lab.send("GET", "/api/auth/user", "", {Lab::bearer(done)}).status, 200);
}

TEST_F(GenericFakes, AResetLastsADayAndItsPathIsOneSegment) {
  ASSERT_EQ(request_reset().status, 200);
  const auto main = lab.mailed("bob@example.com");
  const auto recovery = lab.mailed("bob@recovery.example.com");
  EXPECT_EQ(reset(std::string(kBobsId) + "/more", main, recovery).status, 401);
  EXPECT_EQ(reset(std::string(kBobsId) + "%2Fmore", main, recovery).status, 404);
  lab.clock->advance(hours{24});
  EXPECT_EQ(reset(kBobsId, main, recovery).status, 403);
}

TEST_F(GenericFakes, AnUnknownAccountIsToldOrHidden) {
  EXPECT_EQ(request_reset("nobody").status, 404);
  lab.knob("reset_unknown", "200");
  const auto hidden = request_reset("nobody");
  EXPECT_EQ(hidden.status, 200);
  EXPECT_EQ(Lab::member(hidden, "token").size(), 32U);
  EXPECT_TRUE(lab.fake->outbox().empty());
}

TEST_F(GenericFakes, OfEnterpriseLacksWhatItsDocumentsLack) {
  const auto session = lab.session(kAlice);
  lab.knob("edition", "enterprise");
  EXPECT_EQ(lab.send("PUT", kRecoveryDisablePath, "", {session}).status, 404);
  EXPECT_EQ(request_reset().status, 403);
}

TEST_F(GenericFakes, OfCommunityHasNoSuchRoute) {
  const auto session = lab.session(kAlice);
  lab.knob("era", "community");
  for (const auto& [method, path] :
       {std::pair{"POST", "/api/user/mfa/auth"}, std::pair{"POST", "/api/user/mfa/recover"},
        std::pair{"PUT", "/api/user/mfa/reset/1"}, std::pair{"GET", "/api/user/mfa/generate"}}) {
    EXPECT_EQ(lab.send(method, path, "{}").status, 401) << path;
    EXPECT_EQ(body(lab.send(method, path, "{}")), "") << path;
    EXPECT_EQ(lab.send(method, path, "{}", {session}).status, 404) << path;
  }
  EXPECT_EQ(lab.send("GET", "/api/auth/user", "", {session}).status, 200);
}

TEST_F(GenericFakes, SetsARecoveryAddressButNotThatOfTheAccount) {
  const auto session = lab.session(kNewcomer);
  const auto patch = [&](std::string_view address) {
    return lab.send("PATCH", "/api/users", R"({"recovery_email":")" + std::string(address) + "\"}",
                    {session});
  };
  const auto same = patch("NEWTON@example.com");
  EXPECT_EQ(same.status, 400);
  EXPECT_THAT(body(same), HasSubstr(R"({"message":"bad request","fields":{"email":)"));
  EXPECT_EQ(patch("no address").status, 400);
  EXPECT_EQ(patch("n@recovery.example.com").status, 200);
  EXPECT_EQ(patch("").status, 200);
  EXPECT_EQ(lab.fake->user(kNewcomer)->recovery_email, "n@recovery.example.com") << "it can't be emptied";
}

TEST_F(GenericFakes, TellsTheTimeAndKnowsItsKnobs) {
  EXPECT_EQ(lab.post_login(kAlice).headers.get("Date"), "Fri, 15 Jan 2027 08:00:00 GMT");
  for (const auto& [name, value] : {std::pair{"era", "D"}, std::pair{"no_such", "1"},
                                    std::pair{"lockout_minutes", "0"}, std::pair{"mode", "maybe"}})
    EXPECT_FALSE(lab.fake->set_knob(name, value)) << name;
}

struct Seed {
  std::string json;
  std::string wrong_field;  // empty: it is right
};

class GenericSeeds : public ::testing::TestWithParam<Seed> {};

TEST_P(GenericSeeds, AreReadOrRefusedByName) {
  const auto seed = testing::GenericSeed::from_json(GetParam().json);
  EXPECT_EQ(seed.has_value(), GetParam().wrong_field.empty()) << GetParam().json;
  EXPECT_EQ(seed ? "" : seed.error().field, GetParam().wrong_field) << GetParam().json;
}

INSTANTIATE_TEST_SUITE_P(
    Json, GenericSeeds,
    ::testing::Values(
        Seed{R"({"users":[]})", ""},
        Seed{R"({"issuer":"i","users":[{"id":"1","username":"a","email":"a@b","name":"A","password":"p",
             "recovery_email":"c@d","tenant":"t","role":"owner","confirmed":false,"awaiting_approval":true,
             "admin":true,"mfa":{"secret":"JBSWY3DPEHPK3PXP","recovery_codes":["X"]}}]})",
             ""},
        Seed{"{", "seed"}, Seed{"{}", "users"},
        Seed{R"({"users":[{"email":"a@b","password":"p"}]})", "users[0].username"},
        Seed{R"({"users":[{"username":"a","email":"A@b","password":"p"}]})", "users[0].email"},
        Seed{R"({"users":[{"username":"a","email":"a@b","password":""}]})", "users[0].password"},
        Seed{
            R"({"users":[{"username":"a","email":"a@b","password":"p","mfa":{"secret":"1","recovery_codes":[]}}]})",
            "users[0].mfa.secret"},
        Seed{
            R"({"users":[{"username":"a","email":"a@b","password":"p","mfa":{"secret":"JBSWY3DPEHPK3PXP"}}]})",
            "users[0].mfa.recovery_codes"},
        Seed{R"({"users":[{"username":"a","email":"a@b","password":"p"},
             {"username":"a","email":"c@d","password":"p"}]})",
             "users[1].username"},
        Seed{R"({"users":[{"username":"a","email":"a@b","password":"p"},
             {"username":"c","email":"a@b","password":"p"}]})",
             "users[1].email"}));

}  // namespace
}  // namespace mfaclient::generic
