// What the recorded exchanges can't show: the seed, the picture, the knobs as a set, other peers, and
// threads.
#include "mfaclient/testing/mailinabox.hpp"

#include <regex>
#include <set>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base64.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/qr.hpp"
#include "mfaclient/testing/clock.hpp"
#include "testing/mailinabox/python.hpp"
#include "wire/json.hpp"

namespace mfaclient::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kSecret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
constexpr std::string_view kSystemKey = "0123456789abcdef0123456789abcdef";

std::string basic(std::string_view credentials) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(credentials.data());
  return "Basic " + std::string(base64_encode({bytes, credentials.size()}).reveal());
}

http::Request post(std::string_view target, std::string_view credentials, std::string_view form = {}) {
  http::Request request;
  request.method = "POST";
  request.target = target;
  request.headers.add("Authorization", basic(credentials));
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.body = SecretString(form);
  return request;
}

MailinaboxSeed seed() {
  MailinaboxSeed made;
  made.system_key = kSystemKey;
  made.users = {{"admin@box.example.com", "pw", true, {}},
                {"plain@box.example.com", "pw", false, {}},
                {"mfa@box.example.com",
                 "pw",
                 true,
                 {{0, std::string(kSecret), std::nullopt}, {7, std::string(kSecret), "two"}}}};
  return made;
}

