// Each operation by itself: what it sends, what it takes as a yes, and how the vendor's refusals read.
#include <string>

#include <gtest/gtest.h>

#include "core/base64.hpp"
#include "quatrix/samples.hpp"
#include "support/evidence.hpp"
#include "support/fixtures.hpp"

namespace mfaclient::quatrix {
namespace {

using samples::kUser;

std::string fixture_of(std::string_view operation, std::string_view kind) {
  return std::string("quatrix/operations/").append(operation.substr(8)).append(".").append(kind);
}

template <class Op>
class QuatrixOperation : public testing::Test {};

template <class... Ops>
testing::Types<Ops...> types_of(std::tuple<Ops...>*);
using AllOperations = decltype(types_of(static_cast<Operations*>(nullptr)));
TYPED_TEST_SUITE(QuatrixOperation, AllOperations);

TYPED_TEST(QuatrixOperation, SendsTheGoldenRequest) {
  const auto sent = encode(samples::make<TypeParam>());
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(fixtures::print(*sent), fixtures::read(fixture_of(TypeParam::info.name, "request")));
}

TYPED_TEST(QuatrixOperation, TakesOnlyItsEvidenceAsAYes) {
  const auto yes = fixtures::response(fixture_of(TypeParam::info.name, "response"));
  evidence::expect_judged_strictly(samples::make<TypeParam>(), yes);
}

http::Response answer(int status, std::string_view body, std::string_view step = {}) {
  http::Response response{.status = status, .body = SecretString(body)};
  response.headers.add("Content-Type", "application/json");
  if (!step.empty()) response.headers.add("mFA-cODE", step);
  return response;
}

std::string refusal(int number) { return R"({"msg":"no","code":)" + std::to_string(number) + "}"; }

// ---- the first step

TEST(QuatrixSessionStart, AtStatus200IsASignIn) {
  const auto reply = decode(SessionStart{}, answer(200, R"({"session_id":"s"})"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->session_id.reveal(), "s");
  EXPECT_EQ(reply->mfa_code, std::nullopt);
}

TEST(QuatrixSessionStart, AtStatus207IsNoneWhateverTheHeaderSays) {
  for (const std::string step : {"71", "73", "61", "99", "seventy-one", "71, 73", "-1"}) {
    const auto reply = decode(SessionStart{}, answer(207, R"({"session_id":"s"})", step));
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->mfa_code, step);
  }
  const auto bare = decode(SessionStart{}, answer(207, R"({"session_id":"s"})"));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->mfa_code, "") << "set, and unknown";
}

TEST(QuatrixSessionStart, WithTheHeaderIsNoneAtStatus200Either) {
  const auto reply = decode(SessionStart{}, answer(200, R"({"session_id":"s"})", "71"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->mfa_code, "71");
}

TEST(QuatrixSessionStart, ReadsTheBodyBeforeTheHeader) {
  auto both = answer(200, R"({"session_id":"body"})");
  both.headers.add("X-Auth-Token", "header");
  EXPECT_EQ(decode(SessionStart{}, both)->session_id.reveal(), "body");
  for (const auto* body : {R"({"account_id":"a"})", R"({"session_id":""})", R"({"session_id":null})"}) {
    auto header = answer(200, body);
    header.headers.add("X-Auth-Token", "header");
    const auto reply = decode(SessionStart{}, header);
    ASSERT_TRUE(reply) << body;
    EXPECT_EQ(reply->session_id.reveal(), "header");
  }
}

TEST(QuatrixSessionStart, WithoutRightsOnTheAccountIsNoSignIn) {
  auto response = answer(200, R"({"account_id":null})");
  response.headers.add("X-Auth-Token", "header");
  const auto reply = decode(SessionStart{}, response);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::not_permitted);
}

struct Start {
  int status;
  std::string body;
  Errc code;
};
class QuatrixSessionStartRefusal : public testing::TestWithParam<Start> {};

TEST_P(QuatrixSessionStartRefusal, IsTypedAndNeverADeadSession) {
  const auto reply = decode(SessionStart{}, answer(GetParam().status, GetParam().body));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, GetParam().code) << reply.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, QuatrixSessionStartRefusal,
    testing::Values(
        Start{401, refusal(14), Errc::invalid_credentials}, Start{401, "", Errc::invalid_credentials},
        Start{401, "<html>", Errc::invalid_credentials}, Start{401, refusal(159), Errc::invalid_credentials},
        Start{401, R"({"valid":false})", Errc::locked_out}, Start{401, refusal(80), Errc::not_permitted},
        Start{401, refusal(81), Errc::not_permitted}, Start{401, refusal(74), Errc::not_permitted},
        Start{401, refusal(13), Errc::not_permitted}, Start{401, refusal(15), Errc::not_permitted},
        Start{401, refusal(60), Errc::not_permitted}, Start{400, refusal(12), Errc::invalid_argument},
        Start{404, "<html>", Errc::not_found}, Start{429, "", Errc::rate_limited},
        Start{500, "", Errc::server_error}, Start{502, "<html>", Errc::server_error},
        Start{302, "", Errc::protocol}));

