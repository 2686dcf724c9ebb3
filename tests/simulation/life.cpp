#include "simulation/life.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "mfaclient/factor_manager.hpp"
#include "mfaclient/otp.hpp"
#include "simulation/randomness.hpp"

namespace mfaclient::simulation {
namespace {

using std::chrono::seconds;

constexpr int kActs = 6;
// Vendors lock out for half an hour at most, and after that a settlement must come to an end.
constexpr int kMostTries = 8;
constexpr seconds kPatience{300};

/// Settles without looking: what a planted fault does.
class BlindProvider final : public IMfaProvider {
 public:
  explicit BlindProvider(const IMfaProvider& real) : real_(real) {}
  [[nodiscard]] std::string_view name() const noexcept override { return real_.name(); }
  [[nodiscard]] FactorOwner owner() const override { return real_.owner(); }
  [[nodiscard]] bool signs_in_as_owner() const noexcept override { return real_.signs_in_as_owner(); }
  [[nodiscard]] std::span<const Capability> capabilities() const noexcept override {
    return real_.capabilities();
  }
  [[nodiscard]] Result<Status> status(const Account& /*account*/, const CallOptions& /*options*/) override {
    return Status{.enabled = false};
  }
  [[nodiscard]] Result<SignIn> sign_in(const CallOptions& /*options*/) override { return SignIn(Session{}); }

 private:
  const IMfaProvider& real_;
};

class Life {
 public:
  Life(const Vendor& vendor, std::uint64_t seed, Plant plant, Story& story, bool tell)
      : world_(vendor.make()),
        weather_{.chance = Chance(seed), .plant = plant, .story = tell ? &story.lines : nullptr},
        story_(story),
        durable_(make_memory_store(world_.clock)) {
    start();
  }

  void live() {
    for (int act = 0; act < kActs && !story_.violation; ++act) {
      world_.clock->advance(seconds{1 + weather_.chance.below(60)});
      play(weather_.chance.below(6));
      if (!story_.violation) settle();
      if (!story_.violation) check();
    }
  }

 private:
  using Played = std::optional<Error>;  // nullopt: it went well

  /// A process begins: nothing but the store is left of the one before.
  void start() {
    store_ = std::make_shared<FaultyStore>(durable_, weather_);
    manager_.emplace(world_.manage(
        store_, std::make_shared<Road>(world_.wire, weather_, *durable_, *world_.clock, sent_)));
  }

  [[nodiscard]] FactorManager blind() const {
    const auto& owner = manager_->owner();
    return FactorManager::create({.provider = std::make_shared<BlindProvider>(manager_->provider()),
                                  .store = store_,
                                  .codes = std::make_shared<StoreCodeSource>(
                                      store_, owner, StoreCodeOptions{.clock = world_.clock}),
                                  .account = is_own() ? Account::self() : Account::user(owner.account),
                                  .clock = world_.clock})
        .value();
  }
  [[nodiscard]] bool is_own() const { return manager_->owner() == manager_->provider().owner(); }

  void violated(std::string what) {
    weather_.tell("VIOLATED: " + what);
    story_.violation = std::move(what);
  }

  /// Whatever `act` meets: a process that dies is followed by another.
  template <class Act>
  Played attempt(std::string_view name, const Act& act) {
    weather_.struck = false;
    weather_.tell(std::string(name));
    try {
      auto done = act();
      if (done) return std::nullopt;
      weather_.tell("  error " + std::string(to_string(done.error().code)) + ": " + done.error().text());
      return std::move(done).error();
    } catch (const Crash&) {
      weather_.tell("  crashed");
      start();
      return Error{.code = Errc::outcome_unknown, .message = "the process died"};
    }
  }

  [[nodiscard]] std::vector<testing::StoredFactor> active() const {
    auto factors = testing::stored_factors(*durable_);
    std::erase_if(factors, [](const FactorInfo& factor) { return factor.state != FactorState::active; });
    return factors;
  }

  void play(std::size_t act) {
    weather_.bad = true;
    const auto on = active();
    const auto& plan = world_.plan;
    if (act <= 1 || on.empty()) {
      judge(attempt("enroll", [&] { return manager_->enroll(plan); }),
            on.empty() ? std::nullopt : std::optional(Errc::conflict));
    } else if (act == 2) {
      judge(attempt("replace", [&] { return manager_->replace(on.front().id, plan); }), std::nullopt);
    } else if (act == 3) {
      judge(attempt("disable", [&] { return manager_->disable(on.front().id); }), std::nullopt);
    } else if (act == 4 && world_.recovery_codes) {
      judge(attempt("recover", [&] { return manager_->recover(); }), std::nullopt);
    } else if (manager_->provider().signs_in_as_owner() && is_own()) {
      judge(attempt("sign in", [&] { return manager_->sign_in(); }), std::nullopt);
    }
    weather_.bad = false;
  }

