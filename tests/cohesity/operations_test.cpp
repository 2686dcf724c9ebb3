// Each operation by itself: what it sends, what it takes as a yes, and how the vendor's refusals read.
#include <string>

#include <gtest/gtest.h>

#include "cohesity/samples.hpp"
#include "support/evidence.hpp"
#include "support/fixtures.hpp"

namespace mfaclient::cohesity {
namespace {

template <class Op>
std::string fixture_of(std::string_view kind) {
  return "cohesity/operations/" + std::string(Op::info.name.substr(Op::info.name.find('.') + 1)) + "." +
         std::string(kind);
}

/// What an operation takes although most would not: true where that is what it waits for.
template <class Op>
evidence::Tolerated tolerated() {
  return {"enabled = true", "success = true"};
}

template <class Op>
class CohesityOperation : public testing::Test {};

template <class Tuple>
struct AsTypes;
template <class... Ops>
struct AsTypes<std::tuple<Ops...>> {
  using type = testing::Types<Ops...>;
};
TYPED_TEST_SUITE(CohesityOperation, AsTypes<Operations>::type);

TYPED_TEST(CohesityOperation, SendsTheGoldenRequest) {
  const auto request = encode(samples::make<TypeParam>());
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(fixtures::print(*request), fixtures::read(fixture_of<TypeParam>("request")));
}

TYPED_TEST(CohesityOperation, TakesOnlyItsEvidenceAsAYes) {
  evidence::expect_judged_strictly(samples::make<TypeParam>(),
                                   fixtures::response(fixture_of<TypeParam>("response")),
                                   tolerated<TypeParam>());
}

TYPED_TEST(CohesityOperation, TakesNoErrorAsAYesWhateverItsStatus) {
  auto answer = fixtures::response(fixture_of<TypeParam>("response"));
  std::string body(answer.body.reveal());
  const std::string error = R"("errorCode":"KValidationError","message":"no")";
  body = body.empty() ? "{" + error + "}" : "{" + error + "," + body.substr(1);
  answer.body = SecretString(body);
  const auto output = decode(samples::make<TypeParam>(), answer);
  ASSERT_FALSE(output);
  EXPECT_EQ(output.error().vendor_code, "KValidationError");
}

http::Response answer(int status, std::string_view body) {
  http::Response response{.status = status, .body = SecretString(body)};
  response.headers.add("Content-Type", "application/json");
  return response;
}

http::Response said(int status, std::string_view code, std::string_view message) {
  return answer(status, R"({"errorCode":")" + std::string(code) + R"(","message":")" + std::string(message) +
                            R"(","taskLogId":"task-7"})");
}

struct Refusal {
  int status;
  std::string code, message;
  Errc expected;
};

class CohesityRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(CohesityRefusal, IsTyped) {
  const auto& refusal = GetParam();
  const auto reply = decode(GetMfaConfig{}, said(refusal.status, refusal.code, refusal.message));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, refusal.expected) << refusal.message << ": " << reply.error().message;
  EXPECT_EQ(reply.error().vendor_code, refusal.code);
  EXPECT_EQ(reply.error().vendor_message, refusal.message);
  EXPECT_EQ(reply.error().request_id, "task-7");
}

constexpr auto kPendingText =
    "Only Multi-factor Authentication (MFA) related operations are allowed in this state.";

INSTANTIATE_TEST_SUITE_P(
    Texts, CohesityRefusal,
    testing::Values(Refusal{401, "KStatusUnauthorized", kPendingText, Errc::code_required},
                    Refusal{
                        401, "KStatusUnauthorized",
                        "Authentication failed: Neither session cookie nor token is present in the request",
                        Errc::session_expired},
                    Refusal{401, "KStatusUnauthorized", "Token expired", Errc::session_expired},
                    Refusal{401, "KStatusUnauthorized", "Authentication failed: Unauthorized access.",
                            Errc::session_expired},
                    Refusal{401, "", "API Key does not exist", Errc::invalid_credentials},
                    Refusal{400, "", "invalid header value", Errc::invalid_credentials},
                    Refusal{401, "KStatusUnauthorized", "The account is LOCKED.", Errc::locked_out},
                    Refusal{403, "KStatusForbidden", "no", Errc::not_permitted},
                    Refusal{400, "StatusForbidden", "no", Errc::not_permitted},
                    Refusal{400, "kstatusforbidden", "no", Errc::not_permitted},
                    Refusal{400, "KInvalidRequest", "Access denied", Errc::not_permitted},
                    Refusal{400, "KValidationError", "whatever", Errc::invalid_argument},
                    Refusal{422, "KValidationError", "whatever", Errc::invalid_argument},
                    Refusal{404, "KNotFound", "", Errc::not_found},
                    Refusal{409, "KConflict", "", Errc::conflict},
                    Refusal{429, "", "Too Many Requests", Errc::rate_limited},
                    Refusal{400, "", "Too Many Requests", Errc::rate_limited},
                    Refusal{500, "KInternal", "the table is locked", Errc::server_error},
                    Refusal{301, "", "", Errc::protocol}));