class Mailinabox : public ::testing::Test {
 protected:
  std::string body(const http::Request& request) { return std::string(fake_.handle(request)->body.reveal()); }
  std::string log_in() {
    wire::JsonDocument document(body(post("/login", "admin@box.example.com:pw")));
    return document.root().text("api_key");
  }

  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>(Time(1'700'000'000s));
  MailinaboxFake fake_{seed(), clock_};
};

TEST_F(Mailinabox, ThePictureHoldsTheUriOfTheSecretBesideIt) {
  wire::JsonDocument document(body(post("/mfa/status", "admin@box.example.com:pw")));
  const auto totp = document.root().object("new_mfa").object("totp");
  const auto png = base64_decode("png", totp.text("qr_code_base64"));
  const auto uri = qr::read_png(png.value().reveal());
  EXPECT_EQ(
      "otpauth://totp/box.example.com%20Mail-in-a-Box%20Control%20Panel:admin%40box.example.com?secret=" +
          totp.text("secret") + "&issuer=box.example.com%20Mail-in-a-Box%20Control%20Panel",
      uri.value().reveal());
}

TEST_F(Mailinabox, SecretsAndSessionKeysAreNeverTheSame) {
  std::set<std::string> seen;
  for (int i = 0; i < 20; ++i) {
    wire::JsonDocument document(body(post("/mfa/status", "admin@box.example.com:pw")));
    seen.insert(document.root().object("new_mfa").object("totp").text("secret"));
    seen.insert(log_in());
  }
  EXPECT_EQ(40U, seen.size());
}

TEST_F(Mailinabox, GivesIdsToSeededMethodsAboveThoseThatHaveOne) {
  const auto methods = fake_.methods("mfa@box.example.com");
  ASSERT_EQ(2U, methods->size());
  EXPECT_EQ(7, (*methods)[0].id);
  EXPECT_EQ(8, (*methods)[1].id);
  EXPECT_FALSE(fake_.methods("nobody@box.example.com"));
}

TEST_F(Mailinabox, CountsTheSessionsThatAreAlive) {
  EXPECT_EQ(0U, fake_.session_count());
  log_in();
  log_in();
  EXPECT_EQ(2U, fake_.session_count());
  ASSERT_TRUE(fake_.set_knob("sessions", "1"));
  EXPECT_EQ(1U, fake_.session_count());
  clock_->advance(48h);
  EXPECT_EQ(0U, fake_.session_count());
  log_in();
  fake_.restart();
  EXPECT_EQ(0U, fake_.session_count());
}

TEST_F(Mailinabox, ASessionIsItsUsersAloneEvenBesideOneOfTheSamePassword) {
  EXPECT_EQ(200, fake_.handle(post("/mfa/status", "admin@box.example.com:" + log_in()))->status);
  const auto refused = fake_.handle(post("/mfa/status", "plain@box.example.com:" + log_in()));
  EXPECT_EQ("Incorrect email address or password.", refused->headers.get("X-Reason"));
}

TEST_F(Mailinabox, ARestartMakesANewSystemKey) {
  EXPECT_EQ(kSystemKey, fake_.system_key());
  fake_.restart();
  EXPECT_NE(kSystemKey, fake_.system_key());
  const auto request = post("/mfa/status", fake_.system_key() + ":", "user=plain@box.example.com");
  EXPECT_EQ(200, fake_.handle(request)->status);
}

TEST_F(Mailinabox, WithoutOneTheSystemKeyIsRandom) {
  const MailinaboxFake one({}, clock_), other({}, clock_);
  EXPECT_TRUE(std::regex_match(one.system_key(), std::regex("[0-9a-f]{32}")));
  EXPECT_NE(one.system_key(), other.system_key());
}

TEST_F(Mailinabox, ABanIsOnePeersAlone) {
  const auto wrong = post("/login", "admin@box.example.com:no");
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(fake_.handle(wrong, "10.0.0.1"));
  EXPECT_FALSE(fake_.handle(wrong, "10.0.0.1"));
  EXPECT_TRUE(fake_.handle(wrong, "10.0.0.2"));
}

TEST_F(Mailinabox, RepeatedHeadersReachItAsOne) {
  auto request = post("/mfa/status", "admin@box.example.com:no");
  request.headers.add("Accept", "*/*");
  request.headers.add("Accept", "*/*");
  EXPECT_EQ("application/json", fake_.handle(request)->headers.get("Content-Type"));
}

TEST_F(Mailinabox, HandlesThreadsOneAtATime) {
  const auto code =
      otp::Totp::create(otp::Base32Secret::parse(kSecret).value().raw()).value().at(clock_->now()).value();
  auto request = post("/login", "mfa@box.example.com:pw");
  request.headers.add("X-Auth-Token", code.reveal());
  std::atomic<int> entered = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      if (fake_.handle(request)->body.reveal().find("api_key") != std::string_view::npos) ++entered;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(2, entered);  // one for each of the two methods, which share the secret
  EXPECT_EQ(8U, fake_.journal().size());
}

// Everything that a row could change, in one conversation; what is random in the answers is blotted out.
std::string conversation(MailinaboxFake& fake, Clock& clock) {
  const auto code =
      otp::Totp::create(otp::Base32Secret::parse(kSecret).value().raw()).value().at(clock.now()).value();
  const std::string enrol = "secret=" + std::string(kSecret), token(code.reveal());
  auto typeless = post("/mfa/disable", "admin@box.example.com:pw");
  typeless.headers = {};
  typeless.headers.add("Authorization", basic("admin@box.example.com:pw"));
  typeless.body = SecretString("user=nobody");
  const std::string system = std::string(kSystemKey) + ":";
  const std::vector<http::Request> requests = {
      post("/login", "admin@box.example.com:no"),
      post("/login", "mfa@box.example.com:pw"),
      post("/mfa/status", "admin@box.example.com:no"),
      post("/mfa/status", "plain@box.example.com:pw"),
      post("/mfa/status", "admin@box.example.com:pw"),
      post("/mfa/status", "admin@box.example.com:pw", "user=mfa@box.example.com"),
      post("/mfa/status", "admin@box.example.com:pw", "user=nobody"),
      post("/mfa/disable", system, "user=mfa@box.example.com&mfa-id=null"),
      post("/mfa/totp/disable", system, "user=mfa@box.example.com&mfa-id=7"),
      typeless,
      post("/mfa/disable", system, "user=mfa@box.example.com&mfa-id=7&mfa_id=99"),
      post("/mfa/totp/enable", "admin@box.example.com:pw", enrol + "&token=" + token),
  };
  std::string text;
  for (const auto& request : requests) {
    const auto response = fake.handle(request);
    text += std::to_string(response->status) + " " + std::string(*response->headers.get("Content-Type")) +
            "\n" + std::string(response->body.reveal()) + "\n";
  }
  static const std::regex random("\"(iVBOR[^\"]*|[A-Z2-7]{32}|[0-9a-f]{64})\"");
  return std::regex_replace(text, random, "\"*\"");
}

class Knob : public ::testing::TestWithParam<WireRow> {};

TEST_P(Knob, ChangesAnAnswerAndChangesItBack) {
  const auto clock = std::make_shared<ManualClock>(Time(1'700'000'000s));
  MailinaboxFake real(seed(), clock), documented(seed(), clock), back(seed(), clock);
  ASSERT_TRUE(documented.set_knob(GetParam().knob, "documented"));
  ASSERT_TRUE(back.set_knob(GetParam().knob, "documented"));
  ASSERT_TRUE(back.set_knob(GetParam().knob, "real"));
  const auto as_it_is = conversation(real, *clock);
  EXPECT_NE(as_it_is, conversation(documented, *clock));
  EXPECT_EQ(as_it_is, conversation(back, *clock));
}

INSTANTIATE_TEST_SUITE_P(Mailinabox, Knob,
                         ::testing::ValuesIn(mailinabox_wire_rows().begin(), mailinabox_wire_rows().end()),
                         [](const auto& row) { return std::string(row.param.knob); });

TEST_F(Mailinabox, ModeIsAllRowsAtOnce) {
  MailinaboxFake one_by_one(seed(), clock_);
  for (const auto& row : mailinabox_wire_rows()) ASSERT_TRUE(one_by_one.set_knob(row.knob, "documented"));
  ASSERT_TRUE(fake_.set_knob("mode", "documented"));
  EXPECT_EQ(conversation(one_by_one, *clock_), conversation(fake_, *clock_));
}

TEST_F(Mailinabox, RefusesKnobsAndValuesThatItHasNot) {
  const auto field = [&](std::string_view name, std::string_view value) {
    const auto set = fake_.set_knob(name, value);
    return set ? std::string("accepted") : set.error().field;
  };
  EXPECT_EQ("knob", field("no_such_knob", "real"));
  EXPECT_EQ("knob", field("", "real"));
  EXPECT_EQ("enable_field", field("enable_field", "maybe"));
  EXPECT_EQ("mode", field("mode", ""));
  EXPECT_EQ("ban", field("ban", "real"));
  for (const auto* value : {"0", "-1", "", "64x", "1e3", "99999999999999999999999"})
    EXPECT_EQ("sessions", field("sessions", value));
}

TEST(MailinaboxSeedTest, ReadsEverything) {
  const auto read =
      MailinaboxSeed::from_json(R"({"host":"mail.example.org","system_key":"ffffffffffffffffffffffffffffffff",
      "users":[{"email":"a@b.c","password":"p","admin":true,"methods":[{"secret":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP","label":"x"},
      {"secret":"jbswy3dpehpk3pxpjbswy3dpehpk3pxp"}]},{"email":"d@b.c","password":"q"}]})");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ("mail.example.org", read->host);
  EXPECT_EQ(std::string(32, 'f'), read->system_key);
  ASSERT_EQ(2U, read->users.size());
  EXPECT_TRUE(read->users[0].admin);
  ASSERT_EQ(2U, read->users[0].methods.size());
  EXPECT_EQ("x", read->users[0].methods[0].label);
  EXPECT_FALSE(read->users[0].methods[1].label);
  EXPECT_FALSE(read->users[1].admin);
  EXPECT_TRUE(read->users[1].methods.empty());
}

TEST(MailinaboxSeedTest, NamesTheFieldAtFaultAndQuotesNothing) {
  const std::pair<const char*, const char*> faults[] = {
      {"", "seed"},
      {"[]", "users"},
      {"{}", "users"},
      {R"({"users":[{}]})", "users[0].email"},
      {R"({"users":[{"email":"","password":"hush"}]})", "users[0].email"},
      {R"({"users":[{"email":"a"}]})", "users[0].password"},
      {R"({"users":[{"email":"a","password":""}]})", "users[0].password"},
      {R"({"users":[{"email":"a","password":"hush","admin":"yes"}]})", "users[0].admin"},
      {R"({"users":[{"email":"a","password":"hush"},{"email":"a","password":"hush"}]})", "users[1].email"},
      {R"({"users":[{"email":"a","password":"p","methods":[{"secret":"hush"}]}]})",
       "users[0].methods[0].secret"},
      {R"({"users":[{"email":"a","password":"p","methods":[{}]}]})", "users[0].methods[0].secret"},
      {R"({"system_key":"hush","users":[]})", "system_key"},
      {R"({"system_key":"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF","users":[]})", "system_key"},
  };
  for (const auto& [json, field] : faults) {
    const auto read = MailinaboxSeed::from_json(json);
    ASSERT_FALSE(read) << json;
    EXPECT_EQ(Errc::invalid_argument, read.error().code) << json;
    EXPECT_EQ(field, read.error().field) << json;
    EXPECT_EQ(std::string::npos, read.error().text().find("hush")) << json;
  }
}

// As CPython 3.11 answered.
TEST(Python, DecodesBase64LikeItsOwn) {
  using mailinabox::b64decode;
  EXPECT_EQ("a:b", b64decode("YTpi"));
  EXPECT_EQ("a:b", b64decode("YTpi===="));
  EXPECT_EQ("a:b", b64decode("Y=Tpi"));
  EXPECT_EQ("a:b", b64decode("Y!T p\ni"));
  EXPECT_EQ("a", b64decode("YQ==OmI="));
  EXPECT_EQ("a:bc", b64decode("YTpiYw= ="));
  EXPECT_EQ("abcabc", b64decode("YW=JjYW=Jj"));
  EXPECT_EQ("", b64decode("!!!"));
  EXPECT_EQ("", b64decode("="));
  for (const auto* text : {"YTpiY", "YTpiYW=", "abc", "garbage", "Y"}) EXPECT_FALSE(b64decode(text)) << text;
}

}  // namespace
}  // namespace mfaclient::testing
