#include "mfaclient/factor_manager.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "exchange/call.hpp"

namespace mfaclient {
namespace {

// A confirmation may have to wait for the next code, and its lost answer has to be read back.
constexpr std::chrono::milliseconds kStandardTimeout{180'000};

Error failure(Errc code, std::string_view text) { return make_error(code, text); }

Error with(Error error, std::string_view hint) {
  error.add_hint(hint);
  return error;
}

bool unsettled(const FactorInfo& factor) {
  return factor.state == FactorState::sent || factor.state == FactorState::confirmed;
}

/// The vendor surely did not do it.
bool certainly_not_done(const Error& error) {
  return error.delivery != Delivery::unknown && error.code != Errc::outcome_unknown &&
         error.code != Errc::protocol && error.code != Errc::server_error;
}

bool offers(const IMfaProvider& provider, Verb verb) {
  const auto all = provider.capabilities();
  const auto row = std::ranges::find(all, verb, &Capability::verb);
  return row != all.end() && row->supported;
}

bool accepts(const Challenge& challenge, FactorKind kind) {
  return std::ranges::find(challenge.accepts, kind) != challenge.accepts.end();
}

constexpr std::string_view kResume = "resume settles it";
constexpr std::string_view kNothingSent = "nothing was sent";
constexpr std::string_view kNothingConfirmed = "nothing was confirmed at the vendor";

enum class Proof : std::uint8_t { accepted, refused, not_asked };

}  // namespace

struct FactorManager::State {
  Parts parts;
  FactorOwner owner;

  [[nodiscard]] Call begin(const CallOptions& options) const {
    return {options, kStandardTimeout, *parts.clock};
  }
  [[nodiscard]] Account account_of(const FactorInfo& factor) const {
    return factor.owner == parts.provider->owner() ? Account::self() : Account::user(factor.owner.account);
  }

  Result<void> nothing_unsettled() const {
    const auto factors = parts.store->find(owner);
    if (!factors) return with(factors.error(), kNothingSent);
    if (std::ranges::none_of(*factors, unsettled)) return {};
    return with(failure(Errc::conflict, "an enrolment of this account was interrupted; nothing was sent"),
                kResume);
  }

  Result<FactorInfo> enroll(const EnrollmentPlan& plan, const Call& call) const {
    if (auto free = nothing_unsettled(); !free) return std::move(free).error();
    // Before anything is sent: a store that can't be written must show now. Anything but TOTP may be active
    // as soon as it is asked for.
    const bool totp = plan.kind == FactorKind::totp;
    const auto prepared = parts.store->add({.owner = owner,
                                            .label = plan.label,
                                            .kind = plan.kind,
                                            .state = totp ? FactorState::prepared : FactorState::sent},
                                           {.pin = plan.pin.value_or(SecretString{})});
    if (!prepared) return with(prepared.error(), kNothingSent);

    const auto offer = parts.provider->enroll({.account = parts.account,
                                               .kind = plan.kind,
                                               .label = plan.label,
                                               .destination = plan.destination,
                                               .pin = plan.pin,
                                               .additional = plan.additional},
                                              call.rest());
    if (!offer) {
      const auto undone =
          certainly_not_done(offer.error()) ? parts.store->remove(prepared->id) : Result<void>(offer.error());
      if (undone) return offer.error();
      [[maybe_unused]] const auto marked = mark(prepared->id, FactorState::sent);
      return with(offer.error(), kResume);
    }
    const auto kept = parts.store->change_secrets(prepared->id, SecretPurpose::enroll,
                                                  [&](FactorSecrets& secrets) -> Result<void> {
                                                    if (offer->otpauth_uri)
                                                      secrets.otpauth_uri = *offer->otpauth_uri;
                                                    for (const auto& code : offer->recovery_codes)
                                                      secrets.recovery_codes.push_back({.code = code});
                                                    return {};
                                                  });
    auto ready = kept ? Result<void>() : Result<void>(kept.error());
    if (ready && plan.on_stored) ready = plan.on_stored(*offer);
    if (!ready && !totp) return with(std::move(ready).error(), kResume);
    if (!ready) {
      [[maybe_unused]] const auto marked = mark(prepared->id, FactorState::abandoned);
      return with(std::move(ready).error(), kNothingConfirmed);
    }
    if (const auto* done = std::get_if<Factor>(&offer->next)) return activate(*kept, done->id, call);
    return confirm(*kept, std::get<Challenge>(offer->next), plan.sent_codes.get(), call);
  }

