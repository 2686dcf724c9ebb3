// Each operation by itself: what it sends, what it takes as a yes, and how the vendor's refusals read.
#include <string>

#include <gtest/gtest.h>

#include "mailinabox/samples.hpp"
#include "support/evidence.hpp"
#include "support/fixtures.hpp"

namespace mfaclient::mailinabox {
namespace {

std::string fixture_of(std::string_view operation, std::string_view kind) {
  return "mailinabox/operations/" + std::string(operation.substr(operation.find('.') + 1)) + "." +
         std::string(kind);
}

template <class Op>
class MailinaboxOperation : public testing::Test {};

template <class Tuple>
struct TypesOf;
template <class... Ops>
struct TypesOf<std::tuple<Ops...>> {
  using type = testing::Types<Ops...>;
};
TYPED_TEST_SUITE(MailinaboxOperation, TypesOf<Operations>::type);

TYPED_TEST(MailinaboxOperation, SendsTheGoldenRequest) {
  const auto request = encode(samples::make<TypeParam>());
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(fixtures::print(*request), fixtures::read(fixture_of(TypeParam::info.name, "request")));
}

TYPED_TEST(MailinaboxOperation, TakesOnlyItsEvidenceAsAYes) {
  evidence::expect_judged_strictly(samples::make<TypeParam>(),
                                   fixtures::response(fixture_of(TypeParam::info.name, "response")));
}

http::Response answer(int status, std::string_view body, std::string_view type = "text/html; charset=utf-8") {
  http::Response response{.status = status, .body = SecretString(body)};
  response.headers.add("Content-Type", type);
  return response;
}

TEST(MailinaboxStatus, ReadsIdsLabelsAndTheOffer) {
  const auto reply = decode(MfaStatus{}, fixtures::response("mailinabox/operations/mfa_status.response"));
  ASSERT_TRUE(reply);
  ASSERT_EQ(reply->enabled_mfa.size(), 2U);
  EXPECT_EQ(reply->enabled_mfa[0].id, "17");
  EXPECT_EQ(reply->enabled_mfa[0].label, std::nullopt);
  EXPECT_EQ(reply->enabled_mfa[1].label, "caf\xC3\xA9");
  ASSERT_TRUE(reply->new_mfa && reply->new_mfa->totp);
  EXPECT_EQ(reply->new_mfa->totp->secret.reveal(), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
}

TEST(MailinaboxStatus, NamesTheFieldThatIsWrong) {
  const auto reply = decode(
      MfaStatus{},
      answer(200, R"({"enabled_mfa":[{"id":1,"type":"totp","label":null},{"id":true,"type":"totp"}]})"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::protocol);
  EXPECT_EQ(reply.error().field, "enabled_mfa[1].id");
}

TEST(MailinaboxStatus, WithoutAUserSendsNoUserField) {
  const auto request = encode(MfaStatus{});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->body.reveal(), "");
  EXPECT_EQ(request->headers.get("Content-Type"), "application/x-www-form-urlencoded");
}

TEST(MailinaboxStatus, RefusesAnEmptyUser) {
  const auto request = encode(MfaStatus{.user = ""});
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, Errc::invalid_argument);
  EXPECT_EQ(request.error().field, "user");
}

class MailinaboxDisableId : public testing::TestWithParam<std::string> {};

TEST_P(MailinaboxDisableId, WhateverItIsNeverMeansAll) {
  const auto request = encode(MfaTotpDisable{.mfa_id = {GetParam()}});
  ASSERT_FALSE(request) << "would have been sent: " << request->body.reveal();
  EXPECT_EQ(request.error().code, Errc::invalid_argument);
  EXPECT_EQ(request.error().field, "mfa_id");
  EXPECT_EQ(request.error().delivery, Delivery::not_sent);
}

INSTANTIATE_TEST_SUITE_P(Refused, MailinaboxDisableId,
                         testing::Values("", " ", "0", "01", "-1", "+1", "1 ", " 1", "1.0", "null", "None",
                                         "all", "*", "1&mfa-id=", "1\n", "1,2", "1e3", std::string("1\0", 2),
                                         "\xD9\xA1", "0x1"));

TEST(MailinaboxDisable, SendsBothNames) {
  const auto request = encode(MfaTotpDisable{.mfa_id = {"18446744073709551616"}});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->body.reveal(), "mfa-id=18446744073709551616&mfa_id=18446744073709551616");
}

TEST(MailinaboxDisable, AllSendsNoIdAtAll) {
  const auto request = encode(MfaTotpDisableAll{});
  ASSERT_TRUE(request);
  EXPECT_EQ(request->body.reveal(), "");
}

struct BadLogin {
  std::string email, password, code, field;
};

class MailinaboxLoginInput : public testing::TestWithParam<BadLogin> {};

TEST_P(MailinaboxLoginInput, IsRefusedUnsentAndUnquoted) {
  const auto& bad = GetParam();
  const auto request = encode(
      Login{.email = bad.email, .password = SecretString(bad.password), .code = SecretString(bad.code)});
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().code, Errc::invalid_argument);
  EXPECT_EQ(request.error().field, bad.field);
  for (const auto& value : {bad.email, bad.password, bad.code}) {
    if (value.size() > 3) {
      EXPECT_EQ(request.error().text().find(value), std::string::npos);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Refused, MailinaboxLoginInput,
                         testing::Values(BadLogin{"", "secret", "123456", "email"},
                                         BadLogin{"a:b@box", "secret", "123456", "email"},
                                         BadLogin{"\xC3\xA9@box", "secret", "123456", "email"},
                                         BadLogin{"a@box", "", "123456", "password"},
                                         BadLogin{"a@box",
                                                  "gr\xC3\xBC\xC3\x9F"
                                                  "e",
                                                  "123456", "password"},
                                         BadLogin{"a@box", "two\r\nlines", "123456", "password"},
                                         BadLogin{"a@box", "secret", "", "code"},
                                         BadLogin{"a@box", "secret", "12\xD9\xA1", "code"},
                                         BadLogin{"a@box", "secret", "1\n2", "code"}));

struct Refusal {
  int status;
  std::string body;
  Errc code;
};

class MailinaboxRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(MailinaboxRefusal, OfAProtectedRouteIsTyped) {
  const auto& refusal = GetParam();
  const auto done = decode(MfaTotpEnable{}, answer(refusal.status, refusal.body));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, refusal.code) << done.error().message;
  const auto status = decode(MfaStatus{}, answer(refusal.status, refusal.body));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, refusal.code) << status.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Texts, MailinaboxRefusal,
    testing::Values(Refusal{401, "Incorrect email address or password.\n", Errc::session_expired},
                    Refusal{403, R"({"status": "error", "reason": "Incorrect email address or password."})",
                            Errc::session_expired},
                    Refusal{401, R"({"status": "error", "reason": "You are not an administrator."})",
                            Errc::not_permitted},
                    Refusal{403, "You are not an administrator.\n", Errc::not_permitted},
                    Refusal{401, "missing-totp-token\n", Errc::code_required},
                    Refusal{401, "missing-totp-token,invalid-totp-token", Errc::code_rejected},
                    Refusal{401, "invalid-totp-token,missing-totp-token", Errc::code_rejected},
                    Refusal{400, "Invalid token.", Errc::code_rejected},
                    Refusal{400, "Bad Input", Errc::invalid_argument},
                    Refusal{400, "No secret provided.", Errc::invalid_argument},
                    Refusal{400, "Secret should be a 32 characters base32 string", Errc::invalid_argument},
                    Refusal{400, "Non-base32 digit found", Errc::invalid_argument},
                    Refusal{400, "User does not exist.", Errc::not_found},
                    Refusal{400, "Invalid user or MFA id.", Errc::not_found},
                    Refusal{404, "<!doctype html>", Errc::not_found},
                    Refusal{405, "<!doctype html>", Errc::protocol}, Refusal{301, "", Errc::protocol},
                    Refusal{500, "<!doctype html>", Errc::server_error},
                    Refusal{502, "<html>", Errc::server_error}, Refusal{429, "", Errc::rate_limited}));

