// Each operation by itself: what it sends, what it takes as a yes, and how the server's refusals read.
#include <string>

#include <gtest/gtest.h>

#include "generic/samples.hpp"
#include "support/evidence.hpp"
#include "support/fixtures.hpp"

namespace mfaclient::generic {
namespace {

using std::chrono::seconds;

std::string fixture_of(std::string_view operation, std::string_view kind) {
  std::string path(operation);
  path.replace(path.find('.'), 1, "/operations/");
  return path.append(".").append(kind);
}

template <class Op>
class GenericOperation : public testing::Test {};

template <class... Ops>
testing::Types<Ops...> types_of(const std::tuple<Ops...>*);
TYPED_TEST_SUITE(GenericOperation, decltype(types_of(static_cast<Operations*>(nullptr))));

TYPED_TEST(GenericOperation, SendsTheGoldenRequest) {
  const auto request = encode(samples::make<TypeParam>());
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(fixtures::print(*request), fixtures::read(fixture_of(TypeParam::info.name, "request")));
}

TYPED_TEST(GenericOperation, TakesOnlyItsEvidenceAsAYes) {
  evidence::expect_judged_strictly(samples::make<TypeParam>(),
                                   fixtures::response(fixture_of(TypeParam::info.name, "response")),
                                   {"mfa = true"});
}

using HeaderList = std::vector<std::pair<std::string, std::string>>;

http::Response answer(int status, std::string_view body = {}, const HeaderList& headers = {}) {
  http::Response response{.status = status, .body = SecretString(body)};
  for (const auto& [name, value] : headers) response.headers.add(name, value);
  return response;
}

http::Response fixture(std::string_view name) {
  return fixtures::response("generic/operations/" + std::string(name) + ".response");
}

TEST(GenericUserAuth, ReadsWhatServersSend) {
  const auto user = decode(User{}, fixture("user"));
  ASSERT_TRUE(user);
  EXPECT_EQ(user->id, "9e3b0f0e-8a3f-4f6a-9a57-3a0d5f0b7c11");
  EXPECT_EQ(user->recovery_email, "");
  EXPECT_EQ(user->auth_methods, std::vector<std::string>{"local"});
  EXPECT_EQ(user->max_namespaces, -1);
  EXPECT_TRUE(user->mfa);
}

TEST(GenericUserAuth, LivesWithoutWhatOlderAndNewerServersLeaveOut) {
  const auto user = decode(
      User{},
      answer(
          200,
          R"({"token":"t","id":"5b8d1c1f2a3b4c5d6e7f8091","origin":"SAML","role":null,"mfa":false,"new":[1]})"));
  ASSERT_TRUE(user) << user.error().message;
  EXPECT_EQ(user->origin, "SAML");
  EXPECT_EQ(user->role, "");
  EXPECT_EQ(user->admin, std::nullopt);
  EXPECT_TRUE(user->auth_methods.empty());
}

TEST(GenericLogin, TakesA401WithATokenForTheChallenge) {
  for (const auto* name : {"X-MFA-Token", "X-Mfa-Token", "x-mfa-token"}) {
    for (const int status : {200, 401}) {
      const auto reply = decode(Login{}, answer(status, "", {{name, "0e8d"}}));
      ASSERT_TRUE(reply) << reply.error().message;
      EXPECT_FALSE(reply->user_auth);
      EXPECT_EQ(reply->mfa_token->reveal(), "0e8d");
    }
  }
}

TEST(GenericLogin, TakesA401WithoutOneForARefusal) {
  for (const auto& headers : {HeaderList{}, HeaderList{{"X-MFA-Token", ""}}}) {
    const auto reply = decode(Login{}, answer(401, R"({"message":"auth unauthorized"})", headers));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::invalid_credentials);
    EXPECT_EQ(reply.error().vendor_message, "auth unauthorized");
  }
}

TEST(GenericLogin, ATokenOnAnotherRefusalIsNoChallenge) {
  for (const int status : {403, 423, 429, 500})
    EXPECT_FALSE(decode(Login{}, answer(status, "", {{"X-MFA-Token", "0e8d"}}))) << status;
}

TEST(GenericLockout, IsToldInSecondsFromTheServersOwnClock) {
  const HeaderList headers{{"X-Account-Lockout", "1800000090"}, {"Date", "Fri, 15 Jan 2027 08:00:30 GMT"}};
  for (const auto& error : {decode(Login{}, answer(429, "", headers)).error(),
                            decode(AuthMfa{}, answer(429, "", headers)).error(),
                            decode(MfaRecover{}, answer(429, "", headers)).error()}) {
    EXPECT_EQ(error.code, Errc::locked_out);
    EXPECT_EQ(error.retry_after, seconds{60});
  }
}

struct Lock {
  HeaderList headers;
  Errc code;
  std::optional<seconds> retry_after;
};

TEST(GenericLockout, LivesWithOddHeaders) {
  const std::string date = "Fri, 15 Jan 2027 08:00:30 GMT";
  for (const auto& [headers, code, retry_after] :
       {Lock{{{"X-Account-Lockout", "1800000090"}}, Errc::locked_out, std::nullopt},
        Lock{{{"X-Account-Lockout", "1700000000"}, {"Date", date}}, Errc::locked_out, seconds{0}},
        Lock{
            {{"X-Account-Lockout", "9000000000000000000"}, {"Date", date}}, Errc::locked_out, seconds{86400}},
        Lock{{{"X-Account-Lockout", "0"}}, Errc::rate_limited, std::nullopt},
        Lock{{{"X-Account-Lockout", "soon"}, {"Retry-After", "7"}}, Errc::rate_limited, seconds{7}},
        Lock{{}, Errc::rate_limited, std::nullopt}}) {
    const auto reply = decode(Login{}, answer(429, "", headers));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, code);
    EXPECT_EQ(reply.error().retry_after, retry_after);
  }
}