  Result<FactorInfo> confirm(const FactorInfo& factor, const Challenge& challenge, CodeSource* sent_codes,
                             const Call& call) const {
    CodeRequest wanted{.purpose = CodePurpose::confirm_enrollment, .sent_to = challenge.sent_to};
    if (!challenge.accepts.empty()) wanted.kind = challenge.accepts.front();
    const bool own = wanted.kind == FactorKind::totp;
    auto code = Result<SecretString>(
        failure(Errc::code_required, "the vendor sent a code, and nobody is there to be asked for it"));
    if (own) code = parts.codes->code_of(factor.id, wanted, call.rest());
    if (!own && sent_codes != nullptr) code = sent_codes->code(wanted, call.rest());
    const auto sent = code ? mark(factor.id, FactorState::sent) : Result<FactorInfo>(code.error());
    if (!sent) {
      if (code && own) parts.codes->give_back(*code);
      [[maybe_unused]] const auto marked = mark(factor.id, FactorState::abandoned);
      return with(sent.error(), kNothingConfirmed);
    }
    const auto verdict = parts.provider->verify(challenge, {.kind = wanted.kind, .text = *code}, call.rest());
    if (verdict) return activate(*sent, verdict->factor ? verdict->factor->id : "", call);
    if (!certainly_not_done(verdict.error())) return with(verdict.error(), kResume);
    if (own && verdict.error().never_left()) parts.codes->give_back(*code);
    const auto marked = mark(factor.id, FactorState::abandoned);
    return marked ? verdict.error() : with(verdict.error(), marked.error().text());
  }

  /// `factor_id` is empty where the vendor did not say it with its yes; then the list does.
  Result<FactorInfo> activate(const FactorInfo& factor, std::string_view factor_id, const Call& call) const {
    const auto keep = [&](std::string_view vendor_id, FactorState state) {
      return parts.store->change(factor.id, [&](FactorInfo& stored) -> Result<void> {
        stored.factor_id = vendor_id;
        stored.state = state;
        return {};
      });
    };
    auto kept = keep(factor_id, factor_id.empty() ? FactorState::confirmed : FactorState::active);
    if (!kept) return with(with(kept.error(), "the factor is active"), kResume);
    if (!factor_id.empty()) return kept;
    const auto status = parts.provider->status(account_of(factor), call.rest());
    if (!status) return kept;
    const auto listed = unclaimed(*kept, *status);
    if (!listed) return listed.error();
    // That the vendor said yes is known; only which of its entries this is may not be.
    return keep(listed->empty() ? "" : listed->front().id, FactorState::active);
  }

  Result<FactorInfo> mark(std::string_view id, FactorState state) const {
    return parts.store->change(id, [&](FactorInfo& factor) -> Result<void> {
      factor.state = state;
      return {};
    });
  }

  /// The vendor's entries of this kind that no other stored factor stands for.
  Result<std::vector<Factor>> unclaimed(const FactorInfo& factor, const Status& status) const {
    const auto known = parts.store->find(factor.owner);
    if (!known) return known.error();
    auto listed = status.factors;
    std::erase_if(listed, [&](const Factor& entry) {
      const bool claimed = std::ranges::any_of(*known, [&](const FactorInfo& other) {
        return other.id != factor.id && other.state != FactorState::abandoned && other.factor_id == entry.id;
      });
      const bool other_label = !factor.label.empty() && !entry.label.empty() && entry.label != factor.label;
      const bool other_id = !factor.factor_id.empty() && factor.factor_id != entry.id;
      return !entry.active || entry.kind != factor.kind || claimed || other_label || other_id;
    });
    return listed;
  }

