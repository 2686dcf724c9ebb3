// Where a secret must not be found: arguments, environment, output, logs, cores.
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cli/box.hpp"
#include "process.hpp"

namespace cli {
namespace {

/// Accepts connections into its backlog and never says a word.
class SilentServer {
 public:
  SilentServer() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        listen(socket_, 8) != 0)
      throw std::runtime_error("no socket to listen on");
    socklen_t size = sizeof address;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  /// Waits for a client, and keeps it waiting.
  [[nodiscard]] int hold_client() const { return accept(socket_, nullptr, nullptr); }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

std::string proc(pid_t pid, const std::string& name) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Secrecy : public Box {
 protected:
  Secrecy() {
    variables.emplace_back("BOX_PASSWORD", "canary-variable");
    add_profile("box",
                "url = \"" + server.url() + "\"\nusername = \"a@b\"\npassword = { env = \"BOX_PASSWORD\" }");
  }
  SilentServer server{};
};

TEST_F(Secrecy, ARunningToolShowsNoSecretInArgumentsAndEnvironment) {
  auto what = command({"status", "--self"});
  Background waiting(what);
  const int client = server.hold_client();
  const auto environment = proc(waiting.pid(), "environ");
  EXPECT_NE(environment.find("XDG_STATE_HOME"), std::string::npos) << "the scanner sees the environment";
  EXPECT_EQ(environment.find("canary"), std::string::npos);
  EXPECT_EQ(environment.find("BOX_PASSWORD"), std::string::npos);
  const auto arguments = proc(waiting.pid(), "cmdline");
  EXPECT_NE(arguments.find("status"), std::string::npos);
  EXPECT_EQ(arguments.find("canary"), std::string::npos);
  EXPECT_EQ(waiting.finish(SIGINT).exit_code, 130);
  close(client);
}

TEST_F(Secrecy, TheToolLeavesNoCore) {
  auto what = command({"status", "--self"});
  what.binary = MFACTL;
  rlimit limit{};  // a child inherits it; with 0 there would be nothing to see
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_CORE, &limit), 0);
  Background waiting(what);
  const int client = server.hold_client();
  const auto limits = proc(waiting.pid(), "limits");
  const auto at = limits.find("Max core file size");
  ASSERT_NE(at, std::string::npos);
  const auto line = limits.substr(at, limits.find('\n', at) - at);
  EXPECT_NE(line.find(" 0                    0 "), std::string::npos) << line;
  EXPECT_EQ(waiting.finish(SIGTERM).exit_code, 130);
  close(client);
}

/// Does any file of the folder hold `text`?
bool found_in_files(const Folder& folder, const std::string& text) {
  bool found = false;
  for (const auto& file : std::filesystem::directory_iterator(folder.path()))
    found = found || folder.read(file.path().filename().string()).find(text) != std::string::npos;
  return found;
}

/// `what`, begun in `folder`, where the kernel puts a core.
Command in_folder(const Folder& folder, Command what) {
  std::vector<std::string> words{"-c", "cd \"$0\" && exec \"$@\"", folder.path(), what.binary};
  words.insert(words.end(), what.arguments.begin(), what.arguments.end());
  what.binary = "/bin/sh";
  what.arguments = std::move(words);
  return what;
}

TEST_F(Secrecy, ACrashLeavesNoSecretOnTheDisk) {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_CORE, &limit), 0);
  limit.rlim_cur = limit.rlim_max;
  ASSERT_EQ(setrlimit(RLIMIT_CORE, &limit), 0);

  Folder unprotected;  // what the scanner sees of a program that does not care
  Command careless{.binary = "/bin/sh", .arguments = {"-c", "kill -ABRT $$"}};
  careless.environment.emplace_back("SECRET", "canary-in-a-core");
  EXPECT_EQ(run(in_folder(unprotected, careless)).exit_code, -SIGABRT);
  std::ifstream pattern_file("/proc/sys/kernel/core_pattern");
  std::string pattern;
  std::getline(pattern_file, pattern);
  // Elsewhere a handler collects the cores, or the limit forbids them: then there is nothing to compare with.
  if (pattern == "core" && limit.rlim_max == RLIM_INFINITY) {
    EXPECT_TRUE(found_in_files(unprotected, "canary-in-a-core"));
  }

  Folder cores;
  auto what = command({"status", "--self"});
  what.binary = MFACTL;
  Background waiting(in_folder(cores, what));
  const int client = server.hold_client();  // the password has been read, and is in use
  EXPECT_EQ(waiting.finish(SIGABRT).exit_code, -SIGABRT);
  close(client);
  EXPECT_TRUE(std::filesystem::is_empty(cores.path()));
}

TEST(Hardening, KeepsOtherProcessesOut) {
  const auto dumpable = [] { return prctl(PR_GET_DUMPABLE, 0, 0, 0, 0); };
  ASSERT_EQ(dumpable(), 1) << "as processes begin";
  EXPECT_EXIT(
      {
        mfactl::harden();
        _exit(dumpable());
      },
      ::testing::ExitedWithCode(0), "");
}

TEST_F(Secrecy, AStalledServerEndsAtTheDeadline) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(json({"--timeout", "300ms", "status", "--self"}, 9)["error"]["code"], "timeout");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(8)) << "the stall limit is 10 s";
}

TEST_F(Secrecy, AnInterruptedWaitIsToldAsCancelled) {
  Background waiting(command({"--json", "status", "--self"}));
  const int client = server.hold_client();
  const auto outcome = waiting.finish(SIGINT);
  EXPECT_EQ(outcome.exit_code, 130);
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["error"]["code"], "cancelled");
  close(client);
}

TEST_F(Box, NoOutputOfAFailureShowsASecret) {
  serve();
  folder.write("config/mfactl/eve.totp", kSecret);
  const std::string totp = "totp = { file = \"eve.totp\" }";
  add_account("good", kEnrolled, kAdminPassword, totp);
  add_account("wrong", kEnrolled, "canary-wrong-password", totp);
  add_account("code", kEnrolled, kAdminPassword, "code = { command = \"echo canary-code\" }");
  add_account("plain", kUser, kUserPassword);
  std::string all;
  for (const std::string profile : {"good", "wrong", "code", "plain"}) {
    for (const bool as_json : {false, true}) {
      std::vector<std::string> arguments{"-v",     "--profile", profile,
                                         "status", "--account", "nobody@example.com"};
      if (as_json) arguments.insert(arguments.begin(), "--json");
      const auto outcome = tool(arguments);
      EXPECT_NE(outcome.exit_code, 0) << profile;
      EXPECT_NE(outcome.err.find("mfactl: sent mailinabox.login POST"), std::string::npos) << outcome.err;
      all += outcome.out + outcome.err;
    }
  }
  EXPECT_EQ(all.find("canary"), std::string::npos) << all;
  EXPECT_EQ(all.find(kSecret), std::string::npos) << all;
  EXPECT_EQ(all.find("Basic "), std::string::npos) << all;
}

}  // namespace
}  // namespace cli
