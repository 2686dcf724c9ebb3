#include <algorithm>
#include <optional>
#include <utility>

#include "exchange/call.hpp"
#include "mfaclient/enrollment.hpp"

namespace mfaclient {
namespace {

// A confirmation may have to wait for the next code, and its lost answer has to be read back.
constexpr std::chrono::milliseconds kStandardTimeout{180'000};

Error failure(Errc code, std::string_view text) { return make_error(code, text); }

Error with(Error error, std::string_view addition) {
  error.add_hint(addition);
  return error;
}

bool unsettled(const StoredFactor& factor) {
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

}  // namespace

FactorLifecycle::FactorLifecycle(Parts parts) : our_(std::move(parts)) {
  if (!our_.clock) our_.clock = system_clock();
}

FactorOwner FactorLifecycle::owner_of(const EnrollmentRequest& request) const {
  auto owner = our_.owner;
  if (request.account.id()) owner.account = *request.account.id();
  return owner;
}

Account FactorLifecycle::account_in(const StoredFactor& factor) const {
  return factor.owner == our_.owner ? Account::self() : Account::user(factor.owner.account);
}

Result<StoredFactor> FactorLifecycle::mark(std::string_view id, FactorState state) {
  return our_.store->change(id, [&](StoredFactor& factor) -> Result<void> {
    factor.state = state;
    return {};
  });
}

Result<void> FactorLifecycle::nothing_unsettled(const FactorOwner& owner) const {
  const auto factors = our_.store->list();
  if (!factors) return with(factors.error(), "nothing was sent");
  const auto open = std::ranges::find_if(
      *factors, [&](const StoredFactor& factor) { return factor.owner == owner && unsettled(factor); });
  if (open == factors->end()) return {};
  return failure(Errc::conflict,
                 "an enrolment of this account was interrupted; nothing was sent: " + std::string(kResume));
}

// --- enrol -----------------------------------------------------------------------------------------------

Result<StoredFactor> FactorLifecycle::enroll(const EnrollmentPlan& plan, const CallOptions& options) {
  return begin(plan, Call(options, kStandardTimeout, *our_.clock));
}

Result<StoredFactor> FactorLifecycle::begin(const EnrollmentPlan& plan, const Call& call) {
  const auto owner = owner_of(plan.request);
  if (auto free = nothing_unsettled(owner); !free) return std::move(free).error();
  // Before anything is sent: a store that can't be written must show now. What is no TOTP may be on as soon
  // as it is asked for.
  const bool totp = plan.request.kind == FactorKind::totp;
  const auto prepared = our_.store->add({.owner = owner,
                                         .label = plan.request.label,
                                         .kind = plan.request.kind,
                                         .pin = plan.request.pin.value_or(SecretString{}),
                                         .state = totp ? FactorState::prepared : FactorState::sent});
  if (!prepared) return with(prepared.error(), "nothing was sent");

  const auto offer = our_.provider->enroll(plan.request, call.rest());
  if (!offer) {
    const auto undone =
        certainly_not_done(offer.error()) ? our_.store->remove(prepared->id) : Result<void>(offer.error());
    if (undone) return offer.error();
    [[maybe_unused]] const auto marked = mark(prepared->id, FactorState::sent);
    return with(offer.error(), kResume);
  }
  const auto kept = our_.store->change(prepared->id, [&](StoredFactor& factor) -> Result<void> {
    if (offer->otpauth_uri) factor.otpauth_uri = *offer->otpauth_uri;
    for (const auto& code : offer->recovery_codes) factor.recovery_codes.push_back({.code = code});
    return {};
  });
  auto ready = kept ? Result<void>() : Result<void>(kept.error());
  if (ready && plan.on_stored) ready = plan.on_stored(*offer);
  if (!ready && !totp) return with(std::move(ready).error(), kResume);
  if (!ready) {
    [[maybe_unused]] const auto marked = mark(prepared->id, FactorState::abandoned);
    return with(std::move(ready).error(), "nothing was confirmed at the vendor");
  }
  if (const auto* done = std::get_if<Factor>(&offer->next)) return activate(*kept, done->id, call);
  return confirm(*kept, std::get<Challenge>(offer->next), plan.sent_codes, call);
}

Result<StoredFactor> FactorLifecycle::confirm(const StoredFactor& factor, const Challenge& challenge,
                                              CodeSource* sent_codes, const Call& call) {
  CodeRequest wanted{.purpose = CodePurpose::confirm_enrollment, .sent_to = challenge.sent_to};
  if (!challenge.accepts.empty()) wanted.kind = challenge.accepts.front();
  const bool own = wanted.kind == FactorKind::totp;
  auto code = Result<SecretString>(
      failure(Errc::code_required, "the vendor sent a code, and nobody is there to be asked for it"));
  if (own) code = our_.codes->code_of(factor.id, wanted, call.rest());
  if (!own && sent_codes != nullptr) code = sent_codes->code(wanted, call.rest());
  const auto sent = code ? mark(factor.id, FactorState::sent) : Result<StoredFactor>(code.error());
  if (!sent) {
    if (code && own) our_.codes->give_back(*code);
    [[maybe_unused]] const auto marked = mark(factor.id, FactorState::abandoned);
    return with(sent.error(), "nothing was confirmed at the vendor");
  }
  const auto verdict = our_.provider->verify(challenge, {.kind = wanted.kind, .text = *code}, call.rest());
  if (verdict) return activate(*sent, verdict->factor ? verdict->factor->id : "", call);
  if (!certainly_not_done(verdict.error())) return with(verdict.error(), kResume);
  if (own && verdict.error().never_left()) our_.codes->give_back(*code);
  const auto marked = mark(factor.id, FactorState::abandoned);
  return marked ? verdict.error() : with(verdict.error(), marked.error().message);
}

/// `factor_id` is empty where the vendor did not tell it with its yes; then the list does.
Result<StoredFactor> FactorLifecycle::activate(const StoredFactor& factor, std::string_view factor_id,
                                               const Call& call) {
  auto kept = our_.store->change(factor.id, [&](StoredFactor& stored) -> Result<void> {
    stored.factor_id = factor_id;
    stored.state = factor_id.empty() ? FactorState::confirmed : FactorState::active;
    return {};
  });
  if (!kept) return with(kept.error(), kResume);
  if (!factor_id.empty()) return kept;
  const auto status = our_.provider->status(account_in(factor), call.rest());
  if (!status) return kept;
  const auto listed = unclaimed(*kept, *status);
  if (!listed) return listed.error();
  // That the vendor said yes is known; only which of its entries this is may not be.
  return our_.store->change(factor.id, [&](StoredFactor& stored) -> Result<void> {
    if (!listed->empty()) stored.factor_id = listed->front().id;
    stored.state = FactorState::active;
    return {};
  });
}

Result<StoredFactor> FactorLifecycle::replace(std::string_view id, const EnrollmentPlan& plan,
                                              const CallOptions& options) {
  const Call call(options, kStandardTimeout, *our_.clock);
  const auto old = our_.store->get(id);
  if (!old) return old.error();
  if (old->state != FactorState::active)
    return failure(Errc::conflict, "the factor is not active, so that there is nothing to replace");
  if (auto free = nothing_unsettled(old->owner); !free) return std::move(free).error();
  auto wanted = plan;
  if (wanted.request.label.empty()) wanted.request.label = old->label;
  wanted.request.additional = true;
  auto fresh = begin(wanted, call);
  const bool only_one = !fresh && fresh.error().code == Errc::conflict;
  if (!fresh && !only_one) return fresh;
  // Its secret is kept all the same, until the new one is accepted and beyond.
  if (auto off = turn_off(*old, nullptr, call); !off) {
    if (only_one) return std::move(off).error();
    const bool still_on = certainly_not_done(off.error());
    return with(std::move(off).error(),
                still_on ? "the new factor is on, and the old one still is" : "the new factor is on");
  }
  if (fresh) return fresh;
  wanted.request.additional = false;
  fresh = begin(wanted, call);
  if (!fresh) return with(std::move(fresh).error(), "the old factor is off: enrol again");
  return fresh;
}

// --- settle ----------------------------------------------------------------------------------------------

/// The vendor's entries of this kind that no other stored factor stands for.
Result<std::vector<Factor>> FactorLifecycle::unclaimed(const StoredFactor& factor,
                                                       const Status& status) const {
  const auto known = our_.store->list();
  if (!known) return known.error();
  auto listed = status.factors;
  std::erase_if(listed, [&](const Factor& entry) {
    const bool claimed = std::ranges::any_of(*known, [&](const StoredFactor& other) {
      return other.id != factor.id && other.owner == factor.owner && other.state != FactorState::abandoned &&
             other.factor_id == entry.id;
    });
    const bool other_label = !factor.label.empty() && !entry.label.empty() && entry.label != factor.label;
    const bool other_id = !factor.factor_id.empty() && factor.factor_id != entry.id;
    return !entry.active || entry.kind != factor.kind || claimed || other_label || other_id;
  });
  return listed;
}

/// Signs in with a code of the factor, where the vendor asks for one: nothing proves better that it is on.
Result<FactorLifecycle::Proof> FactorLifecycle::prove(const StoredFactor& factor, const Call& call) {
  if (factor.otpauth_uri.empty() || !(factor.owner == our_.owner) || !our_.signs_in_as_owner)
    return Proof::not_asked;
  const auto begun = our_.provider->sign_in(call.rest());
  if (!begun) return begun.error();
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr || !accepts(*challenge, FactorKind::totp)) return Proof::not_asked;
  const auto code = our_.codes->code_of(factor.id, {.sent_to = challenge->sent_to}, call.rest());
  if (!code) return code.error();
  const auto verdict = our_.provider->verify(*challenge, {.text = *code}, call.rest());
  if (verdict) return Proof::accepted;
  if (verdict.error().never_left()) our_.codes->give_back(*code);
  if (verdict.error().code == Errc::code_rejected) return Proof::refused;
  return verdict.error();
}

Result<std::vector<StoredFactor>> FactorLifecycle::unfinished() const {
  auto factors = our_.store->list();
  if (!factors) return factors;
  std::erase_if(*factors, [&](const StoredFactor& factor) {
    return factor.state == FactorState::active || factor.state == FactorState::abandoned ||
           factor.owner.provider != our_.owner.provider || factor.owner.origin != our_.owner.origin;
  });
  return factors;
}

Result<StoredFactor> FactorLifecycle::resume(std::string_view id, const CallOptions& options) {
  const Call call(options, kStandardTimeout, *our_.clock);
  const auto factor = our_.store->get(id);
  if (!factor) return factor.error();
  // No vendor counts on a secret before a code of it was sent.
  const bool never_confirmed = factor->state == FactorState::prepared ||
                               (factor->kind == FactorKind::totp && factor->otpauth_uri.empty());
  if (never_confirmed) return mark(id, FactorState::abandoned);

  auto proof = prove(*factor, call);
  if (!proof) return proof.error();
  const auto status = our_.provider->status(account_in(*factor), call.rest());
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
  return failure(
      Errc::conflict,
      *proof == Proof::refused
          ? "the vendor lists a factor, and refuses the codes of the stored secret: set this machine's "
            "clock, or have the factor reset"
          : "the vendor lists several factors that this could be; turn off those that nobody uses");
}

// --- turn off, recover -----------------------------------------------------------------------------------

Result<Status> FactorLifecycle::turn_off(const StoredFactor& factor, const Code* proof, const Call& call) {
  // From now on a sign-in takes the codes of any other factor first.
  if (auto marked = mark(factor.id, FactorState::sent); !marked)
    return with(std::move(marked).error(), "nothing was sent");
  const auto account = account_in(factor);
  const bool one = offers(*our_.provider, Verb::disable);
  const auto send = [&](const Code* with_proof) {
    return one ? our_.provider->disable(account, {.id = factor.factor_id, .kind = factor.kind}, with_proof,
                                        call.rest())
               : our_.provider->disable_all(account, with_proof, call.rest());
  };
  auto left = send(proof);
  if (!left && left.error().code == Errc::code_required && proof == nullptr && !factor.otpauth_uri.empty()) {
    const auto text = our_.codes->code_of(factor.id, {.purpose = CodePurpose::disable}, call.rest());
    const Code own{.text = text ? *text : SecretString{}};
    left = text ? send(&own) : Result<Status>(text.error());
    if (text && !left && left.error().never_left()) our_.codes->give_back(*text);
  }
  if (!left && !certainly_not_done(left.error())) return with(std::move(left).error(), kResume);
  if (auto marked = mark(factor.id, left ? FactorState::abandoned : FactorState::active); !marked)
    return with(std::move(marked).error(), kResume);
  return left;
}

Result<Status> FactorLifecycle::disable(std::string_view id, const Code* proof, const CallOptions& options) {
  const Call call(options, kStandardTimeout, *our_.clock);
  const auto factor = our_.store->get(id);
  if (!factor) return factor.error();
  return turn_off(*factor, proof, call);
}

Result<Status> FactorLifecycle::disable_all(const Account& account, const Code* proof,
                                            const CallOptions& options) {
  const Call call(options, kStandardTimeout, *our_.clock);
  auto factors = our_.store->list();
  if (!factors) return std::move(factors).error();
  const auto owner = owner_of({.account = account});
  std::erase_if(*factors, [&](const StoredFactor& factor) {
    return !(factor.owner == owner) || (factor.state != FactorState::active && !unsettled(factor));
  });
  const auto mark_all = [&](std::optional<FactorState> state) -> Result<void> {
    for (const auto& factor : *factors)
      if (auto marked = mark(factor.id, state.value_or(factor.state)); !marked)
        return with(std::move(marked).error(), kResume);
    return {};
  };
  if (auto marked = mark_all(FactorState::sent); !marked) return std::move(marked).error();
  auto left = our_.provider->disable_all(account, proof, call.rest());
  if (!left && !certainly_not_done(left.error())) return with(std::move(left).error(), kResume);
  // As they were, where nothing was done.
  if (auto marked = mark_all(left ? std::optional(FactorState::abandoned) : std::nullopt); !marked)
    return std::move(marked).error();
  return left;
}

Result<Recovered> FactorLifecycle::recover(const CallOptions& options) {
  const Call call(options, kStandardTimeout, *our_.clock);
  auto factors = our_.store->list();
  if (!factors) return std::move(factors).error();
  const auto unspent = [](const StoredFactor& factor) {
    return static_cast<std::size_t>(
        std::ranges::count(factor.recovery_codes, false, &StoredRecoveryCode::spent));
  };
  const auto at = std::ranges::find_if(*factors, [&](const StoredFactor& factor) {
    return factor.owner == our_.owner && factor.state != FactorState::abandoned && unspent(factor) > 0;
  });
  if (at == factors->end()) return failure(Errc::code_required, "the store has no recovery code left");

  const auto begun = our_.provider->sign_in(call.rest());
  if (!begun) return begun.error();
  const auto* challenge = std::get_if<Challenge>(&*begun);
  if (challenge == nullptr || !accepts(*challenge, FactorKind::recovery_code))
    return failure(Errc::unsupported, "the vendor asks for no recovery code; none was spent");
  SecretString taken;
  const auto spent = our_.store->change(at->id, [&](StoredFactor& factor) -> Result<void> {
    const auto next = std::ranges::find(factor.recovery_codes, false, &StoredRecoveryCode::spent);
    if (next == factor.recovery_codes.end())
      return failure(Errc::code_required, "the store has no recovery code left");
    next->spent = true;
    taken = next->code;
    return {};
  });
  if (!spent) return spent.error();
  auto verdict =
      our_.provider->verify(*challenge, {.kind = FactorKind::recovery_code, .text = taken}, call.rest());
  if (verdict) return Recovered{.accepted = *std::move(verdict), .codes_left = unspent(*spent)};
  if (verdict.error().never_left()) [[maybe_unused]]
    const auto back = our_.store->change(at->id, [&](StoredFactor& factor) -> Result<void> {
      std::ranges::find(factor.recovery_codes, taken, &StoredRecoveryCode::code)->spent = false;
      return {};
    });
  return std::move(verdict).error();
}

}  // namespace mfaclient