  /// Signs in with a code of the factor, where the vendor asks for one: nothing proves better that it is
  /// active.
  Result<Proof> prove(const FactorInfo& factor, const Call& call) const {
    if (!factor.has_uri || !(factor.owner == parts.provider->owner()) || !parts.provider->signs_in_as_owner())
      return Proof::not_asked;
    const auto begun = parts.provider->sign_in(call.rest());
    if (!begun) return begun.error();
    const auto* challenge = std::get_if<Challenge>(&*begun);
    if (challenge == nullptr || !accepts(*challenge, FactorKind::totp)) return Proof::not_asked;
    const auto code = parts.codes->code_of(factor.id, {.sent_to = challenge->sent_to}, call.rest());
    if (!code) return code.error();
    const auto verdict = parts.provider->verify(*challenge, {.text = *code}, call.rest());
    if (verdict) return Proof::accepted;
    if (verdict.error().never_left()) parts.codes->give_back(*code);
    if (verdict.error().code == Errc::code_rejected) return Proof::refused;
    return verdict.error();
  }

  Result<FactorInfo> resume(std::string_view id, const Call& call) const {
    const auto factor = parts.store->get(id);
    if (!factor) return factor.error();
    // No vendor requires a secret before a code of it was sent.
    const bool never_confirmed =
        factor->state == FactorState::prepared || (factor->kind == FactorKind::totp && !factor->has_uri);
    if (never_confirmed) return mark(id, FactorState::abandoned);

    auto proof = prove(*factor, call);
    if (!proof) return proof.error();
    const auto status = parts.provider->status(account_of(*factor), call.rest());
    if (!status) return status.error();
    const auto listed = unclaimed(*factor, *status);
    if (!listed) return listed.error();
    // A code of one factor can by chance be that of another, once.
    if (*proof == Proof::accepted && listed->empty()) proof = prove(*factor, call);
    if (!proof) return proof.error();
    if (*proof == Proof::accepted)
      return activate(*factor, listed->empty() ? factor->factor_id : listed->front().id, call);
    if (listed->empty()) return mark(id, FactorState::abandoned);
    if (*proof == Proof::not_asked && listed->size() == 1) return activate(*factor, listed->front().id, call);
    return failure(Errc::conflict,
                   *proof == Proof::refused
                       ? "the vendor lists a factor, and refuses the codes of the stored secret; set "
                         "this machine's clock, or have the factor reset"
                       : "the vendor lists several factors that this could be; turn off those that "
                         "nobody uses");
  }

  Result<Status> turn_off(const FactorInfo& factor, const std::optional<Code>& proof,
                          const Call& call) const {
    // From now on a sign-in takes the codes of any other factor first.
    if (auto marked = mark(factor.id, FactorState::sent); !marked)
      return with(std::move(marked).error(), kNothingSent);
    const auto account = account_of(factor);
    const bool one = offers(*parts.provider, Verb::disable);
    const auto send = [&](const std::optional<Code>& with_proof) {
      return one ? parts.provider->disable(account, {.id = factor.factor_id, .kind = factor.kind}, with_proof,
                                           call.rest())
                 : parts.provider->disable_all(account, with_proof, call.rest());
    };
    auto left = send(proof);
    if (!left && left.error().code == Errc::code_required && !proof && factor.has_uri) {
      const auto text = parts.codes->code_of(factor.id, {.purpose = CodePurpose::disable}, call.rest());
      left = text ? send(Code{.text = *text}) : Result<Status>(text.error());
      if (text && !left && left.error().never_left()) parts.codes->give_back(*text);
    }
    if (!left && !certainly_not_done(left.error())) return with(std::move(left).error(), kResume);
    if (auto marked = mark(factor.id, left ? FactorState::abandoned : FactorState::active); !marked)
      return with(std::move(marked).error(), kResume);
    return left;
  }