TEST(CohesityRefusal, IsReadFromEveryEnvelope) {
  const auto v1 = decode(SessionUser{}, answer(401, R"({"errorCode":401,"errorMessage":"Token expired"})"));
  ASSERT_FALSE(v1);
  EXPECT_EQ(v1.error().code, Errc::session_expired);
  EXPECT_EQ(v1.error().vendor_code, "401");
  EXPECT_EQ(v1.error().vendor_message, "Token expired");
  const auto page = decode(SessionUser{}, answer(403, "<html>Access denied</html>"));
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().code, Errc::not_permitted);
  EXPECT_EQ(page.error().vendor_message, "<html>Access denied</html>");
  const auto empty = decode(SessionUser{}, answer(401, ""));
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, Errc::session_expired);
  const auto reason =
      decode(SessionUser{},
             answer(401, R"({"errorCode":null,"message":null,"lockoutReason":"FailedLoginAttempts"})"));
  ASSERT_FALSE(reason);
  EXPECT_EQ(reason.error().code, Errc::locked_out);
}

TEST(CohesityRefusal, IsTypedByTheFirstTextThatItContains) {
  const auto code_of = [](std::string_view message) {
    const auto reply = decode(GetMfaConfig{}, said(400, "", message));
    EXPECT_EQ(reply.error().vendor_message, message);
    return reply.error().code;
  };
  EXPECT_EQ(code_of("Sorry: ACCESS DENIED, this is LOCKED."), Errc::locked_out);
  EXPECT_EQ(code_of("Sorry: ACCESS DENIED."), Errc::not_permitted);
  EXPECT_EQ(code_of("access granted"), Errc::invalid_argument);
  EXPECT_EQ(code_of(""), Errc::invalid_argument);
}

TEST(CohesityRefusal, OfASignInTellsWhatIsMissing) {
  const auto without = [](const http::Response& response) {
    return decode(CreateSession{}, response).error().code;
  };
  const auto with = [](const http::Response& response) {
    return decode(CreateSession{.otp_code = SecretString("1")}, response).error().code;
  };
  const auto missing = said(400, "KValidationError", "Please specify the mandatory parameters.");
  EXPECT_EQ(without(missing), Errc::code_required);
  EXPECT_EQ(with(missing), Errc::invalid_argument) << "the code was there";
  EXPECT_EQ(decode(GetMfaConfig{}, missing).error().code, Errc::invalid_argument);
  EXPECT_EQ(
      with(said(400, "KValidationError",
                "[13]:OTP code validation for user u failed with error: Invalid TOTP code for user u.")),
      Errc::code_rejected);
  EXPECT_EQ(without(said(400, "", "Invalid Username or Password")), Errc::invalid_credentials);
  EXPECT_EQ(without(said(401, "KStatusUnauthorized", "Invalid Username or Password")),
            Errc::invalid_credentials);
  EXPECT_EQ(with(answer(401, "")), Errc::invalid_credentials) << "nobody has a session yet";
  EXPECT_EQ(without(said(403, "KStatusForbidden", "Session Management must be enabled")),
            Errc::not_permitted);
}

TEST(CohesityRefusal, OfACodeIsNoDeadSession) {
  const auto code_of = [](const http::Response& response) {
    return decode(VerifyOtp{.code = SecretString("1")}, response).error().code;
  };
  EXPECT_EQ(code_of(said(400, "KValidationError", "")), Errc::code_rejected);
  EXPECT_EQ(code_of(said(400, "validationerror", "")), Errc::code_rejected);
  EXPECT_EQ(code_of(said(401, "KValidationError", "")), Errc::code_rejected);
  EXPECT_EQ(code_of(answer(401, "")), Errc::protocol) << "nobody knows what was refused";
  EXPECT_EQ(code_of(said(401, "KStatusUnauthorized", "Authentication failed")), Errc::session_expired);
}