TEST(MailinaboxRefusal, InAHeaderIsReadToo) {
  auto response = answer(401, "<html>some page</html>");
  response.headers.add("X-Reason", "You are not an administrator.");
  const auto status = decode(MfaStatus{}, response);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::not_permitted);
}

TEST(MailinaboxRefusal, WithStatus200IsNoYes) {
  const auto done = decode(
      MfaTotpDisable{},
      answer(200, R"({"status": "error", "reason": "You are not an administrator."})", "application/json"));
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::not_permitted);
}

TEST(MailinaboxLogin, SaysNoWithStatus200) {
  const auto refused = [](std::string_view body) {
    return decode(Login{}, answer(200, body, "application/json")).error().code;
  };
  EXPECT_EQ(refused(R"({"status":"missing-totp-token","reason":"missing-totp-token"})"), Errc::code_required);
  EXPECT_EQ(refused(R"({"status":"invalid","reason":"invalid-totp-token"})"), Errc::code_rejected);
  EXPECT_EQ(refused(R"({"status":"invalid","reason":"missing-totp-token"})"), Errc::code_required);
  EXPECT_EQ(refused(R"({"status":"invalid","reason":"Incorrect email address or password."})"),
            Errc::invalid_credentials);
  EXPECT_EQ(refused(R"({"status":"invalid","reason":"Incorrect username or password"})"),
            Errc::invalid_credentials);
  EXPECT_EQ(refused(R"({"status":"OK","email":"a","api_key":"k"})"), Errc::invalid_credentials);
  EXPECT_EQ(refused(R"({"status":"something-new"})"), Errc::invalid_credentials);
}

TEST(MailinaboxLogin, IsSentOnceOnlyWithACode) {
  EXPECT_EQ(info_of(Login{}).safety, Safety::idempotent);
  EXPECT_EQ((info_of(Login{.code = SecretString("1")}).safety), Safety::once);
  EXPECT_EQ(info_of(MfaStatus{}).safety, Safety::read);
  EXPECT_EQ(info_of(MfaTotpEnable{}).safety, Safety::once);
  EXPECT_EQ(info_of(MfaTotpDisable{}).safety, Safety::once);
  EXPECT_EQ(info_of(MfaTotpDisableAll{}).safety, Safety::once);
}

}  // namespace
}  // namespace mfaclient::mailinabox