TEST(QuatrixSessionStartRefusal, ARateLimitWithoutAWaitLastsTheDocumentedWindow) {
  EXPECT_EQ(decode(SessionStart{}, answer(429, "")).error().retry_after, std::chrono::minutes{15});
  auto told = answer(429, "");
  told.headers.add("Retry-After", "7");
  EXPECT_EQ(decode(SessionStart{}, told).error().retry_after, std::chrono::seconds{7});
}

struct BadStart {
  std::string email, password, field;
};
class QuatrixSessionStartInput : public testing::TestWithParam<BadStart> {};

TEST_P(QuatrixSessionStartInput, IsRefusedUnsent) {
  const auto sent =
      encode(SessionStart{.email = GetParam().email, .password = SecretString(GetParam().password)});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Errc::invalid_argument);
  EXPECT_EQ(sent.error().field, GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(All, QuatrixSessionStartInput,
                         testing::Values(BadStart{"", "secret", "email"},
                                         BadStart{"a:b@c", "secret", "email"},
                                         BadStart{"a\nb@c", "secret", "email"},
                                         BadStart{"a@c", "", "password"},
                                         BadStart{"a@c", "two\r\nlines", "password"}));

// ---- the second step

TEST(QuatrixSessionLogin, AdoptsAnotherIdWhereOneComes) {
  const auto id_of = [](const http::Response& response) {
    const auto reply = decode(LoginCode{}, response);
    return reply && reply->session_id ? std::string(reply->session_id->reveal()) : std::string("(none)");
  };
  EXPECT_EQ(id_of(answer(200, R"({"session_id":"new"})")), "new");
  for (const auto* body :
       {"", "{}", R"({"session_id":null})", R"({"session_id":""})", R"({"session_id":7})"}) {
    EXPECT_EQ(id_of(answer(200, body)), "(none)") << body;
    auto header = answer(200, body);
    header.headers.add("X-Auth-Token", "header");
    EXPECT_EQ(id_of(header), "header") << body;
  }
  auto both = answer(200, R"({"session_id":"body"})");
  both.headers.add("X-Auth-Token", "header");
  EXPECT_EQ(id_of(both), "body");
}

TEST(QuatrixSessionLogin, IsNotDoneWhileAnotherFactorIsWanted) {
  for (const auto& response : {answer(207, R"({"session_id":"s"})", "73"), answer(200, "{}", "73")}) {
    const auto reply = decode(LoginCode{}, response);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::code_required);
    EXPECT_EQ(reply.error().vendor_code, "73");
  }
}

TEST(QuatrixSessionLogin, IsNeverTakenForADeadSession) {
  const auto code = [](int status, std::string_view body) {
    return decode(LoginCode{}, answer(status, body)).error().code;
  };
  EXPECT_EQ(code(401, refusal(83)), Errc::code_rejected);
  EXPECT_EQ(code(401, refusal(84)), Errc::code_rejected);
  EXPECT_EQ(code(401, R"({"code":"83","msg":"as text"})"), Errc::code_rejected);
  EXPECT_EQ(code(401, refusal(14)), Errc::challenge_expired);
  EXPECT_EQ(code(401, refusal(71)), Errc::code_required);
  EXPECT_EQ(code(401, refusal(73)), Errc::code_required);
  EXPECT_EQ(code(401, ""), Errc::code_rejected);
  EXPECT_EQ(code(401, "<html>"), Errc::code_rejected);
  EXPECT_EQ(code(401, refusal(999)), Errc::code_rejected);
  EXPECT_EQ(code(400, refusal(10)), Errc::invalid_argument);
}

