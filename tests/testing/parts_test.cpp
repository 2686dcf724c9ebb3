// The parts that fakes are made of.
#include <array>
#include <set>

#include <gtest/gtest.h>

#include "mfaclient/testing/mailinabox.hpp"
#include "testing/authenticator.hpp"
#include "testing/credentials.hpp"
#include "testing/knobs.hpp"
#include "testing/random.hpp"
#include "testing/seeds.hpp"

namespace mfaclient::testing {
namespace {

constexpr std::array kOwn =
    std::to_array<Knob>({{.name = "style", .values = "plain|fancy"}, {.name = "room", .number = 3}});

struct Panel : KnobPanel {
  Panel() : KnobPanel(mailinabox_wire_rows(), kOwn) {}
  using KnobPanel::documented;
};

TEST(KnobPanel, BeginsRealWithFirstValues) {
  const Panel panel;
  EXPECT_FALSE(panel.documented(0));
  EXPECT_TRUE(panel.is("style", "plain"));
  EXPECT_EQ(panel.number("room"), 3U);
}

TEST(KnobPanel, TurnsOneOrAll) {
  Panel panel;
  ASSERT_TRUE(panel.set("style", "fancy"));
  ASSERT_TRUE(panel.set("room", "12"));
  ASSERT_TRUE(panel.set(mailinabox_wire_rows()[1].knob, "documented"));
  EXPECT_TRUE(panel.is("style", "fancy"));
  EXPECT_EQ(panel.number("room"), 12U);
  EXPECT_FALSE(panel.documented(0));
  EXPECT_TRUE(panel.documented(1));
  ASSERT_TRUE(panel.set("mode", "documented"));
  EXPECT_TRUE(panel.documented(0));
  ASSERT_TRUE(panel.set("mode", "real"));
  EXPECT_FALSE(panel.documented(1));
}

TEST(KnobPanel, NamesWhatItDoesNotTake) {
  Panel panel;
  EXPECT_EQ(panel.set("nothing", "x").error().field, "knob");
  EXPECT_EQ(panel.set("style", "plai").error().field, "style");
  EXPECT_EQ(panel.set("style", "plain|fancy").error().field, "style");
  EXPECT_EQ(panel.set("style", "").error().field, "style");
  for (const auto* number : {"", "0", "-1", "x", "3x"})
    EXPECT_EQ(panel.set("room", number).error().field, "room");
  EXPECT_EQ(panel.set("mode", "maybe").error().field, "mode");
}

TEST(FakeAuthenticator, TakesAStepOnceAndNoneBeforeIt) {
  const std::string secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
  const auto totp = otp::Totp::create(otp::Base32Secret::parse(secret)->raw()).value();
  const Time now{std::chrono::seconds{1'800'000'000}};
  const auto code = [&](int steps) {
    return std::string(totp.at(now + steps * std::chrono::seconds{30}).value().reveal());
  };
  Authenticator server(secret);
  EXPECT_FALSE(server.accept("000000", now));
  EXPECT_FALSE(server.accept(code(2), now));
  EXPECT_TRUE(server.accept(code(0), now));
  EXPECT_FALSE(server.accept(code(0), now));
  EXPECT_FALSE(server.accept(code(-1), now));
  EXPECT_TRUE(server.matches(code(0), now));
  EXPECT_TRUE(server.accept(code(1), now));
  EXPECT_FALSE(Authenticator("not base32!").accept("000000", now));
}

http::Request with_authorization(std::string_view value) {
  http::Request request;
  request.headers.add("Authorization", value);
  return request;
}

TEST(FakeCredentials, AreReadInAnyCaseOrNotAtAll) {
  EXPECT_EQ(bearer_token(with_authorization("bearer abc")), "abc");
  EXPECT_EQ(bearer_token(with_authorization("Bearer  abc ")), "abc");
  EXPECT_EQ(bearer_token(with_authorization("Bearerabc")), std::nullopt);
  EXPECT_EQ(bearer_token({}), std::nullopt);
  EXPECT_EQ(basic_pair(with_authorization("Basic YTpiOmM=")),
            std::pair(std::string("a"), std::string("b:c")));
  EXPECT_EQ(basic_pair(with_authorization("Basic YQ==")), std::nullopt);
  EXPECT_EQ(basic_pair(with_authorization("Basic !!!")), std::nullopt);
  EXPECT_EQ(basic_pair(with_authorization("Bearer YTpi")), std::nullopt);
}

TEST(FakeRandom, HasTheShapeThatIsAskedFor) {
  EXPECT_EQ(random_hex(20).size(), 40U);
  const auto uuid = random_uuid();
  ASSERT_EQ(uuid.size(), 36U);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) EXPECT_EQ(uuid[at], '-') << uuid;
  EXPECT_EQ(uuid[14], '4');
  EXPECT_NE(std::string("89ab").find(uuid[19]), std::string::npos);
  EXPECT_EQ(random_text(5, "x"), "xxxxx");
  EXPECT_NE(random_uuid(), uuid);
}

TEST(ReadSeed, NamesTheField) {
  struct Seed {
    std::string name{};
  };
  const auto read = [](const wire::JsonReader& json) { return Seed{json.text("name")}; };
  EXPECT_EQ(read_seed<Seed>(R"({"name":"n"})", read)->name, "n");
  EXPECT_EQ(read_seed<Seed>("{", read).error().field, "seed");
  const auto wrong = read_seed<Seed>(R"({"name":1})", read).error();
  EXPECT_EQ(wrong.code, Errc::invalid_argument);
  EXPECT_EQ(wrong.field, "name");
}

/// Hands out what it is asked to deliver.
class Postman final : public Fake {
 protected:
  std::optional<http::Response> answer(const http::Request&, std::string_view) override {
    deliver({.kind = "sms", .to = "+14155550100", .code = "123456"});
    return http::Response{.status = 204};
  }
  Result<void> knob(std::string_view name, std::string_view) override {
    return invalid_argument(name, "none");
  }
};

TEST(FakeOutbox, IsKeptOrTold) {
  Postman fake;
  (void)fake.handle({.method = "POST", .target = "/"});
  ASSERT_EQ(fake.outbox().size(), 1U);
  EXPECT_EQ(fake.outbox()[0].code, "123456");
  std::string told;
  fake.on_delivery([&](const Delivered& message) { told = message.to; });
  (void)fake.handle({.method = "POST", .target = "/"});
  EXPECT_EQ(told, "+14155550100");
  EXPECT_EQ(fake.outbox().size(), 1U);
}

TEST(FakeWatch, IsToldAndMayLoseTheAnswer) {
  Postman fake;
  std::vector<std::string> seen;
  fake.watch([&](const JournalEntry& entry) {
    seen.push_back(entry.request.target);
    return entry.request.target != "/m/lost";
  });
  EXPECT_TRUE(fake.handle({.method = "GET", .target = "/m/kept"}, "127.0.0.1", "/m"));
  EXPECT_FALSE(fake.handle({.method = "GET", .target = "/m/lost"}, "127.0.0.1", "/m"));
  EXPECT_EQ(seen, (std::vector<std::string>{"/m/kept", "/m/lost"}));
  EXPECT_TRUE(fake.journal().empty());
}

}  // namespace
}  // namespace mfaclient::testing
