#include "crash/trial.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

#include <sys/wait.h>

#include "cli/run_tool.hpp"
#include "cli/shared_clock.hpp"
#include "crash/failpoints.hpp"
#include "crash/front.hpp"
#include "mfaclient/http.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/store.hpp"
#include "mfaclient/testing/server.hpp"
#include "simulation/chance.hpp"
#include "support/sent_codes.hpp"

namespace crash {
namespace {

using mfaclient::FactorState;
using mfaclient::simulation::Chance;
using mfaclient::testing::StoredFactor;

constexpr int kMostResumes = 6;
// Long enough for every act to come to its end, without a fault.
constexpr std::size_t kLongestLife = 60;

class Trial {
 public:
  Trial(const Vendor& vendor, std::uint64_t seed, Hits& hits, std::string_view without_sync)
      : vendor_(vendor),
        chance_(seed * 2654435761U + 1),
        hits_(hits),
        without_sync_(without_sync),
        clock_(std::make_shared<cli::SharedClock>(folder_.write("clock", "1783598405"))) {
    folder_.write("password", "correct horse\n");
    site_ = vendor.make(clock_, folder_.path());
    server_ = mfaclient::testing::Server::start(site_.fake, {.base_path = site_.base_path}).value();
    const auto base = mfaclient::http::Url::parse(server_->url()).value();
    front_.emplace(base.port(), [this](std::string request) {
      const std::scoped_lock lock(mutex_);
      requests_.emplace_back(clock_->now(), std::move(request));
    });
    auto profile = site_.profile;
    for (auto at = profile.find("FOLDER"); at != std::string::npos; at = profile.find("FOLDER"))
      profile.replace(at, 6, folder_.path());
    folder_.write("config/mfactl/config.toml",
                  "[profiles.site]\nprovider = \"" + std::string(vendor.name) +
                      "\"\nurl = \"http://127.0.0.1:" + std::to_string(front_->port()) + site_.base_path +
                      "\"\n" + profile);
  }

  [[nodiscard]] std::optional<std::string> run() {
    auto act = enroll();
    // Some acts need a factor that is on.
    const auto choice = chance_.below(4);
    if (choice != 0) {
      if (const auto first = tool(act); first.exit_code != 0) return "a plain enrolment fails: " + first.err;
      act = next_act(choice);
    }
    interrupt(act);
    if (chance_.one_in(3)) interrupt_settlement();
    if (auto wrong = settle()) return wrong;
    if (auto wrong = check()) return wrong;
    if (chance_.one_in(4)) return use();
    return std::nullopt;
  }

 private:
  using Words = std::vector<std::string>;

  [[nodiscard]] Words enroll() const {
    Words words{"enroll", "--label", "phone"};
    words.insert(words.end(), site_.enroll.begin(), site_.enroll.end());
    return words;
  }
  [[nodiscard]] Words next_act(std::size_t choice) const {
    if (choice == 1 && site_.recovery_codes) return {"recover"};
    if (choice == 2 && site_.has_secrets && site_.can_disable)
      return {"enroll", "--replace", "--label", "phone"};
    if (choice == 3 && site_.can_disable) {
      Words words{"disable", "--factor", active().front().factor_id, "--yes"};
      words.insert(words.end(), site_.account.begin(), site_.account.end());
      if (site_.recovery_codes) words = {"disable", "--all", "--self", "--yes"};
      return words;
    }
    return {"login"};
  }

  [[nodiscard]] cli::Command command(const Words& words) const {
    cli::Command out{.binary = MFACTL_CRASHING, .arguments = words};
    out.environment = {{"MFACTL_TEST_CLOCK", folder_.path("clock")},
                       {"HOME", folder_.path("home")},
                       {"XDG_CONFIG_HOME", folder_.path("config")},
                       {"XDG_STATE_HOME", folder_.path("state")}};
    return out;
  }
  [[nodiscard]] cli::Outcome tool(const Words& words) const { return cli::run(command(words)); }

