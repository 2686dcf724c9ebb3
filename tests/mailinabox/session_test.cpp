// One sign-in, then the session key; dropped after own changes; at most one re-login; no insisting after
// refusals.
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "mailinabox/lab.hpp"

namespace mfaclient::mailinabox {
namespace {

using std::chrono::seconds;
using testing::Fault;

TEST(MailinaboxSession, IsBegunOnceForManyCalls) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(client->mfa_status());
  EXPECT_EQ(lab.arrived("/login"), 1U);
  EXPECT_EQ(lab.arrived("/mfa/status"), 5U);
}

TEST(MailinaboxSession, IsAskedWithoutACodeFirst) {
  Lab lab;
  ASSERT_TRUE(lab.client(kTwo, lab.source(kFirstSecret))->mfa_status());
  const auto journal = lab.fake->journal();
  ASSERT_EQ(journal.size(), 3U);
  EXPECT_EQ(journal[0].request.headers.get("X-Auth-Token"), std::nullopt);
  EXPECT_NE(journal[1].request.headers.get("X-Auth-Token"), std::nullopt);
  EXPECT_EQ(journal[2].request.headers.get("X-Auth-Token"), std::nullopt) << "the session key needs no code";
}

TEST(MailinaboxSession, WithoutACodeSourceSaysThatACodeIsNeeded) {
  Lab lab;
  const auto status = lab.client(kTwo)->mfa_status();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::code_required);
  EXPECT_EQ(lab.arrived("/mfa/status"), 0U);
}

TEST(MailinaboxSession, ADeadOneIsRecoveredByExactlyOneReLogin) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->mfa_status());
  lab.fake->restart();
  lab.fake->clear_journal();
  ASSERT_TRUE(client->mfa_status());
  const auto journal = lab.fake->journal();
  ASSERT_EQ(journal.size(), 3U);
  EXPECT_TRUE(journal[0].request.target.ends_with("/mfa/status"));
  EXPECT_TRUE(journal[1].request.target.ends_with("/login"));
  EXPECT_TRUE(journal[2].request.target.ends_with("/mfa/status"));
  EXPECT_NE(journal[0].request.headers.get("Authorization"), journal[2].request.headers.get("Authorization"));
  EXPECT_EQ(journal[2].request.headers.all("Authorization").size(), 1U);
}

TEST(MailinaboxSession, ThatDiesAgainAtOnceIsReportedNotChased) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->mfa_status());
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target == "/mfa/status") lab.fake->restart();
  });
  lab.fake->clear_journal();
  const auto status = client->mfa_status();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::session_expired);
  EXPECT_EQ(status.error().delivery, Delivery::refused);
  EXPECT_EQ(lab.arrived("/mfa/status"), 2U);
  EXPECT_EQ(lab.arrived("/login"), 1U);
}

TEST(MailinaboxSession, IsDroppedAfterOwnChanges) {
  Lab lab;
  const auto codes = lab.source(kFirstSecret);
  const auto client = lab.client(kTwo, codes);
  ASSERT_TRUE(client->mfa_totp_disable({.mfa_id = {"2"}}));
  lab.fake->clear_journal();
  ASSERT_TRUE(client->mfa_status());
  EXPECT_EQ(lab.fake->journal().front().request.target, "/admin/login") << "the dead key was not tried first";
}

TEST(MailinaboxSession, SurvivesChangesOfOthers) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->mfa_totp_disable({.mfa_id = {"2"}, .user = std::string(kTwo)}));
  ASSERT_TRUE(client->mfa_status());
  EXPECT_EQ(lab.arrived("/login"), 1U);
}

TEST(MailinaboxSession, ARefusedPasswordIsNotSentAgain) {
  Lab lab;
  const auto client = lab.client(kAdmin, {}, "wrong password");
  for (int i = 0; i < 30; ++i) {
    const auto status = client->mfa_status();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, Errc::invalid_credentials);
  }
  EXPECT_EQ(lab.arrived("/login"), 1U);
}

TEST(MailinaboxSession, AfterThreeRefusedCodesPausesUntilTheBanWindowIsOver) {
  Lab lab;
  const auto client = lab.client(kTwo);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(client->sign_in(SecretString("000000")).error().code, Errc::code_rejected);
  const auto paused = client->sign_in(SecretString("000000"));
  ASSERT_FALSE(paused);
  EXPECT_EQ(paused.error().code, Errc::locked_out);
  EXPECT_EQ(paused.error().retry_after, seconds{30});
  EXPECT_EQ(lab.arrived("/login"), 3U);
  lab.clock->advance(seconds{30});
  EXPECT_TRUE(client->sign_in(SecretString(lab.code(kFirstSecret))));
}

