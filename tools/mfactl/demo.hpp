#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "demo_output.hpp"
#include "files.hpp"
#include "mfaclient/client_options.hpp"
#include "mfaclient/otp.hpp"
#include "mfaclient/provider.hpp"
#include "mfaclient/testing/clock.hpp"
#include "mfaclient/testing/fake.hpp"
#include "mfaclient/testing/server.hpp"

/// `mfactl demo`: the main job at every vendor's fake, step by step.
namespace mfactl {

struct Tool;

/// What the demonstration can be made to stumble over.
struct DemoFault {
  std::string_view name{};
  std::string_view what{};
};

/// Ends a step in which the vendor said yes to something else than was asked.
void expect(bool as_planned, std::string_view otherwise);

/// Where a scenario plays: a fake on loopback over real TLS, a clock that the fake and the client share and
/// that waiting moves, and an audience that is told of every step.
class DemoStage {
 public:
  /// For the vendor that is the tool's provider. `fault` is one of the scenario's own; empty: none. The
  /// simulated time begins now.
  DemoStage(Tool& tool, std::string_view fault);

  [[nodiscard]] bool stumbles_over(std::string_view fault) const noexcept { return fault_ == fault; }
  [[nodiscard]] const std::shared_ptr<mfaclient::testing::ManualClock>& clock() const noexcept {
    return clock_;
  }
  [[nodiscard]] mfaclient::CallOptions call() const;

  /// The first request for `target`, which is the fake's own, and all after it are carried out but never
  /// answered. Said before `open()`.
  void lose_answers_from(std::string_view target) { lossy_target_ = target; }
  /// Puts `fake` on loopback. Errors: as `testing::Server::start()`.
  void open(std::shared_ptr<mfaclient::testing::Fake> fake, const std::string& base_path = {});
  [[nodiscard]] const std::string& url() const noexcept { return server_->url(); }
  /// Takes the server away.
  void close() { server_->stop(); }

  /// Real connections for a client in simulated time, which trusts the fake's CA.
  [[nodiscard]] mfaclient::ClientOptions client_options() const;
  /// A client of the vendor.
  [[nodiscard]] std::shared_ptr<mfaclient::IMfaProvider> connect(
      std::vector<std::pair<std::string, mfaclient::SecretString>> credentials,
      mfaclient::ClientOptions options) const;

  /// Plays one step and tells of it; `play` brings the outcome in a few words. `telling` is the end of the
  /// target that says most about it. Errors: those of `play`.
  void step(std::string_view name, mfaclient::Verb verb, std::string_view telling,
            const std::function<std::string()>& play);
  /// Stores what the vendor gave for the enrolment, durably, and returns what makes the codes: before
  /// anything is switched on, for whoever loses the secret after that is locked out.
  [[nodiscard]] mfaclient::otp::Totp keep(const mfaclient::Enrollment& enrollment, std::string_view name);
  /// Shows a drawing below the step that is being played.
  void draw(mfaclient::SecretString drawing) { drawing_ = std::move(drawing); }

  [[nodiscard]] int steps() const noexcept { return steps_; }
  /// How far the waits have moved the clock.
  [[nodiscard]] std::chrono::seconds simulated() const;
  /// The verbs that were answered with yes.
  [[nodiscard]] const std::set<mfaclient::Verb>& exercised() const noexcept { return exercised_; }

 private:
  [[nodiscard]] std::vector<DemoRequest> requests_since(std::size_t first) const;

  Tool& tool_;
  std::string_view fault_;
  mfaclient::Time start_;
  std::shared_ptr<mfaclient::testing::ManualClock> clock_;
  std::string lossy_target_{};
  mutable std::mutex mutex_{};
  std::vector<DemoRequest> seen_{};
  std::unique_ptr<mfaclient::testing::Server> server_{};
  std::optional<TemporaryFolder> kept_{};
  std::optional<mfaclient::SecretString> drawing_{};
  int steps_ = 0;
  std::set<mfaclient::Verb> exercised_{};
};

/// One vendor's part. A further vendor is one more of these.
struct DemoScenario {
  std::string_view provider{};  ///< as `providers()` names it
  std::span<const DemoFault> faults{};
  /// Plays the steps; ends at the first that fails, with its error.
  void (*play)(DemoStage& stage) = nullptr;
};

/// In demo_<vendor>.cpp.
[[nodiscard]] DemoScenario mailinabox_demo();
[[nodiscard]] DemoScenario cohesity_demo();
[[nodiscard]] DemoScenario generic_demo();
[[nodiscard]] DemoScenario onelogin_demo();
[[nodiscard]] DemoScenario quatrix_demo();

}  // namespace mfactl