TEST(CohesityPolicy, SaysEnabledOrNothingIsSent) {
  const auto silent = encode(UpdateMfaConfig{.authentication_types = std::vector<std::string>{"totp"}});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().code, Errc::invalid_argument);
  EXPECT_EQ(silent.error().field, "enabled");
  const auto off = encode(UpdateMfaConfig{.enabled = false});
  ASSERT_TRUE(off);
  EXPECT_EQ(off->body.reveal(), R"({"enabled":false})") << "what is unset is not sent";
  const auto support = encode(UpdateSupportMfaConfig{.email = "a@b"});
  ASSERT_FALSE(support);
  EXPECT_EQ(support.error().field, "enabled");
}

TEST(CohesityPolicy, KeepsSalesforceFromAClusterUnlessForced) {
  for (const auto* word : {"salesforce", "Salesforce", "SALESFORCE"}) {
    const std::vector<std::string> types{"totp", word};
    const auto refused = encode(UpdateMfaConfig{.enabled = true, .authentication_types = types});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().field, "authentication_types");
    EXPECT_TRUE((encode(UpdateMfaConfig{.enabled = true, .authentication_types = types, .force = true})));
    EXPECT_EQ((encode(UpdateSupportMfaConfig{.enabled = true, .mfa_type = word}).error().field), "mfa_type");
    EXPECT_TRUE((encode(UpdateSupportMfaConfig{.enabled = true, .mfa_type = word, .force = true})));
  }
}

TEST(CohesityPolicy, ReadsEveryShapeOfTheTypes) {
  const auto types = [](std::string_view json) {
    return decode(GetMfaConfig{},
                  answer(200, R"({"enabled":true,"authenticationTypes":)" + std::string(json) + "}"))
        .value()
        .authentication_types;
  };
  EXPECT_EQ(types("null"), std::vector<std::string>{});
  EXPECT_EQ(types(R"(["TOTP","pigeon"])"), (std::vector<std::string>{"totp", "pigeon"}));
  EXPECT_EQ(types(R"([{"enum":"Email"}])"), std::vector<std::string>{"email"});
  EXPECT_FALSE(decode(GetMfaConfig{}, answer(200, R"({"enabled":true,"authenticationTypes":[7]})")));
}

TEST(CohesityPolicy, TakesEverySuccessOfAWrite) {
  for (const int status : {200, 201, 204}) {
    EXPECT_TRUE(decode(UpdateMfaConfig{}, answer(status, "")));
    EXPECT_TRUE(decode(UpdateMfaConfig{}, answer(status, R"({"enabled":true})")));
    EXPECT_FALSE(decode(UpdateMfaConfig{}, answer(status, "<html>")));
  }
}

TEST(CohesityCodes, AreSpeltAsEachEndpointWantsThem) {
  const auto body = [](const auto& op) {
    const auto request = encode(op);
    return request.value().target + " " + std::string(request.value().body.reveal());
  };
  const SecretString code("012345");
  EXPECT_EQ(body(VerifyOtp{.code = code}),
            R"(/irisservices/api/v1/public/verify-otp {"otpCode":"012345","otpType":"Totp"})");
  EXPECT_EQ(body(VerifyOtp{.code = code, .otp_type = "EMAIL", .api = "v2"}),
            R"(/v2/users/verify-otp {"otp":"012345","otpType":"Email"})");
  EXPECT_EQ(body(CreateAccessToken{
                .username = "u", .password = code, .otp_code = code, .otp_type = "Totp", .api = "v2"}),
            R"(/v2/access-tokens {"username":"u","password":"012345",)"
            R"("mfaParams":{"otpCode":"012345","otpType":"totp"}})");
}

TEST(CohesityCodes, AreRefusedUnsentWhenTheyAreNone) {
  const auto field = [](const auto& op) {
    const auto request = encode(op);
    return request ? std::string("sent") : request.error().field;
  };
  const SecretString text("x");
  EXPECT_EQ(field(VerifyOtp{}), "code");
  EXPECT_EQ(field(VerifyOtp{.code = text, .otp_type = "sms"}), "otp_type");
  EXPECT_EQ(field(VerifyOtp{.code = text, .api = "v3"}), "api");
  EXPECT_EQ(field(CreateAccessToken{.username = "u", .password = text, .api = ""}), "api");
  EXPECT_EQ(field(CreateSession{.username = "u", .password = text, .otp_code = SecretString{}}), "otp_code");
  EXPECT_EQ(field(CreateSession{.password = text}), "username");
  EXPECT_EQ(field(WebLogin{.username = "u"}), "password");
  EXPECT_EQ(field(VerifySupportUserTotp{}), "totp_code");
  EXPECT_EQ(field(UpdateSupportMfaConfig{.enabled = false, .mfa_code = SecretString{}}), "mfa_code");
}