TEST(MailinaboxSession, OfAnOwnKeyIsUsedAsItIs) {
  Lab lab;
  const auto login =
      lab.client(kAdmin)->login({.email = std::string(kAdmin), .password = SecretString(kPassword)});
  ASSERT_TRUE(login);
  auto settings = lab.settings(kAdmin);
  settings.credentials = SessionKey{std::string(kAdmin), login->api_key};
  const auto client = MFAApi::connect(settings).value();
  ASSERT_TRUE(client->mfa_status());
  lab.fake->restart();
  EXPECT_EQ(client->mfa_status().error().code, Errc::session_expired);
  EXPECT_EQ(lab.arrived("/login"), 1U);
}

TEST(MailinaboxSession, OfTheSystemKeyNamesUsersAndNeverSignsIn) {
  Lab lab;
  auto settings = lab.settings(kAdmin);
  settings.credentials = SystemKey{SecretString(kSystemKey)};
  const auto client = MFAApi::connect(settings).value();
  const auto listed = client->mfa_status({.user = std::string(kTwo)});
  ASSERT_TRUE(listed) << listed.error().message;
  EXPECT_EQ(listed->enabled_mfa.size(), 2U);
  EXPECT_EQ(client->mfa_status().error().code, Errc::not_found);
  EXPECT_EQ(lab.arrived("/login"), 0U);
}

TEST(MailinaboxSession, IsSharedBySixteenThreads) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->mfa_status());
  lab.fake->restart();
  lab.fake->clear_journal();
  // All sixteen carry the dead key before the first of them learns that it is dead.
  std::atomic<int> sent{0};
  lab.transport->on_send([&](const http::Request& request) {
    if (request.target != "/mfa/status") return;
    sent.fetch_add(1);
    while (sent.load() < 16) std::this_thread::yield();
  });
  std::vector<std::jthread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] { good += client->mfa_status().has_value() ? 1 : 0; });
  threads.clear();
  EXPECT_EQ(good.load(), 16);
  EXPECT_EQ(lab.arrived("/login"), 1U);
}

TEST(MailinaboxSession, EndsOnceAndOnlyWhenThereIsOne) {
  Lab lab;
  const auto client = lab.client(kAdmin);
  ASSERT_TRUE(client->sign_out());
  EXPECT_EQ(lab.fake->journal().size(), 0U);
  ASSERT_TRUE(client->mfa_status());
  ASSERT_TRUE(client->sign_out());
  ASSERT_TRUE(client->sign_out());
  EXPECT_EQ(lab.arrived("/logout"), 1U);
  EXPECT_EQ(lab.fake->session_count(), 0U);
}

TEST(MailinaboxSession, ALostLoginWithACodeIsNotSentAgain) {
  Lab lab;
  const auto client = lab.client(kTwo, lab.source(kFirstSecret));
  lab.transport->script({Fault::none, Fault::lost_answer});
  const auto status = client->mfa_status();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().delivery, Delivery::unknown);
  EXPECT_EQ(lab.arrived("/login"), 2U) << "one without a code, one with";
}

TEST(MailinaboxSession, NonAsciiPasswordIsRefusedBeforeAnythingIsSent) {
  Lab lab;
  const auto status = lab.client(kAdmin, {},
                                 "gr\xC3\xBC\xC3\x9F"
                                 "e")
                          ->mfa_status();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Errc::invalid_argument);
  EXPECT_EQ(status.error().field, "password");
  EXPECT_EQ(lab.fake->journal().size(), 0U);
}

struct Profile {
  std::string name;
  std::vector<std::pair<std::string, std::string>> credentials;
  std::string wrong_field;  // empty: it is right
};

class MailinaboxProfile : public ::testing::TestWithParam<Profile> {};

TEST_P(MailinaboxProfile, IsReadOrRefusedByName) {
  ProviderConfig config{.provider = "mailinabox", .url = "https://box.example.com/admin"};
  for (const auto& [name, value] : GetParam().credentials)
    config.credentials.emplace_back(name, SecretString(value));
  const auto settings = settings_from(config);
  if (GetParam().wrong_field.empty()) {
    EXPECT_TRUE(settings);
    return;
  }
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, Errc::invalid_argument);
  EXPECT_EQ(settings.error().field, GetParam().wrong_field);
}

INSTANTIATE_TEST_SUITE_P(
    Credentials, MailinaboxProfile,
    ::testing::Values(
        Profile{"Password", {{"username", "a@b"}, {"password", "p"}}, ""},
        Profile{"SessionKey", {{"username", "a@b"}, {"session_key", "k"}}, ""},
        Profile{"SystemKey", {{"system_key", "k"}}, ""}, Profile{"Nothing", {}, "password"},
        Profile{"NoUser", {{"password", "p"}}, "username"},
        Profile{"UserBesideSystemKey", {{"username", "a@b"}, {"system_key", "k"}}, "username"},
        Profile{"TwoSecrets", {{"username", "a@b"}, {"password", "p"}, {"system_key", "k"}}, "password"},
        Profile{"Unknown", {{"username", "a@b"}, {"password", "p"}, {"api_key", "k"}}, "api_key"},
        Profile{"Empty", {{"username", "a@b"}, {"password", ""}}, "password"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace mfaclient::mailinabox