  /// Where nothing went wrong, the act must have gone well, but for what the vendor can't do.
  void judge(const Played& error, std::optional<Errc> expected) {
    if (sent_.twice()) return violated("a code was sent twice");
    if (!error || error->code == Errc::unsupported || error->code == expected) return;
    if (error->code == Errc::rate_limited || error->code == Errc::locked_out) {
      world_.clock->advance(error->retry_after.value_or(kPatience));
      return;
    }
    if (error->code == Errc::code_rejected) return violated("a code was refused: " + error->message);
    if (!weather_.struck) return violated("nothing went wrong, and yet: " + error->message);
    unsure_ = true;
  }

  // --- settle ----------------------------------------------------------------------------------------------

  void settle() {
    const auto factors = testing::factors_in(*durable_);
    for (const auto& factor : factors) {
      if (story_.violation) return;
      const bool open = factor.state == FactorState::prepared || factor.state == FactorState::sent ||
                        factor.state == FactorState::confirmed;
      // After a fault, what counted as active may have been turned off.
      if (open || (factor.state == FactorState::active && unsure_)) resume(factor);
    }
    unsure_ = false;
  }

  void resume(const FactorInfo& factor) {
    weather_.bad = weather_.chance.one_in(2);
    for (int tries = 0; tries < kMostTries; ++tries) {
      const auto error = attempt("resume " + std::string(to_string(factor.state)), [&] {
        return weather_.plant == Plant::blind_resume ? blind().resume(factor.id)
                                                     : manager_->resume(factor.id);
      });
      weather_.bad = false;
      if (sent_.twice()) return violated("a code was sent twice");
      if (!error) {
        ++story_.settled;
        return;
      }
      if (error->code == Errc::conflict) return violated("a person would have to decide: " + error->message);
      world_.clock->advance(error->retry_after.value_or(seconds{31}));
    }
    violated("an outcome stays unknown");
  }

  // --- the promises ----------------------------------------------------------------------------------------

  void check() {
    const auto factors = testing::factors_in(*durable_);
    if (std::ranges::any_of(factors, [](const FactorInfo& factor) {
          return factor.state == FactorState::sent || factor.state == FactorState::confirmed;
        }))
      return violated("an outcome stays unknown");
    auto at_vendor = world_.factors();
    std::vector<std::string> kept;
    for (const auto& factor : active())
      kept.push_back(world_.has_secrets ? std::string(secret_of(factor)) : factor.factor_id);
    std::ranges::sort(at_vendor);
    std::ranges::sort(kept);
    if (std::ranges::adjacent_find(at_vendor) != at_vendor.end()) return violated("a factor is there twice");
    if (!std::ranges::includes(kept, at_vendor))
      return violated("the vendor has a factor that the store lacks");
    if (kept != at_vendor) return violated("the store counts on a factor that the vendor does not have");
    if (world_.recovery_codes) check_recovery_codes();
  }

  void check_recovery_codes() {
    const auto taken = world_.recovery_codes();
    for (const auto& factor : active())
      for (const auto& code : factor.codes)
        if (!code.spent && std::ranges::find(taken, code.code.reveal()) == taken.end())
          return violated("a recovery code is spent at the vendor and unspent in the store");
  }

  [[nodiscard]] static std::string secret_of(const testing::StoredFactor& factor) {
    return std::string(otp::OtpauthUri::parse(factor.otpauth_uri.reveal())->secret.text().reveal());
  }

  World world_;
  Weather weather_;
  Story& story_;
  std::shared_ptr<Store> durable_;
  testing::SentCodes sent_{};
  std::shared_ptr<FaultyStore> store_{};
  std::optional<FactorManager> manager_{};
  bool unsure_ = false;
};

}  // namespace

Story live(const Vendor& vendor, std::uint64_t seed, Plant plant, bool tell) {
  const SeededRandomness randomness(seed);
  Story story;
  Life(vendor, seed, plant, story, tell).live();
  return story;
}

}  // namespace mfaclient::simulation
