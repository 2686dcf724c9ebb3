#include "mfaclient/code_source.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <utility>

namespace mfaclient {
namespace {

// A call without a timeout of its own may wait for one step of the longest period in use.
constexpr std::chrono::milliseconds kStandardTimeout{60'000};
// Long enough for any call, short enough to be added to a clock without overflow.
constexpr std::chrono::milliseconds kLongestTimeout = std::chrono::hours{24};
constexpr std::chrono::nanoseconds kLongestTrip = std::chrono::hours{1};
constexpr std::size_t kTrips = 8;
// Steps that a vendor may still take beside the current one: RFC 6238 (5.2) has one, many have two.
constexpr std::uint64_t kAllowance = 2;

class MemoryLedger final : public StepLedger {
 public:
  Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) override {
    const std::scoped_lock lock(mutex_);
    const auto [at, first] = last_.try_emplace(std::string(key_id), step);
    if (first) return StepClaim{.granted = true};
    const auto last = std::exchange(at->second, std::max(at->second, step));
    return StepClaim{.granted = step > last, .last = last};
  }
  void release(std::string_view key_id, std::uint64_t step) override {
    const std::scoped_lock lock(mutex_);
    const auto at = last_.find(std::string(key_id));
    if (at == last_.end() || at->second != step) return;
    // What came before is past, whether it was handed out or not.
    if (step == 0)
      last_.erase(at);
    else
      --at->second;
  }

 private:
  std::mutex mutex_{};
  std::map<std::string, std::uint64_t> last_{};
};

/// Whether the digits of `step` are also those of the last code, or of a step for which clocks that are not
/// quite right make allowance: a vendor that remembers digits, or finds the earlier step, refuses them as
/// used.
bool looks_used(const otp::Totp& secret, std::uint64_t step, std::optional<std::uint64_t> last) {
  const auto digits = secret.code(step).secret();
  const auto same = [&](std::uint64_t other) {
    return other < step && secret.code(other).secret() == digits;
  };
  bool used = last && same(*last);
  for (std::uint64_t back = 1; back <= kAllowance && back <= step; ++back) used = used || same(step - back);
  return used;
}

Error no_code(std::string_view why) { return make_error(Errc::code_required, why); }

}  // namespace

std::shared_ptr<StepLedger> make_memory_ledger() { return std::make_shared<MemoryLedger>(); }

struct TotpCodeSource::State {
  struct HandedOut {
    std::string key_id{};
    std::uint64_t step = 0;
    SecretString code{};
  };

  [[nodiscard]] std::chrono::nanoseconds margin(std::chrono::nanoseconds period) {
    const std::scoped_lock lock(mutex);
    std::chrono::nanoseconds most = options.margin;
    for (const auto trip : round_trips) most = std::max(most, 2 * trip);
    return std::min(most, period / 2);
  }

  [[nodiscard]] SecretString hand_out(const otp::Totp& secret, std::uint64_t step) {
    auto code = secret.code(step).secret();
    const std::scoped_lock lock(mutex);
    latest = HandedOut{.key_id = std::string(secret.key_id()), .step = step, .code = code};
    return code;
  }

  TotpCodeOptions options;
  std::mutex mutex{};
  std::optional<otp::Totp> totp{};
  std::optional<HandedOut> latest{};
  std::deque<std::chrono::nanoseconds> round_trips{};
};

TotpCodeSource::TotpCodeSource(TotpCodeOptions options) : state_(std::make_unique<State>()) {
  if (!options.clock) options.clock = system_clock();
  if (!options.ledger) options.ledger = make_memory_ledger();
  state_->options = std::move(options);
}

TotpCodeSource::TotpCodeSource(otp::Totp totp, TotpCodeOptions options) : TotpCodeSource(std::move(options)) {
  use(std::move(totp));
}

TotpCodeSource::~TotpCodeSource() = default;

void TotpCodeSource::use(otp::Totp totp) {
  const std::scoped_lock lock(state_->mutex);
  state_->totp = std::move(totp);
}

void TotpCodeSource::give_back(const SecretString& code) {
  std::optional<State::HandedOut> taken;
  {
    const std::scoped_lock lock(state_->mutex);
    if (!state_->latest || !(state_->latest->code == code)) return;
    taken = std::exchange(state_->latest, std::nullopt);
  }
  state_->options.ledger->release(taken->key_id, taken->step);
}

void TotpCodeSource::observe(std::chrono::nanoseconds round_trip) {
  const std::scoped_lock lock(state_->mutex);
  state_->round_trips.push_back(std::clamp(round_trip, std::chrono::nanoseconds{0}, kLongestTrip));
  if (state_->round_trips.size() > kTrips) state_->round_trips.pop_front();
}

Result<SecretString> TotpCodeSource::code(const CodeRequest& request, const CallOptions& options) {
  std::optional<otp::Totp> totp;
  {
    const std::scoped_lock lock(state_->mutex);
    totp = state_->totp;
  }
  if (!totp) return no_code("a code is needed, and no TOTP secret is at hand");
  if (request.kind != FactorKind::totp) return no_code("a code of another kind than TOTP is needed");

  const auto& our = state_->options;
  const auto deadline = our.clock->steady_now() + std::clamp(options.timeout.value_or(kStandardTimeout),
                                                             std::chrono::milliseconds{0}, kLongestTimeout);
  for (;;) {
    // Read first: a thread that is held up between the two clocks then waits too short and comes round again,
    // instead of sleeping past steps that were free.
    const auto begun = our.clock->steady_now();
    const auto now = our.clock->now();
    const auto step = totp->step(now);
    if (!step) return step.error();
    auto last = *step;
    const auto next = totp->start(*step + 1);
    const bool dying = next - now < state_->margin(next - totp->start(*step));
    if (!dying) {
      const auto claim = our.ledger->claim(totp->key_id(), *step);
      if (!claim) return claim.error();
      if (claim->granted && !looks_used(*totp, *step, claim->last)) return state_->hand_out(*totp, *step);
      if (!claim->granted) last = claim->last.value_or(*step);
    }

    const auto pause = totp->start(last + 1) - now;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(pause);
    if (!our.wait || pause >= deadline - begun) {
      auto error = no_code(dying ? "the current code is about to expire; the next one comes later"
                                 : "the current code was used already; the next one comes later");
      error.retry_after = seconds;
      return error;
    }
    if (our.on_wait) our.on_wait(seconds);
    if (!our.clock->wait_until(begun + pause, options.stop)) {
      auto error = no_code("the wait for the next code was cancelled");
      error.code = Errc::cancelled;
      return error;
    }
  }
}

}  // namespace mfaclient