TEST(QuatrixSessionLogin, SpeaksTheOlderDialects) {
  auto op = samples::make<LoginCode>();
  op.code_encoding = "base64";
  EXPECT_EQ(encode(op)->body.reveal(), R"({"auth_type":"2FA","code":"MDEyMzQ1"})");
  op.value_shape = true;
  EXPECT_EQ(encode(op)->body.reveal(), R"({"auth_type":"2FA","value":{"code":"MDEyMzQ1"}})");
  op.code_encoding = "plain";
  EXPECT_EQ(encode(op)->body.reveal(), R"({"auth_type":"2FA","value":{"code":"012345"}})");
  op.auth_type = {"PIN"};
  EXPECT_EQ(encode(op)->body.reveal(), R"({"auth_type":"PIN","value":{"pin":"MDEyMzQ1"}})");
  op.code_encoding = "rot13";
  EXPECT_EQ(encode(op).error().field, "code_encoding");
}

// ---- what the others send

TEST(QuatrixSetMfa, AlwaysSendsACode) {
  auto op = samples::make<UserSetMfa>();
  op.code = SecretString("123456");
  EXPECT_NE(encode(op)->body.reveal().find(R"("code":"123456")"), std::string::npos);
  op.code = std::nullopt;
  op.code_encoding = "base64";
  EXPECT_NE(encode(op)->body.reveal().find(R"("code":"")"), std::string::npos);
  op.auth_type = {"PIN"};
  EXPECT_EQ(encode(op).error().field, "code") << "a PIN is what the call sets";
  op.code = SecretString("");
  EXPECT_EQ(encode(op).error().field, "code");
  op.code = SecretString("01234");
  EXPECT_NE(encode(op)->body.reveal().find(R"("code":"MDEyMzQ=")"), std::string::npos);
}

TEST(QuatrixReset, OfAPinIsRefusedUnsent) {
  const auto sent = encode(UserResetMfa{.ids = {std::string(kUser)}, .auth_type = {"PIN"}});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Errc::unsupported);
}

TEST(QuatrixReset, IsUnsupportedByAnOldHost) {
  for (const int status : {404, 405})
    EXPECT_EQ(decode(UserResetMfa{}, answer(status, "<html>")).error().code, Errc::unsupported);
  EXPECT_EQ(decode(UserResetMfa{}, answer(404, refusal(20))).error().code, Errc::not_found);
  EXPECT_EQ(decode(UserRemoveMfa{}, answer(404, "<html>")).error().code, Errc::not_found);
}

class QuatrixIds : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(QuatrixIds, ThatAreNoUuidsAreRefusedUnsent) {
  const auto refused = [](const Result<http::Request>& sent, std::string_view field) {
    return !sent && sent.error().code == Errc::invalid_argument && sent.error().field == field;
  };
  EXPECT_TRUE(refused(encode(UserSetMfa{.ids = GetParam(), .auth_type = {"2FA"}}), "ids"));
  EXPECT_TRUE(refused(encode(UserRemoveMfa{.ids = GetParam(), .auth_type = {"2FA"}}), "ids"));
  EXPECT_TRUE(refused(encode(UserResetMfa{.ids = GetParam(), .auth_type = {"2FA"}}), "ids"));
  const auto last = GetParam().empty() ? std::string() : GetParam().back();
  EXPECT_TRUE(refused(encode(UserMetadata{.id = last}), "id"));
}

INSTANTIATE_TEST_SUITE_P(All, QuatrixIds,
                         testing::Values(std::vector<std::string>{}, std::vector<std::string>{""},
                                         std::vector<std::string>{"all"},
                                         std::vector<std::string>{std::string(kUser), ""},
                                         std::vector<std::string>{std::string(kUser) + "0"},
                                         std::vector<std::string>{"046b6c7f-0b8a-43b9-b35d-6489e6daee9g"},
                                         std::vector<std::string>{"046b6c7f00b8a-43b9-b35d-6489e6daee91"},
                                         std::vector<std::string>{"../session/logout/aaaaaaaaaaaaaaaaaa"}));