/// Which operation reads a status how.
struct Refusal {
  std::string_view operation;
  int status;
  Errc code;
};

class GenericRefusal : public testing::TestWithParam<Refusal> {};

template <class Op>
void expect_refusal(const Refusal& refusal) {
  if (Op::info.name != "generic." + std::string(refusal.operation)) return;
  for (const auto* body : {"", "<html>", R"({"message":"words"})", R"(["email"])", R"({"message":[]})"}) {
    const auto output = decode(Op{}, answer(refusal.status, body));
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().code, refusal.code) << output.error().message;
    EXPECT_EQ(output.error().vendor_message == "words",
              std::string_view(body).starts_with("{\"message\":\"w"));
  }
}

TEST_P(GenericRefusal, IsTypedWhateverTheBody) {
  std::apply([](auto... op) { (expect_refusal<decltype(op)>(GetParam()), ...); }, Operations{});
}

INSTANTIATE_TEST_SUITE_P(
    Statuses, GenericRefusal,
    testing::Values(
        Refusal{"login", 400, Errc::invalid_argument}, Refusal{"login", 403, Errc::not_permitted},
        Refusal{"login", 415, Errc::invalid_argument}, Refusal{"login", 422, Errc::invalid_argument},
        Refusal{"login", 423, Errc::not_permitted}, Refusal{"login", 404, Errc::not_found},
        Refusal{"login", 500, Errc::server_error}, Refusal{"login", 501, Errc::server_error},
        Refusal{"auth_mfa", 401, Errc::code_rejected}, Refusal{"auth_mfa", 403, Errc::code_rejected},
        Refusal{"auth_mfa", 500, Errc::server_error}, Refusal{"auth_mfa", 404, Errc::unsupported},
        Refusal{"generate_mfa", 401, Errc::session_expired}, Refusal{"generate_mfa", 409, Errc::conflict},
        Refusal{"generate_mfa", 403, Errc::not_permitted}, Refusal{"generate_mfa", 404, Errc::unsupported},
        Refusal{"enable_mfa", 400, Errc::conflict}, Refusal{"enable_mfa", 401, Errc::code_rejected},
        Refusal{"enable_mfa", 403, Errc::conflict}, Refusal{"enable_mfa", 409, Errc::conflict},
        Refusal{"enable_mfa", 502, Errc::server_error}, Refusal{"disable_mfa", 400, Errc::code_rejected},
        Refusal{"disable_mfa", 401, Errc::code_rejected}, Refusal{"disable_mfa", 403, Errc::code_rejected},
        Refusal{"disable_mfa", 404, Errc::unsupported}, Refusal{"mfa_recover", 400, Errc::code_rejected},
        Refusal{"mfa_recover", 401, Errc::code_rejected}, Refusal{"mfa_recover", 403, Errc::code_rejected},
        Refusal{"request_reset_mfa", 401, Errc::unsupported},
        Refusal{"request_reset_mfa", 403, Errc::unsupported},
        Refusal{"request_reset_mfa", 404, Errc::not_found}, Refusal{"reset_mfa", 403, Errc::code_rejected},
        Refusal{"reset_mfa", 404, Errc::not_found}, Refusal{"recovery_disable", 400, Errc::challenge_expired},
        Refusal{"recovery_disable", 401, Errc::challenge_expired},
        Refusal{"recovery_disable", 403, Errc::challenge_expired},
        Refusal{"recovery_disable", 409, Errc::challenge_expired},
        Refusal{"recovery_disable", 404, Errc::unsupported}, Refusal{"user", 401, Errc::session_expired},
        Refusal{"user", 302, Errc::protocol}, Refusal{"set_recovery_email", 400, Errc::invalid_argument},
        Refusal{"set_recovery_email", 401, Errc::session_expired},
        Refusal{"set_recovery_email", 409, Errc::conflict}),
    [](const auto& test) {
      return std::string(test.param.operation) + "_" + std::to_string(test.param.status);
    });

