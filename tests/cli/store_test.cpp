// The tool and its store: what is enrolled is kept, signs in, is handed out once, and is found again.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "cli/box.hpp"
#include "mfaclient/otp.hpp"

namespace cli {
namespace {

class Stored : public Box {
 protected:
  Stored() {
    serve();
    add_account("box", kAdmin, kAdminPassword);
  }
  [[nodiscard]] std::string enrolled() {
    return json({"enroll", "--label", "phone"})["stored"].get<std::string>();
  }
  [[nodiscard]] std::string state_of(const std::string& id) const {
    for (const auto& factor : json({"secrets", "list"}))
      if (factor["id"] == id) return factor["state"].get<std::string>();
    return "not there";
  }
  [[nodiscard]] Outcome with_input(std::vector<std::string> arguments, std::string input) const {
    auto what = command(std::move(arguments));
    what.input = std::move(input);
    return run(what);
  }
  void pass(int seconds) const {
    folder.write("clock", std::to_string(std::stoll(folder.read("clock")) + seconds));
  }
};

TEST_F(Stored, SixteenProcessesGetFourCodesInFourSteps) {
  const auto id = enrolled();
  pass(60 - static_cast<int>(std::stoll(folder.read("clock")) % 30));
  constexpr int kProcesses = 16;
  std::vector<std::string> codes;
  for (int step = 0; step < 4; ++step) {
    std::vector<Outcome> outcomes(kProcesses);
    {
      std::vector<std::jthread> threads;
      for (auto& outcome : outcomes) threads.emplace_back([&] { outcome = tool({"--no-wait", "code", id}); });
    }
    for (const auto& outcome : outcomes)
      if (outcome.exit_code == 0)
        codes.push_back(outcome.out.substr(0, 6));
      else
        EXPECT_EQ(outcome.exit_code, 4) << outcome.err;
    ASSERT_EQ(codes.size(), static_cast<std::size_t>(step) + 1);
    // The box takes it, and takes it once.
    const auto code = folder.write("code", codes.back());
    const auto password = folder.path("config/mfactl/box.password");
    const std::vector<std::string> login{"call", "mailinabox.login", "email=" + std::string(kAdmin),
                                         "password=@" + password, "code=@" + code};
    EXPECT_EQ(tool(login).exit_code, 0);
    EXPECT_EQ(tool(login).exit_code, 5) << "a box that takes a code twice proves nothing";
    pass(30);
  }
}

TEST_F(Stored, WatchingGoesOnWithTheNextCode) {
  const auto id = enrolled();
  auto uri = tool({"secrets", "show", id}).out;
  uri.pop_back();  // the line's end
  const auto totp = mfaclient::otp::OtpauthUri::parse(uri).value().totp().value();
  Background watching(command({"code", id, "--watch"}));
  const auto begun = std::stoll(folder.read("clock"));
  while (std::stoll(folder.read("clock")) < begun + 150)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto outcome = watching.finish(SIGINT);
  EXPECT_EQ(outcome.exit_code, 130) << outcome.err;
  std::istringstream lines(outcome.out);
  std::string code;
  auto step = totp.step(mfaclient::Time(std::chrono::seconds(begun))).value();
  ASSERT_TRUE(std::getline(lines, code));
  // The code of that step was taken by the enrolment, and one step may be passed over.
  for (const auto latest = step + 3; code != totp.code(step).reveal(); ++step)
    ASSERT_LT(step, latest) << code;
  int codes = 1;
  for (; std::getline(lines, code); ++codes) EXPECT_EQ(code, totp.code(++step).reveal());
  EXPECT_GE(codes, 4);
}

TEST_F(Stored, StatusTellsHowFarTheServersClockIsOff) {
  auto late = command({"-v", "status", "--self"});
  const auto behind = std::to_string(std::stoll(folder.read("clock")) - 95);
  for (auto& [name, value] : late.environment)
    if (name == "MFACTL_TEST_CLOCK") value = folder.write("late", behind);
  const auto outcome = run(late);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  // A Date has whole seconds.
  const auto tells = [&](std::string_view ahead) { return outcome.err.find(ahead) != std::string::npos; };
  EXPECT_TRUE(tells("server clock 95 s ahead") || tells("server clock 96 s ahead")) << outcome.err;
}

TEST_F(Stored, TwentySignInsInARowUseNoCodeAgain) {
  (void)enrolled();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(tool({"login"}).exit_code, 0) << "sign-in " << i;
}

TEST_F(Stored, WhatIsTurnedOffStaysAbandoned) {
  const auto id = enrolled();
  const auto factor = json({"secrets", "list"})[0]["factor_id"].get<std::string>();
  EXPECT_EQ(json({"disable", "--factor", factor, "--self", "--yes"})["enabled"], false);
  EXPECT_EQ(state_of(id), "abandoned");
  const auto again = enrolled();
  EXPECT_EQ(json({"disable", "--all", "--self", "--yes"})["enabled"], false);
  EXPECT_EQ(state_of(again), "abandoned");
}

TEST_F(Stored, ReplacingEndsTheOldOne) {
  const auto old = enrolled();
  const auto fresh = json({"enroll", "--replace", "--label", "new phone"})["stored"].get<std::string>();
  EXPECT_EQ(state_of(old), "abandoned");
  EXPECT_EQ(state_of(fresh), "active");
  EXPECT_EQ(json({"status", "--self"})["factors"].size(), 1U);
  EXPECT_EQ(tool({"login"}).exit_code, 0);
}

TEST_F(Stored, ReplacingTakesOneThatIsThere) {
  EXPECT_EQ(tool({"enroll", "--replace"}).exit_code, 2);
  EXPECT_TRUE(journal().empty());
}

TEST_F(Stored, ASecretIsShownOnlyWhereItIsAskedFor) {
  const auto id = enrolled();
  const auto listed = tool({"secrets", "list"}).out + tool({"--json", "secrets", "list"}).out;
  const auto uri = tool({"secrets", "show", "phone"}).out;
  ASSERT_EQ(uri.rfind("otpauth://totp/", 0), 0U) << uri;
  const auto at = uri.find("secret=") + 7;
  EXPECT_EQ(listed.find(uri.substr(at, 32)), std::string::npos);
  EXPECT_NE(tool({"secrets", "qr", id}).out.find("\u2588"), std::string::npos);
  EXPECT_EQ(tool({"secrets", "show", "nobody"}).exit_code, 6);
}

TEST_F(Stored, ASecretFromElsewhereIsAddedOnceAndVerified) {
  add_account("eve", kEnrolled, kAdminPassword);
  const std::string secret(kSecret);
  const auto added = with_input({"--profile", "eve", "secrets", "add", "--label", "old phone"}, secret);
  ASSERT_EQ(added.exit_code, 0) << added.err;
  EXPECT_EQ(with_input({"--profile", "eve", "secrets", "add"}, secret).exit_code, 7);
  EXPECT_EQ(with_input({"--profile", "eve", "secrets", "add"}, "0189").exit_code, 2);
  EXPECT_EQ(tool({"--profile", "eve", "login"}).exit_code, 0) << "it signs in from the store";
  const auto code = tool({"code", "old phone"}).out;
  EXPECT_EQ(with_input({"secrets", "verify", "old phone"}, code).exit_code, 0);
  EXPECT_EQ(with_input({"secrets", "verify", "old phone"}, "000000").exit_code, 5);
}

TEST_F(Stored, OnlyAPersonRemovesASecret) {
  const auto id = enrolled();
  EXPECT_EQ(tool({"secrets", "remove", id}).exit_code, 2);
  EXPECT_EQ(state_of(id), "active");
  EXPECT_EQ(tool({"secrets", "remove", id, "--yes"}).exit_code, 0);
  EXPECT_EQ(state_of(id), "not there");
}

TEST_F(Stored, AnUnnamedNameIsRefusedWhereSeveralHaveIt) {
  (void)enrolled();
  (void)json({"enroll", "--label", "phone", "--add"});
  EXPECT_EQ(json({"secrets", "show", "phone"}, 7)["error"]["code"], "conflict");
}

TEST_F(Stored, NothingIsOpenAfterAWholeEnrolment) {
  (void)enrolled();
  EXPECT_TRUE(json({"resume"})["settled"].empty());
  const auto before = journal().size();
  EXPECT_EQ(tool({"resume"}).exit_code, 0);
  EXPECT_EQ(journal().size(), before) << "nothing has to be asked";
}

TEST_F(Stored, ADamagedStoreIsAnErrorAndSendsNothing) {
  (void)enrolled();
  const auto file = folder.path("state/mfactl/store/factors.db");
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  const auto before = journal().size();
  EXPECT_EQ(json({"enroll", "--add"}, 11)["error"]["code"], "storage");
  EXPECT_EQ(tool({"secrets", "list"}).exit_code, 11);
  EXPECT_EQ(tool({"code", "phone"}).exit_code, 11);
  EXPECT_EQ(journal().size(), before);
}

TEST_F(Stored, TheKeyMayComeFromACommand) {
  folder.write("config/mfactl/config.toml", folder.read("config/mfactl/config.toml") +
                                                "[store]\nfolder = \"elsewhere\"\nkey = { command = \"cat " +
                                                folder.write("store.key", "nonsense") + "\" }\n");
  EXPECT_EQ(tool({"enroll"}).exit_code, 11) << "this is no key";
  EXPECT_TRUE(journal().empty());
  const auto key = tool({"secrets", "new-key"}).out;
  folder.write("store.key", key);
  EXPECT_EQ(tool({"enroll"}).exit_code, 0);
  EXPECT_EQ(tool({"login"}).exit_code, 0);
  EXPECT_TRUE(folder.holds("config/mfactl/elsewhere"));
  EXPECT_FALSE(folder.holds("state/mfactl/key"));
  const auto other = tool({"secrets", "new-key"}).out;
  EXPECT_NE(other, key);
  folder.write("store.key", other);
  EXPECT_EQ(tool({"secrets", "list"}).exit_code, 11) << "another store's key";
}

TEST_F(Stored, ACommandRunsWithTheSessionAndThenItEnds) {
  (void)enrolled();
  auto outcome =
      tool({"exec", "--", "sh", "-c", "printf '%s|%s' \"$MFACTL_ORIGIN\" \"$MFACTL_HEADERS\"; exit 7"});
  EXPECT_EQ(outcome.exit_code, 7);
  EXPECT_EQ(outcome.out.rfind(url().substr(0, url().find("/admin")) + "|Authorization: Basic ", 0), 0U)
      << outcome.out;
  EXPECT_EQ(journal().back()["path"], "/admin/logout");
  outcome = tool({"exec", "--", "no-such-command-anywhere"});
  EXPECT_EQ(outcome.exit_code, 6);
  EXPECT_EQ(journal().back()["path"], "/admin/logout") << "it signs out all the same";
  EXPECT_EQ(tool({"exec", "--", "sh", "-c", "kill -TERM $$"}).exit_code, 128 + 15);
}

}  // namespace
}  // namespace cli