TEST(QuatrixAuthType, IsOneOfTwo) {
  for (const auto* type : {"", "2fa", "pin", "IP", "TOTP"}) {
    EXPECT_EQ(encode(ProfileRemoveMfa{.auth_type = {type}}).error().field, "auth_type") << type;
    EXPECT_EQ((encode(ProfileSetMfa{.auth_type = {type}, .code = SecretString("1")}).error().field),
              "auth_type");
    EXPECT_EQ(
        (encode(LoginCode{.session_id = SecretString("s"), .auth_type = {type}, .code = SecretString("1")}))
            .error()
            .field,
        "auth_type");
  }
}

TEST(QuatrixInput, ThatIsEmptyIsRefusedUnsent) {
  EXPECT_EQ((encode(LoginCode{.auth_type = {"2FA"}, .code = SecretString("1")}).error().field), "session_id");
  EXPECT_EQ((encode(LoginCode{.session_id = SecretString("s"), .auth_type = {"2FA"}}).error().field), "code");
  EXPECT_EQ(encode(ProfileSetMfa{.auth_type = {"2FA"}}).error().field, "code");
  EXPECT_EQ(encode(Profile{.session_id = SecretString()}).error().field, "session_id");
  EXPECT_EQ(encode(Generate2fa{.session_id = SecretString()}).error().field, "session_id");
}

TEST(QuatrixOperations, SayHowOftenTheyMayBeSent) {
  EXPECT_EQ(info_of(SessionStart{}).safety, Safety::once);
  EXPECT_EQ(info_of(LoginCode{}).safety, Safety::once);
  EXPECT_EQ(info_of(Generate2fa{}).safety, Safety::once) << "a GET that mints a secret";
  EXPECT_EQ(info_of(ProfileSetMfa{}).safety, Safety::once);
  EXPECT_EQ(info_of(UserSetMfa{}).safety, Safety::once);
  EXPECT_EQ(info_of(UserResetMfa{}).safety, Safety::once);
  EXPECT_EQ(info_of(ProfileRemoveMfa{}).safety, Safety::idempotent);
  EXPECT_EQ(info_of(UserRemoveMfa{}).safety, Safety::idempotent);
  EXPECT_EQ(info_of(Keepalive{}).safety, Safety::idempotent);
  EXPECT_EQ(info_of(Logout{}).safety, Safety::idempotent);
  EXPECT_EQ(info_of(Profile{}).safety, Safety::read);
  EXPECT_EQ(info_of(UserMetadata{}).safety, Safety::read);
}

// ---- what the others answer

struct Refusal {
  int status;
  std::string body;
  Errc code;
};
class QuatrixRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(QuatrixRefusal, OfAProtectedRouteIsTyped) {
  const auto response = answer(GetParam().status, GetParam().body);
  for (const auto& error : {decode(Profile{}, response).error(), decode(UserSetMfa{}, response).error(),
                            decode(Generate2fa{}, response).error(), decode(Keepalive{}, response).error()})
    EXPECT_EQ(error.code, GetParam().code) << error.message;
}