  void interrupt(const Words& act) {
    auto what = command(act);
    const auto way = chance_.below(10);
    if (way < 7) return at_failpoint(std::move(what));
    if (way < 9) return on_the_line(what);
    at_random(what);
  }

  /// At one of the calls that the act makes.
  void at_failpoint(cli::Command what) {
    const auto counts = counts_of(what.arguments);
    if (counts.empty()) return;
    const auto& [call, most] =
        *std::next(counts.begin(), static_cast<std::ptrdiff_t>(chance_.below(counts.size())));
    at(call, 1 + chance_.below(most), std::move(what));
  }

  /// How many calls it makes depends on what there is to settle. Only here a journal is removed, and once.
  void interrupt_settlement() {
    constexpr std::size_t kMost = 12;
    if (chance_.one_in(3)) return at("unlinkat", 1, command({"resume"}));
    at(std::string(kCalls[chance_.below(kCalls.size())]), 1 + chance_.below(kMost), command({"resume"}));
  }

  void at(const std::string& call, std::size_t number, cli::Command what) {
    const auto point = std::string(chance_.one_in(2) ? "before " : "after ") + call;
    what.environment.emplace_back("MFACTL_TEST_FAILPOINT", point + " " + std::to_string(number));
    const bool power_goes = chance_.one_in(2);
    if (power_goes) what.environment.emplace_back("MFACTL_TEST_POWER_CUT", folder_.path("state"));
    if (!without_sync_.empty()) what.environment.emplace_back("MFACTL_TEST_WITHOUT_SYNC", without_sync_);
    if (cli::run(what).exit_code != -SIGKILL) return;
    hits_.count(point);
    if (power_goes) hits_.count("the power goes at a failpoint");
  }

  /// How often the act makes each call, where nothing interrupts it.
  using Counts = std::map<std::string, std::size_t>;
  [[nodiscard]] Counts counts_of(const Words& act) {
    static std::mutex mutex;
    static std::map<std::string, Counts> known;
    const auto key = std::string(vendor_.name) + " " + act.front() + (act.size() > 1 ? act[1] : "");
    const std::scoped_lock lock(mutex);
    if (const auto at = known.find(key); at != known.end()) return at->second;
    Trial twin(vendor_, 0, hits_, {});
    if (!active().empty()) (void)twin.tool(enroll());
    auto what = twin.command(act);
    if (act.size() > 2 && act[1] == "--factor") what.arguments[2] = twin.active().front().factor_id;
    what.environment.emplace_back("MFACTL_TEST_COUNTS", twin.folder_.path("counts"));
    (void)cli::run(what);
    std::istringstream lines(twin.folder_.read("counts"));
    std::string call;
    std::size_t count = 0;
    auto& counts = known[key];
    while (lines >> call >> count)
      if (count > 0) counts[call] = count;
    return counts;
  }

  void on_the_line(const cli::Command& what) {
    static constexpr std::pair<Front::Break, const char*> kBreaks[] = {
        {Front::Break::before, "line: dies before the server"},
        {Front::Break::after, "line: dies before the answer"},
        {Front::Break::silent, "line: killed while waiting"}};
    const auto& [how, name] = kBreaks[chance_.below(3)];
    front_->arrange(how, 1 + static_cast<int>(chance_.below(6)));
    cli::Background process(what);
    if (how != Front::Break::silent) {
      (void)process.finish(0);
    } else {
      while (!front_->broke() && alive(process.pid()))
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      (void)process.finish(SIGKILL);
    }
    if (front_->broke()) hits_.count(name);
    front_->arrange(Front::Break::nothing, 0);
  }