  /// Marks the next one as spent and returns it.
  Result<SecretString> take_recovery_code(std::string_view id, std::size_t& left) const {
    SecretString taken;
    const auto spent =
        parts.store->change_secrets(id, SecretPurpose::recover, [&](FactorSecrets& secrets) -> Result<void> {
          const auto next = std::ranges::find(secrets.recovery_codes, false, &StoredRecoveryCode::spent);
          if (next == secrets.recovery_codes.end())
            return failure(Errc::code_required, "the store has no recovery code left");
          next->spent = true;
          taken = next->code;
          return {};
        });
    if (!spent) return spent.error();
    left = spent->recovery_codes_left;
    return taken;
  }
};

FactorManager::FactorManager(std::unique_ptr<State> state) : state_(std::move(state)) {}
FactorManager::FactorManager(FactorManager&& other) noexcept = default;
FactorManager& FactorManager::operator=(FactorManager&& other) noexcept = default;
FactorManager::~FactorManager() = default;

Result<FactorManager> FactorManager::create(Parts parts) {
  if (!parts.provider) return invalid_argument("provider", "is missing");
  if (!parts.store) return invalid_argument("store", "is missing");
  if (!parts.codes) return invalid_argument("codes", "is missing");
  if (!parts.clock) parts.clock = system_clock();
  auto owner = parts.provider->owner();
  if (parts.account.id()) {
    if (parts.account.id()->empty()) return invalid_argument("account", "is empty");
    if (std::ranges::none_of(parts.provider->capabilities(), &Capability::others))
      return failure(Errc::unsupported,
                     owner.provider + " changes the caller's own factors only; sign in as that account");
    owner.account = *parts.account.id();
  }
  if (owner.account.empty())
    return invalid_argument("account_name",
                            "is missing; these credentials name no account to file factors under");
  return FactorManager(std::unique_ptr<State>(new State{std::move(parts), std::move(owner)}));
}

const FactorOwner& FactorManager::owner() const noexcept { return state_->owner; }
IMfaProvider& FactorManager::provider() const noexcept { return *state_->parts.provider; }

Result<Status> FactorManager::status(const CallOptions& options) const {
  return state_->parts.provider->status(state_->parts.account, options);
}

Result<Session> FactorManager::sign_in(const CallOptions& options) const {
  return sign_in_with(*state_->parts.provider, *state_->parts.codes, options);
}

// --- enrol -----------------------------------------------------------------------------------------------

Result<FactorInfo> FactorManager::enroll(const EnrollmentPlan& plan, const CallOptions& options) const {
  return state_->enroll(plan, state_->begin(options));
}

Result<FactorInfo> FactorManager::replace(std::string_view id, const EnrollmentPlan& plan,
                                          const CallOptions& options) const {
  const auto call = state_->begin(options);
  const auto old = state_->parts.store->get(id);
  if (!old) return old.error();
  if (old->state != FactorState::active)
    return failure(Errc::conflict, "the factor is not active, so that there is nothing to replace");
  if (auto free = state_->nothing_unsettled(); !free) return std::move(free).error();
  auto wanted = plan;
  if (wanted.label.empty()) wanted.label = old->label;
  wanted.additional = true;
  auto fresh = state_->enroll(wanted, call);
  const bool only_one = !fresh && fresh.error().code == Errc::conflict;
  if (!fresh && !only_one) return fresh;
  // Its secret is kept all the same, until the new one is accepted and beyond.
  if (auto off = state_->turn_off(*old, {}, call); !off) {
    if (only_one) return std::move(off).error();
    const bool still_on = certainly_not_done(off.error());
    return with(std::move(off).error(),
                still_on ? "the new factor is active, and the old one still is" : "the new factor is active");
  }
  if (fresh) return fresh;
  wanted.additional = false;
  fresh = state_->enroll(wanted, call);
  if (!fresh) return with(std::move(fresh).error(), "the old factor is off: enrol again");
  return fresh;
}

// --- settle ----------------------------------------------------------------------------------------------

Result<std::vector<FactorInfo>> FactorManager::unfinished() const {
  const auto& owner = state_->owner;
  std::vector<FactorInfo> factors;
  const auto read = for_each_factor(*state_->parts.store, [&](const FactorInfo& factor) {
    const bool done = factor.state == FactorState::active || factor.state == FactorState::abandoned;
    if (!done && factor.owner.provider == owner.provider && factor.owner.origin == owner.origin)
      factors.push_back(factor);
    return true;
  });
  if (!read) return read.error();
  return factors;
}

Result<FactorInfo> FactorManager::resume(std::string_view id, const CallOptions& options) const {
  return state_->resume(id, state_->begin(options));
}

Result<std::vector<FactorInfo>> FactorManager::resume_all(const CallOptions& options) const {
  auto factors = unfinished();
  if (!factors) return factors;
  const auto call = state_->begin(options);
  std::optional<Error> first;
  for (auto& factor : *factors) {
    auto settled = state_->resume(factor.id, call);
    if (settled) {
      factor = *std::move(settled);
    } else if (!first) {
      first = std::move(settled).error();
    }
  }
  if (first) return *std::move(first);
  return factors;
}

// --- turn off, recover -----------------------------------------------------------------------------------

Result<Status> FactorManager::disable(std::string_view id, const std::optional<Code>& proof,
                                      const CallOptions& options) const {
  const auto factor = state_->parts.store->get(id);
  if (!factor) return factor.error();
  return state_->turn_off(*factor, proof, state_->begin(options));
}

Result<Status> FactorManager::disable_all(const std::optional<Code>& proof,
                                          const CallOptions& options) const {
  const auto call = state_->begin(options);
  auto factors = state_->parts.store->find(state_->owner);
  if (!factors) return std::move(factors).error();
  std::erase_if(*factors, [](const FactorInfo& factor) {
    return factor.state != FactorState::active && !unsettled(factor);
  });
  const auto mark_all = [&](std::optional<FactorState> state) -> Result<void> {
    for (const auto& factor : *factors)
      if (auto marked = state_->mark(factor.id, state.value_or(factor.state)); !marked)
        return with(std::move(marked).error(), kResume);
    return {};
  };
  if (auto marked = mark_all(FactorState::sent); !marked) return std::move(marked).error();
  auto left = state_->parts.provider->disable_all(state_->parts.account, proof, call.rest());
  if (!left && !certainly_not_done(left.error())) return with(std::move(left).error(), kResume);
  // As they were, where nothing was done.
  if (auto marked = mark_all(left ? std::optional(FactorState::abandoned) : std::nullopt); !marked)
    return std::move(marked).error();
  return left;
}

Result<Recovered> FactorManager::recover(const CallOptions& options) const {
  const auto& parts = state_->parts;
  const auto call = state_->begin(options);
  const auto factors = parts.store->find(parts.provider->owner());
  if (!factors) return factors.error();
  const auto at = std::ranges::find_if(*factors, [](const FactorInfo& factor) {
    return factor.state != FactorState::abandoned && factor.recovery_codes_left > 0;
  });
  if (at == factors->end()) return failure(Errc::code_required, "the store has no recovery code left");

  const auto begun = parts.provider->sign_in(call.rest());
  if (!begun) return begun.error();
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr || !accepts(*challenge, FactorKind::recovery_code))
    return failure(Errc::unsupported, "the vendor asks for no recovery code; none was spent");
  Recovered recovered;
  const auto taken = state_->take_recovery_code(at->id, recovered.codes_left);
  if (!taken) return taken.error();
  auto verdict =
      parts.provider->verify(*challenge, {.kind = FactorKind::recovery_code, .text = *taken}, call.rest());
  if (verdict) {
    recovered.accepted = *std::move(verdict);
    return recovered;
  }
  if (verdict.error().never_left()) [[maybe_unused]]
    const auto back = parts.store->change_secrets(
        at->id, SecretPurpose::recover, [&](FactorSecrets& secrets) -> Result<void> {
          std::ranges::find(secrets.recovery_codes, *taken, &StoredRecoveryCode::code)->spent = false;
          return {};
        });
  return std::move(verdict).error();
}

}  // namespace mfaclient