INSTANTIATE_TEST_SUITE_P(
    All, QuatrixRefusal,
    testing::Values(
        Refusal{401, refusal(14), Errc::session_expired}, Refusal{401, "", Errc::session_expired},
        Refusal{401, "<html>", Errc::session_expired},
        Refusal{401, R"({"msg":"no number"})", Errc::session_expired},
        Refusal{400, refusal(14), Errc::not_permitted}, Refusal{401, refusal(71), Errc::code_required},
        Refusal{401, refusal(73), Errc::code_required}, Refusal{401, refusal(50), Errc::not_permitted},
        Refusal{401, refusal(-1), Errc::not_permitted}, Refusal{401, refusal(159), Errc::not_permitted},
        Refusal{400, refusal(50), Errc::not_permitted}, Refusal{400, refusal(83), Errc::code_rejected},
        Refusal{400, refusal(10), Errc::invalid_argument}, Refusal{400, refusal(11), Errc::invalid_argument},
        Refusal{400, R"({"code":"20","msg":"number as text"})", Errc::not_found},
        Refusal{400, refusal(20), Errc::not_found}, Refusal{400, refusal(21), Errc::unsupported},
        Refusal{400, refusal(122), Errc::conflict}, Refusal{400, "", Errc::invalid_argument},
        Refusal{400, refusal(159), Errc::invalid_argument}, Refusal{403, "", Errc::not_permitted},
        Refusal{404, "<html>", Errc::not_found}, Refusal{409, "", Errc::conflict},
        Refusal{429, refusal(14), Errc::rate_limited}, Refusal{207, R"({"id":"x"})", Errc::protocol},
        Refusal{204, "", Errc::protocol}, Refusal{301, "", Errc::protocol},
        Refusal{502, "<html>", Errc::server_error}, Refusal{509, refusal(14), Errc::server_error}));

TEST(QuatrixRefusal, KeepsTheVendorsNumberAndWords) {
  const auto error =
      decode(Profile{}, answer(400, R"({"code":159,"msg":"What?","details":{"name":"x"}})")).error();
  EXPECT_EQ(error.vendor_code, "159");
  EXPECT_EQ(error.vendor_message, "What?");
}

TEST(QuatrixRefusal, OfANotAllowedChangeDependsOnTheChange) {
  const auto response = answer(400, refusal(70));
  EXPECT_EQ(decode(ProfileSetMfa{}, response).error().code, Errc::conflict) << "no pending secret";
  EXPECT_EQ(decode(ProfileRemoveMfa{}, response).error().code, Errc::not_permitted) << "it is demanded";
  EXPECT_EQ(decode(UserRemoveMfa{}, response).error().code, Errc::not_permitted);
}

TEST(QuatrixLogout, OfADeadSessionIsDone) {
  EXPECT_TRUE(decode(Logout{}, answer(401, refusal(14))));
  EXPECT_TRUE(decode(Logout{}, answer(401, refusal(70))));
  EXPECT_TRUE(decode(Logout{}, answer(400, refusal(70))));
  EXPECT_EQ(decode(Logout{}, answer(401, "")).error().code, Errc::not_permitted) << "never a new sign-in";
  for (const int status : {400, 401})
    for (const auto& body : {std::string(), std::string("<html>"), refusal(10), refusal(50)})
      EXPECT_FALSE(decode(Logout{}, answer(status, body))) << status << " " << body;
  EXPECT_FALSE(decode(Logout{}, answer(500, refusal(14))));
}

TEST(QuatrixSetMfa, ReadsTheClosedSessionsInEveryShape) {
  const auto count = [](std::string_view body) {
    const auto reply = decode(ProfileSetMfa{}, answer(200, body));
    return reply ? static_cast<int>(reply->session_ids.size()) : -1;
  };
  EXPECT_EQ(count(""), 0);
  EXPECT_EQ(count("{}"), 0);
  EXPECT_EQ(count(R"({"session_ids":null})"), 0);
  EXPECT_EQ(count(R"({"session_ids":"a"})"), 1);
  EXPECT_EQ(count(R"({"session_ids":["a","b"]})"), 2);
  EXPECT_EQ(count(R"({"session_ids":[1]})"), -1);
  EXPECT_EQ(count(R"({"session_ids":{}})"), -1);
}

TEST(QuatrixStatusReply, IsAYesWithoutItsWordAndNoneWithAnother) {
  EXPECT_EQ(decode(ProfileRemoveMfa{}, answer(200, R"({"status":"success"})"))->status, "success");
  EXPECT_EQ(decode(ProfileRemoveMfa{}, answer(200, "{}"))->status, std::nullopt);
  const auto other = decode(UserRemoveMfa{}, answer(200, R"({"status":"error"})"));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::protocol);
  EXPECT_EQ(other.error().field, "status");
}