  [[nodiscard]] static bool alive(pid_t pid) {
    siginfo_t about{};
    return waitid(P_PID, static_cast<id_t>(pid), &about, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           about.si_pid == 0;
  }

  void at_random(const cli::Command& what) {
    cli::Background process(what);
    std::this_thread::sleep_for(std::chrono::microseconds(chance_.below(kLongestLife * 1000)));
    if (process.finish(SIGKILL).exit_code == -SIGKILL) hits_.count("at a random instant");
  }

  [[nodiscard]] std::optional<std::string> settle() const {
    for (int tries = 0; tries < kMostResumes; ++tries) {
      const auto outcome = tool({"resume"});
      if (outcome.exit_code == 0) break;
      if (tries + 1 == kMostResumes) return "resume does not settle it: " + outcome.err;
      clock_->wait_until(clock_->steady_now() + std::chrono::seconds(31), {});
    }
    return std::nullopt;
  }

  [[nodiscard]] std::vector<StoredFactor> factors() const {
    const auto store = mfaclient::open_store({.folder = folder_.path("state/mfactl/store"),
                                              .key_folder = folder_.path("state/mfactl/key"),
                                              .clock = clock_});
    return mfaclient::testing::stored_factors(*store.value());
  }
  [[nodiscard]] std::vector<StoredFactor> active() const {
    auto all = factors();
    std::erase_if(all, [](const StoredFactor& factor) { return factor.state != FactorState::active; });
    return all;
  }

  [[nodiscard]] bool a_code_was_sent_twice() {
    mfaclient::testing::SentCodes sent;
    const auto known = factors();
    const std::scoped_lock lock(mutex_);
    for (const auto& [when, request] : requests_) sent.look(request, known, when);
    return sent.twice();
  }

  [[nodiscard]] std::optional<std::string> check() {
    if (a_code_was_sent_twice()) return "a code was sent twice";
    for (const auto& factor : factors())
      if (factor.state == FactorState::sent || factor.state == FactorState::confirmed)
        return "an outcome stays unknown";
    auto at_vendor = site_.factors();
    std::vector<std::string> kept;
    for (const auto& factor : active())
      kept.push_back(
          site_.has_secrets
              ? std::string(
                    mfaclient::otp::OtpauthUri::parse(factor.otpauth_uri.reveal())->secret.text().reveal())
              : factor.factor_id);
    std::ranges::sort(at_vendor);
    std::ranges::sort(kept);
    if (std::ranges::adjacent_find(at_vendor) != at_vendor.end()) return "a factor is there twice";
    if (!std::ranges::includes(kept, at_vendor)) return "the vendor has a factor that the store lacks";
    if (kept != at_vendor) return "the store counts on a factor that the vendor does not have";
    if (!site_.recovery_codes) return std::nullopt;
    const auto taken = site_.recovery_codes();
    for (const auto& factor : active())
      for (const auto& code : factor.codes)
        if (!code.spent && std::ranges::find(taken, code.code.reveal()) == taken.end())
          return "a recovery code is spent at the vendor and unspent in the store";
    return std::nullopt;
  }

  /// Nobody is locked out: the account can be used as if nothing had happened.
  [[nodiscard]] std::optional<std::string> use() {
    const bool enrolled = !active().empty();
    const auto outcome = tool(enrolled ? Words{"login"} : enroll());
    if (a_code_was_sent_twice()) return "a code was sent twice";
    if (outcome.exit_code == 0) return std::nullopt;
    return (enrolled ? "signing in fails: " : "enrolling anew fails: ") + outcome.err;
  }

  const Vendor& vendor_;
  Chance chance_;
  Hits& hits_;
  std::string without_sync_;
  cli::Folder folder_{};
  std::shared_ptr<cli::SharedClock> clock_;
  Site site_{};
  std::unique_ptr<mfaclient::testing::Server> server_{};
  std::mutex mutex_{};
  std::vector<std::pair<mfaclient::Time, std::string>> requests_{};
  std::optional<Front> front_{};
};

}  // namespace

std::optional<std::string> try_once(const Vendor& vendor, std::uint64_t seed, Hits& hits,
                                    std::string_view without_sync) {
  return Trial(vendor, seed, hits, without_sync).run();
}

}  // namespace crash
