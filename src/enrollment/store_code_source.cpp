#include "mfaclient/store_code_source.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace mfaclient {
namespace {

/// The more, the better: what the vendor surely has comes before what it may have.
int rank(const StoredFactor& factor) {
  switch (factor.state) {
    case FactorState::active:
      return 3;
    case FactorState::confirmed:
      return 2;
    case FactorState::sent:
      return 1;
    default:
      return 0;
  }
}

Error no_code(std::string_view why) { return make_error(Errc::code_required, why); }

}  // namespace

struct StoreCodeSource::State {
  [[nodiscard]] bool makes(const StoredFactor& factor, FactorKind kind) const {
    if (!(factor.owner == owner) || rank(factor) == 0) return false;
    if (kind == FactorKind::pin) return !factor.pin.empty();
    return kind == FactorKind::totp && !factor.otpauth_uri.empty();
  }

  /// The one source of a factor's codes, which knows what it handed out. A changed secret makes a new one.
  [[nodiscard]] Result<std::shared_ptr<TotpCodeSource>> source_of(const StoredFactor& factor) {
    const auto uri = otp::OtpauthUri::parse(factor.otpauth_uri.reveal());
    if (!uri) return uri.error();
    auto totp = uri->totp();
    if (!totp) return std::move(totp).error();
    const std::scoped_lock lock(mutex);
    auto& source = sources[factor.id];
    if (!source)
      source = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = options.clock,
                                                                .ledger = store,
                                                                .wait = options.wait,
                                                                .margin = options.margin,
                                                                .on_wait = options.on_wait});
    source->use(*std::move(totp));
    source->observe(round_trip);
    return source;
  }

  std::shared_ptr<Store> store;
  FactorOwner owner;
  StoreCodeOptions options;
  std::mutex mutex{};
  std::chrono::nanoseconds round_trip{0};  // the last one
  std::map<std::string, std::shared_ptr<TotpCodeSource>, std::less<>> sources{};
};

StoreCodeSource::StoreCodeSource(std::shared_ptr<Store> store, FactorOwner owner, StoreCodeOptions options)
    : state_(new State{.store = std::move(store), .owner = std::move(owner), .options = std::move(options)}) {
}

StoreCodeSource::~StoreCodeSource() = default;

Result<SecretString> StoreCodeSource::code(const CodeRequest& request, const CallOptions& options) {
  auto factors = state_->store->list();
  if (!factors) return std::move(factors).error();
  std::erase_if(*factors, [&](const StoredFactor& factor) { return !state_->makes(factor, request.kind); });
  const auto best = std::ranges::max_element(*factors, [](const auto& a, const auto& b) {
    return std::pair(rank(a), a.created) < std::pair(rank(b), b.created);
  });
  if (best == factors->end()) return no_code("a code is needed, and the store has no factor of this account");
  if (request.kind == FactorKind::pin) return best->pin;
  return code_of(best->id, request, options);
}

Result<SecretString> StoreCodeSource::code_of(std::string_view id, const CodeRequest& request,
                                              const CallOptions& options) {
  const auto factor = state_->store->get(id);
  if (!factor) return factor.error();
  if (factor->otpauth_uri.empty()) return no_code("this factor has no secret here");
  auto source = state_->source_of(*factor);
  if (!source) return std::move(source).error();
  return (*source)->code(request, options);
}

Result<bool> StoreCodeSource::makes(FactorKind kind) const {
  const auto factors = state_->store->list();
  if (!factors) return factors.error();
  return std::ranges::any_of(*factors,
                             [&](const StoredFactor& factor) { return state_->makes(factor, kind); });
}

void StoreCodeSource::give_back(const SecretString& code) {
  const std::scoped_lock lock(state_->mutex);
  for (const auto& [id, source] : state_->sources) source->give_back(code);
}

void StoreCodeSource::observe(std::chrono::nanoseconds round_trip) {
  const std::scoped_lock lock(state_->mutex);
  state_->round_trip = round_trip;
  for (const auto& [id, source] : state_->sources) source->observe(round_trip);
}

}  // namespace mfaclient