TEST(QuatrixProfileReply, KeepsAbsentAndEmptyApart) {
  const auto bare = decode(Profile{}, answer(200, R"({"id":"i","auth_methods":null})"));
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->auth_methods, std::nullopt);
  EXPECT_EQ(bare->email, std::nullopt);
  const auto full = decode(
      Profile{}, answer(200, R"({"id":"i","auth_methods":[],"forced_auth":"2FA","name":7,"is_contact":{}})"));
  ASSERT_TRUE(full);
  EXPECT_EQ(full->auth_methods, std::vector<std::string>{});
  EXPECT_EQ(full->forced_auth, std::vector<std::string>{"2FA"});
  EXPECT_EQ(full->name, std::nullopt);
  EXPECT_EQ(decode(Profile{}, answer(200, R"({"id":"i","auth_methods":[1]})")).error().field,
            "auth_methods[0]");
}

TEST(QuatrixMetadata, OfAnotherUserThanAskedForIsRefused) {
  const auto op = samples::make<UserMetadata>();
  EXPECT_FALSE(decode(op, answer(200, R"({"id":"16fd2706-8baf-433b-82eb-8c7fada847da"})")));
  EXPECT_TRUE(decode(op, answer(200, R"({"id":"046B6C7F-0B8A-43B9-B35D-6489E6DAEE91"})")));
}

// ---- the picture

std::string picture() {
  return std::string(fixtures::response("quatrix/operations/generate_2fa.response").body.reveal());
}

TEST(QuatrixGenerate, ReadsThePictureInEveryWrapping) {
  const auto bytes = base64_decode("png", picture()).value();
  const std::string raw(bytes.reveal().begin(), bytes.reveal().end());
  const auto half = picture().size() / 2;
  for (const auto& body :
       {picture(), picture().substr(0, half) + "\r\n" + picture().substr(half) + "\n",
        "data:image/png;base64," + picture(), "\"" + picture() + "\"",
        "\"data:image/png;base64," + picture() + "\"", "{\"url\":\"" + picture() + "\"}", raw}) {
    const auto reply = decode(Generate2fa{}, answer(200, body));
    ASSERT_TRUE(reply) << body.substr(0, 30) << ": " << reply.error().message;
    ASSERT_TRUE(reply->qr_code_base64);
    EXPECT_EQ(reply->qr_code_base64->reveal(), picture());
    EXPECT_FALSE(reply->secret || reply->otpauth_uri);
  }
}

TEST(QuatrixGenerate, ReadsAUriOrASecretWhereOneComes) {
  const std::string uri = "otpauth://totp/Quatrix:a?secret=JBSWY3DPEHPK3PXP";
  for (const auto* name : {"secret", "key", "uri", "url", "otpauth_url"}) {
    const auto reply = decode(Generate2fa{}, answer(200, "{\"" + std::string(name) + "\":\"" + uri + "\"}"));
    ASSERT_TRUE(reply) << name;
    EXPECT_EQ(reply->otpauth_uri->reveal(), uri);
  }
  for (const auto* name : {"secret", "key"}) {
    const auto reply =
        decode(Generate2fa{}, answer(200, "{\"" + std::string(name) + "\":\"jbsw y3dp ehpk 3pxp\"}"));
    ASSERT_TRUE(reply) << name;
    EXPECT_EQ(reply->secret->reveal(), "JBSWY3DPEHPK3PXP");
  }
  const auto both =
      decode(Generate2fa{}, answer(200, R"({"secret":"JBSWY3DPEHPK3PXP","url":")" + picture() + "\"}"));
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->secret && both->qr_code_base64);
}

TEST(QuatrixGenerate, TakesNothingElse) {
  for (const std::string body :
       {R"({"secret":"not base32!"})", R"({"secret":""})", R"({"uri":"JBSWY3DPEHPK3PXP"})",
        R"({"url":"https://x"})", R"({"secret":7})", R"({"other":"JBSWY3DPEHPK3PXP"})",
        "\"JBSWY3DPEHPK3PXP\"", "JBSWY3DPEHPK3PXP", "data:image/png,raw", "\x89PNG\r\n\x1a\n"})
    EXPECT_EQ(decode(Generate2fa{}, answer(200, body)).error().code, Errc::protocol) << body;
}

}  // namespace
}  // namespace mfaclient::quatrix