TEST(GenericAuth, A500SaysThatItMayHaveBeenTheCode) {
  const auto reply = decode(AuthMfa{}, answer(500));
  ASSERT_FALSE(reply);
  EXPECT_NE(reply.error().text().find("answers a wrong code so"), std::string::npos);
}

TEST(GenericDisable, InTheWindowARefusalMeansThatItIsOver) {
  for (const int status : {400, 401, 403})
    EXPECT_EQ(decode(DisableMfa{.recovery_window = true}, answer(status)).error().code,
              Errc::challenge_expired);
}

TEST(GenericDone, TakesEitherEmptyStatusAndNoPage) {
  EXPECT_TRUE(decode(EnableMfa{}, answer(204)));
  EXPECT_TRUE(decode(DisableMfa{}, answer(204)));
  EXPECT_TRUE(decode(RecoveryDisable{}, answer(204)));
  EXPECT_FALSE(decode(EnableMfa{}, answer(202)));
  EXPECT_FALSE(decode(EnableMfa{}, answer(200, "<html>sign in to the hotel</html>")));
}

struct BadProof {
  std::string name;
  DisableMfa op;
  std::string field;
};

class GenericProof : public testing::TestWithParam<BadProof> {};

TEST_P(GenericProof, IsRefusedUnsent) {
  const auto request = encode(GetParam().op);
  ASSERT_FALSE(request) << "would have been sent: " << request->body.reveal();
  EXPECT_EQ(request.error().code, Errc::invalid_argument);
  EXPECT_EQ(request.error().field, GetParam().field);
  EXPECT_EQ(request.error().delivery, Delivery::not_sent);
}

SecretString text(std::string_view value) { return SecretString(value); }