TEST(CohesitySupportOperation, SuccessFalseIsAWrongCode) {
  const auto verdict = [](std::string_view body) {
    return decode(VerifySupportUserTotp{}, answer(200, body));
  };
  const auto wrong = verdict(R"({"success":false,"message":"not valid"})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, Errc::code_rejected);
  EXPECT_EQ(wrong.error().vendor_message, "not valid");
  EXPECT_EQ(verdict(R"({"message":null})").error().code, Errc::protocol);
  EXPECT_EQ(verdict(R"({"success":"true"})").error().code, Errc::protocol);
}

TEST(CohesitySupportOperation, ARefusalIsReadByWhatWasSent) {
  const auto code_of = [](const UpdateSupportMfaConfig& op, std::string_view message) {
    return decode(op, said(400, "KValidationError", message)).error().code;
  };
  const SecretString text("x");
  EXPECT_EQ(code_of({.enabled = false}, "mfaCode is required"), Errc::code_required);
  EXPECT_EQ(code_of({.enabled = false, .mfa_code = text}, "no"), Errc::code_rejected);
  EXPECT_EQ(code_of({.enabled = false}, "currentPassword is required"), Errc::invalid_argument);
  EXPECT_EQ(code_of({.enabled = false, .current_password = text}, "currentPassword is wrong"),
            Errc::invalid_credentials);
  EXPECT_EQ(code_of({.enabled = true}, "mfaType has an unknown value"), Errc::invalid_argument);
}

TEST(CohesitySupportOperation, AnAnswerToSomethingElseIsNone) {
  EXPECT_EQ(
      (decode(UpdateSupportMfaConfig{.enabled = false}, answer(200, R"({"enabled":true})")).error().code),
      Errc::protocol);
}

TEST(CohesityWebLogin, TakesItsCookiesAndNothingElse) {
  const auto reply = decode(WebLogin{}, fixtures::response("cohesity/operations/web_login.response"));
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->cookie.reveal(), "session=c29tZXRoaW5n; csrf=YQ==");
  auto without = answer(200, R"({"user":{"username":"tina"}})");
  without.headers.add("Set-Cookie", "gone=; Path=/");
  without.headers.add("Set-Cookie", "=nameless");
  EXPECT_EQ(decode(WebLogin{}, without).error().code, Errc::protocol);
}

TEST(CohesityWebLogin, SaysWhoMustSignInAnotherWay) {
  for (const auto& response : {said(403, "KStatusForbidden", "User does not have the privilege to access UI"),
                               said(400, "KInvalidError", "something")})
    EXPECT_EQ(decode(WebLogin{}, response).error().code, Errc::not_permitted);
}

TEST(CohesitySafety, IsOnceWhereverACodeAMailOrASecretIsInvolved) {
  EXPECT_EQ(info_of(GetMfaConfig{}).safety, Safety::read);
  EXPECT_EQ(info_of(GetSupportMfaConfig{}).safety, Safety::read);
  EXPECT_EQ(info_of(SessionUser{}).safety, Safety::read);
  EXPECT_EQ(info_of(UpdateMfaConfig{}).safety, Safety::idempotent);
  for (const auto safety :
       {info_of(CreateEmailOtp{}).safety, info_of(CreateTotpKey{}).safety, info_of(SendEmailOtp{}).safety,
        info_of(SendSupportEmailOtp{}).safety, info_of(UpdateSupportMfaConfig{}).safety,
        info_of(VerifySupportUserTotp{}).safety, info_of(CreateSession{}).safety,
        info_of(CreateAccessToken{}).safety, info_of(WebLogin{}).safety, info_of(VerifyOtp{}).safety})
    EXPECT_EQ(safety, Safety::once);
}

TEST(CohesityUser, IsReadWithAndWithoutItsWrapping) {
  const auto flat =
      decode(SessionUser{}, answer(200, R"({"username":"u","mfaInfo":{"isTotpSetupDone":true}})"));
  ASSERT_TRUE(flat);
  EXPECT_EQ(flat->mfa_info->is_totp_setup_done, true);
  EXPECT_EQ(flat->mfa_info->is_email_otp_setup_done, std::nullopt);
}

}  // namespace
}  // namespace mfaclient::cohesity
