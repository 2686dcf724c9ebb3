// Each operation by itself: what it sends, what it takes as a yes, and how the vendor's refusals read.
#include <string>

#include <gtest/gtest.h>

#include "onelogin/samples.hpp"
#include "support/evidence.hpp"
#include "support/fixtures.hpp"

namespace mfaclient::onelogin {
namespace {

template <class Op>
std::string fixture_of(std::string_view kind) {
  const std::string_view name = Op::info.name;
  return "onelogin/operations/" + std::string(name.substr(name.find('.') + 1)) + "." + std::string(kind);
}

template <class Op>
http::Response yes_of() {
  return fixtures::response(fixture_of<Op>("response"));
}

template <class Op>
class OneLoginOperation : public testing::Test {};

template <class Tuple>
struct Listed;
template <class... Ops>
struct Listed<std::tuple<Ops...>> : std::type_identity<testing::Types<Ops...>> {};
TYPED_TEST_SUITE(OneLoginOperation, Listed<Operations>::type);

TYPED_TEST(OneLoginOperation, SendsTheGoldenRequest) {
  const auto request = encode(samples::make<TypeParam>());
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(fixtures::print(*request), fixtures::read(fixture_of<TypeParam>("request")));
}

TYPED_TEST(OneLoginOperation, TakesOnlyItsEvidenceAsAYes) {
  // An empty list comes in this shape, too.
  const evidence::Tolerated tolerated{"data = [[]]"};
  evidence::expect_judged_strictly(samples::make<TypeParam>(), yes_of<TypeParam>(), tolerated);
}

TYPED_TEST(OneLoginOperation, TellsLimitsByStatusAndByWords) {
  const auto limited = [](int status, std::string_view words, std::string_view name, std::string_view value) {
    http::Response answer{.status = status, .body = SecretString(words)};
    answer.headers.add(name, value);
    if (name == "x-ratelimit-reset") answer.headers.add("x-ratelimit-remaining", "0");
    return decode(samples::make<TypeParam>(), answer).error();
  };
  constexpr std::string_view kWords =
      R"({"status":{"error":true,"code":400,"message":"rate_limit_exceeded"}})";
  for (const auto& error :
       {limited(400, kWords, "x-ratelimit-reset", "77"), limited(429, "", "Retry-After", "77")}) {
    EXPECT_EQ(error.code, Errc::rate_limited);
    EXPECT_EQ(error.retry_after, std::chrono::seconds{77});
  }
  EXPECT_EQ(limited(400, kWords, "X-Nothing", "").retry_after, std::nullopt);
}

http::Response answer(int status, std::string_view body) {
  http::Response response{.status = status, .body = SecretString(body)};
  response.headers.add("Content-Type", "application/json");
  return response;
}

http::Response said(int status, std::string_view message, std::string_view type = "x") {
  return answer(status, R"({"status":{"error":true,"code":)" + std::to_string(status) + R"(,"type":")" +
                            std::string(type) + R"(","message":")" + std::string(message) + "\"}}");
}

struct BadId {
  std::string user, device;
};

class OneLoginIds : public testing::TestWithParam<BadId> {};

TEST_P(OneLoginIds, AreRefusedUnsentWhereTheyAreNone) {
  const auto& [user, device] = GetParam();
  const std::string field = user == "102" ? "device_id" : "user_id";
  const auto expect_refused = [&](const auto& op) {
    const auto request = encode(op);
    ASSERT_FALSE(request) << "would have been sent to " << request->target;
    EXPECT_EQ(request.error().code, Errc::invalid_argument);
    EXPECT_EQ(request.error().field, field);
  };
  expect_refused(RemoveMfaFactors{.user_id = {user}, .device_id = {device}});
  expect_refused(ActivateMfaFactors{.user_id = {user}, .device_id = {device}});
  if (device != "0")
    expect_refused(
        VerifyMfaFactor{.user_id = {user}, .device_id = {device}, .otp_token = SecretString("123456")});
  if (field == "device_id") return;
  expect_refused(GetEnrolledFactors{.user_id = {user}});
  expect_refused(GetMfaFactors{.user_id = {user}});
  expect_refused(GenerateMfaToken{.user_id = {user}, .expires_in = 60});
  expect_refused(
      EnrollMfaFactor{.user_id = {user}, .factor_id = 1, .display_name = "a", .number = "+14155550100"});
}

INSTANTIATE_TEST_SUITE_P(Refused, OneLoginIds,
                         testing::Values(BadId{"", "1"}, BadId{"0", "1"}, BadId{"-1", "1"}, BadId{"+1", "1"},
                                         BadId{"01", "1"}, BadId{"1 ", "1"}, BadId{"1/..", "1"},
                                         BadId{"1.0", "1"}, BadId{"9223372036854775808", "1"},
                                         BadId{"\xD9\xA1", "1"}, BadId{"102", ""}, BadId{"102", "0"},
                                         BadId{"102", "."}, BadId{"102", ".."}, BadId{"102", "1/verify"},
                                         BadId{"102", "1%2f"}, BadId{"102", "1?a"}, BadId{"102", "1 "},
                                         BadId{"102", std::string(129, '1')}));

TEST(OneLoginVerify, TakesTemporaryTokensAsDeviceZeroOnlyWithOne) {
  EXPECT_TRUE((encode(
      VerifyMfaFactor{.user_id = {"102"}, .device_id = {"0"}, .otp_token = SecretString("12345678")})));
  const auto push = VerifyMfaFactor{.user_id = {"102"}, .device_id = {"0"}, .state_token = SecretString("s")};
  EXPECT_EQ(encode(push).error().field, "otp_token");
  EXPECT_EQ((encode(VerifyMfaFactor{.user_id = {"102"}, .device_id = {"1"}}).error().field), "otp_token");
  EXPECT_EQ((encode(VerifyMfaFactor{.user_id = {"102"}, .device_id = {"1"}, .otp_token = SecretString()})
                 .error()
                 .field),
            "otp_token");
  EXPECT_EQ((encode(VerifyMfaFactor{.user_id = {"102"}, .device_id = {"1"}, .state_token = SecretString()})
                 .error()
                 .field),
            "state_token");
}

TEST(OneLoginVerify, PollsAsOftenAsWantedAndSendsACodeOnce) {
  EXPECT_EQ((info_of(VerifyMfaFactor{.state_token = SecretString("s")}).safety), Safety::read);
  EXPECT_EQ(
      (info_of(VerifyMfaFactor{.otp_token = SecretString("1"), .state_token = SecretString("s")}).safety),
      Safety::once);
  EXPECT_EQ(info_of(ActivateMfaFactors{}).safety, Safety::once);
  EXPECT_EQ(info_of(EnrollMfaFactor{}).safety, Safety::once);
  EXPECT_EQ(info_of(GenerateMfaToken{}).safety, Safety::once);
  EXPECT_EQ(info_of(RemoveMfaFactors{}).safety, Safety::idempotent);
  EXPECT_EQ(info_of(Token{}).safety, Safety::idempotent);
  EXPECT_EQ(info_of(GetEnrolledFactors{}).safety, Safety::read);
}

/// One answer, and what it means to a poll, to a code, to a mutation and to a listing.
struct Meaning {
  int status;
  std::string message;
  Errc push, code, change, list;
};

class OneLoginRefusal : public testing::TestWithParam<Meaning> {};

TEST_P(OneLoginRefusal, IsLookedAtBeforeItIsActedOn) {
  const auto& meaning = GetParam();
  const auto expect = [&](const auto& op, Errc code) {
    const auto result = decode(op, said(meaning.status, meaning.message));
    ASSERT_FALSE(result) << op.info.name;
    EXPECT_EQ(result.error().code, code) << op.info.name << ": " << result.error().message;
    EXPECT_EQ(result.error().vendor_message, meaning.status == 301 ? "" : meaning.message);
  };
  expect(VerifyMfaFactor{.state_token = SecretString("s")}, meaning.push);
  expect(VerifyMfaFactor{.otp_token = SecretString("1"), .state_token = SecretString("s")}, meaning.code);
  expect(ActivateMfaFactors{}, meaning.change);
  expect(EnrollMfaFactor{}, meaning.change);
  expect(GenerateMfaToken{}, meaning.change);
  expect(RemoveMfaFactors{}, meaning.change);
  expect(GetEnrolledFactors{}, meaning.list);
  expect(GetMfaFactors{}, meaning.list);
}

using enum Errc;
INSTANTIATE_TEST_SUITE_P(
    Words, OneLoginRefusal,
    testing::Values(
        Meaning{401, "Authentication Failure", session_expired, session_expired, session_expired,
                session_expired},
        Meaning{401, "Insufficient Permission", not_permitted, not_permitted, not_permitted, not_permitted},
        Meaning{401, "Authentication pending on OL Protect", still_pending, still_pending, session_expired,
                session_expired},
        Meaning{401, "AUTHENTICATION PENDING", still_pending, still_pending, session_expired,
                session_expired},
        Meaning{401, "Failed authentication with this factor", denied, code_rejected, session_expired,
                session_expired},
        Meaning{401, "", denied, code_rejected, session_expired, session_expired},
        Meaning{400, "State token is invalid or expired", challenge_expired, challenge_expired,
                invalid_argument, invalid_argument},
        Meaning{400, "Bad Request", challenge_expired, challenge_expired, invalid_argument, invalid_argument},
        Meaning{400, "OTP token blank", invalid_argument, invalid_argument, invalid_argument,
                invalid_argument},
        Meaning{400, "User does not exist", not_found, not_found, not_found, not_found},
        Meaning{404, "User for id 9 was not found", not_found, not_found, not_found, not_found},
        Meaning{400, "Factor could not be found", not_found, not_found, not_found, not_found},
        Meaning{400, "Authorization Information is incorrect", invalid_credentials, invalid_credentials,
                invalid_credentials, invalid_credentials},
        Meaning{404, "No Route Exists", not_found, not_found, not_found, not_found},
        Meaning{422, "ValidationError", invalid_argument, invalid_argument, invalid_argument,
                invalid_argument},
        Meaning{403, "no", not_permitted, not_permitted, not_permitted, not_permitted},
        Meaning{500, "pending repairs", server_error, server_error, server_error, server_error},
        Meaning{503, "later", server_error, server_error, server_error, server_error}));

TEST(OneLoginRefusal, IsReadInEveryEnvelope) {
  const auto code_of = [](std::string_view body) {
    return decode(GenerateMfaToken{}, answer(401, body)).error().code;
  };
  EXPECT_EQ(code_of(R"({"statusCode":401,"name":"Unauthorized","message":"Insufficient Permission"})"),
            not_permitted);
  EXPECT_EQ(code_of(R"({"messages":["Insufficient Permission"]})"), not_permitted);
  EXPECT_EQ(code_of(R"({"status":{"message":{"description":"Insufficient Permission","attribute":"x"}}})"),
            not_permitted);
  EXPECT_EQ(code_of("<html>Insufficient Permission"), session_expired);
  EXPECT_EQ(code_of(""), session_expired);
}

TEST(OneLoginRefusal, NamesTheScopeThatIsNeeded) {
  const auto lacking = said(401, "Insufficient Permission", "Unauthorized");
  const auto write = decode(RemoveMfaFactors{}, lacking).error();
  EXPECT_NE(write.text().find("Manage Users"), std::string::npos);
  EXPECT_EQ(write.text().find("Read Users"), std::string::npos);
  EXPECT_EQ(write.vendor_code, "Unauthorized");
  EXPECT_NE(decode(GetEnrolledFactors{}, lacking).error().text().find("Read Users"), std::string::npos);
}

TEST(OneLoginVerify, APendingOrContradictingSuccessIsNoYes) {
  const auto code_of = [](std::string_view status) {
    const auto result = decode(VerifyMfaFactor{.state_token = SecretString("s")},
                               answer(200, R"({"status":)" + std::string(status) + "}"));
    return result ? std::string("yes") : std::string(to_string(result.error().code));
  };
  EXPECT_EQ(code_of(R"({"type":"success","code":200,"message":"Success","error":false})"), "yes");
  EXPECT_EQ(code_of(R"({"type":"success","message":"Success"})"), "yes");
  EXPECT_EQ(code_of(R"({"type":"pending","code":200,"message":"x","error":false})"), "still_pending");
  EXPECT_EQ(code_of(R"({"type":"success","code":200,"message":"Authentication pending on OL Protect"})"),
            "still_pending");
  EXPECT_EQ(code_of(R"({"type":"success","code":200,"message":"x","error":true})"), "protocol");
  EXPECT_EQ(code_of(R"({"type":"success","code":401,"message":"x"})"), "protocol");
  EXPECT_EQ(code_of(R"({"type":"failure","code":200,"message":"x"})"), "protocol");
}

TEST(OneLoginVerify, ReadsTheDocumentedBareBodyToo) {
  EXPECT_TRUE(decode(VerifyMfaFactor{},
                     answer(200, R"({"error":false,"code":200,"type":"success","message":"Success"})")));
  EXPECT_FALSE(decode(VerifyMfaFactor{},
                      answer(200, R"({"error":true,"code":200,"type":"success","message":"Success"})")));
}

TEST(OneLoginVerify, SaysWhenToAskAgain) {
  const auto pending = decode(VerifyMfaFactor{}, said(401, "Authentication pending"));
  EXPECT_EQ(pending.error().retry_after, std::chrono::seconds{2});
}

TEST(OneLoginTrigger, TakesNoOtherDeviceForTheOneAsked) {
  const auto sample = samples::make<ActivateMfaFactors>();
  const auto of = [&](std::string_view device, std::string_view id) {
    const auto reply =
        decode(sample, answer(200, R"({"data":[{"id":)" + std::string(id) + R"(,"device_id":)" +
                                       std::string(device) + R"(,"state_token":"abc"}]})"));
    return reply ? std::string("yes") : reply.error().field;
  };
  EXPECT_EQ(of("201", "102"), "yes");
  EXPECT_EQ(of("\"201\"", "102"), "yes");
  EXPECT_EQ(of("202", "201"), "data[0].device_id") << "`id` is the user, and no device";
}

TEST(OneLoginTrigger, ReadsItsDeviceOutOfEveryContainer) {
  const auto sample = samples::make<ActivateMfaFactors>();
  const std::string device = R"({"device_id":201,"state_token":"abc"})";
  for (const auto& data : {"[" + device + "]", R"({"otp_devices":[)" + device + "]}",
                           R"({"otp_devices":)" + device + "}", device, "[[" + device + "]]"}) {
    const auto reply = decode(sample, answer(200, R"({"data":)" + data + "}"));
    ASSERT_TRUE(reply) << data << ": " << reply.error().message;
    EXPECT_EQ(reply->state_token_expires_in, 300) << "what was asked for";
  }
  for (const auto* data : {"[]", "[[]]", "null", "{}", R"({"otp_devices":[]})", R"({"otp_devices":null})"})
    EXPECT_FALSE(decode(sample, answer(200, R"({"data":)" + std::string(data) + "}"))) << data;
}

TEST(OneLoginTrigger, MeasuresTheLifeByTheServersClock) {
  const auto reply = decode(samples::make<ActivateMfaFactors>(), yes_of<ActivateMfaFactors>());
  EXPECT_EQ(reply->state_token_expires_in, 300);
  auto later = yes_of<ActivateMfaFactors>();
  http::Headers headers;
  headers.add("Date", "Fri, 15 Jan 2027 08:01:00 GMT");
  later.headers = headers;
  EXPECT_EQ(decode(samples::make<ActivateMfaFactors>(), later)->state_token_expires_in, 240);
  EXPECT_EQ((decode(ActivateMfaFactors{.device_id = {"1"}},
                    answer(200, R"({"data":[{"device_id":1,"state_token":"a"}]})"))
                 ->state_token_expires_in),
            120);
}

TEST(OneLoginTrigger, RefusesLivesThatTheDocumentForbids) {
  for (const std::int64_t seconds : {-1, 0, 901}) {
    auto op = samples::make<ActivateMfaFactors>();
    op.state_token_expires_in = seconds;
    EXPECT_EQ(encode(op).error().field, "state_token_expires_in");
  }
}

TEST(OneLoginEnrol, ReadsAListAndAnObject) {
  for (const auto* data : {R"([{"id":7}])", R"({"id":"7"})"}) {
    const auto reply = decode(EnrollMfaFactor{}, answer(200, R"({"data":)" + std::string(data) + "}"));
    ASSERT_TRUE(reply) << data;
    EXPECT_EQ(reply->id, "7");
    EXPECT_FALSE(reply->active) << "nothing says that it is";
  }
  EXPECT_TRUE(decode(EnrollMfaFactor{}, answer(201, R"({"data":[{"id":7}]})")));
}

class OneLoginNumbers : public testing::TestWithParam<std::string> {};

TEST_P(OneLoginNumbers, AreRefusedUnsentAndUnquoted) {
  auto op = samples::make<EnrollMfaFactor>();
  op.number = GetParam();
  const auto request = encode(op);
  ASSERT_FALSE(request);
  EXPECT_EQ(request.error().field, "number");
  if (GetParam().size() > 3) {
    EXPECT_EQ(request.error().text().find(GetParam()), std::string::npos);
  }
}

INSTANTIATE_TEST_SUITE_P(Refused, OneLoginNumbers,
                         testing::Values("", "+", "14155550100", "+04155550100", "+1 415 555 0100",
                                         "+1415555010a", "+141555501001234567", "+14155"));

TEST(OneLoginEnrol, RefusesWhatIsNoFactorAndNoName) {
  auto op = samples::make<EnrollMfaFactor>();
  op.factor_id = 0;
  EXPECT_EQ(encode(op).error().field, "factor_id");
  op = samples::make<EnrollMfaFactor>();
  op.display_name.clear();
  EXPECT_EQ(encode(op).error().field, "display_name");
}

TEST(OneLoginListing, ReadsEveryShapeOfNone) {
  for (const auto* data : {R"({"otp_devices":[]})", R"({"otp_devices":null})", "[]", "[[]]", "null"}) {
    const auto reply = decode(GetEnrolledFactors{}, answer(200, R"({"data":)" + std::string(data) + "}"));
    ASSERT_TRUE(reply) << data << reply.error().message;
    EXPECT_TRUE(reply->otp_devices.empty());
  }
  EXPECT_FALSE(decode(GetEnrolledFactors{},
                      answer(200, R"({"status":{"error":true,"code":400},"data":{"otp_devices":[]}})")));
}

TEST(OneLoginListing, TakesADeviceForActiveUnlessItSaysOtherwise) {
  const auto reply = decode(GetEnrolledFactors{}, yes_of<GetEnrolledFactors>());
  ASSERT_TRUE(reply);
  ASSERT_EQ(reply->otp_devices.size(), 2U);
  EXPECT_EQ(reply->otp_devices[1].id, "202");
  EXPECT_TRUE(reply->otp_devices[1].active);
  EXPECT_EQ(reply->otp_devices[1].phone_number, std::nullopt);
}

TEST(OneLoginTemporaryToken, ReadsTheDocumentsSlipAndStrings) {
  const auto of = [](std::string_view members) {
    return decode(GenerateMfaToken{}, answer(200, R"({"mfa_token":"00000001",)" + std::string(members) + "}"))
        .value();
  };
  EXPECT_EQ(of(R"("resuable":true)").reusable, true);
  EXPECT_EQ(of(R"("reusable":"false","resuable":true)").reusable, false);
  EXPECT_EQ(of(R"("expires_at":"x")").reusable, std::nullopt);
  EXPECT_EQ(of(R"("expires_at":"x")").mfa_token.reveal(), "00000001") << "leading zeros stay";
}

TEST(OneLoginTemporaryToken, IsNeverMintedForAsLongAsItGoes) {
  for (const std::int64_t seconds : {0, -1, 259'201})
    EXPECT_EQ((encode(GenerateMfaToken{.user_id = {"1"}, .expires_in = seconds}).error().field),
              "expires_in");
}

TEST(OneLoginToken, IsReadFlatAndWrapped) {
  const auto wrapped = decode(
      Token{},
      answer(200, R"({"status":{"error":false},"data":[{"access_token":"abc","expires_in":"36000"}]})"));
  ASSERT_TRUE(wrapped) << wrapped.error().message;
  EXPECT_EQ(wrapped->access_token.reveal(), "abc");
  EXPECT_EQ(wrapped->expires_in, 36'000);
  EXPECT_EQ(wrapped->valid_for, std::nullopt) << "neither created_at nor Date";
}

TEST(OneLoginToken, EndsByItsCreationNotByTheAnswer) {
  const auto reply = decode(Token{}, yes_of<Token>());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->valid_for, 9 * 3600) << "made an hour before the answer";
}

TEST(OneLoginToken, SurvivesAbsurdLives) {
  for (const auto* life : {"9223372036854775807", "-9223372036854775808"}) {
    auto response = answer(200, R"({"access_token":"a","created_at":"2027-01-15T07:00:00Z","expires_in":)" +
                                    std::string(life) + "}");
    response.headers.add("Date", "Fri, 15 Jan 2027 08:00:00 GMT");
    const auto reply = decode(Token{}, response);
    ASSERT_TRUE(reply);
    EXPECT_LE(std::abs(reply->valid_for.value()), 366 * 86'400);
  }
}

TEST(OneLoginToken, RefusalsAreAboutTheCredentials) {
  const auto code_of = [](const http::Response& response) { return decode(Token{}, response).error().code; };
  EXPECT_EQ(code_of(said(401, "Authentication Failure")), invalid_credentials);
  EXPECT_EQ(code_of(answer(401, "")), invalid_credentials);
  EXPECT_EQ(code_of(said(400, "The authorization information is missing")), invalid_credentials);
  EXPECT_EQ(code_of(said(400, "Content Type is not specified")), invalid_argument);
  EXPECT_EQ(code_of(said(404, "No Route Exists")), not_found);
  const auto orphaned = decode(Token{}, answer(500, "<html>")).error();
  EXPECT_EQ(orphaned.code, server_error);
  EXPECT_NE(orphaned.text().find("owner"), std::string::npos);
}

TEST(OneLoginToken, RefusesCredentialsThatCanNotBeSent) {
  const auto field_of = [](std::string_view id, std::string_view secret) {
    return encode(Token{.client_id = std::string(id), .client_secret = SecretString(secret)}).error().field;
  };
  EXPECT_EQ(field_of("", "s"), "client_id");
  EXPECT_EQ(field_of("a:b", "s"), "client_id");
  EXPECT_EQ(field_of("a\r\nb", "s"), "client_id");
  EXPECT_EQ(field_of("a", ""), "client_secret");
}

TEST(OneLoginFactors, GoToTheSingularPathOnDemand) {
  EXPECT_EQ((encode(GetMfaFactors{.user_id = {"1"}})->target), "/api/1/users/1/auth_factors");
  EXPECT_EQ((encode(GetMfaFactors{.user_id = {"1"}, .singular_path = true})->target),
            "/api/1/users/1/auth_factor");
  EXPECT_EQ(decode(GetMfaFactors{}, said(404, "No Route Exists")).error().field, "path");
  EXPECT_EQ(decode(GetMfaFactors{}, said(404, "User for id 1 was not found")).error().field, "user_id");
}

}  // namespace
}  // namespace mfaclient::onelogin
