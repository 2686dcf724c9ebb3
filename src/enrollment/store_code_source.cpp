#include "mfaclient/store_code_source.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

namespace mfaclient {
namespace {

/// The more, the better: what the vendor surely has comes before what it may have.
int rank(const FactorInfo& factor) {
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

bool makes_codes(const FactorInfo& factor, FactorKind kind) {
  if (rank(factor) == 0) return false;
  if (kind == FactorKind::pin) return factor.has_pin;
  return kind == FactorKind::totp && factor.has_uri;
}

Error no_code(std::string_view why) { return make_error(Errc::code_required, why); }

}  // namespace

struct StoreCodeSource::State {
  /// The one source of a factor's codes, which knows the codes it made. Its secret is read once, and again
  /// when the factor has changed.
  Result<std::shared_ptr<TotpCodeSource>> source_of(const FactorInfo& factor) {
    const std::scoped_lock lock(mutex);
    const auto known = sources.find(factor.id);
    if (known != sources.end() && known->second.changed == factor.changed) return known->second.codes;
    const auto secrets = store->secrets(factor.id, SecretPurpose::make_code);
    if (!secrets) return secrets.error();
    const auto uri = otp::OtpauthUri::parse(secrets->otpauth_uri.reveal());
    if (!uri) return uri.error();
    auto totp = uri->totp();
    if (!totp) return std::move(totp).error();
    auto& [codes, changed] = sources[factor.id];
    if (!codes)
      codes = std::make_shared<TotpCodeSource>(TotpCodeOptions{.clock = options.clock,
                                                               .ledger = store,
                                                               .wait = options.wait,
                                                               .margin = options.margin,
                                                               .on_wait = options.on_wait});
    codes->use(*std::move(totp));
    codes->observe(round_trip);
    changed = factor.changed;
    return codes;
  }

  Result<SecretString> code(const FactorInfo& factor, const CodeRequest& request,
                            const CallOptions& call_options) {
    if (!factor.has_uri) return no_code("this factor has no secret here");
    auto source = source_of(factor);
    if (!source) return std::move(source).error();
    return (*source)->code(request, call_options);
  }

  struct Source {
    std::shared_ptr<TotpCodeSource> codes{};
    Time changed{};
  };

  std::shared_ptr<Store> store;
  FactorOwner owner;
  StoreCodeOptions options;
  std::mutex mutex{};
  std::chrono::nanoseconds round_trip{0};  // the last one
  std::map<std::string, Source, std::less<>> sources{};
};

StoreCodeSource::StoreCodeSource(std::shared_ptr<Store> store, FactorOwner owner, StoreCodeOptions options)
    : state_(new State{.store = std::move(store), .owner = std::move(owner), .options = std::move(options)}) {
}

StoreCodeSource::~StoreCodeSource() = default;

Result<SecretString> StoreCodeSource::code(const CodeRequest& request, const CallOptions& options) {
  auto factors = state_->store->find(state_->owner);
  if (!factors) return std::move(factors).error();
  std::erase_if(*factors, [&](const FactorInfo& factor) { return !makes_codes(factor, request.kind); });
  const auto best = std::ranges::max_element(*factors, [](const auto& a, const auto& b) {
    return std::pair(rank(a), a.created) < std::pair(rank(b), b.created);
  });
  if (best == factors->end()) return no_code("a code is needed, and the store has no factor of this account");
  if (request.kind != FactorKind::pin) return state_->code(*best, request, options);
  auto secrets = state_->store->secrets(best->id, SecretPurpose::make_code);
  if (!secrets) return std::move(secrets).error();
  return std::move(secrets->pin);
}

Result<SecretString> StoreCodeSource::code_of(std::string_view id, const CodeRequest& request,
                                              const CallOptions& options) {
  const auto factor = state_->store->get(id);
  if (!factor) return factor.error();
  return state_->code(*factor, request, options);
}

Result<bool> StoreCodeSource::makes(FactorKind kind) const {
  const auto factors = state_->store->find(state_->owner);
  if (!factors) return factors.error();
  return std::ranges::any_of(*factors,
                             [kind](const FactorInfo& factor) { return makes_codes(factor, kind); });
}

void StoreCodeSource::give_back(const SecretString& code) {
  const std::scoped_lock lock(state_->mutex);
  for (const auto& [id, source] : state_->sources) source.codes->give_back(code);
}

void StoreCodeSource::observe(std::chrono::nanoseconds round_trip) {
  const std::scoped_lock lock(state_->mutex);
  state_->round_trip = round_trip;
  for (const auto& [id, source] : state_->sources) source.codes->observe(round_trip);
}

}  // namespace mfaclient
