// What a person at a terminal sees, who may not be alone: the tool itself, run in this process.
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "app.hpp"
#include "cli/run_tool.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/store.hpp"
#include "mfaclient/testing/clock.hpp"
#include "tool.hpp"

namespace cli {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const std::string kUri = std::string("otpauth://totp/x?secret=") + kSecret + "&digits=8";

std::string on_terminal(std::vector<const char*> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  mfactl::Tool terminal{.out = out, .err = err, .clock = mfaclient::system_clock(), .out_is_terminal = true};
  arguments.insert(arguments.begin(), "mfactl");
  EXPECT_EQ(mfactl::run(static_cast<int>(arguments.size()), arguments.data(), terminal), 0) << err.str();
  return out.str();
}

TEST(OnATerminal, SecretsAreMaskedUnlessAskedFor) {
  const Folder folder;
  const auto uri = "@" + folder.write("uri", kUri);
  const auto secret = "@" + folder.write("secret", kSecret);
  const auto png = folder.path("qr.png");
  ASSERT_EQ(tool({"qr", "show", uri, "--png", png}).exit_code, 0);
  const std::vector<std::vector<const char*>> commands = {
      {"uri", "parse", uri.c_str()},
      {"--json", "uri", "parse", uri.c_str()},
      {"uri", "build", "--account", "x", "--digits", "8", secret.c_str()},
      {"--json", "uri", "build", "--account", "x", secret.c_str()},
      {"qr", "read", png.c_str()},
      {"--json", "qr", "read", png.c_str()},
  };
  for (auto command : commands) {
    const auto masked = on_terminal(command);
    EXPECT_THAT(masked, HasSubstr("******"));
    EXPECT_THAT(masked, Not(HasSubstr(kSecret)));
    command.push_back("--show-secrets");
    EXPECT_THAT(on_terminal(command), HasSubstr(kSecret));
  }
}

/// Waits move it, and after so many of them somebody presses Ctrl-C.
class InterruptedClock final : public mfaclient::Clock {
 public:
  InterruptedClock(mfaclient::Time start, int waits) : clock_(start), waits_(waits) {}
  [[nodiscard]] mfaclient::Time now() const override { return clock_.now(); }
  [[nodiscard]] mfaclient::SteadyTime steady_now() const override { return clock_.steady_now(); }
  bool wait_until(mfaclient::SteadyTime until, std::stop_token stop) override {
    if (--waits_ == 0) source_.request_stop();
    return clock_.wait_until(until, std::move(stop));
  }
  [[nodiscard]] std::stop_token stop() const { return source_.get_token(); }

 private:
  mfaclient::testing::ManualClock clock_;
  int waits_;
  std::stop_source source_{};
};

TEST(OnATerminal, ACodeIsCountedDownToTheNextOne) {
  const Folder folder;
  const auto config = folder.write("config.toml", "");
  const auto totp = mfaclient::otp::OtpauthUri::parse(kUri).value().totp().value();
  constexpr std::uint64_t kStep = 60'000'000;
  const auto clock = std::make_shared<InterruptedClock>(totp.start(kStep), 35);
  const auto store = mfaclient::make_memory_store(clock);
  ASSERT_TRUE(store->add({.label = "phone", .state = mfaclient::FactorState::active},
                         {.otpauth_uri = mfaclient::SecretString(kUri)}));
  std::ostringstream out;
  std::ostringstream err;
  mfactl::Tool terminal{
      .out = out, .err = err, .clock = clock, .stop = clock->stop(), .out_is_terminal = true, .store = store};
  const std::array arguments{"mfactl", "--config", config.c_str(), "code", "phone", "--watch"};
  EXPECT_EQ(mfactl::run(static_cast<int>(arguments.size()), arguments.data(), terminal), 130) << err.str();
  const auto line = [&](std::uint64_t step, int left) {
    return "\r" + std::string(totp.code(step).reveal()) + "  " + std::to_string(left) + " s ";
  };
  for (const int left : {30, 29, 1}) EXPECT_THAT(out.str(), HasSubstr(line(kStep, left)));
  for (const int left : {30, 29, 28}) EXPECT_THAT(out.str(), HasSubstr(line(kStep + 1, left)));
}

/// A terminal of our own, in whose other end we type and see what is shown.
class Terminal {
 public:
  Terminal() {
    if (openpty(&ours_, &theirs_, nullptr, nullptr, nullptr) != 0) throw std::runtime_error("no terminal");
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    close(ours_);
    close(theirs_);
  }

  [[nodiscard]] bool echoes() const {
    termios now{};
    tcgetattr(theirs_, &now);
    return (now.c_lflag & ECHO) != 0;
  }
  /// Runs the tool with this terminal as its standard input, and types `line` once it listens.
  int run(const char* const* arguments, const std::string& line) {
    const pid_t child = fork();
    if (child == 0) {
      dup2(theirs_, STDIN_FILENO);
      const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
      execv(MFACTL, const_cast<char* const*>(arguments));
      _exit(127);
    }
    for (int i = 0; i < 1000 && echoes(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_FALSE(echoes()) << "while the secret is typed";
    EXPECT_EQ(write(ours_, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    int status = 0;
    waitpid(child, &status, 0);
    return WEXITSTATUS(status);
  }
  [[nodiscard]] std::string shown() const {
    pollfd waiting{ours_, POLLIN, 0};
    std::array<char, 4096> block{};
    std::string all;
    while (poll(&waiting, 1, 100) > 0 && (waiting.revents & POLLIN) != 0) {
      const auto count = read(ours_, block.data(), block.size());
      if (count <= 0) break;
      all.append(block.data(), static_cast<std::size_t>(count));
    }
    return all;
  }

 private:
  int ours_ = -1, theirs_ = -1;
};

TEST(OnATerminal, ATypedSecretIsNotShown) {
  Terminal terminal;
  ASSERT_TRUE(terminal.echoes());
  const std::array<const char*, 3> arguments{"mfactl", "code", nullptr};
  EXPECT_EQ(terminal.run(arguments.data(), std::string(kSecret) + "\n"), 0);
  EXPECT_THAT(terminal.shown(), Not(HasSubstr(kSecret)));
  EXPECT_TRUE(terminal.echoes()) << "as it was before";
}

TEST(OnATerminal, AMaskedUriKeepsTheRest) {
  const Folder folder;
  const auto secret = "@" + folder.write("secret", kSecret);
  EXPECT_EQ(on_terminal({"uri", "build", "--account", "x", "--digits", "8", secret.c_str()}),
            "otpauth://totp/x?secret=******&digits=8\n");
}

TEST(OnATerminal, TheDemonstrationHasColoursUnlessTheyAreUnwanted) {
  ::unsetenv("NO_COLOR");
  EXPECT_THAT(on_terminal({"demo"}), HasSubstr("\x1b[32mok"));
  ::setenv("NO_COLOR", "1", 1);
  EXPECT_THAT(on_terminal({"demo"}), Not(HasSubstr("\x1b")));
  ::unsetenv("NO_COLOR");
}

}  // namespace
}  // namespace cli