INSTANTIATE_TEST_SUITE_P(
    Refused, GenericProof,
    testing::Values(
        BadProof{"None", {}, "proof"}, BadProof{"WindowFalse", {.recovery_window = false}, "proof"},
        BadProof{"EmptyCode", {.code = text("")}, "code"},
        BadProof{"FiveDigits", {.code = text("12345")}, "code"},
        BadProof{"SevenDigits", {.code = text("1234567")}, "code"},
        BadProof{"Letters", {.code = text("12345a")}, "code"},
        BadProof{"Spaces", {.code = text("123 45")}, "code"},
        BadProof{"OtherDigits",
                 {.code = text("12\xD9\xA1"
                               "45")},
                 "code"},
        BadProof{"EmptyRecovery", {.recovery_code = text("")}, "recovery_code"},
        BadProof{"BlankRecovery", {.recovery_code = text(" \n\t")}, "recovery_code"},
        BadProof{"ControlRecovery",
                 {.recovery_code = text("A\x01"
                                        "A")},
                 "recovery_code"},
        BadProof{"MainMailOnly", {.main_email_code = text("ABC23")}, "recovery_email_code"},
        BadProof{"RecoveryMailOnly", {.recovery_email_code = text("ABC23")}, "main_email_code"},
        BadProof{
            "EmptyMails", {.main_email_code = text(""), .recovery_email_code = text("")}, "main_email_code"},
        BadProof{"BlankMail",
                 {.main_email_code = text("ABC23"), .recovery_email_code = text(" ")},
                 "recovery_email_code"},
        BadProof{"CodeAndRecovery", {.code = text("123456"), .recovery_code = text("A")}, "proof"},
        BadProof{"CodeAndWindow", {.code = text("123456"), .recovery_window = true}, "proof"},
        BadProof{"EmptyCodeAndWindow", {.code = text(""), .recovery_window = true}, "proof"},
        BadProof{
            "MailsAndWindow",
            {.main_email_code = text("ABC23"), .recovery_email_code = text("ABC23"), .recovery_window = true},
            "proof"}),
    [](const auto& test) { return test.param.name; });

TEST(GenericProofs, AreSentAsTheyAreMeant) {
  const auto body = [](const DisableMfa& op) { return std::string(encode(op).value().body.reveal()); };
  EXPECT_EQ(body({.code = text("000012")}), R"({"code":"000012"})");
  EXPECT_EQ(body({.recovery_code = text(" AAAA2\n")}), R"({"recovery_code":"AAAA2"})");
  EXPECT_EQ(body({.main_email_code = text("abc23"), .recovery_email_code = text("DEF45 ")}),
            R"({"main_email_code":"ABC23","recovery_email_code":"DEF45"})");
  EXPECT_EQ(body({.recovery_window = true}), "{}");
  EXPECT_EQ(body({.code = text("000012"), .recovery_window = false}), R"({"code":"000012"})");
}

struct BadPath {
  std::string name;
  std::optional<std::string> user_id;
  std::optional<std::string> token;
  std::string field;
};

class GenericResetPath : public testing::TestWithParam<BadPath> {};

TEST_P(GenericResetPath, NeverBecomesAnotherRoute) {
  const auto& [name, user_id, token, field] = GetParam();
  ResetMfa op{.user_id = user_id, .main_email_code = text("A"), .recovery_email_code = text("B")};
  if (token) op.token = text(*token);
  const auto request = encode(op);
  ASSERT_FALSE(request) << request->target;
  EXPECT_EQ(request.error().field, field);
}

INSTANTIATE_TEST_SUITE_P(
    Refused, GenericResetPath,
    testing::Values(BadPath{"Neither", {}, {}, "user_id"}, BadPath{"Both", "1", "2", "user_id"},
                    BadPath{"EmptyId", "", {}, "user_id"}, BadPath{"EmptyToken", {}, "", "token"},
                    BadPath{"Dot", ".", {}, "user_id"}, BadPath{"DotDot", {}, "..", "token"}),
    [](const auto& test) { return test.param.name; });

TEST(GenericResetPath, EscapesWhatIsNoPlainCharacter) {
  const auto target = [](std::string_view id) {
    return encode(ResetMfa{.user_id = std::string(id),
                           .main_email_code = text("A"),
                           .recovery_email_code = text("B")})
        .value()
        .target;
  };
  EXPECT_EQ(target("../users?x=1#y"), "/api/user/mfa/reset/..%2Fusers%3Fx%3D1%23y");
  EXPECT_EQ(target("\xC3\xA9 %"), "/api/user/mfa/reset/%C3%A9%20%25");
}

TEST(GenericReset, IsNoYesWhileMfaIsOn) {
  const auto reply = decode(ResetMfa{}, fixture("user"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().field, "mfa");
}

TEST(GenericRequestReset, TakesATokenOrNone) {
  EXPECT_EQ(decode(RequestResetMfa{}, answer(200, R"({"token":"a/b="})"))->token->reveal(), "a/b=");
  EXPECT_FALSE(decode(RequestResetMfa{}, answer(200))->token);
  EXPECT_FALSE(decode(RequestResetMfa{}, answer(200, "{}"))->token);
  EXPECT_EQ(decode(RequestResetMfa{}, answer(200, R"({"token":""})")).error().code, Errc::protocol);
  EXPECT_EQ(decode(RequestResetMfa{}, answer(200, R"({"token":7})")).error().code, Errc::protocol);
}

TEST(GenericRecover, TellsTheEndOfTheWindowWhereThereIsOne) {
  auto response = fixture("mfa_recover");
  EXPECT_EQ(decode(MfaRecover{}, response)->expires_at, 1'800'000'600);
  for (const auto* odd : {"", "soon", "-1", "0", "1.5e9", "99999999999999999999"}) {
    auto other = answer(200, response.body.reveal(), {{"X-Expires-At", odd}});
    const auto reply = decode(MfaRecover{}, other);
    ASSERT_TRUE(reply) << odd;
    EXPECT_EQ(reply->expires_at, std::nullopt) << odd;
  }
}

TEST(GenericInput, IsRefusedUnsentByItsName) {
  const auto field = [](const auto& op) { return encode(op).error().field; };
  EXPECT_EQ(field(Login{.password = text("p")}), "username");
  EXPECT_EQ(field(Login{.username = "a"}), "password");
  EXPECT_EQ(field(SetRecoveryEmail{}), "recovery_email");
  EXPECT_EQ(field(AuthMfa{.code = text("123456")}), "token");
  EXPECT_EQ(field(AuthMfa{.token = text("t"), .code = text("12345")}), "code");
  EXPECT_EQ(field(EnableMfa{.code = text("123456"), .recovery_codes = {text("A")}}), "secret");
  EXPECT_EQ(field(EnableMfa{.code = text("123456"), .secret = text("A")}), "recovery_codes");
  EXPECT_EQ(field(EnableMfa{.code = text("123456"), .secret = text("A"), .recovery_codes = {text("")}}),
            "recovery_codes");
  EXPECT_EQ(field(MfaRecover{.recovery_code = text("A")}), "identifier");
  EXPECT_EQ(field(MfaRecover{.identifier = "a", .recovery_code = text(" ")}), "recovery_code");
  EXPECT_EQ(field(RequestResetMfa{}), "identifier");
  EXPECT_EQ(field(ResetMfa{.user_id = "1", .recovery_email_code = text("B")}), "main_email_code");
}

TEST(GenericSafety, WhatCarriesACodeIsSentOnce) {
  EXPECT_EQ(info_of(User{}).safety, Safety::read);
  EXPECT_EQ(info_of(Login{}).safety, Safety::idempotent);
  EXPECT_EQ(info_of(SetRecoveryEmail{}).safety, Safety::idempotent);
  for (const auto safety :
       {info_of(AuthMfa{}).safety, info_of(DisableMfa{}).safety, info_of(EnableMfa{}).safety,
        info_of(GenerateMfa{}).safety, info_of(MfaRecover{}).safety, info_of(RecoveryDisable{}).safety,
        info_of(RequestResetMfa{}).safety, info_of(ResetMfa{}).safety})
    EXPECT_EQ(safety, Safety::once);
}

}  // namespace
}  // namespace mfaclient::generic
